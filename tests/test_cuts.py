"""Totals at a few days, of whole months and the days between: what they add up to, and how little is read."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cockpit.measure.cuts import Cut, cut

FIRST = date(2025, 1, 1)
DAYS = [FIRST + timedelta(days=at) for at in range(730)]

some_days = st.lists(st.sampled_from(DAYS), min_size=1, max_size=6, unique=True).map(sorted)


def end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def read(cuts: Cut, *, stock: bool) -> list[list[date]]:
    """The days that each step sums, found as the SQL finds them: the first step at or after a row's day."""
    steps: list[list[date]] = [[] for _ in cuts.weights]
    for day in DAYS:
        month = day.replace(day=1)
        if month <= cuts.months[-1] and (stock or month > cuts.months[0]):
            steps[next(at for at, end in enumerate(cuts.months) if month <= end)].append(day)
        for at, (low, high) in enumerate(cuts.stretches):
            if low <= day <= high:
                steps[len(cuts.months) + at].append(day)
    return steps


@given(some_days, st.booleans(), st.booleans())
def test_the_steps_add_up_to_the_total_at_each_day(days: list[date], stock: bool, strictly: bool) -> None:
    cuts = cut(days, stock=stock, strictly=strictly)
    changes = {day: 1 + at % 7 for at, day in enumerate(DAYS)}
    steps = np.array([sum(changes[day] for day in step) for step in read(cuts, stock=stock)], dtype=float)
    totals = steps @ cuts.weights
    expected = np.array([sum(n for day, n in changes.items() if day <= wanted) for wanted in days])
    if not stock:  # only differences mean something
        totals, expected = totals - totals[0], expected - expected[0]
    assert totals.tolist() == expected.tolist()


@given(some_days, st.booleans(), st.booleans())
def test_no_day_is_read_twice_and_few_are(days: list[date], stock: bool, strictly: bool) -> None:
    cuts = cut(days, stock=stock, strictly=strictly)
    singly = [day for step in read(cuts, stock=stock)[len(cuts.months) :] for day in step]
    assert len(set(singly)) == len(singly)
    if not strictly:
        assert len(singly) <= 15 * len(days)


@given(some_days)
def test_strictly_nothing_is_read_beside_what_was_asked(days: list[date]) -> None:
    held = {day for step in read(cut(days, stock=True, strictly=True), stock=True) for day in step}
    assert held == {day for day in DAYS if day <= days[-1]}
    if end_of_month(days[0]) < days[-1].replace(day=1):  # flows over less are not read by months
        held = {day for step in read(cut(days, stock=False, strictly=True), stock=False) for day in step}
        assert held == {day for day in DAYS if days[0] < day <= days[-1]}


def test_a_day_is_reached_from_the_nearest_end_of_a_month() -> None:
    cuts = cut([date(2026, 4, 9), date(2026, 5, 20), date(2026, 6, 30)], stock=True)
    assert cuts.months == (date(2026, 3, 31), date(2026, 5, 31), date(2026, 6, 30))
    assert cuts.stretches == (
        (date(2026, 4, 1), date(2026, 4, 9)),
        (date(2026, 5, 21), date(2026, 5, 31)),
    )
    assert cuts.weights.T.tolist() == [[1, 0, 0, 1, 0], [1, 1, 0, 0, -1], [1, 1, 1, 0, 0]]


def test_ends_of_months_need_no_days() -> None:
    cuts = cut([date(2026, 1, 31), date(2026, 2, 28)], stock=False)
    assert cuts.stretches == ()
    assert cuts.weights.tolist() == [[1, 1], [0, 1]]
