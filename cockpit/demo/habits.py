"""How the towns of the demo city work: defaults by type, chance, and what is planted by name."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cockpit.demo.land import Mask
from cockpit.demo.numbering import CLEARED_TOWN, LAGGING_TOWN, NEIGHBOURHOOD
from cockpit.demo.plan import INDUSTRY, NEW, OLD, RURAL

LETTING_RULE = date(2026, 9, 14)  # rented housing every 7 days instead of 14: intervals.toml
LAGGING_GRIDS_SINCE = date(2026, 8, 3)
LAGGING_GRIDS = 2  # the first ones of the first community of STORES_TOWN: their grid worker left
STORES_TOWN = "盐仓镇"
PAPER_TOWN = "学府街道"  # in its first community inspectors count doors they do not enter
LATE_TOWN = "长桥镇"
UNORDERED_TOWNS = ("枫林镇", "竹溪镇")  # dwellings without walking order; the first also without coordinates
DOUBLED_TOWN = "湖滨街道"  # in its first community the population register counts rented rooms twice
CLEAN_TOWN = "沙湾镇"  # nothing is built illegally any more
HANDED_TOWN = "云港街道"  # departments hand down to its grids what is not theirs
ESTATE_TOWN = "锦绣街道"  # new estates are handed over here
NEVER = date(2199, 12, 31)


@dataclass(frozen=True)
class Habit:
    """A town's way of working.

    miss    share of rounds that are missed or late, on the last day of the data
    lead    days before a change of rule on which the new rhythm begins
    entry   share of inspections that get in
    late    how much slower events are handled, on the scale of the logarithm
    rework  share of events that fail their first check
    bounce  share of events a department refuses at first
    busy    events beside other towns of as many people
    exempt  share of patrol's reports that another than the reporter checks
    built   last day on which something is built illegally
    handed  first day on which departments hand down to its grids what the admission list does not have
    """

    miss: float = 0.045
    lead: int = 9
    entry: float = 0.90
    late: float = 0.0
    rework: float = 0.055
    bounce: float = 0.04
    busy: float = 1.0
    exempt: float = 0.03
    built: date = NEVER
    handed: date = NEVER


_BY_TYPE = {
    OLD: Habit(miss=0.03, entry=0.89, busy=1.15),
    NEW: Habit(miss=0.024, entry=0.87, late=-0.05, busy=0.95),
    INDUSTRY: Habit(miss=0.03, entry=0.90, late=0.04, busy=1.1),
    RURAL: Habit(miss=0.024, entry=0.95, late=-0.03, busy=0.85),
}
_PLANTED: dict[str, dict[str, Any]] = {
    LAGGING_TOWN: {"miss": 0.03, "lead": 4, "late": 0.12},
    "钟楼街道": {"miss": 0.12},
    "花桥街道": {"miss": 0.05},
    "文庙街道": {"miss": 0.025},
    "湖滨街道": {"miss": 0.01},
    PAPER_TOWN: {"miss": 0.01, "late": -0.12, "built": date(2026, 1, 18)},
    ESTATE_TOWN: {"miss": 0.03},
    HANDED_TOWN: {"miss": 0.022, "handed": date(2026, 7, 1)},
    STORES_TOWN: {"miss": 0.025},
    LATE_TOWN: {"miss": 0.065, "late": 0.38, "rework": 0.16, "bounce": 0.09},
    CLEAN_TOWN: {"miss": 0.008, "exempt": 0.35, "built": date(2025, 5, 12)},
    "枫林镇": {"miss": 0.03, "built": date(2026, 7, 5)},
    "竹溪镇": {"miss": 0.03},
}


def draw_habits(rng: np.random.Generator, towns: pd.DataFrame) -> pd.DataFrame:
    """`towns` (town, town_name, area) with a column for each habit, and what its files lack.

    unordered: dwellings have no walking order; unplaced: no coordinates; worst: events that fail check after check.
    """
    habits = []
    for name, area in zip(towns["town_name"], towns["area"], strict=True):
        known = _BY_TYPE[area]
        luck = rng.uniform(-1, 1, 4)
        habit = replace(
            known,
            miss=known.miss * float(np.exp(0.4 * luck[0])),
            lead=known.lead + round(float(luck[1]) * 2),
            late=known.late + 0.08 * float(luck[2]),
            rework=known.rework * (1 + 0.25 * float(luck[3])),
        )
        habits.append(asdict(replace(habit, **_PLANTED.get(name, {}))))
    result = pd.concat([towns.reset_index(drop=True), pd.DataFrame(habits)], axis=1)
    result["unordered"] = result["town_name"].isin(UNORDERED_TOWNS)
    result["unplaced"] = result["town_name"] == UNORDERED_TOWNS[0]
    result["worst"] = result["town_name"] == LATE_TOWN
    return result


def mark_lags(grids: pd.DataFrame, first: date) -> pd.DataFrame:
    """`grids` with what is planted in some of them.

    lag_from (day), lag_days (until it is full), lag (share of rounds missed besides others), lag_let (whether only let
    dwellings suffer), paper (inspectors do not enter), estate and cleared (dwellings come, dwellings go),
    doubled (the population register counts rented rooms twice).
    """
    grids = grids.copy()
    grids["lag_from"], grids["lag_days"], grids["lag"], grids["lag_let"] = 100_000, 60, 0.0, False
    slow = grids["town_name"] == LAGGING_TOWN
    values = ((LETTING_RULE - first).days, 55, 0.195, True)
    grids.loc[slow, ["lag_from", "lag_days", "lag", "lag_let"]] = values
    alone = _first_community(grids, STORES_TOWN).nonzero()[0][:LAGGING_GRIDS]
    grids.loc[alone, ["lag_from", "lag_days", "lag", "lag_let"]] = ((LAGGING_GRIDS_SINCE - first).days, 40, 0.7, False)
    grids["paper"] = _first_community(grids, PAPER_TOWN)
    grids["estate"] = _first_community(grids, ESTATE_TOWN)
    grids["doubled"] = _first_community(grids, DOUBLED_TOWN)
    grids["cleared"] = (grids["town_name"] == CLEARED_TOWN) & (grids["place"] != NEIGHBOURHOOD)
    return grids


def _first_community(grids: pd.DataFrame, town: str) -> Mask:
    mine = grids["town_name"] == town
    first = grids.loc[mine, "community"].min()
    return np.asarray(mine & (grids["community"] == first))
