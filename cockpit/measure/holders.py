"""Who looks after a piece of ground in every tree, and how well a tree covers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from cockpit.contract import ADMIN
from cockpit.measure.conditions import places
from cockpit.store import Snapshot, Unit

# How much of a grid may differ before it counts as cut, left out or claimed twice.
SLACK = 0.01

_HOLDERS = """
SELECT *, CAST(count(*) OVER (PARTITION BY tree) AS INTEGER) AS of_all
FROM (
    SELECT c.tree, c.unit_id AS holder, CAST(count(*) AS INTEGER) AS grids,
        sum(u.area_km2 * c.share) AS km2, sum(u.area_km2) AS whole
    FROM member AS m
    JOIN cover AS c ON c.g BETWEEN m.lo AND m.hi
    JOIN unit AS u ON u.g = c.g AND u.tree = ?
    WHERE m.unit_id = ? AND (u.valid_to IS NULL OR u.valid_to >= ?)
    GROUP BY c.tree, c.unit_id
)
QUALIFY row_number() OVER (PARTITION BY tree ORDER BY grids DESC, holder) <= ?
ORDER BY tree, grids DESC, holder
"""
_OWN = """
SELECT u.parent_id AS holder, CAST(count(*) AS INTEGER) AS grids, sum(u.area_km2) AS km2
FROM member AS m
JOIN unit AS u ON u.tree = ? AND u.g BETWEEN m.lo AND m.hi
WHERE m.unit_id = ? AND (u.valid_to IS NULL OR u.valid_to >= ?)
GROUP BY u.parent_id ORDER BY grids DESC, u.parent_id
"""
_COVERAGE = """
SELECT m.unit_id AS unit, c.tree, sum(u.area_km2 * least(c.claimed, 1)) AS km2, sum(u.area_km2) AS whole,
    CAST(count(*) FILTER (c.claimed < 1 - ?) AS INTEGER) AS gaps,
    CAST(count(*) FILTER (c.claimed > 1 + ?) AS INTEGER) AS overlaps,
    CAST(count(*) FILTER (c.unit_id >= 0 AND c.share BETWEEN ? AND 1 - ?) AS INTEGER) AS cut
FROM member AS m
JOIN cover AS c ON c.g BETWEEN m.lo AND m.hi
JOIN unit AS u ON u.g = c.g AND u.tree = ?
WHERE m.unit_id IN (SELECT unnest(?::INTEGER[])) AND (u.valid_to IS NULL OR u.valid_to >= ?)
GROUP BY m.unit_id, c.tree
"""
_CHANGES = """
SELECT u.id, u.valid_from, u.valid_to, coalesce(u.successor, '') AS successor
FROM member AS m
JOIN unit AS u ON u.tree = ? AND u.g BETWEEN m.lo AND m.hi
WHERE m.unit_id = ? AND (u.valid_to IS NOT NULL OR u.valid_from > (SELECT min(valid_from) FROM unit WHERE tree = ?))
ORDER BY coalesce(u.valid_to + 1, u.valid_from) DESC, u.id
"""


@dataclass(frozen=True)
class Holder:
    """A unit of `tree` that looks after part of some ground: how many of its base grids, and what of its area.

    `unit` is None for ground that no unit of the tree looks after.
    """

    tree: str
    unit: Unit | None
    grids: int
    share: float


@dataclass(frozen=True)
class Cover:
    """How a tree covers a unit: share of its area, and base grids left out in part, claimed twice, cut by a border."""

    share: float | None
    gaps: int
    overlaps: int
    cut: int


@dataclass(frozen=True)
class Change:
    """A base grid that began after the others, or ended: its days, and the code of the grid that follows it."""

    unit: Unit
    valid_from: date | None
    valid_to: date | None
    successor: str


def holders_of(snapshot: Snapshot, unit: Unit, day: date, most: int) -> tuple[tuple[Holder, ...], dict[str, int]]:
    """Who looks after the ground of `unit` on `day` in every tree: `most` of each, and how many there are in all.

    The units with most of its grids come first: of the administrative tree those right above the base grids, of the
    others the lowest.
    """
    own = snapshot.ask(_OWN, [ADMIN, unit.id, day])
    whole = float(np.sum(own["km2"])) or 1.0
    found, counts = [], {ADMIN: len(own["holder"])} if len(own["holder"]) else {}
    for holder, grids, km2 in zip(*(column[:most] for column in own.values()), strict=True):
        found.append(Holder(ADMIN, snapshot.by_id.get(int(holder)), int(grids), float(km2) / whole))
    rest = snapshot.ask(_HOLDERS, [ADMIN, unit.id, day, most])
    for tree, holder, grids, km2, held, of_all in zip(*rest.values(), strict=True):
        share = (float(held) if int(holder) < 0 else float(km2)) / whole
        found.append(Holder(str(tree), snapshot.by_id.get(int(holder)), int(grids), share))
        counts[str(tree)] = int(of_all)
    return tuple(found), counts


def cover_of(snapshot: Snapshot, units: Sequence[Unit], day: date) -> dict[str, tuple[Cover, ...]]:
    """How every further tree covers each of `units` on `day`, by tree."""
    ids = np.array([unit.id for unit in units], dtype=np.int64)
    columns = snapshot.ask(_COVERAGE, [SLACK, SLACK, SLACK, SLACK, ADMIN, ids.tolist(), day])
    found = {name: [Cover(None, 0, 0, 0)] * len(units) for name in snapshot.trees if name != ADMIN}
    at = places(np.asarray(columns["unit"], dtype=np.int64), ids)
    for place, tree, km2, whole, gaps, overlaps, cut in zip(at, *list(columns.values())[1:], strict=True):
        share = float(km2 / whole) if whole else None
        found[str(tree)][int(place)] = Cover(share, int(gaps), int(overlaps), int(cut))
    return {tree: tuple(rows) for tree, rows in found.items()}


def changes_of(snapshot: Snapshot, unit: Unit) -> tuple[Change, ...]:
    """Base grids of `unit` that were redrawn: those that ended and those that began later, the newest first."""
    columns = snapshot.ask(_CHANGES, [ADMIN, unit.id, ADMIN])
    return tuple(
        Change(snapshot.by_id[int(id_)], _day(begins), _day(ends), str(heir))
        for id_, begins, ends, heir in zip(*columns.values(), strict=True)
    )


def retired_of(snapshot: Snapshot, day: date) -> frozenset[str]:
    """Codes of base grids that ended before `day`: their ground has others now."""
    columns = snapshot.ask("SELECT code FROM unit WHERE tree = ? AND leaf AND valid_to < ?", [ADMIN, day])
    return frozenset(str(code) for code in columns["code"])


def _day(value: object) -> date | None:
    if value is None or value is np.ma.masked or np.isnat(value):  # type: ignore[call-overload]
        return None
    day: date = value.astype("datetime64[D]").item()  # type: ignore[attr-defined]
    return day
