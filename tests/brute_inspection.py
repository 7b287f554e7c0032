"""The metrics of the inspection board, row by row in plain Python."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.brute import Answer, _Slice
    from tests.city import TinyCity

Row = dict[str, Any]

METRICS = [
    *("inspection_never", "inspection_lapsed", "inspection_due_7", "inspection_due_14", "inspection_due_30"),
    *("inspection_pace", "change_rate", "hazards_found", "hazards_fixed_rate", "hits_per_visit", "hazard_events"),
    *("hazard_events_open", "hazard_events_overdue", "hazard_rectified_rate", "hazard_on_time_rate"),
]


class InspectionBrute:
    """Never and lapsed, the frontier, the pace, and what inspections find."""

    city: TinyCity

    def last_visit(self, row: Row, day: date) -> date | None:
        """The day of the dwelling's latest inspection up to `day`."""
        from tests.brute import visits_of

        days = [visit["inspected_at"].date() for visit in visits_of(self.city).get(row["dwelling_id"], [])]
        return max((each for each in days if each <= day), default=None)

    def due_on(self, row: Row, day: date) -> date:
        """The first day on which the dwelling is no longer covered, as it stands on `day`."""
        from tests.brute import interval_on

        rows = [each for each in self.city.dwellings if each["dwelling_id"] == row["dwelling_id"]]
        first = min(each["from_date"] or date.min for each in rows)
        return (self.last_visit(row, day) or first) + timedelta(days=interval_on(row, day) or 0)

    def due_rows(self, s: _Slice) -> list[Row]:
        from tests.brute import interval_on

        return [row for row in s.register if interval_on(row, s.as_of)]

    def _inspection_never(self, s: _Slice) -> Answer:
        due = self.due_rows(s)
        return sum(row["count"] for row in due if self.last_visit(row, s.as_of) is None), None, None, len(due)

    def _inspection_lapsed(self, s: _Slice) -> Answer:
        due = self.due_rows(s)
        late = [row for row in due if self.last_visit(row, s.as_of) and self.due_on(row, s.as_of) <= s.as_of]
        return sum(row["count"] for row in late), None, None, len(due)

    def _within(self, s: _Slice, days: int) -> Answer:
        due, last = self.due_rows(s), s.as_of + timedelta(days=days)
        near = [row for row in due if s.as_of < self.due_on(row, s.as_of) <= last]
        return sum(row["count"] for row in near), None, None, len(due)

    def _inspection_due_7(self, s: _Slice) -> Answer:
        return self._within(s, 7)

    def _inspection_due_14(self, s: _Slice) -> Answer:
        return self._within(s, 14)

    def _inspection_due_30(self, s: _Slice) -> Answer:
        return self._within(s, 30)

    def _inspection_pace(self, s: _Slice) -> Answer:
        from tests.brute import interval_on

        due = self.due_rows(s)
        asked = [int(10_000 * row["count"] / (interval_on(row, s.as_of) or 1) + 0.5) for row in due]
        return sum(asked) / 10_000, None, None, len(due)

    def _change_rate(self, s: _Slice) -> Answer:
        told = [visit for visit in s.visits if visit["changed"] is not None]
        return _ratio(sum(visit["changed"] for visit in told), len(told), len(told))

    def _hazards_found(self, s: _Slice) -> Answer:
        return sum(visit["hazards"] or 0 for visit in s.visits), None, None, len(s.visits)

    def _hazards_fixed_rate(self, s: _Slice) -> Answer:
        found = sum(visit["hazards"] or 0 for visit in s.visits)
        return _ratio(sum(visit["hazards_fixed"] or 0 for visit in s.visits), found, len(s.visits))

    def _hits_per_visit(self, s: _Slice) -> Answer:
        return _ratio(sum(visit["hazards"] or 0 for visit in s.visits), len(s.visits), len(s.visits))

    def _hazard_events(self, s: _Slice) -> Answer:
        n = len(_hazards(s.events("reported_at")))
        return n, None, None, n

    def _hazard_events_open(self, s: _Slice) -> Answer:
        n = len(_open(s))
        return n, None, None, n

    def _hazard_events_overdue(self, s: _Slice) -> Answer:
        n = sum(event["due_at"] is not None and event["due_at"].date() <= s.as_of for event in _open(s))
        return n, None, None, n

    def _hazard_rectified_rate(self, s: _Slice) -> Answer:
        due = _hazards(s.events("due_at"))
        return _ratio(sum(event["closed_at"] is not None for event in due), len(due), len(due))

    def _hazard_on_time_rate(self, s: _Slice) -> Answer:
        due = _hazards(s.events("due_at"))
        good = [event for event in due if event["closed_at"] is not None and event["closed_at"] <= event["due_at"]]
        return _ratio(len(good), len(due), len(due))


def _ratio(numerator: int, denominator: int, n: int) -> Answer:
    return (numerator / denominator if denominator else None), numerator, denominator, n


def _hazards(events: list[Row]) -> list[Row]:
    from tests.brute import GROUPS

    return [event for event in events if GROUPS.get(event["category"]) == "hazard"]


def _open(s: _Slice) -> list[Row]:
    def is_open(event: Row) -> bool:
        closed = event["closed_at"]
        return event["reported_at"].date() <= s.as_of and not (closed is not None and closed.date() <= s.as_of)

    return [event for event in _hazards(s.all_events) if is_open(event)]
