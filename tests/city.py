"""A small generated city with every edge the definitions name, written as extracts and published as an edition."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd
import pandas as pd
import pyarrow as pa
from shapely import box

from cockpit import editions
from cockpit.catalogue import catalogue_folders, copy_defaults, load_catalogue
from cockpit.contract import TABLES
from cockpit.cube import Limits, build_cube
from cockpit.geography import read_geography, write_geography
from tests import forces_city
from tests.city_events import CALENDAR, give_courses
from tests.city_inspection import complete_inspections
from tests.city_population import furnish, make_links, make_population
from tests.city_problems import PROBLEMS, SCORES, add_problems

FIRST = date(2025, 11, 20)
AS_OF = date(2026, 6, 30)
KINDS = ["owner", "rented", "vacant", "shop", None]
CLASSES = ["green", "yellow", "red", None, None]
CATEGORIES = ["litter", "noise", "wires", "stall", "unlisted"]
CHANNELS = ["patrol", "hotline", "app", None]

CATALOGUE = {
    "intervals.toml": """
[[interval]]
class = "green"
days = 21
[[interval]]
class = "yellow"
days = 14
[[interval]]
class = "yellow"
days = 7
from = 2026-03-15
[[interval]]
class = "red"
days = 0
[[interval]]
kind = "rented"
days = 30
[[interval]]
kind = "rented"
days = 10
from = 2026-04-01
[[interval]]
kind = "rented"
days = 0
from = 2026-06-10
[[interval]]
kind = "shop"
days = 60
from = 2026-01-15
""",
    "categories.toml": """
