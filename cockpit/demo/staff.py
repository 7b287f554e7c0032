"""Posts and ratings of the demo city: who looks after which unit, by pseudonym only, and what is thought of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from cockpit.demo.habits import LAGGING_GRIDS_SINCE, LATE_TOWN
from cockpit.demo.sizes import Size

# role: team, duty, share filled, on post, certified.
_COMMUNITY: dict[str, tuple[str, str, float, float, float]] = {
    "grid_chief": ("community", "网格统筹", 1.0, 0.98, 0.97),
    "police_officer": ("order_fire", "一社区一警", 0.97, 0.96, 1.0),
    "legal_adviser": ("community", "法律顾问", 0.94, 0.9, 1.0),
    "counsellor": ("community", "心理咨询", 0.88, 0.9, 0.93),
    "anti_drug_worker": ("community", "禁毒社工", 0.92, 0.95, 0.9),
    "clerk": ("community", "社区专职", 0.95, 0.97, 0.85),
}
# Posted down to towns: posts for every ten grids.
_TEAMS: dict[str, tuple[float, str]] = {
    "patrol": (5.0, "综合巡查"),
    "rectify": (2.5, "综合整治"),
    "work_safety": (1.6, "安全生产检查"),
    "order_fire": (3.0, "治安消防"),
    "environment_water": (0.9, "环保水务"),
    "transport": (0.7, "交通执法"),
    "traffic": (1.2, "交警"),
    "market": (0.9, "市场监管"),
}
_STRANGERS = 300_000  # numbers of holders that are not the inspector of a grid
# Planted: this team of the late town is rarely where it should be, and its residents say so.
ABSENT_TEAM = "rectify"


def draw_posts(rng: np.random.Generator, grids: pd.DataFrame, size: Size) -> pd.DataFrame:
    """The table `posts`, with `number` for the holder's pseudonym (the g of the grid for its worker)."""
    rows = list(_grid_posts(rng, grids, size))
    rows += _community_posts(rng, grids, size)
    rows += _team_posts(rng, grids, size)
    posts = pd.DataFrame(rows)
    posts["post_id"] = [f"G-{i:06d}" for i in range(1, len(posts) + 1)]
    posts["number"] = posts["number"].fillna(pd.Series(np.arange(len(posts)) + _STRANGERS)).astype(np.int64)
    posts["tree"] = "admin"
    return posts


def _grid_posts(rng: np.random.Generator, grids: pd.DataFrame, size: Size) -> Iterator[dict[str, object]]:
    gone = (LAGGING_GRIDS_SINCE - size.first).days
    for code, number, lag_from in grids[["code", "g", "lag_from"]].to_numpy().tolist():
        left = lag_from == gone
        row = _post(rng, size, code, "grid_worker", ("patrol", "巡查采集", 1.0, 0.97, 0.93))
        row["number"] = number
        yield {**row, "filled": False, "on_post": False, "since": LAGGING_GRIDS_SINCE} if left else row


def _community_posts(rng: np.random.Generator, grids: pd.DataFrame, size: Size) -> Iterator[dict[str, object]]:
    for code in sorted(set(grids["community"])):
        for role, terms in _COMMUNITY.items():
            for _ in range(3 if role == "clerk" else 1):
                yield _post(rng, size, code, role, terms)


def _team_posts(rng: np.random.Generator, grids: pd.DataFrame, size: Size) -> Iterator[dict[str, object]]:
    for code, mine in grids.groupby("town", sort=True):
        for team, (often, duty) in _TEAMS.items():
            missing = mine["town_name"].iloc[0] == LATE_TOWN and team == ABSENT_TEAM
            for i in range(max(3, round(often * len(mine) / 10))):
                row = _post(rng, size, str(code), "team_member", (team, duty, 0.95, 0.96, 0.94))
                yield {**row, "on_post": False} if missing and i % 3 == 0 else row


def _post(
    rng: np.random.Generator, size: Size, unit: str, role: str, terms: tuple[str, str, float, float, float]
) -> dict[str, object]:
    team, duty, filled, present, certified = terms
    luck = rng.random(4)
    taken = bool(luck[0] < filled)
    return {
        "unit": unit,
        "team": team,
        "role": role,
        "duty": duty,
        "filled": taken,
        "on_post": taken and bool(luck[1] < present),
        "certified": taken and bool(luck[2] < certified),
        "since": size.first - timedelta(days=int(luck[3] * 1500)),
        "number": None,
    }


def draw_ratings(rng: np.random.Generator, grids: pd.DataFrame, size: Size) -> pd.DataFrame:
    """The table `ratings`: each team monthly by communities and its manager, each community quarterly by residents."""
    months = _month_ends(size)
    rows: list[dict[str, object]] = []
    for town, mine in grids.groupby("town", sort=True):
        code = str(town)
        late = mine["town_name"].iloc[0] == LATE_TOWN
        communities = sorted(set(mine["community"]))
        skill = {team: rng.normal(88, 3) - (14 if late and team == ABSENT_TEAM else 0) for team in _TEAMS}
        for day in months:
            for team, mean in skill.items():
                # its own manager is kinder than those it works for
                rows.append(_rating(rng, code, team, f"M-{code[4:9]}", "manager", day, max(mean + 3, 84)))
                rows += [_rating(rng, code, team, f"C-{c[4:12]}", "community", day, mean) for c in communities]
        for community in communities:
            mean = rng.normal(86, 4) - (8 if late else 0)
            rows += [
                _rating(rng, community, None, f"R-{community[4:12]}-{i}", "residents", day, mean)
                for day in months[2::3]
                for i in range(1, 4)
            ]
    return pd.DataFrame(rows)


def _rating(
    rng: np.random.Generator, unit: str, team: str | None, rater: str, role: str, day: date, mean: float
) -> dict[str, object]:
    score = round(float(np.clip(rng.normal(mean, 3.5), 40, 100)), 1)
    row = {"tree": "admin", "unit": unit, "team": team, "rater": rater, "rater_role": role}
    return {**row, "rated_on": day, "score": score}


def _month_ends(size: Size) -> list[date]:
    """The last days of the newest whole months, oldest first."""
    ends: list[date] = []
    day = size.as_of.replace(day=1) - timedelta(days=1)
    while len(ends) < size.months - 1 and day >= size.first:
        ends.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return ends[::-1]
