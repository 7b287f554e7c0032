"""Extracts become a cube: one DuckDB file that answers every question of the boards in milliseconds.

Tables: `unit`, `member` and `held` (the numbered trees, and which grids each unit holds); `flow_*` and `stock_*`
(ledgers: changes per grid, day and dimensions); `running_day_<ledger>` and `running_<ledger>` (running totals per unit
and day, sorted for maps and for series); `large` and `large_<ledger>` (changes of large units);
`month_<dimension>_<ledger>` (changes by grid and month); `spread_<key>` (rows for exact quantiles) and
`histogram_<key>`; `dimension` (the values that occur, with their codes); `dense` (days held); `delivered` (columns with
something in them). Rows for lists, in the order of grids: `dwelling_row`, `dwelling_span` (a dwelling between two
inspections), `inspector_day`, `grid_order`; by unit: `post` and `target`; by base grid: `facility_row` and `cover` (who
holds it in the further trees, and how).
"""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb

from cockpit.catalogue import ADMISSION, Catalogue
from cockpit.contract import EARLIEST, EXACT_ROWS, LATEST, TABLES
from cockpit.cube.deltas import codes_sql, ledgers, rows_sql
from cockpit.cube.engine import DuckDB, Engine
from cockpit.cube.filling import Course, fill_cube
from cockpit.cube.rollups import LARGE_LEAST, LARGE_SHARE, lay_large_units
from cockpit.cube.rules import ALWAYS, rule_periods
from cockpit.cube.running import read_ground
from cockpit.cube.spark import check_spark, open_spark
from cockpit.cube.standing import lay_standing_facts, list_posts
from cockpit.cube.streaks import lay_streaks
from cockpit.cube.templates import day_sql, fill, path_sql
from cockpit.editions import City, Progress, Span
from cockpit.errors import CockpitError, Refused

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

# Columns that say something happened: the newest of them is the as-of day when the mapping names none.
_HAPPENED: dict[str, tuple[str, ...]] = {
    "inspections": ("inspected_at",),
    "dwellings": ("from_date",),
    "events": tuple(column.name for column in TABLES["events"] if column.type == "time"),
    "event_steps": ("at",),
    "ratings": ("rated_on",),
}


# Columns that lists are made of, told where nothing is in them.
_LISTED = ("inspections.inspector", "dwellings.sequence", "dwellings.lon")


@dataclass(frozen=True)
class Limits:
    """How the cube is built: rows counted exactly by quantiles, dense cells and days, DuckDB's memory and threads.

    large_share, large_least: a unit is large from this share of all base grids on, and from so many of them.
    pass_rows: so many facts are counted at once; more of them in passes over stretches of grids.
    """

    exact_rows: int = EXACT_ROWS
    dense_cells: int = DENSE_CELLS
    dense_days: int = DENSE_DAYS
    large_share: float = LARGE_SHARE
    large_least: int = LARGE_LEAST
    pass_rows: int = 4_000_000
    memory: str = "4GB"
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
            tables = _read(connection, counting, staging)
            span = _span(counting, city)
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
    _delivered(connection, catalogue)
    engine.run(fill("place", as_of=day_sql(span.as_of)))
    _facts(engine, catalogue, limits)
    lay_streaks(engine, catalogue, span)
    engine.run(codes_sql())
    list_posts(engine)
    engine.run(rows_sql("events", "reported_at, event_id"))
    engine.run(fill("inspection_rows"))
    progress("cube: daily changes and running totals", 0.3)
    course = _course(connection, engine, span, limits)
    fill_cube(connection, engine, catalogue, course, lambda done: progress("cube: daily changes", 0.3 + 0.7 * done))
    _dense(connection, catalogue, course)


def _clear(*databases: Path) -> None:
    for path in databases:
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _read(connection: duckdb.DuckDBPyConnection, engine: Engine, staging: Path) -> dict[str, int]:
    """Views over the extracts (an empty table where one was not delivered) and the numbered trees."""
    connection.execute("CREATE SCHEMA work.extracts")
    counts: dict[str, int] = {}
    for table in TABLES.values():
        path = staging / "extracts" / f"{table.name}.parquet"
        engine.read_extract(table, path if path.exists() else None)
        if path.exists():
            row = connection.execute(f"SELECT count(*) FROM work.extracts.{table.name}").fetchone()
            counts[table.name] = int(row[0]) if row else 0
    tree, member = path_sql(staging / "geo" / "tree.parquet"), path_sql(staging / "geo" / "member.parquet")
    connection.execute(f"CREATE TABLE unit AS FROM read_parquet({tree}) ORDER BY id")
    connection.execute(f"CREATE TABLE member AS FROM read_parquet({member}) ORDER BY unit_id, lo")
    if not (staging / "geo" / "cover.parquet").exists():
        raise CockpitError(
            "The shapes of this edition were made by an earlier version, which did not say who holds a grid's ground.",
            "Import the files again: `cockpit import MAPPING.toml`, or `cockpit demo`.",
        )
    cover = path_sql(staging / "geo" / "cover.parquet")
    connection.execute(f"CREATE TABLE cover AS FROM read_parquet({cover}) ORDER BY g, tree")
    connection.execute(
        "CREATE TABLE held AS SELECT m.unit_id AS unit, u.g FROM unit AS u "
        "JOIN member AS m ON u.g BETWEEN m.lo AND m.hi WHERE u.tree = 'admin' AND u.leaf ORDER BY unit, g"
    )
    engine.share("unit", "member", "cover", "held")
    return counts


def _delivered(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Which of the columns that measures need have something in them: a sum over nothing would be a false zero."""
    connection.execute("CREATE TABLE delivered (name VARCHAR)")
    measures = catalogue.measures.values()
    needed = sorted({need for measure in measures for need in (*measure.needs, *measure.wants)} | {*_LISTED})
    if catalogue.admitted:
        connection.execute("INSERT INTO delivered VALUES (?)", [ADMISSION])
    for need in needed:
        if need == ADMISSION:
            continue
        table, _, column = need.partition(".")
        sql = f'INSERT INTO delivered SELECT ? FROM work.extracts.{table} WHERE "{column}" IS NOT NULL LIMIT 1'
        connection.execute(sql, [need])


def _span(engine: Engine, city: City) -> Span:
    """First and last day anything happened, and the as-of day; a date that stands for "never" is no such day."""
    days = " UNION ALL ".join(
        f'SELECT CAST("{column}" AS DATE) AS dt FROM work.extracts.{table}'
        for table, columns in _HAPPENED.items()
        for column in columns
    )
    [(first, last)] = engine.rows(
        f"SELECT min(dt), max(dt) FROM ({days}) WHERE dt BETWEEN {day_sql(EARLIEST)} AND {day_sql(LATEST)}"
    )
    as_of = city.as_of or last
    if as_of is None:
        raise Refused(
            "Nothing in the files has a date, so the cockpit cannot tell which day they are of.",
            hint="Set as_of in the [city] section of the mapping.",
        )
    return Span(as_of=as_of, first_day=min(first or as_of, as_of), last_day=max(last or as_of, as_of))


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
    engine.run(fill("step"))
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
    return Course(ground, opening, closing, limits.exact_rows, limits.pass_rows)


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
