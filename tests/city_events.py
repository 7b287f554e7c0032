"""The course of the generated city's events: stages, checks, call-backs, steps, and a calendar with a holiday week."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

Row = dict[str, Any]

NOW = datetime(2026, 6, 30, 23, 59, 59)  # noqa: DTZ001  the city's wall clock
STAGES = ("filed", "dispatched", "arrived", "handled", "verified", "closed")
# A week off around the New Year, paid for by two Saturdays; one more day off in May.
OFF = [date(2026, 2, 16) + timedelta(days=at) for at in range(7)] + [date(2026, 5, 1)]
WORKED = [date(2026, 2, 14), date(2026, 2, 28)]
CALENDAR: list[Row] = [{"date": day, "working": False} for day in OFF] + [
    {"date": day, "working": True} for day in WORKED
]


def give_courses(events: list[Row], seed: int) -> list[Row]:
    """Give every one of `events` a course, in place. Returns the steps of those whose full history is known."""
    dice = random.Random(seed)  # noqa: S311
    steps: list[Row] = []
    for at, event in enumerate(events):
        _mark(event, events[:at], dice)
        sent_home = event["closed_at"] is not None and event["closed_at"] < event["reported_at"]
        if dice.random() < 0.35 and not sent_home:
            own = _stepped(event, dice)
            _sum_up(event, own)
            steps += own
        else:
            _timed(event, dice)
        event["stage"] = last_stage(event)
    return steps


def last_stage(event: Row) -> str:
    """The last stage an event has passed; one closed without passing any was dismissed."""
    passed = [stage for stage in STAGES if event[f"{stage}_at"] is not None]
    if passed == ["closed"]:
        return "reported"
    return passed[-1] if passed else "reported"


def _mark(event: Row, earlier: list[Row], dice: random.Random) -> None:
    """What has nothing to do with stages."""
    reported = event["reported_at"]
    asked = dice.choice([None, None, True, False, True])
    event |= {
        "responsibility": dice.choice(["enforcement", "service", None]),
        "refused": dice.choice([None, False, False, True]),
        "follows": dice.choice(earlier)["event_id"] if earlier and dice.random() < 0.2 else None,
        "bounces": dice.choice([0, 0, 0, 1, 2]),
        "extensions": dice.choice([0, 0, 1]),
        "handle_due_at": dice.choice([None, reported + timedelta(hours=dice.choice([2, 30, 100]))]),
        "response_due_at": dice.choice([None, reported + timedelta(hours=24)]),
        "responded_at": dice.choice([None, reported + timedelta(hours=dice.choice([1, 24, 25]))]),
        "resolved": asked,
        "satisfied": None if asked is None else dice.choice([True, False, None]),
        "reporter": dice.choice([None, "p1", "p2", "p3"]),
        "verifier": dice.choice([None, "p1", "p2", "p3"]),
    }


def _timed(event: Row, dice: random.Random) -> None:
    """Times of the stages, some missing, some in the wrong order, as a source without steps has them."""
    last = event["closed_at"] or NOW
    moment = event["reported_at"]
    dismissed = dice.random() < 0.1
    for stage in STAGES[:-1]:
        moment += (max(last, moment) - moment) * dice.choice([0, 0.1, 0.4, 0.7])
        given = not dismissed and dice.random() < (0.85 if event["closed_at"] else 0.6)
        slip = timedelta(hours=5) if dice.random() < 0.05 else timedelta()
        event[f"{stage}_at"] = moment.replace(microsecond=0) - slip if given else None
    event["reopened_at"] = None
    if event["verify_failures"] > 3 and dice.random() < 0.8:
        event["supervised_at"] = moment.replace(microsecond=0)
        event["supervise_due_at"] = moment.replace(microsecond=0) + timedelta(days=dice.choice([1, 5, 40]))


def _stepped(event: Row, dice: random.Random) -> list[Row]:
    """Steps from report to close: sent back, failed, returned, opened again; cut off where the event is not done."""
    names = ["filed", "dispatched", *["bounced", "dispatched"] * event["bounces"], "arrived", "handled"]
    returned = event["returns"]
    for _ in range(event["verify_failures"]):
        names += ["failed", *["returned"] * (returned > 0), "handled"]
        returned -= returned > 0
    names += ["returned"] * returned + ["extended"] * event["extensions"] + ["verified", "closed"]
    if dice.random() < 0.2:
        names += ["reopened", "handled", "verified", "closed"]
    done = event["closed_at"] is not None
    if not done:
        names = names[: dice.randrange(len(names))]
        names = names[: names.index("closed")] if "closed" in names and dice.random() < 0.5 else names
    whole = ((event["closed_at"] or NOW) - event["reported_at"]).total_seconds()
    moments = sorted(event["reported_at"] + timedelta(seconds=int(whole * dice.random())) for _ in names)
    if done:
        moments[-1] = event["closed_at"]
    if len(moments) > 3 and dice.random() < 0.3:
        moments[2] = moments[1]  # two steps at one moment
    own = [{"event_id": event["event_id"], "at": at, "step": name} for at, name in zip(moments, names, strict=True)]
    return list({(row["at"], row["step"]): row for row in own}.values())


def _sum_up(event: Row, steps: list[Row]) -> None:
    """The columns of an event as its steps have them: what intake makes of them."""

    def times(*names: str) -> list[datetime]:
        return [row["at"] for row in steps if row["step"] in names]

    for stage in ("filed", "dispatched", "arrived"):
        event[f"{stage}_at"] = min(times(stage), default=None)
    for stage in ("handled", "verified", "closed", "reopened"):
        event[f"{stage}_at"] = max(times(stage), default=None)
    if event["reopened_at"] and event["closed_at"] and event["reopened_at"] > event["closed_at"]:
        event["closed_at"] = None
    counts = {"returns": "returned", "bounces": "bounced", "verify_failures": "failed", "extensions": "extended"}
    event |= {column: len(times(step)) for column, step in counts.items()}
