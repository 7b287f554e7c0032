"""Targets, indicators and tasks of the demo city: what was promised, and what only a department can count."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from cockpit.demo.habits import LATE_TOWN
from cockpit.demo.numbering import LAGGING_TOWN, URBAN_VILLAGE
from cockpit.demo.plan import CITY_CODE, INDUSTRY
from cockpit.demo.sizes import Size

TASKS = Path(__file__).parent / "tasks.toml"

# indicator: about how many for a thousand residents, growth a year.
_COMMUNITY: dict[str, tuple[float, float]] = {
    "party_organisations": (0.6, 0.01),
    "party_members": (48, 0.02),
    "volunteers": (115, 0.08),
    "social_organisations": (2.6, 0.05),
    "mediation_agreements": (1.1, 0.0),
    "legal_talks": (0.5, 0.03),
    "occupied_flats": (330, 0.03),
    "delivered_flats": (392, 0.02),
}
# The same, for a thousand floating residents.
_FLOATING: dict[str, tuple[float, float]] = {
    "residence_registrations": (860, 0.02),
    "residence_permits": (560, 0.04),
    "points_holders": (310, 0.12),
    "stable_work_and_home": (420, 0.03),
    "floating_participants": (70, 0.15),
}
_TOWN: dict[str, tuple[float, float]] = {
    "budget": (61, 0.05),  # ten thousand yuan
    "paid": (46, 0.05),
    "purchased_services": (7.5, 0.12),
    "council_topics": (1.3, 0.1),
    "council_topics_from_residents": (0.8, 0.15),
}
# By plan, at the end of each month: how many for a thousand residents, the share that is done, and what one finds.
_PLANNED: dict[tuple[str, str, str], tuple[float, float, float]] = {
    ("patrols_planned", "patrols_done", "patrol_hits"): (26, 0.965, 0.34),
    ("spot_checks_planned", "spot_checks_done", "spot_check_hits"): (7.5, 0.985, 0.21),
    ("care_visits_planned", "care_visits_done", ""): (3.4, 0.97, 0.0),
}
# Planted: this town does less of what is planned. Storms of summer find more, the new year less.
PLAN_MISSED = 0.78
_SEASON = (0.8, 0.75, 0.9, 0.95, 1.0, 1.15, 1.35, 1.3, 1.1, 0.95, 0.95, 0.9)
# Posted-down teams, at the end of each quarter: person-days rostered per thousand residents, share attended.
_ROSTERED, _ATTENDED, _LATE_ATTENDED = 180.0, 0.965, 0.86
# Planted: here flats fill up and no neighbourhood committee is set up; there volunteers fall short.
FEW_VOLUNTEERS = 0.45
# Planted: this town has more residents than it was allowed, by this share.
OVER_TARGET = 0.04


def draw_targets(people: pd.DataFrame, size: Size) -> pd.DataFrame:
    """The table `targets`; `people` has town, town_name, community, place, residents."""
    end = date(size.as_of.year, 12, 31)
    rows: list[tuple[str, str, float]] = [
        (CITY_CODE, "inspection_coverage", 0.95),
        (CITY_CODE, "on_time_rate", 0.90),
        (CITY_CODE, "rework_rate", 0.06),
        (f"type:{INDUSTRY}", "on_time_rate", 0.88),
    ]
    for (town, name), mine in people.groupby(["town", "town_name"], sort=True):
        now = float(mine["residents"].sum())
        allowed = now / (1 + OVER_TARGET) if name == LAGGING_TOWN else now * 1.02
        rows += [(str(town), "residents", float(round(allowed / 50) * 50)), (str(town), "inspection_coverage", 0.95)]
    targets = pd.DataFrame(rows, columns=["unit", "metric", "value"])
    return targets.assign(tree="admin", due_on=end, clause="S0-9")


def draw_indicators(rng: np.random.Generator, people: pd.DataFrame, size: Size) -> pd.DataFrame:
    """The table `indicators`: counts at the end of each quarter, for communities and towns."""
    quarters = _quarter_ends(size)
    towns = people.groupby(["town", "town_name"], sort=True, as_index=False)["residents"].sum()
    rows: list[tuple[str, str, date, float]] = []
    for unit, residents, place in zip(people["community"], people["residents"], people["place"], strict=True):
        for indicator, (rate, growth) in _COMMUNITY.items():
            few = FEW_VOLUNTEERS if indicator == "volunteers" and place == URBAN_VILLAGE else 1.0
            rows += _series(rng, str(unit), indicator, rate * few * residents / 1000, growth, quarters)
    for unit, floating in zip(people["community"], people["floating"], strict=True):
        for indicator, (rate, growth) in _FLOATING.items():
            rows += _series(rng, str(unit), indicator, rate * floating / 1000, growth, quarters, most=float(floating))
    rows += _special(rng, people, quarters)
    for unit, name, residents in towns.itertuples(index=False):
        for indicator, (rate, growth) in _TOWN.items():
            slow = 0.7 if indicator == "paid" and name == LATE_TOWN else 1.0
            rows += _series(rng, str(unit), indicator, rate * slow * residents / 1000, growth, quarters)
    for unit, name, residents in towns.itertuples(index=False):
        rows += _attendance(rng, str(unit), float(residents), quarters, late=name == LATE_TOWN)
    rows += _plans(rng.spawn(1)[0], people, size)  # a chance of its own: what was drawn before stays as it was
    return pd.DataFrame(rows, columns=["unit", "indicator", "date", "value"]).assign(tree="admin")


def _plans(rng: np.random.Generator, people: pd.DataFrame, size: Size) -> list[tuple[str, str, date, float]]:
    """Patrols, spot checks and care visits of each community and month: planned, done, and what they found."""
    months = _month_ends(size)
    rows: list[tuple[str, str, date, float]] = []
    for unit, town, residents in zip(people["community"], people["town_name"], people["residents"], strict=True):
        ready = PLAN_MISSED if town == LATE_TOWN else 1.0
        for (planned, done, hits), (rate, share, found) in _PLANNED.items():
            level = max(round(rate * residents / 1000), 1)
            kept = rng.binomial(level, share * ready, len(months))
            rows += [(str(unit), planned, day, float(level)) for day in months]
            rows += [(str(unit), done, day, float(n)) for day, n in zip(months, kept, strict=True)]
            seen = rng.poisson([found * n * _SEASON[day.month - 1] for day, n in zip(months, kept, strict=True)])
            if hits:
                rows += [(str(unit), hits, day, float(n)) for day, n in zip(months, seen, strict=True)]
    return rows


def _month_ends(size: Size) -> list[date]:
    return [day.date() for day in pd.date_range(size.first, size.as_of, freq="ME")]


def _special(rng: np.random.Generator, people: pd.DataFrame, days: list[date]) -> list[tuple[str, str, date, float]]:
    """People to be visited and visited, by community, and services to people from Taiwan, by town."""
    rows: list[tuple[str, str, date, float]] = []
    for unit, residents in zip(people["community"], people["residents"], strict=True):
        due = _series(rng, str(unit), "special_due", 14 * residents / 1000, 0.02, days)
        seen = [float(round(value * rng.uniform(0.86, 1.0))) for *_, value in due]
        rows += due
        rows += [(str(unit), "special_visited", day, value) for (_, _, day, _), value in zip(due, seen, strict=True)]
    for town, mine in people.groupby("town", sort=True):
        rows += _series(rng, str(town), "taiwan_services", 2.4 * mine["residents"].sum() / 1000, 0.05, days)
    return rows


def _attendance(
    rng: np.random.Generator, unit: str, residents: float, days: list[date], *, late: bool
) -> list[tuple[str, str, date, float]]:
    """Person-days of the posted-down teams of a town, and how often a team of it was vetoed."""
    rows: list[tuple[str, str, date, float]] = []
    for day in days:
        due = round(_ROSTERED * residents / 1000)
        share = min(1.0, float(rng.normal(_LATE_ATTENDED if late else _ATTENDED, 0.01)))
        vetoes = 1.0 if late else float(rng.random() < 0.05)
        rows += [
            (unit, "rostered_days", day, float(due)),
            (unit, "attended_days", day, float(round(due * share))),
            (unit, "vetoes", day, vetoes),
        ]
    return rows


def _series(
    rng: np.random.Generator,
    unit: str,
    indicator: str,
    level: float,
    growth: float,
    days: list[date],
    most: float = np.inf,
) -> list[tuple[str, str, date, float]]:
    own = float(np.exp(rng.normal(0, 0.18)))
    years = [(day - days[-1]).days / 365.25 for day in days]
    return [
        (unit, indicator, day, float(min(round(level * own * (1 + growth) ** year), most)))
        for day, year in zip(days, years, strict=True)
    ]


def _quarter_ends(size: Size) -> list[date]:
    ends = [
        date(year, month, day)
        for year in range(size.first.year, size.as_of.year + 1)
        for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))
    ]
    return [day for day in ends if size.first <= day <= size.as_of]


def read_tasks() -> pd.DataFrame:
    """The table `tasks`: what the policy texts promise, with owner and due date; fictional in its progress."""
    tasks = pd.DataFrame(tomllib.loads(TASKS.read_text(encoding="utf-8"))["tasks"])
    tasks["task_id"] = [f"T-{i:03d}" for i in range(1, len(tasks) + 1)]
    tasks["milestones"] = ["\n".join(stones) for stones in tasks["milestones"]]
    return tasks
