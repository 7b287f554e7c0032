"""Deadlines from a category's limit on the working-day calendar, against counting them out day by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.delivery import Delivery, city

__all__ = ["city"]

moment = datetime.fromisoformat
LAST = timedelta(microseconds=1)
CATEGORIES = """
[[category]]
key = "eight"
limit_hours = 8
[[category]]
key = "long"
limit_hours = 60.5
[[category]]
key = "three"
limit_days = 3
[[category]]
key = "free"
"""
HOURS = {"eight": 8.0, "long": 60.5}
# 2026-06-19 was a Friday; a holiday, and a Sunday that was worked for it
CALENDAR = {date(2026, 6, 19): False, date(2026, 6, 28): True}


def worked(day: date) -> bool:
    return CALENDAR.get(day, day.isoweekday() <= 5)


def due_after_days(reported: datetime, days: int) -> datetime:
    """The end of the n-th working day after the day of report."""
    day = reported.date()
    while days:
        day += timedelta(days=1)
        days -= worked(day)
    return datetime.combine(day, datetime.min.time()) + timedelta(days=1) - LAST


def due_after_hours(reported: datetime, hours: float) -> datetime:
    """The moment at which so many hours of working days have passed."""
    left, now = timedelta(hours=hours), reported
    while True:
        end = datetime.combine(now.date(), datetime.min.time()) + timedelta(days=1)
        if worked(now.date()):
            if left <= end - now:
                return now + left
            left -= end - now
        now = end


CASES = [
    ("eight", "2026-06-15 09:00", "2026-06-15 17:00"),
    ("eight", "2026-06-15 20:00", "2026-06-16 04:00"),  # the clock runs through the night
    ("eight", "2026-06-12 20:00", "2026-06-15 04:00"),  # and stands still over a weekend
    ("eight", "2026-06-13 11:00", "2026-06-15 08:00"),  # a report on a Saturday starts it on Monday
    ("eight", "2026-06-18 20:00", "2026-06-22 04:00"),  # over the holiday and the weekend
    ("eight", "2026-06-27 10:00", "2026-06-28 08:00"),  # a Sunday that is worked
    ("eight", "2026-06-12 16:00", "2026-06-13 00:00"),  # exactly the end of Friday
    ("three", "2026-06-15 09:00", "2026-06-18 23:59:59.999999"),
    ("three", "2026-06-16 00:00", "2026-06-22 23:59:59.999999"),  # holiday and weekend between
    ("three", "2026-06-13 12:00", "2026-06-17 23:59:59.999999"),
    ("free", "2026-06-13 12:00", None),
    ("unknown", "2026-06-13 12:00", None),
]


def deliver(city: Delivery, rows: list[tuple[str, str]], due: str = "") -> None:
    city.write("catalogue/categories.toml", CATEGORIES)
    city.give("calendar", [{"date": str(day), "working": "是" if work else "否"} for day, work in CALENDAR.items()])
    events = [
        {"event_id": f"{i:04}", "grid": "G1", "category": category, "reported_at": at, "due_at": due}
        for i, (category, at) in enumerate(rows)
    ]
    city.give("events", events)


def test_deadlines_by_example(city: Delivery) -> None:
    deliver(city, [case[:2] for case in CASES])
    report = city.read().report
    found = dict(city.extract("events", "event_id", "due_at"))
    assert [found[f"{i:04}"] for i in range(len(CASES))] == [due and moment(due) for _, _, due in CASES]
    notes = next(item.notes for item in report.tables if item.table == "events")
    assert notes[0] == "10 events without a deadline got one from the limit of their category."


def test_a_deadline_that_was_given_stays(city: Delivery) -> None:
    deliver(city, [("eight", "2026-06-15 09:00")], due="2026-07-01 12:00")
    city.read()
    assert city.extract("events", "due_at") == [moment("2026-07-01 12:00")]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["eight", "long", "three"]),
            st.datetimes(moment("2026-06-01"), moment("2026-07-15")),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_deadlines_are_as_counted_out(city: Delivery, rows: list[tuple[str, datetime]]) -> None:
    deliver(city, [(category, str(at)) for category, at in rows])
    city.read()
    found = dict(city.extract("events", "event_id", "due_at"))
    for i, (category, at) in enumerate(rows):
        expected = due_after_hours(at, HOURS[category]) if category in HOURS else due_after_days(at, 3)
        assert found[f"{i:04}"] == expected, (category, at)


def test_without_a_calendar_the_week_is_monday_to_friday(city: Delivery) -> None:
    deliver(city, [("three", "2026-06-16 00:00")])
    del city.sources["calendar"]
    city.read()
    assert city.extract("events", "due_at") == [moment("2026-06-19 23:59:59.999999")]


@pytest.mark.parametrize("text", ["2026-06-31", "5/6/2026"])
def test_a_calendar_is_checked_like_any_table(city: Delivery, text: str) -> None:
    deliver(city, [("three", "2026-06-16 00:00")])
    days = ["2026-06-19", "2026-06-20", text]
    city.give("calendar", [{"date": day, "working": "0"} for day in days])
    city.read()
    assert city.rejected("calendar") == [(4, "date", text, "is not a date")]
