"""The course of events, row by row in plain Python: the cohort, its stages, deadlines, call-backs and checks."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from tests.city_events import OFF, STAGES, WORKED

Row = dict[str, Any]
Answer = tuple[float | None, float | None, float | None, int]
ORDER = ["reported", "filed", "dispatched", "bounced", "arrived", "handled", "failed", "returned", "verified", "closed"]
BELONGS = {"failed": "verified", "returned": "handled", "bounced": "arrived"}


def is_worked(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def worked_hours(start: datetime, end: datetime) -> float:
    """Hours of working days between two moments, day by day; none where the end lies before the start."""
    hours, day = 0.0, start.date()
    while day <= end.date():
        midnight = datetime.combine(day, datetime.min.time())
        first, last = max(start, midnight), min(end, midnight + timedelta(days=1))
        if is_worked(day) and last > first:
            hours += (last - first).total_seconds() / 3600
        day += timedelta(days=1)
    return hours


def quantile(values: list[float], share: float) -> float | None:
    if not values:
        return None
    ordered, rank = sorted(values), share * (len(values) - 1)
    low, high = ordered[math.floor(rank)], ordered[math.ceil(rank)]
    return low + (high - low) * (rank - math.floor(rank))


def stage_hours(event: Row, steps: list[Row], stage: str) -> float | None:
    """Hours in `stage`, all passes together; None for an event that has not passed it."""
    if event[f"{stage}_at"] is None:
        return None
    if not steps:
        earlier = [event[f"{name}_at"] for name in STAGES[: STAGES.index(stage)]]
        since = max([event["reported_at"], *(moment for moment in earlier if moment is not None)])
        return max(0.0, (event[f"{stage}_at"] - since).total_seconds() / 3600)
    moves = [(event["reported_at"], 0, "reported")]
    moves += [(s["at"], ORDER.index(s["step"]), s["step"]) for s in steps if s["step"] in ORDER]
    moves += [(s["at"], len(ORDER), "reopened") for s in steps if s["step"] == "reopened"]
    spent = [
        (after[0] - before[0]).total_seconds() / 3600
        for before, after in pairwise(sorted(moves))
        if BELONGS.get(after[2], after[2]) == stage
    ]
    return sum(spent)


def stage_passes(event: Row, steps: list[Row], stage: str) -> int:
    if event[f"{stage}_at"] is None:
        return 0
    if not steps:
        again = {"dispatched": "bounces", "handled": "returns", "verified": "verify_failures"}
        return 1 + (event[again[stage]] if stage in again else 0)
    names = {stage, "failed"} if stage == "verified" else {stage}
    return sum(step["step"] in names for step in steps)


def share(numerator: float, denominator: float, n: int | None = None) -> Answer:
    value = numerator / denominator if denominator else None
    return value, numerator, denominator, int(denominator) if n is None else n


class EventCourses:
    """Answers for the metrics of metrics_events.toml. A part of tests.brute.Brute, which knows the city."""

    city: Any
    _steps: dict[str, list[Row]]
    _refused: dict[str, bool]

    def _learn(self) -> None:
        self._steps = {}
        for step in self.city.event_steps:
            self._steps.setdefault(step["event_id"], []).append(step)
        self._refused = {event["event_id"]: bool(event["refused"]) for event in self.city.events}

    @staticmethod
    def _filed(s: Any) -> list[Row]:
        return [event for event in s.events("reported_at") if event["stage"] != "reported"]

    def _of_filed(self, s: Any, is_one: Callable[[Row], bool]) -> Answer:
        filed = self._filed(s)
        return share(sum(map(is_one, filed)), len(filed))

    def _number_of_filed(self, s: Any, is_one: Callable[[Row], bool]) -> Answer:
        filed = self._filed(s)
        return sum(map(is_one, filed)), None, None, len(filed)

    def _repeats(self, event: Row) -> bool:
        return event["follows"] is not None and not self._refused[event["follows"]]

    def _events_filed(self, s: Any) -> Answer:
        return len(self._filed(s)), None, None, len(self._filed(s))

    def _filing_rate(self, s: Any) -> Answer:
        return share(len(self._filed(s)), len(s.events("reported_at")))

    def _handled_on_time_rate(self, s: Any) -> Answer:
        due = s.events("handle_due_at")
        return share(sum(e["handled_at"] is not None and e["handled_at"] <= e["handle_due_at"] for e in due), len(due))

    def _bounce_rate(self, s: Any) -> Answer:
        return self._of_filed(s, lambda e: e["bounces"] > 0)

    def _bounces(self, s: Any) -> Answer:
        reported = s.events("reported_at")
        return sum(e["bounces"] for e in reported), None, None, len(reported)

    def _verification_pass_rate(self, s: Any) -> Answer:
        reported = s.events("reported_at")
        passed = sum(e["verified_at"] is not None for e in reported)
        return share(passed, passed + sum(e["verify_failures"] for e in reported), passed)

    def _extension_rate(self, s: Any) -> Answer:
        return self._of_filed(s, lambda e: e["extensions"] > 0)

    def _events_reopened(self, s: Any) -> Answer:
        return self._number_of_filed(s, lambda e: e["reopened_at"] is not None)

    def _reopened_rate(self, s: Any) -> Answer:
        return self._of_filed(s, lambda e: e["reopened_at"] is not None)

    def _repeat_rate(self, s: Any) -> Answer:
        return self._of_filed(s, self._repeats)

    def _events_repeating(self, s: Any) -> Answer:
        return self._number_of_filed(s, self._repeats)

    @staticmethod
    def _sent(s: Any) -> list[Row]:
        return [event for event in s.events("reported_at") if event["dispatched_at"] is not None]

    def _whistles(self, s: Any) -> Answer:
        return len(self._sent(s)), None, None, len(self._sent(s))

    def _arrival_rate(self, s: Any) -> Answer:
        return share(sum(e["arrived_at"] is not None for e in self._sent(s)), len(self._sent(s)))

    def _clearing_rate(self, s: Any) -> Answer:
        return share(sum(e["closed_at"] is not None for e in self._sent(s)), len(self._sent(s)))

    def _response_rate(self, s: Any) -> Answer:
        due = s.events("response_due_at")
        good = sum(e["responded_at"] is not None and e["responded_at"] <= e["response_due_at"] for e in due)
        return share(good, len(due))

    def _resolution_rate(self, s: Any) -> Answer:
        asked = [e["resolved"] for e in s.events("closed_at") if e["resolved"] is not None]
        return share(sum(asked), len(asked))

    def _satisfaction_rate(self, s: Any) -> Answer:
        asked = [e["satisfied"] for e in s.events("closed_at") if e["satisfied"] is not None]
        return share(sum(asked), len(asked))

    def _self_check_rate(self, s: Any) -> Answer:
        known = [e for e in s.events("reported_at") if e["verified_at"] and e["reporter"] and e["verifier"]]
        return share(sum(e["reporter"] == e["verifier"] for e in known), len(known))

    def _checks_failed(self, s: Any) -> Answer:
        reported = s.events("reported_at")
        return sum(e["verify_failures"] for e in reported), None, None, len(reported)

    def _check_points(self, s: Any) -> Answer:
        reported = s.events("reported_at")
        tenths = sum(e["verify_failures"] * (5 if e["verify_failures"] > 3 else 2) for e in reported)
        return tenths / 10, None, None, len(reported)

    def _handling_working_days_median(self, s: Any) -> Answer:
        closed = s.events("closed_at")
        days = [worked_hours(e["reported_at"], e["closed_at"]) / 24 for e in closed]
        return (median(days) if days else None), None, None, len(closed)

    def _handling_hours_p90(self, s: Any) -> Answer:
        hours = [(e["closed_at"] - e["reported_at"]).total_seconds() / 3600 for e in s.events("closed_at")]
        return quantile(hours, 0.9), None, None, len(hours)

    def _stage_time(self, s: Any, stage: str, at: float) -> Answer:
        hours = [stage_hours(e, self._steps.get(e["event_id"], []), stage) for e in s.events("reported_at")]
        known = [value for value in hours if value is not None]
        return quantile(known, at), None, None, len(known)

    def _passes(self, s: Any, stage: str) -> Answer:
        events = s.events("reported_at")
        passes = sum(stage_passes(e, self._steps.get(e["event_id"], []), stage) for e in events)
        return passes, None, None, sum(e[f"{stage}_at"] is not None for e in events)


def _of_stage(stage: str, at: float) -> Callable[[EventCourses, Any], Answer]:
    return lambda brute, s: brute._stage_time(s, stage, at)


def _passes_of(stage: str) -> Callable[[EventCourses, Any], Answer]:
    return lambda brute, s: brute._passes(s, stage)


for _stage in STAGES:
    setattr(EventCourses, f"_{_stage}_hours_median", _of_stage(_stage, 0.5))
    setattr(EventCourses, f"_{_stage}_hours_p90", _of_stage(_stage, 0.9))
    setattr(EventCourses, f"_passes_{_stage}", _passes_of(_stage))
