"""The forecast against numbers worked out by hand, and the properties a band must have."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.insight import LEAST_VALUES, forecast

START = date(2026, 1, 31)


def days(count: int) -> list[date]:
    return [START + timedelta(days=30 * at) for at in range(count)]


def test_a_straight_line_goes_on_and_has_no_band() -> None:
    found = forecast(days(6), [100, 110, 120, 130, 140, 150], START + timedelta(days=30 * 8))
    assert found is not None
    assert (found.value, found.low, found.high, found.n) == (pytest.approx(180), *(pytest.approx(180),) * 2, 6)
    assert found.slope == pytest.approx(10 / 30)


def test_the_band_is_that_of_the_textbook() -> None:
    """x = 0..5, y = 1 2 1 2 1 2: slope 3/35, residuals' sum of squares 1.5 - (3/35) x 1.5, at x = 7."""
    found = forecast(days(6), [1, 2, 1, 2, 1, 2], START + timedelta(days=30 * 7))
    assert found is not None
    slope = 1.5 / 17.5
    error = math.sqrt((1.5 - slope * 1.5) / 4) * math.sqrt(1 + 1 / 6 + 4.5**2 / 17.5)
    assert found.value == pytest.approx(1.5 + slope * 4.5)
    assert found.high - found.value == pytest.approx(2 * error)
    assert found.value - found.low == pytest.approx(2 * error)


def test_a_count_never_falls_below_nought() -> None:
    found = forecast(days(6), [10, 8, 6, 4, 2, 0], START + timedelta(days=30 * 9))
    assert found is not None
    assert (found.value, found.low) == (0, 0)
    assert found.slope < 0


def test_too_few_values_and_days_gone_by_give_no_forecast() -> None:
    values = [float(at) for at in range(LEAST_VALUES)]
    assert forecast(days(LEAST_VALUES - 1), values[1:], date(2027, 1, 1)) is None
    assert forecast(days(LEAST_VALUES), values, days(LEAST_VALUES)[-1]) is None
    assert forecast(days(LEAST_VALUES), [None, *values[1:]], date(2027, 1, 1)) is None


@given(st.lists(st.floats(1e6, 1.1e6), min_size=LEAST_VALUES, max_size=24), st.integers(1, 100))
def test_the_band_holds_the_value_and_widens_with_time(values: list[float], ahead: int) -> None:
    last = days(len(values))[-1]
    near, far = (forecast(days(len(values)), values, last + timedelta(days=n)) for n in (ahead, 2 * ahead))
    assert near is not None
    assert far is not None
    assert near.low <= near.value <= near.high
    assert far.high - far.value >= near.high - near.value - 1e-6
