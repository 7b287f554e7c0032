"""What makes events minor, urgent, refused, repeated or cleared together, laid over the events of the small city."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

Row = dict[str, Any]
TOWN_TYPES = {"0101": "old", "0102": "old", "0103": "new", "0201": "new"}  # 0202 has none

# The city's own sets and scores: noise is of two safeties' rivals, one set has a category nobody knows.
PROBLEMS = """
[[problem_set]]
key = "stubborn"
label = "Stubborn"
categories = ["stall", "noise", "ghost"]
[[problem_set]]
key = "disputes"
label = "Disputes"
categories = ["noise"]
[[problem_set]]
key = "new_building"
label = "Sheds"
categories = ["shed"]
streak = true
[[problem_set]]
key = "admission"
label = "Admission list"
categories = ["litter", "noise", "ghost"]
admits = true
[[problem_set]]
key = "admission_more"
label = "Admitted since"
categories = ["shed", "noise"]
admits = true
"""
SCORES = """
[[safety]]
key = "home"
label = "Home"
weight = 2
[[safety]]
key = "road"
label = "Road"
weight = 1
"""


def add_problems(units: list[Row], events: list[Row], grids: list[str], first: date, last: date) -> None:
    """Lay them over `events` and `units`, and add a few sheds, so that some towns have none for months."""
    dice = random.Random(23)  # noqa: S311
    for unit in units:
        if unit["code"] in TOWN_TYPES:
            unit["type"] = TOWN_TYPES[unit["code"]]
    for at, event in enumerate(events):
        event["dwelling_id"] = dice.choice([None, None, None, f"d{dice.randrange(4):05d}"])
        event["minor"] = dice.choice([None, False, True])
        if event["minor"] and event["closed_at"] is not None and dice.random() < 0.5:
            # at once, exactly at the limit, and just beyond it
            taken = dice.choice([timedelta(0), timedelta(hours=2), timedelta(minutes=121)])
            event["closed_at"] = event["reported_at"] + taken
        event["refused"] = dice.choice([None, False, False, True])
        event["urgent"] = dice.choice([None, False, True])
        event["operation"] = dice.choice([None, None, None, "OP-1", "OP-2"])
        event["follows"] = f"e{dice.randrange(at):05d}" if at and dice.random() < 0.3 else None
        arrived = event["reported_at"] + timedelta(seconds=dice.randrange(-600, 9000))
        event.setdefault("arrived_at", arrived if dice.random() < 0.8 else None)
        if dice.random() < 0.3:
            event["lon"], event["lat"] = 118 + dice.random() / 10, 24 + dice.random() / 30
    for at in range(14):
        reported = first + timedelta(days=dice.randrange((last - first).days + 1))
        moment = datetime.combine(reported, datetime.min.time()) + timedelta(hours=dice.randrange(24))
        row: Row = {"event_id": f"s{at:05d}", "grid": dice.choice(grids), "category": "shed", "reported_at": moment}
        events.append({**row, "due_at": None, "closed_at": None, "returns": 0, "verify_failures": 0})
