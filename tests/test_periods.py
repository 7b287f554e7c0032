"""Periods and steps: what a series is cut into, and what a period is compared with."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.contract import EARLIEST, LATEST
from cockpit.errors import CockpitError
from cockpit.measure.periods import STEPS, Window, a_year_before, steps, window

DAY = timedelta(days=1)
NEWEST = date(2026, 6, 30)
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
lengths = st.integers(0, 800)
comparisons = st.sampled_from(["previous", "year"])


def length(start: date, end: date) -> int:
    return (end - start).days + 1


# --- the period -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, (date(2026, 6, 1), NEWEST)),
        (None, date(2026, 3, 1), (date(2026, 1, 31), date(2026, 3, 1))),
        (date(2026, 6, 20), None, (date(2026, 6, 20), NEWEST)),
        (date(2025, 1, 1), None, (date(2025, 1, 1), NEWEST)),
        # Only a start, beyond the newest day: that one day.
        (date(2026, 8, 1), None, (date(2026, 8, 1), date(2026, 8, 1))),
        (date(2026, 8, 1), date(2026, 8, 1), (date(2026, 8, 1), date(2026, 8, 1))),
    ],
)
def test_the_period_asked_for(start: date | None, end: date | None, expected: tuple[date, date]) -> None:
    found = window(start, end, None, "previous", NEWEST)
    assert (found.start, found.end) == expected
    assert found.as_of == expected[1]


@given(start=days, more=lengths, newest=days)
def test_the_previous_period_has_the_same_length_and_ends_just_before(start: date, more: int, newest: date) -> None:
    found = window(start, start + more * DAY, None, "previous", newest)
    assert found.previous_end == found.start - DAY
    assert length(found.previous_start, found.previous_end) == length(found.start, found.end)
    assert found.previous_as_of == found.previous_end


@given(start=days, more=lengths, as_of=days)
def test_a_year_earlier_are_the_same_dates(start: date, more: int, as_of: date) -> None:
    found = window(start, start + more * DAY, as_of, "year", NEWEST)
    pairs = [
        (found.start, found.previous_start),
        (found.end, found.previous_end),
        (found.as_of, found.previous_as_of),
    ]
    for now, before in pairs:
        assert before.year == now.year - 1
        assert (before.month, before.day) == (now.month, 28 if (now.month, now.day) == (2, 29) else now.day)


def test_the_day_that_is_not_every_year() -> None:
    assert a_year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert a_year_before(date(2025, 2, 28)) == date(2024, 2, 28)
    assert window(date(2024, 2, 29), date(2024, 2, 29), None, "previous", NEWEST).previous_start == date(2024, 2, 28)


def test_the_as_of_day_moves_with_the_comparison() -> None:
    found = window(date(2026, 2, 1), date(2026, 2, 28), date(2026, 2, 20), "previous", NEWEST)
    assert (found.as_of, found.previous_as_of) == (date(2026, 2, 20), date(2026, 1, 23))


@pytest.mark.parametrize(
    "chosen",
    [
        (date(1, 1, 1), None, None),
        (None, date(9999, 12, 31), None),
        (None, None, date(1500, 1, 1)),
        (EARLIEST - DAY, None, None),
        (None, LATEST + DAY, None),
    ],
)
def test_days_beyond_all_data_are_refused(chosen: tuple[date | None, date | None, date | None]) -> None:
    with pytest.raises(CockpitError, match="Nothing is known about"):
        window(*chosen, "previous", NEWEST)


def test_the_whole_calendar_may_be_asked() -> None:
    for compare in ("previous", "year"):
        assert window(EARLIEST, LATEST, EARLIEST, compare, NEWEST).start == EARLIEST


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(CockpitError, match="ends before"):
        window(date(2026, 6, 2), date(2026, 6, 1), None, "previous", NEWEST)


# --- the steps of a series ------------------------------------------------------------------------------------------


@given(start=days, more=lengths, step=st.sampled_from(STEPS), compare=comparisons)
def test_steps_tile_the_period(start: date, more: int, step: str, compare: str) -> None:
    end = start + more * DAY
    found = steps(start, end, step, compare)  # type: ignore[arg-type]
    assert (found[0].start, found[-1].end) == (start, end)
    assert all(after.start == before.end + DAY for before, after in itertools.pairwise(found))
    assert all(each.start <= each.end == each.as_of for each in found)
    assert len({each.label for each in found}) == len(found)
    assert [each.label for each in found] == sorted(each.label for each in found)
    # Only the ends of the period cut a step.
    assert all(each.whole for each in found[1:-1])


@given(start=days, more=lengths, step=st.sampled_from(STEPS))
def test_the_previous_of_a_step_is_as_long_and_just_before(start: date, more: int, step: str) -> None:
    for each in steps(start, start + more * DAY, step, "previous"):  # type: ignore[arg-type]
        assert each.previous_end == each.start - DAY
        assert length(each.previous_start, each.previous_end) == length(each.start, each.end)


@given(start=days, more=lengths)
def test_weeks_are_those_of_the_iso_calendar(start: date, more: int) -> None:
    for each in steps(start, start + more * DAY, "week", "previous"):
        for day in (each.start, each.end):
            year, week, _ = day.isocalendar()
            assert each.label == f"{year}-W{week:02d}"
        assert each.whole is (each.start.isoweekday() == 1 and each.end.isoweekday() == 7)


@given(start=days, more=lengths)
def test_months_are_those_of_the_calendar(start: date, more: int) -> None:
    for each in steps(start, start + more * DAY, "month", "previous"):
        assert {day.strftime("%Y-%m") for day in (each.start, each.end)} == {each.label}
        assert each.whole is (each.start.day == 1 and (each.end + DAY).day == 1)


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2026, 6, 30), "2026-W27"),
        (date(2025, 12, 29), "2026-W01"),  # a Monday of the old year in the first week of the new one
        (date(2027, 1, 3), "2026-W53"),  # a Sunday of the new year in the last week of the old one
        (date(2027, 1, 4), "2027-W01"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2021, 1, 1), "2020-W53"),
    ],
)
def test_weeks_across_the_turn_of_the_year(day: date, label: str) -> None:
    [found] = steps(day, day, "week", "previous")
    assert found == Window(label, day, day, day, day - DAY, day - DAY, day - DAY, whole=False)


def test_a_whole_week_and_a_whole_february() -> None:
    [week] = steps(date(2025, 12, 29), date(2026, 1, 4), "week", "previous")
    assert (week.label, week.whole) == ("2026-W01", True)
    january, february, march = steps(date(2024, 1, 31), date(2024, 3, 1), "month", "year")
    assert [january.label, february.label, march.label] == ["2024-01", "2024-02", "2024-03"]
    assert [each.whole for each in (january, february, march)] == [False, True, False]
    assert (february.end, february.previous_end) == (date(2024, 2, 29), date(2023, 2, 28))


def test_a_day_is_always_whole() -> None:
    found = steps(date(2024, 2, 28), date(2024, 3, 1), "day", "previous")
    assert [each.label for each in found] == ["2024-02-28", "2024-02-29", "2024-03-01"]
    assert all(each.whole for each in found)
