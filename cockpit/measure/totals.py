"""Running totals of measures for groups at given days: which table answers, the SQL, and the array it becomes.

Every additive question is made of these. A flow over a..b is total(b) - total(a - 1); a stock on D is total(D).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cockpit.catalogue import Measure
from cockpit.measure.rowwise import Source, changes_of_rows, part
from cockpit.selection import Where
from cockpit.store import Coded, Columns, Snapshot, Unit

# Up to this many days the changes are summed between days in SQL; above, per day and summed here.
FEW_DAYS = 6


@dataclass(frozen=True)
class Groups:
    """What an answer has a row for: units, or the values of a dimension within the units.

    `together` makes one row of all units, which do not overlap.
    """

    units: tuple[Unit, ...]
    dimension: str = ""
    together: bool = False

    @property
    def ids(self) -> NDArray[np.int64]:
        """Ids of the units, in order."""
        return np.array([unit.id for unit in self.units], dtype=np.int64)


@dataclass(frozen=True)
class Totals:
    """Running totals: `keys` (unit codes or dimension values) x `days` x `measures`, and what was asked to get them.

    Whole numbers are exact up to 2**53.
    """

    keys: tuple[str, ...]
    days: tuple[date, ...]
    measures: tuple[str, ...]
    array: NDArray[np.float64]
    tables: tuple[str, ...]
    sql: tuple[str, ...]

    def beside(self, other: Totals) -> Totals:
        """These totals with those of other measures for the same groups and days."""
        array = np.concatenate([self.array, other.array], axis=2)
        measures = self.measures + other.measures
        return Totals(self.keys, self.days, measures, array, self.tables + other.tables, self.sql + other.sql)

    def at(self, measure: str, days: Sequence[date]) -> NDArray[np.float64]:
        """Totals of `measure` on `days`: array keys x days."""
        places = np.searchsorted(np.array(self.days, dtype="datetime64[D]"), np.array(days, dtype="datetime64[D]"))
        column: NDArray[np.float64] = self.array[:, places, self.measures.index(measure)]
        return column


def fetch_totals(
    snapshot: Snapshot, measures: Sequence[str], groups: Groups, days: Iterable[date], where: Where
) -> Totals:
    """Running totals of `measures` for `groups` at the end of each of `days`, narrowed by `where`.

    Totals of a flow may begin at the first of `days`: only their differences mean something. A group that nothing
    happened in has zeros. Dimension values come sorted.
    """
    found = _fetched(snapshot, measures, groups, days, where)
    return replace(found, keys=("",), array=found.array.sum(axis=0, keepdims=True)) if groups.together else found


def _fetched(snapshot: Snapshot, measures: Sequence[str], groups: Groups, days: Iterable[date], where: Where) -> Totals:
    wanted = tuple(sorted(set(days)))
    ready = not groups.dimension and not where
    if ready and snapshot.dense.since <= wanted[0] and wanted[-1] <= snapshot.dense.last:
        dense = [key for key in measures if snapshot.catalogue.measures[key].dense]
        sparse = [key for key in measures if key not in dense]
        if not sparse:
            return _from_running(snapshot, dense, groups, wanted)
        if dense:
            running = _from_running(snapshot, dense, groups, wanted)
            return running.beside(_from_changes(snapshot, sparse, groups, wanted, where))
    return _from_changes(snapshot, measures, groups, wanted, where)


def _from_running(snapshot: Snapshot, measures: Sequence[str], groups: Groups, days: tuple[date, ...]) -> Totals:
    """Read the dense running totals: sorted by unit for a series, by day for many units."""
    table = "running" if len(days) > len(groups.units) else "running_day"
    held = [max(day, snapshot.dense.first) for day in days]
    asked = tuple(sorted(set(held)))
    ids = groups.ids
    condition, params = _id_condition("unit", ids)
    when, day_params = _day_condition(asked)
    sql = f"SELECT unit, dt, {', '.join(measures)} FROM {table} WHERE {condition} AND {when}"
    columns = snapshot.ask(sql, [*params, *day_params])
    array = np.zeros((len(ids), len(asked), len(measures)), dtype=np.float64)
    rows = places(integers(columns["unit"]), ids)
    calendar = np.array(asked, dtype="datetime64[D]")
    at = np.searchsorted(calendar, columns["dt"].astype("datetime64[D]"))
    for place, measure in enumerate(measures):
        array[rows, at, place] = columns[measure]
    array = array[:, np.searchsorted(calendar, np.array(held, dtype="datetime64[D]"))]
    return Totals(tuple(unit.code for unit in groups.units), days, tuple(measures), array, (table,), (sql,))


def _from_changes(
    snapshot: Snapshot, measures: Sequence[str], groups: Groups, days: tuple[date, ...], where: Where
) -> Totals:
    """Sum the daily changes, ledger by ledger, narrowed by dimensions; row by row where the cube has no such filter."""
    held: dict[str, list[Measure]] = {}
    for measure in map(snapshot.catalogue.measures.__getitem__, measures):
        held.setdefault(measure.ledger, []).append(measure)
    found: list[tuple[list[Measure], Columns]] = []
    asked: list[str] = []
    tables: list[str] = []
    covered, loose = part(where)
    for ledger, counts in held.items():
        source = Source(ledger, ledger)
        if loose:
            source = changes_of_rows(snapshot.catalogue, counts, groups, days, covered, loose)
        sql, params = _changes_sql(source, counts, groups, days, snapshot.coded(covered))
        found.append((counts, snapshot.ask(sql, params)))
        asked.append(sql)
        tables.append(source.table)
    if groups.dimension:
        # A group's id is the code of its value; only values that occur have a row.
        ids = np.unique(np.concatenate([integers(columns["grp"]) for _, columns in found]))
        keys = tuple(snapshot.values[groups.dimension][code] for code in ids)
    else:
        ids, keys = groups.ids, tuple(unit.code for unit in groups.units)
    array = np.zeros((len(keys), len(days), len(measures)), dtype=np.float64)
    for counts, columns in found:
        cells = places(integers(columns["grp"]), ids), _steps(columns, days)
        for measure in counts:
            np.add.at(array[:, :, list(measures).index(measure.key)], cells, columns[measure.key])
    np.cumsum(array, axis=1, out=array)
    return Totals(keys, days, tuple(measures), array, tuple(dict.fromkeys(tables)), tuple(asked))


def integers(column: NDArray[np.generic]) -> NDArray[np.int64]:
    """A column of the store's as integers."""
    return np.asarray(column, dtype=np.int64)