[[category]]
key = "litter"
label = { zh = "垃圾", en = "Litter" }
group = "street"
minor = true
[[category]]
key = "noise"
group = "home"
safety = "home"
[[category]]
key = "wires"
group = "hazard"
[[category]]
key = "stall"
group = "street"
safety = "road"
minor = true
""",
    "problems.toml": PROBLEMS,
    "scores.toml": SCORES,
}


@dataclass
class TinyCity:
    """The rows of the city, as a careful operator would deliver them."""

    units: list[dict[str, Any]] = field(default_factory=list)
    boundaries: list[dict[str, Any]] = field(default_factory=list)
    dwellings: list[dict[str, Any]] = field(default_factory=list)
    inspections: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    event_steps: list[dict[str, Any]] = field(default_factory=list)
    calendar: list[dict[str, Any]] = field(default_factory=list)
    further_units: list[dict[str, Any]] = field(default_factory=list)
    further_boundaries: list[dict[str, Any]] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)
    ratings: list[dict[str, Any]] = field(default_factory=list)
    indicators: list[dict[str, Any]] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    facilities: list[dict[str, Any]] = field(default_factory=list)
    population: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)

    @property
    def grids(self) -> list[str]:
        """Codes of the base grids."""
        return [row["code"] for row in self.boundaries]

    def below(self, code: str) -> set[str]:
        """Codes of the base grids below `code`."""
        parents = {row["code"]: row.get("parent") for row in self.units}

        def inside(grid: str | None) -> bool:
            while grid:
                if grid == code:
                    return True
                grid = parents[grid]
            return False

        return {grid for grid in self.grids if inside(grid)}


def make_city(seed: int = 7, dwellings: int = 220, events: int = 500) -> TinyCity:
    """A city of 2 districts, 5 towns and 14 grids. One town has no grid level below it in name: depth is data."""
    dice = random.Random(seed)  # noqa: S311
    city = TinyCity()
    _make_units(city)
    _make_dwellings(city, dice, dwellings)
    _make_inspections(city, dice)
    _make_events(city, dice, events)
    add_problems(city.units, city.events, city.grids, FIRST, AS_OF)
    city.event_steps, city.calendar = give_courses(city.events, seed), list(CALENDAR)
    forces_city.add_forces(city, seed)
    complete_inspections(city.dwellings, city.inspections, seed)
    furnish(city.dwellings, seed)
    city.population = make_population(city.grids, seed)
    city.links = make_links(city.grids, seed)
    return city


def _make_units(city: TinyCity) -> None:
    city.units.append({"code": "00", "parent": None, "level": "city", "name": "测试市", "name_en": "Testville"})
    towns = {"01": ["0101", "0102", "0103"], "02": ["0201", "0202"]}
    sizes = {"0101": 3, "0102": 1, "0103": 4, "0201": 2, "0202": 4}
    for east, (district, names) in enumerate(towns.items()):
        city.units.append({"code": district, "parent": "00", "level": "district", "name": f"{east + 1}区"})
        for north, town in enumerate(names):
            city.units.append({"code": town, "parent": district, "level": "town", "name": f"{town}镇"})
            for at in range(sizes[town]):
                code = f"{town}{at:02d}"
                city.units.append({"code": code, "parent": town, "level": "grid", "name": f"第{code}网格"})
                west, south = 118.0 + 0.04 * east + 0.01 * at, 24.0 + 0.01 * north
                city.boundaries.append({"code": code, "geometry": box(west, south, west + 0.01, south + 0.01)})


def _day(dice: random.Random, first: date = FIRST, last: date = AS_OF) -> date:
    return first + timedelta(days=dice.randrange((last - first).days + 1))


def _make_dwellings(city: TinyCity, dice: random.Random, count: int) -> None:
    # The last grid has no dwellings at all.
    grids = city.grids[:-1]
    for at in range(count):
        ends = sorted({_day(dice, date(2025, 12, 1), date(2026, 6, 20)) for _ in range(dice.choice([0, 0, 0, 1, 2]))})
        starts: list[date | None] = [dice.choice([None, None, _day(dice)])]
        if starts[0] is not None:
            ends = [end for end in ends if end > starts[0]]
        periods: list[tuple[date | None, date | None]] = []
        for end in ends:
            periods.append((starts[-1], end))
            # Sometimes a gap between two periods of a dwelling.
            starts.append(end + timedelta(days=dice.choice([1, 1, 1, 12])))
        periods.append((starts[-1], dice.choice([None, None, None, max(_day(dice), starts[-1] or FIRST)])))
        grid = dice.choice(grids)
        for start, end in periods:
            registered, floating = dice.choice([0, 1, 2, 3]), dice.choice([0, 0, 1, 2, 5])
            people = {
                "registered": registered,
                "elsewhere": dice.choice([0, 0, 1]),
                "floating": floating,
                "overseas": 0,
            }
            row = {
                "dwelling_id": f"d{at:05d}",
                "grid": grid if dice.random() < 0.9 else dice.choice(grids),
                "kind": dice.choice(KINDS),
                "class": dice.choice(CLASSES),
                "count": dice.choice([1, 1, 1, 2, 3, 0]),
                "interval_days": dice.choice([None, None, None, 0, 5, 28]),
                "from_date": start,
                "to_date": end,
                **people,
            }
            row["residents"] = sum(people.values()) if dice.random() < 0.5 else dice.choice([0, 1, 4])
            city.dwellings.append(row)


def _make_inspections(city: TinyCity, dice: random.Random) -> None:
    for dwelling in sorted({row["dwelling_id"] for row in city.dwellings}):
        times = set()
        for _ in range(dice.choice([0, 1, 3, 6, 9])):
            day = _day(dice, FIRST + timedelta(days=3))
            seconds = dice.choice([0, 86_399, dice.randrange(86_400)])
            times.add(datetime.combine(day, datetime.min.time()) + timedelta(seconds=seconds))
        # Exactly interval days before a day that is asked for: no longer covered that day, but the day before.
        for interval in (5, 7, 10, 14, 21, 28, 30):
            if dice.random() < 0.15:
                times.add(datetime.combine(AS_OF - timedelta(days=interval), datetime.min.time()))
            if dice.random() < 0.15:
                times.add(datetime.combine(AS_OF - timedelta(days=interval - 1), datetime.min.time()))
        for time in sorted(times):
            hazards = dice.choice([None, 0, 1])
            entered = dice.choice([True, True, False, None])
            city.inspections.append(
                {"dwelling_id": dwelling, "inspected_at": time, "entered": entered, "hazards": hazards}
            )


def _make_events(city: TinyCity, dice: random.Random, count: int) -> None:
    for at in range(count):
        reported = datetime.combine(_day(dice), datetime.min.time()) + timedelta(
            seconds=dice.choice([0, 86_399, dice.randrange(86_400)])
        )
        due = dice.choice([None, reported + timedelta(hours=dice.choice([4, 24, 72, 240]))])
        closed = reported + timedelta(minutes=dice.randrange(60 * 24 * 20))
        fate = dice.random()
        if fate < 0.15:
            closed = None
        elif fate < 0.30 and due is not None:
            closed = due  # exactly in time
        elif fate < 0.32:
            closed = reported - timedelta(days=2)  # a slip of the source
        if closed is not None and closed.date() > AS_OF:
            closed = None
        city.events.append(
            {
                "event_id": f"e{at:05d}",
                "grid": dice.choice(city.grids),
                "category": dice.choice(CATEGORIES),
                "channel": dice.choice(CHANNELS),
                "severity": dice.choice(["low", "high", None]),
                "department": dice.choice(["roads", "water"]),
                "reported_at": reported,
                "due_at": due,
                "closed_at": closed,
                "returns": dice.choice([0, 0, 0, 1, 2]),
                "verify_failures": dice.choice([0, 0, 1, 3, 4, 5]),
            }
        )


TABLES_OF_A_CITY = (
    *("units", "dwellings", "inspections", "events", "event_steps", "calendar", "population", "links"),
    *("posts", "ratings", "indicators", "targets", "tasks", "facilities"),
)


def publish_city(
    city: TinyCity,
    data: Path,
    limits: Limits | None = None,
    catalogue: dict[str, str] | None = None,
    delivered: tuple[str, ...] = TABLES_OF_A_CITY,
) -> str:
    """Write `city` as extracts, build its cube and publish it in `data`. Returns the edition's name."""
    staging = editions.begin(data)
    (staging / "extracts").mkdir()
    for table in delivered:
        write_extract(staging, table, getattr(city, table))
    units = pd.DataFrame([{"tree": "admin", **row} for row in city.units + city.further_units])
    shapes = [{"tree": "admin", **row} for row in city.boundaries + city.further_boundaries]
    boundaries = gpd.GeoDataFrame(pd.DataFrame(shapes), geometry="geometry", crs=4326)
    write_geography(read_geography(units, boundaries), staging)
    own = copy_defaults(staging)
    for name, text in {**CATALOGUE, **forces_city.CATALOGUE, **(catalogue or {})}.items():
        (own / name).write_text(text, encoding="utf-8")
    merged = load_catalogue(*catalogue_folders(staging))
    about = editions.City(name="测试市", name_en="Testville", as_of=AS_OF)
    span, tables = build_cube(staging, merged, about, lambda _what, _share: None, limits or Limits())
    return editions.publish(staging, data, about, span, tables)


def write_extract(staging: Path, table: str, rows: list[dict[str, Any]]) -> None:
    """Write `rows` as an extract with the contract's columns and types."""
    columns = TABLES[table].columns
    texts = [[None if row.get(c.name) is None else str(row[c.name]) for row in rows] for c in columns]
    text = pa.table([pa.array(column, pa.string()) for column in texts], names=[c.name for c in columns])  # noqa: F841
    picks = ", ".join(f'CAST("{column.name}" AS {column.sql_type}) AS "{column.name}"' for column in columns)
    path = staging / "extracts" / f"{table}.parquet"
    duckdb.sql(f"SELECT {picks} FROM text").write_parquet(str(path))
