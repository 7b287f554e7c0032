"""Minor and urgent events, recurrence, operations and streaks, event by event in plain Python."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

Answer = tuple[float | None, float | None, float | None, int]
Row = dict[str, Any]

METRICS = (
    *(
        "clearance_rate",
        "recurrence_rate",
        "events_net",
        "events_minor",
        "minor_share",
        "on_spot_rate",
        "events_refused",
    ),
    *("enforcement_rate", "events_urgent", "arrival_minutes_median", "arrival_minutes_p90", "events_by_operation"),
    *("clean_share", "streak_months_mean", "events_outside", "outside_share"),
)
SMALL = {"litter", "stall"}  # categories of tests/city.py that the simple procedure is for
WATCHED = {"shed"}
ADMITTED = {"litter", "noise", "shed"}
FIRST_MONTH = date(2025, 12, 1)  # the first whole one of the data
RECURRENCE_DAYS, ON_SPOT_HOURS, STREAK_MONTHS = 7, 2, 3


def part(numerator: float, denominator: float, n: int) -> Answer:
    return (numerator / denominator if denominator else None, numerator, denominator, n)


def count(n: int) -> Answer:
    return (n, None, None, n)


def interpolated(values: list[float], quantile: float) -> float | None:
    """The value `quantile` of the way from the least to the largest, between neighbours in proportion."""
    if not values:
        return None
    ranked = sorted(values)
    rank = quantile * (len(ranked) - 1)
    low = int(rank)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * (rank - low)


def place(event: Row) -> tuple[str, str]:
    dwelling = event.get("dwelling_id")
    return ("dwelling", dwelling) if dwelling else ("grid", event["grid"])


def recurs(event: Row, everything: list[Row]) -> bool:
    if event.get("follows"):
        return True
    return any(
        other["category"] == event["category"]
        and place(other) == place(event)
        and other["closed_at"] is not None
        and other["reported_at"] <= other["closed_at"] < event["reported_at"]
        and (event["reported_at"].date() - other["closed_at"].date()).days <= RECURRENCE_DAYS
        for other in everything
    )


def enforced(event: Row, everything: list[Row]) -> bool:
    return any(
        other.get("follows") == event["event_id"] and other["reported_at"] >= event["reported_at"]
        for other in everything
    )


def months_until(last: date) -> list[tuple[date, date]]:
    """First and last day of every whole month of the data that has ended by `last`."""
    found = []
    first = FIRST_MONTH
    while True:
        after = (first + timedelta(days=32)).replace(day=1)
        if after - timedelta(days=1) > last:
            return found
        found.append((first, after - timedelta(days=1)))
        first = after


class ProblemTruths:
    """Answers for Brute; `s` is the slice of a question."""

    city: Any

    def _clearance_rate(self, s: Any) -> Answer:
        closed = len(s.events("closed_at"))
        still = sum(
            e["reported_at"].date() <= s.as_of and not (e["closed_at"] is not None and e["closed_at"].date() <= s.as_of)
            for e in s.all_events
        )
        return part(closed, closed + still, closed)

    def _recurrence_rate(self, s: Any) -> Answer:
        reported = s.events("reported_at")
        return part(sum(recurs(e, self.city.events) for e in reported), len(reported), len(reported))

    def _events_net(self, s: Any) -> Answer:
        reported = len(s.events("reported_at"))
        return (reported - len(s.events("closed_at")), None, None, reported)

    def _minor(self, s: Any) -> list[Row]:
        return [e for e in s.events("reported_at") if e.get("minor") or e["category"] in SMALL]

    def _events_minor(self, s: Any) -> Answer:
        return count(len(self._minor(s)))

    def _minor_share(self, s: Any) -> Answer:
        reported = len(s.events("reported_at"))
        return part(len(self._minor(s)), reported, reported)

    def _on_spot_rate(self, s: Any) -> Answer:
        small, limit = self._minor(s), timedelta(hours=ON_SPOT_HOURS)
        done = [e for e in small if e.get("minor") and e["closed_at"] and e["closed_at"] - e["reported_at"] <= limit]
        return part(len(done), len(small), len(small))

    def _events_refused(self, s: Any) -> Answer:
        return count(sum(bool(e.get("refused")) for e in s.events("reported_at")))

    def _enforcement_rate(self, s: Any) -> Answer:
        refused = [e for e in s.events("reported_at") if e.get("refused")]
        return part(sum(enforced(e, self.city.events) for e in refused), len(refused), len(refused))

    def _events_urgent(self, s: Any) -> Answer:
        return count(sum(bool(e.get("urgent")) for e in s.events("reported_at")))

    def _arrival(self, s: Any, quantile: float) -> Answer:
        minutes = [
            (e["arrived_at"] - e["reported_at"]).total_seconds() / 60
            for e in s.events("reported_at")
            if e.get("urgent") and e.get("arrived_at") and e["arrived_at"] >= e["reported_at"]
        ]
        return (interpolated(minutes, quantile), None, None, len(minutes))

    def _arrival_minutes_median(self, s: Any) -> Answer:
        return self._arrival(s, 0.5)

    def _arrival_minutes_p90(self, s: Any) -> Answer:
        return self._arrival(s, 0.9)

    def _events_by_operation(self, s: Any) -> Answer:
        return count(sum(bool(e.get("operation")) for e in s.events("closed_at")))

    def _events_outside(self, s: Any) -> Answer:
        return count(sum(e["category"] not in ADMITTED for e in s.events("reported_at")))

    def _outside_share(self, s: Any) -> Answer:
        reported = s.events("reported_at")
        return part(sum(e["category"] not in ADMITTED for e in reported), len(reported), len(reported))

    def _streaks(self, s: Any) -> list[int]:
        """Months of every community whose first grid is in the slice."""
        parents = {unit["code"]: unit.get("parent") for unit in self.city.units}
        types = {unit["code"]: unit.get("type") or "" for unit in self.city.units}
        communities: dict[str, str] = {}
        for grid in self.city.grids:
            communities.setdefault(parents[grid], grid)
        found = []
        for code, first_grid in communities.items():
            if first_grid not in s.grids or types[code] not in s.where.get("unit_type", {types[code]}):
                continue
            days = [
                e["reported_at"].date()
                for e in self.city.events
                if e["category"] in WATCHED and parents[e["grid"]] == code and e["reported_at"].date() <= s.as_of
            ]
            months = months_until(min(s.as_of, self.last_day))
            found.append(sum(not days or first > max(days) for first, _ in months))
        return found

    last_day = date(2026, 6, 30)

    def _clean_share(self, s: Any) -> Answer:
        streaks = self._streaks(s)
        return part(sum(months >= STREAK_MONTHS for months in streaks), len(streaks), len(streaks))

    def _streak_months_mean(self, s: Any) -> Answer:
        streaks = self._streaks(s)
        return part(sum(streaks), len(streaks), len(streaks))