def _steps(columns: Columns, days: tuple[date, ...]) -> NDArray[np.int64]:
    """The first of the wanted days at whose end each row of `columns` counts."""
    if len(days) <= FEW_DAYS:
        return integers(columns["step"])
    wanted = np.array(days, dtype="datetime64[D]")
    return np.asarray(np.searchsorted(wanted, columns["step"].astype("datetime64[D]")), dtype=np.int64)


def _changes_sql(
    source: Source, measures: Sequence[Measure], groups: Groups, days: tuple[date, ...], where: Coded
) -> tuple[str, list[object]]:
    """Changes per group and stretch between wanted days (or per day when those are many)."""
    params: list[object] = []
    if len(days) <= FEW_DAYS:
        step = "CASE " + " ".join(f"WHEN d.dt <= ? THEN {place}" for place in range(len(days))) + " END"
        params += days
    else:
        step = "d.dt"
    sums = ", ".join(f"CAST(sum(d.{m.key}) AS {m.sql_type}) AS {m.key}" for m in measures)
    if measures[0].of_units:
        condition, ids = _id_condition("d.unit", groups.ids)
        unit, below = "d.unit", f"WHERE {condition} AND"
    else:
        condition, ids = _id_condition("unit_id", groups.ids)
        unit = "m.unit_id"
        below = f"JOIN (SELECT unit_id, lo, hi FROM member WHERE {condition}) AS m ON d.g BETWEEN m.lo AND m.hi WHERE"
    group = f"d.{groups.dimension}" if groups.dimension else unit
    sql = f"SELECT {group} AS grp, {step} AS step, {sums} FROM {source.sql} AS d {below} d.dt <= ?"
    bounds: list[object] = [days[-1]]
    if not measures[0].stock:
        # Of a flow only differences between the wanted days are ever read: nothing before the first one matters.
        sql += " AND d.dt > ?"
        bounds.append(days[0])
    narrowed, values = narrowing(where)
    return f"{sql}{narrowed} GROUP BY ALL", [*params, *source.params, *ids, *bounds, *values]


def levels_given(snapshot: Snapshot, view: str, tree: str, where: Where) -> frozenset[str]:
    """Levels of `tree` whose units the facts of `view` are given for, or counted for, narrowed by `where`."""
    narrowed, values = narrowing(snapshot.coded(where))
    held = dict.fromkeys(item.ledger for item in snapshot.catalogue.measures.values() if item.view == view)
    sql = " UNION ".join(
        f"SELECT u.level FROM {ledger} AS d JOIN unit AS u ON u.id = d.unit WHERE u.tree = ?{narrowed}"
        for ledger in held
    )
    columns = snapshot.ask(sql, [tree, *values] * len(held))
    return frozenset(str(level) for level in columns["level"])


def narrowing(where: Coded) -> tuple[str, list[object]]:
    """SQL for `where` over alias d: several values of one key mean any of them, several keys mean all."""
    parts, params = [], list[object]()
    for key, codes in where:
        parts.append(f" AND d.{key} IN ({', '.join('?' * len(codes))})" if codes else " AND false")
        params += codes
    return "".join(parts), params


def _id_condition(column: str, ids: NDArray[np.int64]) -> tuple[str, list[object]]:
    """SQL for "one of `ids`": a range where they are contiguous, as children and levels of a unit are."""
    if len(ids) and int(ids.max()) - int(ids.min()) == len(ids) - 1:
        return f"{column} BETWEEN ? AND ?", [int(ids.min()), int(ids.max())]
    return f"{column} IN (SELECT unnest(?::INTEGER[]))", [ids.tolist()]


def _day_condition(days: tuple[date, ...]) -> tuple[str, list[object]]:
    if len(days) == 1 + (days[-1] - days[0]).days:
        return "dt BETWEEN ? AND ?", [days[0], days[-1]]
    return "dt IN (SELECT unnest(?::DATE[]))", [list(days)]


def places(values: NDArray[np.int64], ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each of `values` stands in `ids`, whatever the order of `ids`."""
    order = np.argsort(ids, kind="stable")
    found: NDArray[np.int64] = order[np.searchsorted(ids[order], values)]
    return found
