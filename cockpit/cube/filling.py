"""Fills the cube view by view: ledgers of changes, their running totals and sums, rows and histograms of quantiles.

One view at a time is coded and counted, and what lay in between is dropped before the next: memory and disk follow the
largest view, not all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from cockpit.catalogue import Catalogue, Measure
from cockpit.contract import UNIT_VIEWS
from cockpit.cube.deltas import counted_sql, histogram_sql, ledger_sql, ledgers, spread_sql, views
from cockpit.cube.rollups import roll_up
from cockpit.cube.running import Ground, lay_running
from cockpit.errors import CockpitError

# The grids are parted into so many stretches, in which rows lie together.
_STRETCHES = 8


@dataclass(frozen=True)
class Course:
    """What is built of every ledger: the ground, the dense window, rows of exact quantiles, rows counted at once."""

    ground: Ground
    opening: date
    closing: date
    exact_rows: int
    pass_rows: int

    @property
    def stretch(self) -> int:
        """Grids of a stretch."""
        return max(-(-self.ground.grids // _STRETCHES), 1)

    def passes(self, rows: int) -> Iterator[str]:
        """Conditions on g, one after the other, that make up all places: one where the rows are few."""
        if rows <= self.pass_rows:
            yield "true"
            return
        for low in range(0, self.ground.grids, self.stretch):
            yield f"g BETWEEN {low} AND {low + self.stretch - 1}"


def fill_cube(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, course: Course, told: Callable[[float], None]
) -> None:
    """Make all tables of changes, totals and quantiles; `told` hears the share that is done.

    Raises:
        CockpitError: a measure of the catalogue cannot be computed, named with DuckDB's reason.
    """
    counted = views(catalogue)
    for place, view in enumerate(counted):
        told(place / len(counted))
        rows = _count(connection, catalogue, view)
        for ledger, measures in ledgers(catalogue).items():
            if measures[0].view == view:
                _lay_ledger(connection, catalogue, ledger, measures, course, rows)
        for key, spread in catalogue.spreads.items():
            if spread.view == view:
                _lay_spread(connection, catalogue, key, course, rows)
        connection.execute(f"DROP TABLE work.counted_{view}")


def _count(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, view: str) -> int:
    """Make the view's rows ready for counting. Returns how many there are."""
    columns = [str(row[0]) for row in connection.execute(f"DESCRIBE work.{view}").fetchall()]
    connection.execute(counted_sql(catalogue, view, columns))
    row = connection.execute(f"SELECT count(*) FROM work.counted_{view}").fetchone()
    return int(row[0]) if row else 0


def _lay_ledger(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    ledger: str,
    measures: Sequence[Measure],
    course: Course,
    rows: int,
) -> None:
    try:
        whole = ["true"] if measures[0].view in UNIT_VIEWS else course.passes(rows)
        _insert(connection, ledger, [ledger_sql(catalogue, ledger, course.stretch, within) for within in whole])
    except duckdb.Error as fault:
        raise CockpitError(
            f"A measure among {', '.join(m.key for m in measures)} cannot be computed: {fault}",
            "See measures.toml of the city's catalogue.",
        ) from fault
    if measures[0].dense:
        lay_running(connection, ledger, measures, course.ground, course.opening, course.closing)
    if not measures[0].of_units:
        roll_up(connection, catalogue, ledger)


def _lay_spread(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, key: str, course: Course, rows: int
) -> None:
    try:
        parts = [spread_sql(catalogue, key, course.stretch, within) for within in course.passes(rows)]
        _insert(connection, f"spread_{key}", parts)
    except duckdb.Error as fault:
        raise CockpitError(
            f"Spread {key} cannot be computed: {fault}", "See measures.toml of the city's catalogue."
        ) from fault
    connection.execute(histogram_sql(key, course.exact_rows))


def _insert(connection: duckdb.DuckDBPyConnection, table: str, parts: Sequence[str]) -> None:
    """Make `table` of the rows of `parts`, one after the other."""
    for place, part in enumerate(parts):
        connection.execute(f"INSERT INTO {table} {part}" if place else f"CREATE TABLE {table} AS {part}")
