"""Sums over the rows of dwellings between two inspections: when they fall due, and whose rounds they are in.

A row of `dwelling_span` is a dwelling while its next inspection is due on one day. On day D those count that have begun
and not yet ended; every dwelling having an interval has exactly one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from cockpit.access import Scope, visible
from cockpit.contract import EARLIEST
from cockpit.errors import Unavailable
from cockpit.measure.conditions import Condition, in_ranges, narrowing
from cockpit.measure.rows import Rows, RowSource, read_rows
from cockpit.selection import Selection
from cockpit.store import Columns, Snapshot

DIMENSIONS = ("kind", "class")
HOLDS = "d.enters <= ? AND d.leaves > ?"
OVERDUE = "(d.never OR d.due_on <= ?)"
_DETAILS = {
    "dwelling": "r.dwelling_id",
    "building": "r.building",
    "place": "r.sequence",
    "lon": "r.lon",
    "lat": "r.lat",
    "grid": "u.code",
}
_COLUMNS = {
    "row_no": "d.no",
    "grid_no": "d.g",
    "kind": "d.kind",
    "class": "d.class",
    "dwellings": "d.count",
    "days": "d.days",
    "never": "d.never",
    "unknown": f"d.due_on < DATE '{EARLIEST}'",
    "due": "d.due_on",
    "shut": "d.shut",
    "hazards": "d.hazards",
}
# What counts as a dwelling of no weight is not listed: it is in no count either.
_SOURCE = {
    "table": "dwelling_span",
    "columns": _COLUMNS,
    "order": "unknown, due, grid_no, row_no",
    "dimensions": DIMENSIONS,
    "lookup": "JOIN dwelling_row AS r ON r.no = p.row_no "
    "JOIN unit AS u ON u.tree = 'admin' AND u.leaf AND u.g = p.grid_no",
    "details": _DETAILS,
}
_LATE = f"d.late AND d.count > 0 AND {HOLDS}"
LAPSED = RowSource(**_SOURCE, condition=f"{_LATE} AND NOT d.never AND d.due_on <= ?", few=True)  # type: ignore[arg-type]
NEVER = RowSource(**_SOURCE, condition=f"{_LATE} AND d.never AND ?::DATE IS NOT NULL", few=True)  # type: ignore[arg-type]
ROUND = RowSource(**_SOURCE, condition=f"d.count > 0 AND {HOLDS} AND {OVERDUE}")  # type: ignore[arg-type]


@dataclass(frozen=True)
class DueDays:
    """Dwellings by the day they fall due, as they stand on `day`: `counts` of the days `days`, the future after `day`.

    Those never inspected are counted among the future days only; `never` is how many have no due day behind them but
    were never seen, `earlier` how many were due before the first of `days`.
    """

    day: date
    days: tuple[date, ...]
    counts: NDArray[np.int64]
    earlier: int
    never: int


def read_dwellings(
    snapshot: Snapshot,
    source: RowSource,
    selection: Selection,
    scope: Scope,
    day: date,
    until: date,
    first: int,
    most: int,
) -> Rows:
    """A page of the dwellings of `source` on `day`, due by `until`; the longest overdue first.

    Raises:
        Unavailable: the edition has no inspections.
    """
    _needs_inspections(snapshot)
    return read_rows(snapshot, source, selection, scope, [day, day, until], first=first, most=most)


def read_due_days(
    snapshot: Snapshot, selection: Selection, scope: Scope, day: date, before: int, after: int
) -> DueDays:
    """Dwellings by due day, from `before` days before `day` to `after` days after it, weighted by count."""
    first, last = day - timedelta(days=before), day + timedelta(days=after)
    unit, (place, within), (narrowed, values) = _place(snapshot, selection, scope)
    number, table, held, on = "d.count", "dwelling_span", HOLDS, [day, day]
    # An edition that was made before has no changes of large units.
    if unit in snapshot.large and "large_due" in snapshot.tables:
        number, table, held, on = "d.dwellings", "large_due", "d.dt <= ?", [day]
        place, within = "d.unit = ?", [unit]
    sql = (
        "SELECT CASE WHEN d.never AND d.due_on <= ? THEN NULL ELSE greatest(d.due_on, ?::DATE - 1) END AS due, "
        f"CAST(sum({number}) AS BIGINT) AS n FROM {table} AS d "
        f"WHERE {place} AND {held} AND (d.never OR d.due_on <= ?){narrowed} GROUP BY ALL"
    )
    found = snapshot.ask(sql, [day, first, *within, *on, last, *values])
    days = tuple(first + timedelta(days=at) for at in range((last - first).days + 1))
    counts = np.zeros(len(days), dtype=np.int64)
    earlier = never = 0
    masked = np.ma.getmaskarray(found["due"])
    for at, n in enumerate(found["n"].tolist()):
        if masked[at]:
            never += n
            continue
        place = (found["due"][at].astype("datetime64[D]").item() - first).days
        if place < 0:
            earlier += n
        elif place < len(days):
            counts[place] += n
    return DueDays(day, days, counts, earlier, never)


def read_inspectors(
    snapshot: Snapshot, selection: Selection, scope: Scope, start: date, end: date, day: date
) -> Columns:
    """Inspectors by pseudonym: what they did from `start` to `end`, and on `day` the dwellings they saw last.

    `load` are those dwellings, `asked` the inspections their intervals ask for in the period, `overdue` those of them
    that are. Sorted by name.
    """
    _, (place, within), (narrowed, values) = _place(snapshot, selection, scope)
    if "inspections.inspector" not in snapshot.delivered:
        raise Unavailable("This edition has nothing in inspections.inspector, which inspectors are known by.")
    sql = f"""
