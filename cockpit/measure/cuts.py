"""Running totals at a few days, of whole months and of the days that the months do not end with.

A day is reached from the nearest end of a month: forwards over the days that came since, or backwards over those that
are still to come. So half a month is read for it at most, and a quarter as a rule.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cut:
    """What is summed for the totals at some days.

    months: ends of months, each a step: the months since the one before are summed to it.
    stretches: first and last days, in order, of what is summed of the days themselves; their steps follow the months'.
    weights: steps x days; a day's total is the sum of the steps, each weighed by 1, 0 or -1.
    """

    months: tuple[date, ...]
    stretches: tuple[tuple[date, date], ...]
    weights: NDArray[np.float64]


def cut(days: Sequence[date], *, stock: bool, strictly: bool = False) -> Cut:
    """How the totals at `days` are made; they are in order.

    strictly: nothing is read of days after the last, nor, of a flow, of days up to the first. What is read then says
    too what occurs.
    """
    ends = [_nearest(day) for day in days]
    if strictly:
        ends = [_before(day) if _before(day) == _before(days[-1]) else end for day, end in zip(days, ends, strict=True)]
        if not stock:
            first = _after(days[0])
            ends = [first if _after(day) == first else end for day, end in zip(days, ends, strict=True)]
    months = sorted(set(ends))
    # Between two neighbours of these all days belong to the same totals.
    stretches = list(pairwise(sorted({*days, *ends})))
    weights = np.zeros((len(months) + len(stretches), len(days)))
    for at, (day, end) in enumerate(zip(days, ends, strict=True)):
        weights[: months.index(end) + 1, at] = 1
        on_the_way = [_lies(low, high, day, end) for low, high in stretches]
        weights[len(months) :, at] = np.where(on_the_way, 1 if end < day else -1, 0)
    read = [any(weights[len(months) + place]) for place in range(len(stretches))]
    kept = [True] * len(months) + read
    within = tuple((low + _DAY, high) for (low, high), wanted in zip(stretches, read, strict=True) if wanted)
    return Cut(tuple(months), within, weights[kept])


def _nearest(day: date) -> date:
    """The end of a month that is fewest days away, the earlier of two."""
    before, after = _before(day), _after(day)
    return before if day - before <= after - day else after


def _before(day: date) -> date:
    """The end of the month before that of `day`; the day itself where it ends one."""
    return day if day == _after(day) else day.replace(day=1) - _DAY


def _after(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _lies(low: date, high: date, day: date, end: date) -> bool:
    """Whether the days after `low`, up to `high`, are on the way from `end` to `day`."""
    return min(day, end) <= low and high <= max(day, end)
