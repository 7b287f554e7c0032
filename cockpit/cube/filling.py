"""Fills the cube view by view: ledgers of changes, their running totals and sums, rows and histograms of quantiles.

One view at a time is coded and counted, and what lay in between is dropped before the next: memory and disk follow the
largest view, not all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import duckdb

from cockpit.catalogue import Catalogue
from cockpit.contract import ROW_VIEWS, UNIT_VIEWS
from cockpit.cube.deltas import counted_sql, ledger_sql, ledgers, views
from cockpit.cube.engine import Engine
from cockpit.cube.rollups import roll_up
from cockpit.cube.running import Ground, lay_running
from cockpit.cube.spreads import histogram_sql, spread_sql, values_sql
from cockpit.errors import CockpitError

# The grids are parted into so many stretches, in which rows lie together.
_STRETCHES = 8


@dataclass(frozen=True)
class Course:
    """What is built of every ledger: the ground, the dense window, rows of a histogram, rows counted at once.

    pass_rows are rows with some eight numbers each.
    """

    ground: Ground
    opening: date
    closing: date
    histogram_rows: int
    pass_rows: int

    @property
    def stretch(self) -> int:
        """Grids of a stretch."""
        return max(-(-self.ground.grids // _STRETCHES), 1)

    def passes(self, rows: int) -> Iterator[str]:
        """Conditions on g, one after the other, that make up all places: one where the rows are few."""
        passes = min(max(-(-rows // self.pass_rows), 1), _STRETCHES)
        if passes == 1:
            yield "true"
            return
        width = -(-_STRETCHES // passes) * self.stretch
        for low in range(0, self.ground.grids, width):
            yield f"g BETWEEN {low} AND {low + width - 1}"


def fill_cube(
    connection: duckdb.DuckDBPyConnection,
    engine: Engine,
    catalogue: Catalogue,
    course: Course,
    told: Callable[[float], None],
) -> None:
    """Make all tables of changes, totals and quantiles; `told` hears the share that is done.

    Raises:
        CockpitError: a measure of the catalogue cannot be computed, named with the engine's reason.
    """
    counted, dense = views(catalogue), ledgers(catalogue, dense=True)
    for place, view in enumerate(counted):
        told(place / len(counted))
        rows = _count(connection, engine, catalogue, view)
        for ledger, measures in ledgers(catalogue).items():
            if measures[0].view == view:
                _lay_ledger(engine, catalogue, ledger, course, rows)
                if ledger in dense:
                    lay_running(connection, ledger, dense[ledger], course.ground, course.opening, course.closing)
        for key, spread in catalogue.spreads.items():
            if spread.view == view:
                _lay_spread(engine, catalogue, key, course, rows)
        engine.drop(f"work.counted_{view}")


def _count(connection: duckdb.DuckDBPyConnection, engine: Engine, catalogue: Catalogue, view: str) -> int:
    """Make the view's rows ready for counting. Returns how many there are, if that matters."""
    columns = [str(row[0]) for row in connection.execute(f"DESCRIBE work.{view}").fetchall()]
    engine.run(counted_sql(catalogue, view, columns))
    if not engine.in_passes:
        return 0
    [(rows,)] = engine.rows(f"SELECT count(*) FROM work.counted_{view}")
    return int(rows)


def _lay_ledger(engine: Engine, catalogue: Catalogue, ledger: str, course: Course, rows: int) -> None:
    measures = ledgers(catalogue)[ledger]
    try:
        # Groups are as many as rows at worst, and each holds a sum of every measure.
        wide = rows * max(len(measures) // 8, 1)
        whole = ["true"] if measures[0].view in UNIT_VIEWS else course.passes(wide)
        engine.lay(ledger, [ledger_sql(catalogue, ledger, course.stretch, within) for within in whole])
    except engine.faults as fault:
        raise CockpitError(
            f"A measure among {', '.join(m.key for m in measures)} cannot be computed: {fault}",
            "See measures.toml of the city's catalogue.",
        ) from fault
    if not measures[0].of_units:
        roll_up(engine, catalogue, ledger)


def _lay_spread(engine: Engine, catalogue: Catalogue, key: str, course: Course, rows: int) -> None:
    """Make the histogram of a spread, and its rows where the view has none of its own."""
    spread = catalogue.spreads[key]
    source = f"spread_{key}"
    try:
        if spread.view in ROW_VIEWS:
            source = f"({values_sql(spread)})"
        else:
            engine.lay(source, [spread_sql(spread, course.stretch, within) for within in course.passes(rows)])
        engine.run(histogram_sql(key, source, course.histogram_rows))
    except engine.faults as fault:
        raise CockpitError(
            f"Spread {key} cannot be computed: {fault}", "See measures.toml of the city's catalogue."
        ) from fault
