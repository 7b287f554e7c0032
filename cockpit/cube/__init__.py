"""Extracts become a cube: one DuckDB file that answers every question of the boards in milliseconds.

Tables: `unit`, `member` and `held` (the numbered trees, and which grids each unit holds); `flow_*` and `stock_*`
(ledgers: changes per grid, day and dimensions); `running_day_<ledger>` and `running_<ledger>` (running totals per unit,
told every few days, and changes in between, for maps and for series); `large` and `large_<dimension>_<ledger>` (changes
of large units); `month_<dimension>_<ledger>` (changes by grid and month); `histogram_<key>`, and `spread_<key>` where a
view keeps no rows (quantiles); `dimension` (the values that occur, with their codes); `dense` (days held); `delivered`
(columns with something in them). Rows for lists, in the order of grids, each a view that says what its table `…_kept`
keeps: `events_rows`, `event_step`, `dwelling_row`; as they are: `dwelling_span` (a dwelling between two inspections, in
the order of overdue lists), `large_due` (how many fall due on a day, of large units), `inspector_day`, `grid_order`; by
unit: `post` and `target`; by base grid: `facility_row` and `cover` (who holds it in the further trees, and how).
"""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb

from cockpit.catalogue import Catalogue
from cockpit.contract import EARLIEST, HISTOGRAM_ROWS, LATEST
from cockpit.cube.deltas import codes_sql, ledgers
from cockpit.cube.engine import DuckDB, Engine
from cockpit.cube.extracts import find_span, note_delivered, read_city
from cockpit.cube.filling import Course, fill_cube
from cockpit.cube.packing import lay_dwelling_rows, lay_event_rows
from cockpit.cube.rollups import LARGE_LEAST, LARGE_SHARE, lay_large_units
from cockpit.cube.rules import ALWAYS, rule_periods
from cockpit.cube.running import read_ground
from cockpit.cube.spark import check_spark, open_spark
from cockpit.cube.standing import lay_standing_facts, list_posts
from cockpit.cube.streaks import lay_streaks
from cockpit.cube.templates import day_sql, fill, path_sql
from cockpit.editions import City, Progress, Span
from cockpit.errors import CockpitError

__all__ = ["DENSE_CELLS", "DUCKDB", "Limits", "build_cube", "check_engine"]

DUCKDB = "duckdb"

# Units x days held dense, and days. The dense window ends a month after the as-of day at the latest and keeps the
# newest days, so that one slip of a date does not move or stretch it; other days are answered from the changes.
DENSE_CELLS = 30_000_000
DENSE_DAYS = 1500
DENSE_AFTER = timedelta(days=31)

_SPILL = ".spill"  # where DuckDB puts what does not fit into memory while it builds
_WORK = ".work.duckdb"  # where everything in between lies
_SHARED = ".spark"  # where a cluster and this process pass tables to each other
# Rows are kept in small groups, in an order that questions follow: fewer of them are read.
_ROW_GROUP = 16_384


@dataclass(frozen=True)
class Limits:
    """How the cube is built: rows from which a unit has a histogram, dense cells and days, DuckDB's memory and threads.

    large_share, large_least: a unit is large from this share of all base grids on, and from so many of them.
    pass_rows: so many facts are counted at once; more of them in passes over stretches of grids.
    """

    histogram_rows: int = HISTOGRAM_ROWS
    dense_cells: int = DENSE_CELLS
    dense_days: int = DENSE_DAYS
    large_share: float = LARGE_SHARE
    large_least: int = LARGE_LEAST
    pass_rows: int = 16_000_000
    memory: str = "6GB"
    threads: int = 2


def check_engine(engine: str) -> None:
    """See that `engine` can be built with: it is "duckdb", or a Spark cluster that answers.

    Raises:
        CockpitError: there is no such engine, or it is not there.
    """
    if engine.startswith("spark:"):
        check_spark(engine)
    elif engine != DUCKDB:
        raise CockpitError(f"Engine {engine!r} is not available.", "Use --engine duckdb, or spark://HOST:PORT.")


def build_cube(
    staging: Path,
    catalogue: Catalogue,
    city: City,
    progress: Progress,
    limits: Limits = Limits(),
    engine: str = DUCKDB,
) -> tuple[Span, dict[str, int]]:
    """Build STAGING/cube.duckdb from STAGING/extracts and STAGING/geo.

    `engine` counts: DuckDB in this process, or the Spark cluster whose master is at spark://HOST:PORT.
    Returns the days the edition knows, and the number of rows of each table delivered.

    Raises:
        Refused: nothing in the extracts has a date, so there is no day to be as of.
        CockpitError: a measure of the catalogue cannot be computed, named with the engine's reason.
    """
    path, work = staging / "cube.duckdb", staging / _WORK
    _clear(path, work)
    connection = duckdb.connect()
    try:
        _attach(connection, path, work, limits)
        progress("cube: facts", 0.0)
        counting = DuckDB(connection) if engine == DUCKDB else open_spark(connection, engine, staging / _SHARED)
        with closing(counting):
            tables = read_city(connection, counting, staging)
            span = find_span(counting, city)
            _lay(connection, counting, catalogue, span, progress, limits)
        connection.execute("USE memory")
        connection.execute("DETACH work")
        connection.execute("CHECKPOINT cube")
        connection.execute("DETACH cube")
        progress("cube", 1.0)
    except duckdb.Error as fault:
        raise CockpitError(f"The cube cannot be computed: {fault}") from fault
    finally:
        connection.close()
        _clear(work)
        for folder in (_SPILL, _SHARED):
            shutil.rmtree(staging / folder, ignore_errors=True)
    return span, tables


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, work: Path, limits: Limits) -> None:
    """Open the file that is laid, and beside it the one for everything in between."""
    connection.execute(f"SET memory_limit = '{limits.memory}'")
    connection.execute(f"SET threads = {limits.threads}")
    connection.execute(f"SET temp_directory = {path_sql(path.with_name(_SPILL))}")
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"ATTACH {path_sql(path)} AS cube (ROW_GROUP_SIZE {_ROW_GROUP})")
    # Views over files and everything in between live here, so that the cube holds no word of where it was built.
    connection.execute(f"ATTACH {path_sql(work)} AS work")
    connection.execute("USE cube")


