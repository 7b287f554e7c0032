"""Further trees over the same ground: the police's, drawn without regard to the grids' borders, and five more.

Two of the five hand their grids out community by community; the others have ground of their own, in which holes and
twice-claimed squares are planted.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cockpit.demo.land import Places
from cockpit.demo.names import spell
from cockpit.demo.plan import CITY, CITY_CODE
from cockpit.demo.regions import Growth
from cockpit.demo.settlement import Settlement

TREE = "police"
_GRIDS = 11  # of a beat, on average
_BEATS = 4  # of a station, on average


def draw_beats(rng: np.random.Generator, drawn: Settlement) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """The tables `units` and `boundaries` of the police tree: city, stations, beats with polygons of their own."""
    growth, land = Growth(drawn.land, rng), drawn.land
    count = max(2, round(len(drawn.grids) / _GRIDS))
    stations = max(2, round(count / _BEATS))
    whole = np.zeros(len(land.cells), dtype=np.int64)
    station = growth.part(whole, [stations])
    share = np.full(stations, count // stations)
    share[: count % stations] += 1
    beat = growth.part(station, share)
    names = _station_names(drawn, station, stations)
    rows = [_unit(CITY_CODE, None, "city", *CITY)]
    shapes: list[tuple[str, shapely.Geometry]] = []
    first = 0
    for i in range(stations):
        code = f"JW{i + 1:02d}"
        rows.append(_unit(code, CITY_CODE, "station", names[i], spell(names[i])))
        for j in range(int(share[i])):
            mine = f"{code}{j + 1:02d}"
            stem = names[i].removesuffix("派出所")
            rows.append(_unit(mine, code, "beat", f"{stem}警格{j + 1:02d}", f"{spell(stem)} Beat {j + 1:02d}"))
            shapes.append((mine, shapely.coverage_union_all(land.cells[beat == first + j])))
        first += int(share[i])
    codes, polygons = zip(*shapes, strict=True)
    boundaries = gpd.GeoDataFrame({"tree": TREE, "code": codes}, geometry=list(polygons), crs="EPSG:4326")
    return pd.DataFrame(rows), boundaries


def _station_names(drawn: Settlement, station: Places, count: int) -> list[str]:
    """A station is called after the town most of its ground lies in; a second one there gets a number."""
    towns = drawn.grids["town_name"].to_numpy()[drawn.owner]
    used: dict[str, int] = {}
    names = []
    for i in range(count):
        found, sizes = np.unique(towns[station == i], return_counts=True)
        stem = str(found[np.argmax(sizes)])
        stem = stem.removesuffix("街道").removesuffix("镇")
        used[stem] = used.get(stem, 0) + 1
        names.append(f"{stem}{'' if used[stem] == 1 else '二三四五六七八九'[used[stem] - 2]}派出所")
    return names


def _unit(
    code: str, parent: str | None, level: str, name: str, name_en: str, tree: str = TREE
) -> dict[str, str | None]:
    return {"tree": tree, "code": code, "parent": parent, "level": level, "name": name, "name_en": name_en}


@dataclass(frozen=True)
class Service:
    """A further tree: its levels and how its units are called.

    `grids` of a unit and `units` of an office are averages; without grids a unit is a community.
    """

    tree: str
    letters: str
    levels: tuple[str, str]
    endings: tuple[str, str]
    endings_en: tuple[str, str]
    grids: int = 0
    units: int = 5


SERVICES = (
    Service("safety", "AQ", ("safety_office", "safety_grid"), ("安监所", "安格"), ("Safety Office", "Safety Grid")),
    Service(
        "traffic", "JT", ("traffic_squad", "traffic_grid"), ("交警中队", "交格"), ("Traffic Squad", "Traffic Grid"), 14
    ),
    Service("water", "HS", ("water_office", "water_grid"), ("环水所", "环水格"), ("Water Office", "Water Grid"), 18, 4),
    Service("market", "SJ", ("market_station", "market_grid"), ("市监所", "市监格"), ("Market Office", "Market Grid")),
    Service(
        "cleaning", "HW", ("cleaning_depot", "cleaning_grid"), ("环卫所", "洁格"), ("Depot", "Cleaning Grid"), 9, 6
    ),
)
# Planted: nobody cleans the special grids, and two traffic squads both claim the ground between them.
UNCLEANED, CLAIMED_TWICE = "cleaning", "traffic"
_CLAIMED = 0.3  # of the neighbour's cells


def draw_services(rng: np.random.Generator, drawn: Settlement) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """The tables `units` and `boundaries` of the five other trees; units that are communities have no polygons."""
    rows: list[dict[str, str | None]] = []
    shapes: list[tuple[str, str, shapely.Geometry]] = []
    for service, dice in zip(SERVICES, rng.spawn(len(SERVICES)), strict=True):
        rows.append(_unit(CITY_CODE, None, "city", *CITY, tree=service.tree))
        if service.grids:
            _draw_grounds(dice, drawn, service, rows, shapes)
        else:
            _hand_out(drawn, service, rows)
    trees, codes, polygons = zip(*shapes, strict=True)
    boundaries = gpd.GeoDataFrame({"tree": trees, "code": codes}, geometry=list(polygons), crs="EPSG:4326")
    return pd.DataFrame(rows), boundaries


def _hand_out(drawn: Settlement, service: Service, rows: list[dict[str, str | None]]) -> None:
    """An office a town, a unit a community of it."""
    names = drawn.units.set_index("code")["name"]
    for i, (_, mine) in enumerate(drawn.grids.groupby("town", sort=True)):
        stem = str(mine["town_name"].iloc[0]).removesuffix("街道").removesuffix("镇")
        office = f"{service.letters}{i + 1:02d}"
        rows.append(_named(service, 0, office, CITY_CODE, stem))
        rows += [
            _named(service, 1, community, office, str(names[community]).rstrip("社区村"))
            for community in sorted(set(mine["community"]))
        ]


def _draw_grounds(
    rng: np.random.Generator,
    drawn: Settlement,
    service: Service,
    rows: list[dict[str, str | None]],
    shapes: list[tuple[str, str, shapely.Geometry]],
) -> None:
    """Offices and units grown like the police's, with what is planted in them."""
    growth, land = Growth(drawn.land, rng), drawn.land
    count = max(4, round(len(drawn.grids) / service.grids))
    offices = max(2, round(count / service.units))
    office = growth.part(np.zeros(len(land.cells), dtype=np.int64), [offices], 2)
    share = np.full(offices, count // offices)
    share[: count % offices] += 1
    unit = growth.part(office, share, 2)
    kept = np.ones(len(land.cells), dtype=bool)
    if service.tree == UNCLEANED:
        special = (drawn.grids["special"] != "").to_numpy()
        kept = ~special[drawn.owner]
    first = 0
    for i, stem in enumerate(_station_names(drawn, office, offices)):
        code = f"{service.letters}{i + 1:02d}"
        rows.append(_named(service, 0, code, CITY_CODE, stem.removesuffix("派出所")))
        for j in range(int(share[i])):
            mine = f"{code}{j + 1:02d}"
            cells = (unit == first + j) & kept
            if service.tree == CLAIMED_TWICE and j == 0 and share[i] > 1:
                cells |= _near(land.x, land.y, unit == first, unit == first + 1)
            rows.append(_named(service, 1, mine, code, f"{stem.removesuffix('派出所')}", f"{j + 1:02d}"))
            shapes.append((service.tree, mine, shapely.coverage_union_all(land.cells[cells])))
        first += int(share[i])


def _near(x: np.ndarray, y: np.ndarray, own: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The cells of `other` that lie nearest to the middle of `own`: a share of them."""
    claimed = np.zeros(len(x), dtype=bool)
    theirs = np.flatnonzero(other)
    far = np.hypot(x[theirs] - x[own].mean(), y[theirs] - y[own].mean())
    claimed[theirs[np.argsort(far, kind="stable")[: max(1, round(len(theirs) * _CLAIMED))]]] = True
    return claimed


def _named(service: Service, level: int, code: str, parent: str, stem: str, number: str = "") -> dict[str, str | None]:
    name = f"{stem}{service.endings[level]}{number}"
    name_en = f"{spell(stem)} {service.endings_en[level]} {number}".strip()
    return _unit(code, parent, service.levels[level], name, name_en, service.tree)
