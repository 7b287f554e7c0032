"""A simple forecast: the straight line through past values, and how far past values lay from it.

The method is ordinary least squares over days. The band at a day x is value ± 2 s sqrt(1 + 1/n + (x - mean)² / Sxx),
the usual prediction interval, with s the standard deviation of the residuals (n - 2 degrees of freedom): some 95 % when
the residuals are independent and normal, which counts of people from month to month are only roughly. It knows no
season and no plan; whoever knows of a new estate knows more than this line.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

LEAST_VALUES = 6
"""Fewer values give no forecast: a line through three points says nothing of its error."""
WIDTH = 2.0  # standard deviations on either side


@dataclass(frozen=True)
class Forecast:
    """The value expected on `day`, the band `low` to `high`, the change a day, and how many values it is made of."""

    day: date
    value: float
    low: float
    high: float
    slope: float
    n: int


def forecast(days: Sequence[date], values: Sequence[float | None], due: date) -> Forecast | None:
    """The forecast for `due` from `values` on `days`, None among them left out; a count never falls below nought.

    None where there are fewer than LEAST_VALUES, or `due` is not after the last of them.
    """
    known = [(day.toordinal(), value) for day, value in zip(days, values, strict=True) if value is not None]
    if len(known) < LEAST_VALUES or due.toordinal() <= max(day for day, _ in known):
        return None
    n, x = len(known), due.toordinal()
    middle = sum(day for day, _ in known) / n
    mean = sum(value for _, value in known) / n
    spread = sum((day - middle) ** 2 for day, _ in known)
    slope = sum((day - middle) * (value - mean) for day, value in known) / spread
    left = sum((value - mean - slope * (day - middle)) ** 2 for day, value in known)
    error = math.sqrt(left / (n - 2)) * math.sqrt(1 + 1 / n + (x - middle) ** 2 / spread)
    expected = mean + slope * (x - middle)
    low, high = expected - WIDTH * error, expected + WIDTH * error
    floor = 0.0 if all(value >= 0 for _, value in known) else -math.inf
    return Forecast(due, max(expected, floor), max(low, floor), max(high, floor), slope, n)