def _lay(
    connection: duckdb.DuckDBPyConnection,
    engine: Engine,
    catalogue: Catalogue,
    span: Span,
    progress: Progress,
    limits: Limits,
) -> None:
    """Make all tables of the cube, from the extracts and the trees that were read."""
    note_delivered(connection, catalogue)
    engine.run(fill("place", as_of=day_sql(span.as_of)))
    _facts(engine, catalogue, limits)
    lay_streaks(engine, catalogue, span)
    engine.run(codes_sql())
    list_posts(engine)
    course = _course(connection, engine, span, limits)
    lay_event_rows(connection, engine, catalogue, course)
    lay_dwelling_rows(connection, engine)
    engine.run(fill("inspection_rows"))
    progress("cube: daily changes and running totals", 0.3)
    fill_cube(connection, engine, catalogue, course, lambda done: progress("cube: daily changes", 0.3 + 0.7 * done))
    _dense(connection, catalogue, course)


def _clear(*databases: Path) -> None:
    for path in databases:
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _visits(engine: Engine, pass_rows: int) -> None:
    """What follows from the visits to each dwelling, in passes over dwellings where there are many."""
    [(rows,)] = engine.rows("SELECT count(*) FROM work.inspections")
    passes = max(-(-rows // pass_rows), 1) if engine.in_passes else 1
    parts = [f"dwelling % {passes} = {at}" for at in range(passes)]
    engine.lay("work.spans", [fill("span", within=within) for within in parts])
    engine.lay("work.covers_entered", [fill("cover", condition="entered", within=within) for within in parts])
    engine.run(fill("span_views"))


def _facts(engine: Engine, catalogue: Catalogue, limits: Limits) -> None:
    """The fact views that measures are counted over."""
    engine.run(fill("dwelling"))
    combinations = engine.rows("SELECT DISTINCT class, kind FROM work.dwellings ORDER BY class, kind")
    columns = {"class": "VARCHAR", "kind": "VARCHAR", "starts": "DATE", "ends": "DATE", "days": "INTEGER"}
    periods = rule_periods(catalogue.intervals, combinations)
    engine.fill("work.rule_period", columns, [(p.class_, p.kind, p.starts, p.ends, p.days) for p in periods])
    engine.run(fill("duty"))
    engine.run(fill("inspection"))
    _visits(engine, limits.pass_rows)
    columns = {"category": "VARCHAR", "category_group": "VARCHAR", "small": "BOOLEAN"}
    engine.fill("work.category", columns, [(c.key, c.group, c.minor) for c in catalogue.categories.values()])
    engine.fill("work.admitted", {"category": "VARCHAR"}, [(key,) for key in sorted(catalogue.admitted)])
    engine.run(fill("problem"))
    engine.run(fill("event_calendar", earliest=day_sql(EARLIEST), latest=day_sql(LATEST)))
    engine.run(fill("event_stages"))
    engine.run(fill("event"))
    lay_standing_facts(engine, catalogue)
    for table, view in (("population", "population"), ("links", "link")):
        engine.run(fill("delivered", table=table))
        engine.run(fill(view))
    engine.run(fill("delivery"))
    engine.run(fill("ground"))


def _course(connection: duckdb.DuckDBPyConnection, engine: Engine, span: Span, limits: Limits) -> Course:
    """What is built of every ledger: the dense window holds as many of the newest days as fit."""
    lay_large_units(engine, limits.large_share, limits.large_least)
    ground = read_ground(connection)
    fitting = limits.dense_cells // max(ground.units, 1)
    closing = min(span.last_day, span.as_of + DENSE_AFTER)
    days = min((closing - span.first_day).days + 2, max(fitting, 2), limits.dense_days)
    opening = closing - timedelta(days=days - 1)
    return Course(ground, opening, closing, limits.histogram_rows, limits.pass_rows)


def _dense(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, course: Course) -> None:
    """Make the table `dense`: which days are held.

    Before the first dense day nothing changed since `since`: a question of those days is answered by that first day, as
    the one of the period before the first year of data is.
    """
    opening = day_sql(course.opening)
    changes = " UNION ALL ".join(
        f"SELECT max(dt) AS dt FROM {ledger} WHERE dt <= {opening}" for ledger in ledgers(catalogue, dense=True)
    )
    connection.execute(
        f"CREATE TABLE dense AS SELECT {opening} AS first_day, {day_sql(course.closing)} AS last_day, "
        f"coalesce(max(dt), {day_sql(ALWAYS)}) AS since FROM ({changes})"
    )
