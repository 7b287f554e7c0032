"""Regions of cells become units: codes, names, types, and base grids in the order of their codes.

Codes follow the national pattern (province 2, city 2, county 2, town 3, community 3, grid 3 digits) with a province
that does not exist. Subdistricts begin at 001 and towns at 100, neighbourhoods at 001 and villages at 200; grids are
numbered from west to east and north to south.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import pandas as pd

from cockpit.demo.land import Land, Numbers, Places
from cockpit.demo.names import name_communities, spell
from cockpit.demo.plan import CITY, CITY_CODE, INDUSTRY, NEW, OLD, RURAL, District

VILLAGE, URBAN_VILLAGE, NEIGHBOURHOOD = "village", "urban_village", "neighbourhood"
BASIC, SPECIAL = "basic_grid", "special_grid"

# The town most facts are planted in, and the names of its communities.
LAGGING_TOWN = "柳浦街道"
CLEARED_TOWN = "花桥街道"  # its urban village is cleared
_LAGGING_NAMES = {NEIGHBOURHOOD: ("锦园", "柳荫", "东风", "望湖"), URBAN_VILLAGE: ("新河", "前进")}

_URBAN_VILLAGES = {OLD: 0.12, NEW: 0.1, INDUSTRY: 0.25, RURAL: 0.0}  # share of a town's communities
_PLANTED_VILLAGES = {LAGGING_TOWN: 2, CLEARED_TOWN: 1}
_SPECIAL = {NEW: ("公园", "park"), INDUSTRY: ("港区", "harbour"), RURAL: ("林场", "forest")}


@dataclass(frozen=True)
class Regions:
    """District, town, community and grid of each cell, each numbered through in the order of its parents."""

    district: Places
    town: Places
    community: Places
    grid: Places

    def cells(self, level: str, region: int) -> Places:
        """The cells of a region of `level`, ascending."""
        order, bounds = self._sorted[level]
        return order[bounds[region] : bounds[region + 1]]

    @cached_property
    def _sorted(self) -> dict[str, tuple[Places, Places]]:
        """Of each level the cells by region, and where in them each region begins."""
        found = {}
        for field in fields(self):
            owner: Places = getattr(self, field.name)
            order = np.argsort(owner, kind="stable")
            found[field.name] = order, np.searchsorted(owner[order], np.arange(int(owner.max()) + 2))
        return found


@dataclass
class Numbering:
    """Collects units level by level, top down."""

    rng: np.random.Generator
    land: Land
    regions: Regions

    def __post_init__(self) -> None:
        self.units: list[dict[str, str]] = []
        self.grids: list[dict[str, str | int]] = []
        taken = {name for names in _LAGGING_NAMES.values() for name in names}
        self.fresh = (name for name in name_communities(self.rng) if name not in taken)

    def number(self, districts: tuple[District, ...]) -> None:
        """Fill `units` and `grids`; a grid's row keeps its region as `region`."""
        self._add(CITY_CODE, "", "city", CITY[0], CITY[1], "")
        for i, district in enumerate(districts):
            code = f"{CITY_CODE[:4]}{i + 2:02d}000000"
            self._add(code, CITY_CODE, "district", district.name, spell(district.name), district.type)
            self._towns(i, code, district)

    def _towns(self, region: int, parent: str, district: District) -> None:
        """The largest town takes the first name: that is where most facts are planted."""
        found, sizes = np.unique(self.regions.town[self.regions.cells("district", region)], return_counts=True)
        by_size = found[np.argsort(-sizes, kind="stable")]
        taken = {"街道": 0, "镇": 99}
        first = len(self.grids)
        for (name, kind), town in zip(district.towns, by_size.tolist(), strict=True):
            ending = "镇" if name.endswith("镇") else "街道"
            taken[ending] += 1
            code = f"{parent[:6]}{taken[ending]:03d}000"
            self._add(code, parent, "town", name, spell(name), kind)
            self._communities(town, code, name, kind)
        self._mark_special(self.grids[first:], district.type)

    def _communities(self, region: int, parent: str, town: str, area: str) -> None:
        found = self._reading_order(self.regions.community, self.regions.cells("town", region))
        kinds = self._kinds(found, town, area)
        planted = {kind: iter(names if town == LAGGING_TOWN else ()) for kind, names in _LAGGING_NAMES.items()}
        taken = {NEIGHBOURHOOD: 0, VILLAGE: 199}
        for kind, community in sorted(zip(kinds, found, strict=True), key=lambda pair: pair[0] != NEIGHBOURHOOD):
            series = NEIGHBOURHOOD if kind == NEIGHBOURHOOD else VILLAGE
            taken[series] += 1
            stem = next(planted.get(kind, self.fresh), None) or next(self.fresh)
            code = f"{parent[:9]}{taken[series]:03d}"
            name = stem + ("社区" if kind == NEIGHBOURHOOD else "村")
            self._add(code, parent, "community", name, spell(name), kind)
            self._grids(community, code, stem, {"town": parent, "town_name": town, "area": area, "place": kind})

    def _kinds(self, found: list[int], town: str, area: str) -> list[str]:
        """Types of a town's communities: urban villages lie on its outer side; a country town has one centre."""
        away = np.array([self._far(self.regions.cells("community", region)) for region in found])
        rank = np.argsort(np.argsort(-away, kind="stable"), kind="stable")
        if area == RURAL:
            middle = int(np.argmin(away))
            return [NEIGHBOURHOOD if i == middle else VILLAGE for i in range(len(found))]
        by_chance = round(_URBAN_VILLAGES[area] * len(found) + self.rng.uniform(-0.4, 0.4))
        wanted = _PLANTED_VILLAGES.get(town, by_chance)
        return [URBAN_VILLAGE if place < wanted else NEIGHBOURHOOD for place in rank.tolist()]

    def _grids(self, region: int, parent: str, stem: str, place: dict[str, str]) -> None:
        found = self._reading_order(self.regions.grid, self.regions.cells("community", region))
        for i, grid in enumerate(found, start=1):
            code = f"{parent}{i:03d}"
            self._add(code, parent, "grid", f"{stem}第{i:02d}网格", f"{spell(stem)} Grid {i:02d}", BASIC)
            self.grids.append({"code": code, "community": parent, "region": grid, "special": "", **place})

    def _mark_special(self, grids: list[dict[str, str | int]], kind: str) -> None:
        """One grid without dwellings in each outer district: a park, a harbour, a forest."""
        if kind not in _SPECIAL:
            return
        far = [self._far(self.regions.cells("grid", int(row["region"]))) for row in grids]
        row = grids[int(np.argmax(far))]
        zh, en = _SPECIAL[kind]
        row["special"] = en
        unit = next(unit for unit in self.units if unit["code"] == row["code"])
        unit["name"] = f"{unit['name'].partition('第')[0]}专属网格（{zh}）"
        unit["name_en"] = f"{unit['name_en'].partition(' Grid')[0]} Special Grid ({en})"
        unit["type"] = SPECIAL

    def _reading_order(self, labels: Places, inside: Places) -> list[int]:
        """The regions in `inside`, row by row from the north, from west to east in a row."""
        found, member = np.unique(labels[inside], return_inverse=True)
        x, y = self._middles(member, inside, len(found))
        rows = max(round(float(np.sqrt(len(found)))), 1)
        high = max(float(np.ptp(y)), 1e-9)
        row = np.minimum(((y.max() - y) / high * rows).astype(int), rows - 1)
        return [int(region) for region in found[np.lexsort((x, row))]]

    def _middles(self, member: Places, inside: Places, count: int) -> tuple[Numbers, Numbers]:
        km2 = self.land.km2[inside]
        whole = np.bincount(member, km2, count)
        x = np.bincount(member, km2 * self.land.x[inside], count) / whole
        y = np.bincount(member, km2 * self.land.y[inside], count) / whole
        return x, y

    def _far(self, inside: Places) -> float:
        """How far from the city's middle the cells `inside` lie, km."""
        return float(np.hypot(self.land.x[inside].mean(), self.land.y[inside].mean()))

    def _add(self, code: str, parent: str, level: str, name: str, name_en: str, kind: str) -> None:
        row = {"tree": "admin", "code": code, "parent": parent, "level": level}
        self.units.append({**row, "name": name, "name_en": name_en, "type": kind})


def number_regions(
    rng: np.random.Generator, land: Land, districts: tuple[District, ...], regions: Regions
) -> tuple[pd.DataFrame, pd.DataFrame, Places]:
    """(units, base grids in code order with ordinal g, g of each cell)."""
    numbering = Numbering(rng, land, regions)
    numbering.number(districts)
    grids = pd.DataFrame(numbering.grids).sort_values("code", kind="stable").reset_index(drop=True)
    grids.insert(0, "g", np.arange(len(grids)))
    ordinal = np.empty(len(grids), dtype=np.int64)
    ordinal[grids["region"].to_numpy()] = grids["g"].to_numpy()
    grids["district"] = grids["town"].str[:6] + "000000"
    return pd.DataFrame(numbering.units), grids.drop(columns="region"), ordinal[regions.grid]
