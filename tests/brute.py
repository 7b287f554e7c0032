"""The definitions of the metrics, row by row in plain Python: the oracle the cube is held against."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from tests.brute_events import EventCourses
from tests.brute_inspection import InspectionBrute
from tests.brute_population import PopulationBrute
from tests.brute_problems import ProblemTruths
from tests.city import TinyCity

Answer = tuple[float | None, float | None, float | None, int]
Row = dict[str, Any]

# The rules of tests/city.py written out by hand: (class or kind, from, days), the latest begun one holds.
RULES = {
    "class": {"green": [(date.min, 21)], "yellow": [(date.min, 14), (date(2026, 3, 15), 7)], "red": [(date.min, 0)]},
    "kind": {
        "rented": [(date.min, 30), (date(2026, 4, 1), 10), (date(2026, 6, 10), 0)],
        "shop": [(date(2026, 1, 15), 60)],
    },
}
GROUPS = {"litter": "street", "stall": "street", "noise": "home", "wires": "hazard"}


def interval_on(row: Row, day: date) -> int | None:
    """The inspection interval of a dwelling row on `day`; None or 0 means not inspected."""
    if row["interval_days"] is not None:
        return int(row["interval_days"])
    for sort in ("class", "kind"):
        begun = [days for start, days in RULES[sort].get(row[sort], []) if start <= day]
        if begun:
            return begun[-1]
    return None


def valid_on(row: Row, day: date) -> bool:
    return (row["from_date"] is None or row["from_date"] <= day) and (row["to_date"] is None or day <= row["to_date"])


def inspected_within(city: TinyCity, row: Row, day: date, *, entered: bool = False) -> bool:
    interval = interval_on(row, day) or 0
    return any(
        day - timedelta(days=interval) < visit["inspected_at"].date() <= day
        for visit in visits_of(city).get(row["dwelling_id"], [])
        if not entered or visit["entered"] is not False
    )


_VISITS: dict[int, dict[str, list[Row]]] = {}


def visits_of(city: TinyCity) -> dict[str, list[Row]]:
    if id(city) not in _VISITS:
        found: dict[str, list[Row]] = {}
        for visit in city.inspections:
            found.setdefault(visit["dwelling_id"], []).append(visit)
        _VISITS[id(city)] = found
    return _VISITS[id(city)]


def row_of_inspection(city: TinyCity, visit: Row) -> Row:
    """The dwelling row valid on the day of the visit, else the nearest one."""
    day = visit["inspected_at"].date()

    def days_off(row: Row) -> tuple[int, date]:
        start, end = row["from_date"] or date.min, row["to_date"] or date.max
        off = (start - day).days if day < start else (day - end).days if day > end else 0
        return off, start

    return min((row for row in city.dwellings if row["dwelling_id"] == visit["dwelling_id"]), key=days_off)


def placed_inspections(city: TinyCity) -> list[Row]:
    """Inspections with grid, kind and class of the dwelling row they belong to."""
    placed = []
    for visit in city.inspections:
        row = row_of_inspection(city, visit)
        placed.append({**visit, "grid": row["grid"], "kind": row["kind"], "class": row["class"]})
    return placed


def chosen(rows: list[Row], grids: set[str], where: dict[str, set[str]]) -> list[Row]:
    def value(row: Row, key: str) -> str:
        return GROUPS.get(row["category"], "") if key == "category_group" else (row.get(key) or "")

    return [r for r in rows if r["grid"] in grids and all(value(r, key) in values for key, values in where.items())]


def inside(moment: datetime | None, start: date, end: date) -> bool:
    return moment is not None and start <= moment.date() <= end


def ratio(numerator: float, denominator: float) -> Answer:
    return (numerator / denominator if denominator else None, numerator, denominator, 0)


class Brute(InspectionBrute, PopulationBrute, EventCourses, ProblemTruths):
    """Answers every metric of the table for a set of grids."""

    def __init__(self, city: TinyCity) -> None:
        self.city = city
        self.placed = placed_inspections(city)
        self._learn()

    def ask(
        self,
        metric: str,
        grids: set[str],
        start: date,
        end: date,
        as_of: date,
        where: dict[str, set[str]] | None = None,
    ) -> Answer:
        """(value, numerator, denominator, n)."""
        narrowed = where or {}
        how: Callable[..., Answer] = getattr(self, "_" + metric)
        return how(_Slice(self, grids, start, end, as_of, narrowed))

    @staticmethod
    def _count(n: float, rows: int) -> Answer:
        return (n, None, None, rows)

    def _dwellings(self, s: _Slice) -> Answer:
        rows = s.register
        return self._count(sum(r["count"] for r in rows), len(rows))

    def _residents(self, s: _Slice) -> Answer:
        return self._count(sum(r["residents"] for r in s.register), len(s.register))

    def _floating_share(self, s: _Slice) -> Answer:
        answer = ratio(sum(r["floating"] for r in s.register), sum(r["residents"] for r in s.register))
        return (*answer[:3], len(s.register))

    def _inversion_ratio(self, s: _Slice) -> Answer:
        answer = ratio(sum(r["floating"] for r in s.register), sum(r["registered"] for r in s.register))
        return (*answer[:3], len(s.register))

    def _inspections(self, s: _Slice) -> Answer:
        return self._count(len(s.visits), len(s.visits))

    def _entry_rate(self, s: _Slice) -> Answer:
        return (*ratio(sum(v["entered"] is not False for v in s.visits), len(s.visits))[:3], len(s.visits))

    def _coverage(self, s: _Slice, *, entered: bool) -> tuple[float, float, int]:
        due = [r for r in s.register if interval_on(r, s.as_of)]
        covered = sum(r["count"] for r in due if inspected_within(self.city, r, s.as_of, entered=entered))
        return covered, sum(r["count"] for r in due), len(due)

    def _inspection_coverage(self, s: _Slice) -> Answer:
        covered, due, rows = self._coverage(s, entered=False)
        return (*ratio(covered, due)[:3], rows)

    def _inspection_coverage_entered(self, s: _Slice) -> Answer:
        covered, due, rows = self._coverage(s, entered=True)
        return (*ratio(covered, due)[:3], rows)

    def _inspection_overdue(self, s: _Slice) -> Answer:
        covered, due, rows = self._coverage(s, entered=False)
        return self._count(due - covered, rows)

    def _events_reported(self, s: _Slice) -> Answer:
        n = len(s.events("reported_at"))
        return self._count(n, n)

    def _events_closed(self, s: _Slice) -> Answer:
        n = len(s.events("closed_at"))
        return self._count(n, n)

    def _events_open(self, s: _Slice) -> Answer:
        n = sum(
            e["reported_at"].date() <= s.as_of and not (e["closed_at"] is not None and e["closed_at"].date() <= s.as_of)
            for e in s.all_events
        )
        return self._count(n, n)

    def _closure_rate(self, s: _Slice) -> Answer:
        due = s.events("due_at")
        return (*ratio(sum(e["closed_at"] is not None for e in due), len(due))[:3], len(due))

    def _on_time_rate(self, s: _Slice) -> Answer:
        due = s.events("due_at")
        good = sum(e["closed_at"] is not None and e["closed_at"] <= e["due_at"] for e in due)
        return (*ratio(good, len(due))[:3], len(due))

    def _rework_rate(self, s: _Slice) -> Answer:
        closed = s.events("closed_at")
        return (*ratio(sum(e["returns"] > 0 for e in closed), len(closed))[:3], len(closed))

    def _events_supervised(self, s: _Slice) -> Answer:
        n = sum(e["verify_failures"] > 3 for e in s.events("reported_at"))
        return self._count(n, n)

    def _handling_hours_median(self, s: _Slice) -> Answer:
        hours = [(e["closed_at"] - e["reported_at"]).total_seconds() / 3600 for e in s.events("closed_at")]
        return (median(hours) if hours else None, None, None, len(hours))


class _Slice:
    """The rows one question is about."""

    def __init__(
        self, brute: Brute, grids: set[str], start: date, end: date, as_of: date, where: dict[str, set[str]]
    ) -> None:
        self.start, self.end, self.as_of = start, end, as_of
        self._brute, self.grids, self.where = brute, grids, where

    @property
    def register(self) -> list[Row]:
        rows = chosen(self._brute.city.dwellings, self.grids, self.where)
        return [row for row in rows if valid_on(row, self.as_of)]

    @property
    def visits(self) -> list[Row]:
        rows = chosen(self._brute.placed, self.grids, self.where)
        return [row for row in rows if inside(row["inspected_at"], self.start, self.end)]

    @property
    def all_events(self) -> list[Row]:
        return chosen(self._brute.city.events, self.grids, self.where)

    def events(self, column: str) -> list[Row]:
        return [row for row in self.all_events if inside(row[column], self.start, self.end)]
