"""Running totals of the units, ledger by ledger, in slices of some weeks: memory does not grow with days or facts.

Every RETOLD_DAYS days of the dense window the totals of each unit are told; on the days in between what changed. A
total is the sum of a unit's rows from the last told day on. No row stands for nothing but zeros. Changes are small
numbers and lie apart from totals, so that both are kept in few bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cockpit.catalogue import Measure
from cockpit.contract import RETOLD_DAYS
from cockpit.cube.templates import day_sql

_SLICE = 8 * RETOLD_DAYS  # days held in memory at once, for every unit
_EPOCH = date(1970, 1, 1)

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Ground:
    """Which base grids the units hold: grids and units counted, and the ranges lo..hi of grids with their unit."""

    grids: int
    units: int
    unit: Whole
    lo: Whole
    hi: Whole

    @cached_property
    def classes(self) -> list[Whole]:
        """The units in classes by the grids they hold: about four times as many from class to class."""
        held = np.bincount(self.unit, self.hi - self.lo + 1, self.units)
        size = np.log2(np.maximum(held, 1)).astype(np.int64) // 2
        return [np.flatnonzero(size == one) for one in np.unique(size)]

    def sum(self, by_grid: Whole) -> Whole:
        """Numbers by base grid, shape (grids, days), as sums by unit, shape (units, days)."""
        upto = np.zeros((self.grids + 1, by_grid.shape[1]), dtype=np.int64)
        np.cumsum(by_grid, axis=0, out=upto[1:])
        summed = np.zeros((self.units, by_grid.shape[1]), dtype=np.int64)
        np.add.at(summed, self.unit, upto[self.hi + 1] - upto[self.lo])
        return summed


def read_ground(connection: duckdb.DuckDBPyConnection) -> Ground:
    """The ground of the cube that is being built; unit ids count from 0."""
    columns = connection.execute("SELECT unit_id, lo, hi FROM member WHERE lo <= hi ORDER BY unit_id, lo").fetchnumpy()
    row = connection.execute(
        "SELECT count(*) FILTER (tree = 'admin' AND leaf), coalesce(max(id), -1) + 1 FROM unit"
    ).fetchone()
    grids, units = row or (0, 0)
    unit, lo, hi = (np.asarray(columns[name], dtype=np.int64) for name in ("unit_id", "lo", "hi"))
    return Ground(int(grids), int(units), unit, lo, hi)


def lay_running(
    connection: duckdb.DuckDBPyConnection,
    ledger: str,
    measures: Sequence[Measure],
    ground: Ground,
    opening: date,
    closing: date,
) -> None:
    """Make running_day_<ledger>, by days told, and running_<ledger>, sorted by unit, without the base grids.

    The first day carries everything before it.
    """
    table = f"running_day_{ledger}"
    columns = ", ".join(f"{m.key} {_type(connection, ledger, m)}" for m in measures)
    connection.execute(f"CREATE TABLE {table} (unit INTEGER, dt DATE, {columns})")
    carried = np.zeros((len(measures), ground.units), dtype=np.int64)
    start = opening
    while start <= closing:
        end = min(start + timedelta(days=_SLICE - 1), closing)
        by_grid = _read(connection, ledger, measures, ground, (start, end, start == opening))
        carried = _write(connection, table, measures, [ground.sum(part) for part in by_grid], ground, carried, start)
        start = end + timedelta(days=1)
    connection.execute(
        f"CREATE TABLE running_{ledger} AS SELECT * FROM {table} "
        "WHERE unit NOT IN (SELECT id FROM unit WHERE tree = 'admin' AND leaf) "
        f"ORDER BY (dt - {day_sql(opening)}) % {RETOLD_DAYS} > 0, unit, dt"
    )


def _type(connection: duckdb.DuckDBPyConnection, ledger: str, measure: Measure) -> str:
    """The narrowest type that holds every running total of `measure`."""
    if measure.decimals:
        return measure.sql_type
    row = connection.execute(f"SELECT coalesce(sum(abs({measure.key})), 0) < 2147483647 FROM {ledger}").fetchone()
    return "INTEGER" if row and row[0] else "BIGINT"


def _read(
    connection: duckdb.DuckDBPyConnection,
    ledger: str,
    measures: Sequence[Measure],
    ground: Ground,
    days: tuple[date, date, bool],
) -> list[Whole]:
    """Changes of each measure by grid and day, decimals as whole numbers of their last digit."""
    start, end, opens = days
    sums = ", ".join(f"CAST(round(sum({m.key}) * {10**m.decimals}) AS BIGINT) AS {m.key}" for m in measures)
    after = "" if opens else f" AND dt >= {day_sql(start)}"
    columns = connection.execute(
        f"SELECT g, greatest(dt, {day_sql(start)}) - {day_sql(start)} AS place, {sums} FROM {ledger} "
        f"WHERE dt <= {day_sql(end)}{after} GROUP BY ALL"
    ).fetchnumpy()
    at = (np.asarray(columns["g"], dtype=np.int64), np.asarray(columns["place"], dtype=np.int64))
    width = (end - start).days + 1
    found = []
    for measure in measures:
        changes = np.zeros((ground.grids, width), dtype=np.int64)
        changes[at] = columns[measure.key]
        found.append(changes)
    return found


def _write(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    measures: Sequence[Measure],
    changes: Sequence[Whole],
    ground: Ground,
    carried: Whole,
    start: date,
) -> Whole:
    """Append a slice's rows; between two tellings units of about a size, and totals and changes, lie together.

    Returns the totals at the slice's end.
    """
    ends = np.stack([total + part.sum(axis=1) for total, part in zip(carried, changes, strict=True)])
    for total, part in zip(carried, changes, strict=True):
        upto = np.cumsum(part, axis=1)
        part[:, ::RETOLD_DAYS] = total[:, None] + upto[:, ::RETOLD_DAYS]
    unit, day = _laid(np.logical_or.reduce([part != 0 for part in changes]), ground)
    columns = {
        "unit": pa.array(unit.astype(np.int32)),
        "dt": pa.array(((start - _EPOCH).days + day).astype(np.int32), pa.int32()).cast(pa.date32()),
        **{m.key: pa.array(part[unit, day]) for m, part in zip(measures, changes, strict=True)},
    }
    connection.register("_slice", pa.table(columns))
    values = ", ".join(
        f"CAST(CAST({m.key} AS DECIMAL(18, 0)) / {10**m.decimals} AS {m.sql_type})" if m.decimals else m.key
        for m in measures
    )
    connection.execute(f"INSERT INTO {table} SELECT unit, dt, {values} FROM _slice")
    connection.unregister("_slice")
    return ends


def _laid(some: NDArray[np.bool_], ground: Ground) -> tuple[Whole, Whole]:
    """Unit and day of each row, shape (units, days), that stands for something, in the order in which rows lie."""
    units, days = [], []
    for told in range(0, some.shape[1], RETOLD_DAYS):
        for alike in ground.classes:
            for first, end in ((told, told + 1), (told + 1, told + RETOLD_DAYS)):
                day, at = np.nonzero(some[alike, first:end].T)
                units.append(alike[at])
                days.append(first + day)
    return np.concatenate(units), np.concatenate(days)
