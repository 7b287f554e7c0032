"""Days of a question: its period, the one it is compared with, and the steps of a series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from cockpit.catalogue import Catalogue, Metric
from cockpit.contract import EARLIEST, LATEST
from cockpit.errors import CockpitError
from cockpit.selection import COMPARISONS

Step = Literal["day", "week", "month"]
STEPS: tuple[Step, ...] = ("day", "week", "month")
DEFAULT_DAYS = 30

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """A period and its as-of day, beside those it is compared with. Both ends of a period are included.

    `whole` says that a step of a series was not cut by the period's ends.
    """

    label: str
    start: date
    end: date
    as_of: date
    previous_start: date
    previous_end: date
    previous_as_of: date
    whole: bool = True


def window(
    start: date | None, end: date | None, as_of: date | None, compare: str, newest: date, label: str = ""
) -> Window:
    """The window of a question; by default the last 30 days up to `newest`, the edition's as-of day.

    `compare` "previous" is the same number of days just before; "year" the same dates a year earlier.

    Raises:
        CockpitError: a period that ends before it begins, or a day no city knows anything about.
    """
    for chosen in (start, end, as_of):
        if chosen is not None and not EARLIEST <= chosen <= LATEST:
            raise CockpitError(f"Nothing is known about {chosen}.", f"Days are between {EARLIEST} and {LATEST}.")
    # A start beyond the newest day asks about that one day.
    last = end or max(newest, start or newest)
    first = start or (last - timedelta(days=DEFAULT_DAYS - 1))
    if first > last:
        raise CockpitError(f"The period begins on {first} and ends before, on {last}.")
    day = as_of or last
    if compare == "year":
        return Window(label, first, last, day, a_year_before(first), a_year_before(last), a_year_before(day))
    days = last - first + _DAY
    return Window(label, first, last, day, first - days, last - days, day - days)


def both_before(first: date, last: date) -> list[tuple[date, date]]:
    """The periods that one from `first` to `last` may be compared with."""
    found = [window(first, last, None, compare, last) for compare in COMPARISONS]
    return [(one.previous_start, one.previous_end) for one in found]


def a_year_before(day: date) -> date:
    """The same date a year earlier; 29 February becomes 28 February."""
    if day.month == 2 and day.day == 29:
        return day.replace(year=day.year - 1, day=28)
    return day.replace(year=day.year - 1)


def steps(start: date, end: date, step: Step, compare: str) -> list[Window]:
    """The steps of a series from `start` to `end`, complete and in order, cut at both ends of the period.

    A week begins on Monday and is labelled 2026-W26; the as-of day of a step is its last day.
    """
    found: list[Window] = []
    first = start
    while first <= end:
        begins, ends, label = _step_of(first, step)
        last = min(ends, end)
        cut = window(first, last, None, compare, last, label)
        found.append(
            Window(
                label,
                first,
                last,
                last,
                cut.previous_start,
                cut.previous_end,
                cut.previous_as_of,
                whole=first == begins and last == ends,
            )
        )
        first = last + _DAY
    return found


def _step_of(day: date, step: Step) -> tuple[date, date, str]:
    """First day, last day and label of the whole step that `day` lies in."""
    if step == "day":
        return day, day, day.isoformat()
    if step == "week":
        monday = day - timedelta(days=day.weekday())
        year, week, _ = day.isocalendar()
        return monday, monday + timedelta(days=6), f"{year}-W{week:02d}"
    first = day.replace(day=1)
    after = first.replace(year=first.year + 1, month=1) if first.month == 12 else first.replace(month=first.month + 1)
    return first, after - _DAY, f"{first.year}-{first.month:02d}"


def end_of(step: Window, *, stock: bool, previous: bool) -> date:
    """The day whose running total ends a step: of a flow its last day, of a stock its as-of day."""
    if previous:
        return step.previous_as_of if stock else step.previous_end
    return step.as_of if stock else step.end


def day_before(step: Window, *, previous: bool) -> date:
    """The day whose running total a flow begins after."""
    return (step.previous_start if previous else step.start) - timedelta(days=1)


def days_needed(catalogue: Catalogue, metric: Metric, windows: Sequence[Window]) -> list[date]:
    """Every day whose running total the answer needs."""
    days: list[date] = []
    for stock in {catalogue.measures[key].stock for key in metric.measures}:
        for previous in (False, True):
            days += [end_of(step, stock=stock, previous=previous) for step in windows]
            days += [] if stock else [day_before(step, previous=previous) for step in windows]
    return days
