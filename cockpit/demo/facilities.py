"""Facilities of the demo city: what communities and towns have for their residents, and what a few of them lack."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cockpit.demo.habits import ESTATE_TOWN

# kind: share of communities that have it, smallest and largest floor area (m2), hours a day.
_COMMUNITY: dict[str, tuple[float, int, int, tuple[float, ...]]] = {
    "police_room": (1.0, 20, 60, (24, 12)),
    "control_centre": (1.0, 300, 500, (24,)),
    "service_station": (1.0, 120, 420, (8, 10)),
    "fire_post": (1.0, 20, 45, (24,)),
    "clinic": (0.8, 80, 260, (8, 10, 12)),
    "elderly_station": (0.7, 150, 600, (8, 10)),
    "green_space": (0.75, 1500, 20000, (24,)),
    "food_market": (0.6, 300, 2500, (12, 14)),
}
# The three services and three forces of a basic unit, and what is laid over them.
_TOWN: dict[str, tuple[float, int, int, tuple[float, ...]]] = {
    "affairs_centre": (1.0, 800, 2600, (8, 10)),
    "health_centre": (1.0, 1500, 5200, (12, 24)),
    "culture_centre": (1.0, 900, 4200, (12,)),
    "police_station": (1.0, 900, 2400, (24,)),
    "enforcement_team": (1.0, 300, 900, (16, 24)),
    "market_office": (1.0, 200, 700, (8,)),
    "grid_centre": (1.0, 250, 800, (24,)),
    "housing_office": (0.8, 150, 500, (8,)),
}

# Planted. By town: what no place of it has; and the community (by its place in the town) that lacks a police room,
# or whose control centre is too small and closed at night.
LACKING = {ESTATE_TOWN: "culture_centre"}
WITHOUT_POLICE_ROOM = (("枫林镇", 1), ("云港街道", 0))
SMALL_CENTRE = (("竹溪镇", 2), ("花桥街道", 1))


def draw_facilities(rng: np.random.Generator, grids: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """The table `facilities`, without coordinates where the housing register has none either."""
    rows: list[dict[str, object]] = []
    for _, mine in grids[grids["special"] == ""].groupby("town", sort=True):
        name = str(mine["town_name"].iloc[0])
        for kind, terms in _TOWN.items():
            if LACKING.get(name) != kind:
                rows += _build(rng, kind, terms, mine)
        for i, (_, community) in enumerate(mine.groupby("community", sort=True)):
            rows += _equip(rng, community, (name, i))
    spots = places.set_index(["g", "place"])[["lon", "lat"]]
    facilities = pd.DataFrame(rows)
    at = spots.loc[list(zip(facilities["g"], facilities["place"], strict=True))].reset_index(drop=True)
    facilities[["lon", "lat"]] = at
    facilities["facility_id"] = [f"J-{i:05d}" for i in range(1, len(facilities) + 1)]
    return facilities


def _equip(rng: np.random.Generator, community: pd.DataFrame, who: tuple[str, int]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for kind, terms in _COMMUNITY.items():
        if kind == "police_room" and who in WITHOUT_POLICE_ROOM:
            continue
        built = _build(rng, kind, terms, community)
        if kind == "control_centre" and who in SMALL_CENTRE:
            built[0].update(area_m2=180.0, hours_per_day=12.0)
        rows += built
    return rows


def _build(
    rng: np.random.Generator, kind: str, terms: tuple[float, int, int, tuple[float, ...]], grids: pd.DataFrame
) -> list[dict[str, object]]:
    """One facility of `kind` at some building place of `grids`, or none, by chance."""
    share, least, most, hours = terms
    luck, size, where, spot, opening = rng.random(5)
    if luck >= share:
        return []
    grid = grids.iloc[int(where * len(grids))]
    return [
        {
            "kind": kind,
            "grid": grid["code"],
            "g": int(grid["g"]),
            "place": int(spot * grid["places"]),
            "area_m2": float(round(least + size * (most - least))),
            "hours_per_day": float(hours[int(opening * len(hours))]),
        }
    ]
