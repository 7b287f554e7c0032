"""What the generated city knows of its forces: a further tree over its grids, posts, ratings, indicators, targets.

Drawn by dice of its own, so that what was drawn before stays as it was.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from shapely import box

if TYPE_CHECKING:
    from tests.city import TinyCity

Row = dict[str, Any]

POLICE = "police"
# The beats' borders cross the grids'. Two grids of town 0202 lie in no beat; one is claimed by two.
BEATS = {
    "P101": box(118.0, 24.0, 118.016, 24.03),
    "P102": box(118.016, 24.0, 118.04, 24.03),
    "P201": box(118.04, 24.0, 118.06, 24.01),
    "P202": box(118.04, 24.006, 118.06, 24.02),
}
TEAMS = ["rectify", "order", None]
ROLES = {"grid": "worker", "town": "member", "city": "chief"}

CATALOGUE = {
    "indicators_city.toml": """
[[indicator]]
key = "pay"
label = { zh = "人均收入", en = "Pay" }
unit = "count"
over_units = "none"
over_time = "none"
decimals = 2
""",
    "metrics_city.toml": """
[[metric]]
key = "volunteers_per_resident"
label = { zh = "志愿者占比", en = "Volunteers per resident" }
question = { zh = "志愿者够吗？", en = "Are there enough volunteers?" }
formula = { zh = "志愿者 ÷ 实有人口", en = "volunteers ÷ residents" }
unit = "percent"
better = "higher"
numerator = "volunteers"
denominator = "residents"
n = "volunteers_given"
[[metric]]
key = "paid_share"
label = { zh = "执行率", en = "Paid share" }
question = { zh = "花了多少？", en = "How much is paid?" }
formula = { zh = "已支出 ÷ 预算", en = "paid ÷ budget" }
unit = "percent"
better = "higher"
numerator = "paid"
denominator = "budget"
n = "budget_given"
""",
}


def add_forces(city: TinyCity, seed: int) -> None:
    """Give `city` its further tree and the facts that hang on units."""
    dice = random.Random(seed)  # noqa: S311
    _add_police(city)
    for row in city.units:
        if row["level"] == "town":
            row["type"] = "old" if row["code"].startswith("01") else "new"
    _add_posts(city, dice)
    _add_ratings(city, dice)
    _add_indicators(city, dice)
    _add_facilities(city, dice)
    for row in city.events:
        row["team"] = dice.choice(TEAMS)
    # Two of the inspectors have posts; one has two, of which the first by number says the team.
    held = [row for row in city.posts if row["holder"]]
    for row, team, inspector in zip(held, ["rectify", "order", "order"], ["i1", "i2", "i1"], strict=False):
        row |= {"team": team, "holder": inspector}
    city.targets = [
        _target("0101", "residents", date(2026, 12, 31), 100),
        _target("0101", "residents", date(2026, 6, 30), 90),
        _target("0101", "residents", date(2025, 12, 31), 80),
        _target("type:old", "residents", date(2026, 12, 31), 70),
        _target("type:new", "on_time_rate", date(2026, 12, 31), 0.9),
        _target("00", "on_time_rate", date(2026, 12, 31), 0.95),
    ]
    city.tasks = [
        {
            "task_id": f"t{at}",
            "title": "做",
            "unit": dice.choice([None, "01", "0101", "010100"]),
            "owner": dice.choice(["civil", "police"]),
            "due_on": date(2026, 1, 1) + timedelta(days=dice.randrange(300)),
            "state": dice.choice(["open", "done", "stopped"]),
        }
        for at in range(30)
    ]


def _target(unit: str, metric: str, due_on: date, value: float) -> Row:
    return {"tree": "admin", "unit": unit, "metric": metric, "due_on": due_on, "value": value}


def _add_police(city: TinyCity) -> None:
    rows = [("00", None, "city"), ("P1", "00", "station"), ("P2", "00", "station")]
    rows += [(code, code[:2], "beat") for code in BEATS]
    city.further_units = [
        {"tree": POLICE, "code": code, "parent": parent, "level": level, "name": f"警{code}"}
        for code, parent, level in rows
    ]
    city.further_boundaries = [{"tree": POLICE, "code": code, "geometry": shape} for code, shape in BEATS.items()]


def _since(dice: random.Random) -> date | None:
    return dice.choice([None, None, date(2026, 1, 1) + timedelta(days=dice.randrange(220))])


def _add_posts(city: TinyCity, dice: random.Random) -> None:
    """Posts of grids (all but one), towns and the city, and of police stations."""
    places = [("admin", row["code"], row["level"]) for row in city.units if row["level"] in ROLES]
    places += [(POLICE, "P1", "town"), (POLICE, "P2", "town"), (POLICE, "P2", "town")]
    places = [place for place in places if place[1] != city.grids[3]]
    for tree, code, level in places:
        for _ in range(1 if level == "grid" else dice.choice([0, 2, 4])):
            filled = dice.choice([True, True, True, False])
            city.posts.append(
                {
                    "post_id": f"q{len(city.posts):04d}",
                    "tree": tree,
                    "unit": code,
                    "team": dice.choice(TEAMS),
                    "role": ROLES[level],
                    "holder": f"h{len(city.posts)}" if filled else None,
                    "duty": dice.choice(["看", None]),
                    "filled": filled,
                    "on_post": dice.choice([True, False, None]),
                    "certified": dice.choice([True, False, None]),
                    "since": _since(dice),
                }
            )


def _add_ratings(city: TinyCity, dice: random.Random) -> None:
    for unit in ("0101", "0102", "0201", "01"):
        for at in range(60):
            day = date(2026, 1, 1) + timedelta(days=at * 3)
            row = {"tree": "admin", "unit": unit, "team": dice.choice(TEAMS), "rater": f"r{dice.randrange(3)}"}
            role = dice.choice(["community", "manager"])
            city.ratings.append(
                {**row, "rater_role": role, "rated_on": day, "score": dice.randrange(4000, 10_000) / 100}
            )


def _add_indicators(city: TinyCity, dice: random.Random) -> None:
    """Numbers for towns, and of some also for units below and above them; one that the catalogue does not know."""
    given = {
        "volunteers": ["0101", "0102", "0201", "010301", "010302", "0103"],
        "budget": ["0101", "0102", "01", "0201"],
        "paid": ["0101", "0102", "01", "0201"],
        "legal_talks": ["0101", "0201", "0202", "010300"],
        "pay": ["00", "0101", "0102"],
        "unheard_of": ["0101"],
    }
    for indicator, units in given.items():
        for unit in units:
            for month in dice.sample(range(1, 8), 4):
                day = date(2026, month, dice.choice([1, 15, 28]))
                value = dice.randrange(0, 5000) / 100 if indicator == "pay" else dice.randrange(0, 50)
                city.indicators.append(
                    {"tree": "admin", "unit": unit, "indicator": indicator, "date": day, "value": value}
                )
    # A base grid counts in every tree: here for its beat.
    city.indicators.append(
        {"tree": POLICE, "unit": "P2", "indicator": "volunteers", "date": date(2026, 2, 1), "value": 7}
    )


def _add_facilities(city: TinyCity, dice: random.Random) -> None:
    for at in range(30):
        city.facilities.append(
            {
                "facility_id": f"f{at}",
                "kind": dice.choice(["police_room", "control_centre", "clinic"]),
                "grid": dice.choice(city.grids),
                "area_m2": dice.choice([None, 180, 320.5, 450]),
                "hours_per_day": dice.choice([None, 8, 24]),
            }
        )
