"""A city small enough to count by hand: grids in one row, each with its own case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from shapely import box

from cockpit.access import Scope
from cockpit.measure import Measurement, measure
from cockpit.selection import Selection
from cockpit.store import Snapshot, Store
from tests.city import TABLES_OF_A_CITY, TinyCity, publish_city

Row = dict[str, Any]
EVERYTHING = Scope(unit=None, smallest_cell=0)

# a: every 10 days; b: every 40; never: not inspected; late: every 10 days, from 15 June on.
# x: a class, every 5 days until 9 June, then every 20; it wins over the kind.
RULES = """
[[interval]]
kind = "a"
days = 10
[[interval]]
kind = "b"
days = 40
[[interval]]
kind = "never"
days = 0
[[interval]]
kind = "late"
days = 10
from = 2026-06-15
[[interval]]
class = "x"
days = 5
[[interval]]
class = "x"
days = 20
from = 2026-06-10
"""


def june(day: int) -> date:
    """A day of June 2026, or of the months around it: june(0) is 31 May, june(31) is 1 July."""
    return date.fromordinal(date(2026, 6, 1).toordinal() + day - 1)


def at(day: date, clock: str = "09:00:00") -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))


def village(grids: Sequence[str]) -> TinyCity:
    """A city of one district with `grids`, and nothing in them."""
    city = TinyCity()
    city.units.append({"code": "C", "parent": None, "level": "city", "name": "村", "name_en": "Village"})
    city.units.append({"code": "D", "parent": "C", "level": "district", "name": "区"})
    for at_, grid in enumerate(grids):
        city.units.append({"code": grid, "parent": "D", "level": "grid", "name": f"网格{grid}"})
        west = 118 + at_ / 100
        city.boundaries.append({"code": grid, "geometry": box(west, 24, west + 0.01, 24.01)})
    return city


def dwelling(dwelling_id: str, grid: str, **columns: Any) -> Row:
    """A row of the register of one dwelling of kind a, valid for ever."""
    return {"dwelling_id": dwelling_id, "grid": grid, "kind": "a", "count": 1, "residents": 2, **columns}


def visit(dwelling_id: str, day: date, clock: str = "09:00:00", **columns: Any) -> Row:
    return {"dwelling_id": dwelling_id, "inspected_at": at(day, clock), **columns}


def event(event_id: str, grid: str, reported: datetime, **columns: Any) -> Row:
    return {"event_id": event_id, "grid": grid, "category": "litter", "reported_at": reported, **columns}


def opened(city: TinyCity, data: Path, rules: str = RULES, delivered: tuple[str, ...] = TABLES_OF_A_CITY) -> Snapshot:
    """The village published and open."""
    publish_city(city, data, catalogue={"intervals.toml": rules}, delivered=delivered)
    return Store(data).current()


def ask(snapshot: Snapshot, metric: str, by: str = "", scope: Scope = EVERYTHING, **chosen: Any) -> Measurement:
    return measure(snapshot, snapshot.catalogue.metric(metric), Selection(**chosen), scope, by)
