"""Hot spots: where the events of the period lie, as points near the ground and as counts per base grid above.

Points travel only where few levels lie below the unit and the events are few; their places are rounded to some ten
metres. Everywhere else a base grid's count stands at its label point, where events without a place stand too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cockpit.catalogue import Metric
from cockpit.contract import between_days_sql
from cockpit.measure import RowSource
from cockpit.reading.incidents import DIMENSIONS, EVENTS, GRID, listed, records
from cockpit.reading.view import View

HEAT, POINTS = "heat", "points"
KINDS = (HEAT, POINTS)
MOST_POINTS = 5000
LEVELS_BELOW = 2
"""A unit with more levels below it shows no points: with five levels a town does, a district does not."""
DIGITS = 4

SOURCE = RowSource(
    EVENTS,
    {
        "event_id": "d.event_id",
        "lon": "coalesce(d.lon, u.lon)",
        "lat": "coalesce(d.lat, u.lat)",
        "placed": "d.lon IS NOT NULL AND d.lat IS NOT NULL",
        "category": "d.category",
        "due_at": "d.due_at",
        "closed_at": "d.closed_at",
    },
    "event_id",
    between_days_sql("reported_at", "d."),
    joins=GRID,
    dimensions=DIMENSIONS,
)


@dataclass(frozen=True)
class Spots:
    """Places of events. `kind` is "points", one each, or "heat", with counts in `weights`.

    `ids`, `categories` (places in `names`) and `late` are of points alone. `unplaced` is how many of the points stand
    at their grid's label; `why` is "far" or "many" where points were wanted and are not shown.
    """

    kind: str
    lon: tuple[float, ...]
    lat: tuple[float, ...]
    weights: tuple[float, ...] = ()
    ids: tuple[str, ...] = ()
    categories: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    late: tuple[bool, ...] = ()
    unplaced: int = 0
    why: str = ""


def read_spots(view: View, metric: Metric) -> Spots | None:
    """The spots the reader wants to see over the map, none where none are wanted; `metric` counts events reported."""
    wanted = view.selection.spots
    if wanted not in KINDS:
        return None
    why = "" if wanted == HEAT else _why_not(view, metric)
    near = not _why_not(view, metric)
    points = _points(view, metric) if near else None
    if points is not None and wanted == POINTS:
        return points
    if points is not None:
        return Spots(HEAT, points.lon, points.lat, tuple(1.0 for _ in points.lon))
    return _counts(view, metric, why)


def _why_not(view: View, metric: Metric) -> str:
    """Why points are not shown here: too far from the ground, or too many."""
    levels = view.tree.levels
    if len(levels) - 1 - levels.index(view.unit.level) > LEVELS_BELOW:
        return "far"
    return "many" if (view.measure(metric).total.value or 0) > MOST_POINTS else ""


def _points(view: View, metric: Metric) -> Spots:
    period = view.measure(metric)
    rows = records(listed(view, SOURCE, [period.start, period.end], first=0, most=MOST_POINTS))
    codes = sorted({row["category"] for row in rows})
    values = view.snapshot.values["category"]
    end = datetime.combine(view.newest, datetime.max.time())
    return Spots(
        POINTS,
        tuple(round(row["lon"], DIGITS) for row in rows),
        tuple(round(row["lat"], DIGITS) for row in rows),
        ids=tuple(row["event_id"] for row in rows),
        categories=tuple(codes.index(row["category"]) for row in rows),
        names=tuple(view.snapshot.catalogue.label("category", values[code], view.lang) for code in codes),
        late=tuple(row["due_at"] is not None and (row["closed_at"] or end) > row["due_at"] for row in rows),
        unplaced=sum(not row["placed"] for row in rows),
    )


def _counts(view: View, metric: Metric, why: str) -> Spots:
    """Base grids with events, most first, as many as points may be."""
    lowest = view.tree.levels[-1]
    answer = view.measure(metric, lowest) if view.unit.level != lowest else view.measure(metric)
    found = [(row.value or 0, row.key or view.unit.code) for row in answer.rows() if row.value]
    found = sorted(found, key=lambda pair: (-pair[0], pair[1]))[:MOST_POINTS]
    units = [view.tree.unit(code) for _, code in found]
    return Spots(
        HEAT,
        tuple(round(unit.lon, DIGITS) for unit in units),
        tuple(round(unit.lat, DIGITS) for unit in units),
        tuple(float(value) for value, _ in found),
        why=why,
    )