WITH done AS (
    SELECT d.inspector, sum(d.visits) AS visits, sum(d.entered) AS entered, sum(d.hazards) AS hazards
    FROM inspector_day AS d WHERE {place} AND d.dt BETWEEN ? AND ?{narrowed} GROUP BY d.inspector
),
held AS (
    SELECT
        d.inspector, sum(d.count) AS load, sum(d.count / d.days) AS asked,
        coalesce(sum(d.count) FILTER (d.due_on <= ?), 0) AS overdue
    FROM dwelling_span AS d
    WHERE {place} AND {HOLDS} AND d.inspector IS NOT NULL{narrowed} GROUP BY d.inspector
)
SELECT
    coalesce(done.inspector, held.inspector) AS inspector,
    CAST(coalesce(visits, 0) AS BIGINT) AS visits,
    CAST(coalesce(entered, 0) AS BIGINT) AS entered,
    CAST(coalesce(hazards, 0) AS BIGINT) AS hazards,
    CAST(coalesce(load, 0) AS BIGINT) AS load,
    CAST(coalesce(overdue, 0) AS BIGINT) AS overdue,
    CAST(coalesce(asked, 0) * ? AS DOUBLE) AS asked
FROM done FULL JOIN held ON done.inspector = held.inspector
ORDER BY inspector"""
    length = (end - start).days + 1
    return snapshot.ask(sql, [*within, start, end, *values, day, *within, day, day, *values, length])


def read_orders(snapshot: Snapshot) -> dict[str, NDArray[np.int64]]:
    """Per base grid, in order of its number: `g`, `dwellings`, and how many are `sequenced` and `placed`."""
    found = snapshot.ask("SELECT g, dwellings, sequenced, placed FROM grid_order ORDER BY g")
    return {name: np.asarray(column, dtype=np.int64) for name, column in found.items()}


def _needs_inspections(snapshot: Snapshot) -> None:
    if "inspections" not in snapshot.manifest.tables:
        raise Unavailable("This edition has no table inspections, which due days are reckoned from.")


def _place(snapshot: Snapshot, selection: Selection, scope: Scope) -> tuple[int, Condition, Condition]:
    """The unit's id, and as conditions over d that a row lies in it and is let through by the narrowing."""
    _needs_inspections(snapshot)
    unit = visible(snapshot, scope, selection.tree, selection.unit)
    _, lo, hi = snapshot.spans.of(np.array([unit.id], dtype=np.int64))
    chosen = [(key, values) for key, values in selection.where if key in DIMENSIONS]
    return unit.id, in_ranges("d.g", lo, hi), narrowing(snapshot.coded(chosen))
