"""What happens when, how it arrives and where: the casebook as lists that a hash picks from."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cockpit.catalogue import Category
from cockpit.demo.plan import INDUSTRY, NEW, OLD, RURAL
from cockpit.demo.regions import share_out

SLOTS = 2000  # entries of a list that a category is picked from
CASEBOOK = Path(__file__).parent / "casebook.toml"

# Weights of the hours 0 to 23.
HOURS: dict[str, list[float]] = {
    "day": [1, 0, 0, 0, 0, 1, 3, 8, 24, 34, 32, 20, 10, 14, 28, 32, 28, 18, 9, 6, 5, 4, 3, 2],
    "street": [1, 0, 0, 0, 0, 2, 9, 22, 24, 20, 18, 16, 14, 12, 14, 16, 22, 30, 32, 28, 20, 12, 6, 3],
    "night": [14, 8, 5, 3, 2, 3, 4, 4, 5, 6, 6, 5, 5, 6, 5, 5, 5, 6, 9, 15, 24, 32, 32, 24],
    "any": [3, 2, 2, 1, 1, 2, 5, 10, 16, 20, 20, 16, 13, 14, 16, 17, 17, 16, 15, 15, 14, 11, 8, 5],
}
CHANNELS = ("patrol", "hotline", "app", "video", "department", "visit", None)
# Weights of the channels, by who usually notices.
ARRIVALS: dict[str, list[float]] = {
    "patrol": [62, 14, 12, 6, 3, 2, 1],
    "hotline": [17, 58, 14, 1, 5, 4, 1],
    "app": [26, 22, 46, 1, 2, 2, 1],
    "video": [36, 10, 12, 37, 4, 0, 1],
    "department": [22, 14, 2, 3, 53, 5, 1],
    "visit": [18, 25, 4, 0, 7, 45, 1],
}
# What storms bring.
STORM: dict[str, float] = {"flooding": 40, "fallen_tree": 27, "drainage": 14, "power_cut": 12, "road_damage": 7}
# What departments hand down to grids although no list admits it.
HANDED: dict[str, float] = {"consultation": 42, "elderly_care": 24, "price_complaint": 20, "wage_dispute": 14}
# How much slower than others a department is, on the scale of the logarithm of time.
SLOWNESS: dict[str, float] = {
    "housing": 0.34,
    "environment": 0.22,
    "planning": 0.15,
    "transport": 0.05,
    "water": 0.0,
    "urban_management": -0.08,
    "police": -0.06,
    "fire": -0.1,
}
TEAMS: dict[str, str] = {
    "urban_management": "rectify",
    "planning": "rectify",
    "housing": "rectify",
    "agriculture": "patrol",
    "civil": "patrol",
    "justice": "patrol",
    "labour": "work_safety",
    "emergency": "work_safety",
    "fire": "order_fire",
    "police": "order_fire",
    "environment": "environment_water",
    "water": "environment_water",
    "transport": "transport",
    "market": "market",
}
# Kinds of dwellings in a thousand: owner, rented, vacant, collective, shop, public; by type of community.
KINDS = ("owner", "rented", "vacant", "collective", "shop", "public")
KIND_SHARES: dict[str, dict[str, list[float]]] = {
    "neighbourhood": {
        OLD: [640, 185, 68, 2, 95, 10],
        NEW: [590, 164, 172, 2, 64, 8],
        INDUSTRY: [520, 300, 72, 12, 86, 10],
        RURAL: [715, 90, 92, 2, 90, 11],
    },
    "village": {area: [815, 42, 108, 1, 26, 8] for area in (OLD, NEW, INDUSTRY, RURAL)},
    "urban_village": {area: [215, 660, 28, 10, 80, 7] for area in (OLD, NEW, INDUSTRY, RURAL)},
}
# Share of residents that a department's files know.
SOURCES: dict[str, float] = {
    "party": 0.91,
    "police": 0.97,
    "education": 0.93,
    "civil": 0.90,
    "labour": 0.88,
    "fire": 0.85,
}
AREAS = (OLD, NEW, INDUSTRY, RURAL)


def fill_slots(values: list[Any], weights: list[float], slots: int) -> list[Any]:
    """A list of `slots` entries in which each value stands as often as its weight says."""
    counts = share_out(slots, np.array(weights, dtype=float), least=0)
    return [value for value, count in zip(values, counts.tolist(), strict=True) for _ in range(count)]


def kind_slots() -> pd.DataFrame:
    """area, place, slot (of 1000), kind. A slot is looked up by a join: lists would be copied with every row."""
    rows = [
        (area, place, slot, kind)
        for place, shares in KIND_SHARES.items()
        for area in AREAS
        for slot, kind in enumerate(fill_slots(list(KINDS), shares[area], 1000))
    ]
    return pd.DataFrame(rows, columns=["area", "place", "slot", "kind"])


def read_casebook(categories: dict[str, Category]) -> pd.DataFrame:
    """One row per kind of event: number, category, its catalogue's limit and group, and the casebook's columns."""
    rows = []
    for number, case in enumerate(tomllib.loads(CASEBOOK.read_text(encoding="utf-8"))["cases"]):
        category = categories[case["key"]]
        rows.append(
            {
                "number": number,
                "category": category.key,
                "category_group": category.group,
                "minor": category.minor,
                "limit_hours": category.limit_hours,
                "limit_days": category.limit_days,
                "responsibility": case["responsibility"],
                "department": case["departments"][0],
                "other": case["departments"][1],
                **{name: case[name] for name in ("hours", "channels", "weight", "peak", "swing")},
                "at": case.get("at", {}),
            }
        )
    return pd.DataFrame(rows)


def case_slots(casebook: pd.DataFrame) -> pd.DataFrame:
    """area, place, month, slot (of SLOTS), number of the casebook."""
    rows: list[tuple[str, str, int, int, int]] = []
    for place in KIND_SHARES:
        for area in AREAS:
            here = np.array([at.get(area, 1.0) * at.get(place, 1.0) for at in casebook["at"]])
            for month in range(1, 13):
                season = 1 + casebook["swing"] * np.cos(2 * np.pi * (month - casebook["peak"]) / 12)
                weights = (casebook["weight"] * season).to_numpy() * here
                numbers = fill_slots(casebook["number"].tolist(), weights.tolist(), SLOTS)
                rows += [(area, place, month, slot, number) for slot, number in enumerate(numbers)]
    return pd.DataFrame(rows, columns=["area", "place", "month", "slot", "number"])


def picked_slots(casebook: pd.DataFrame, weights: dict[str, float]) -> list[int]:
    """Numbers of the casebook as often as `weights` says, 100 entries."""
    numbers = dict(zip(casebook["category"], casebook["number"], strict=True))
    return fill_slots([numbers[key] for key in weights], list(weights.values()), 100)


def hour_slots() -> pd.DataFrame:
    """Columns hours (a profile), slot (of 480), hour."""
    rows = [
        (key, slot, hour)
        for key, weights in HOURS.items()
        for slot, hour in enumerate(fill_slots(list(range(24)), weights, 480))
    ]
    return pd.DataFrame(rows, columns=["hours", "slot", "hour"])


def channel_slots() -> pd.DataFrame:
    """Columns channels (a profile), slot (of 200), channel."""
    rows = [
        (key, slot, channel)
        for key, weights in ARRIVALS.items()
        for slot, channel in enumerate(fill_slots(list(CHANNELS), weights, 200))
    ]
    return pd.DataFrame(rows, columns=["channels", "slot", "channel"])


def departments() -> pd.DataFrame:
    """department, team, slow."""
    rows = [(key, team, SLOWNESS.get(key, 0.0)) for key, team in TEAMS.items()]
    return pd.DataFrame(rows, columns=["department", "team", "slow"])
