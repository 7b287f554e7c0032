"""Inspection intervals as periods: for each class and kind that occurs, which interval holds from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from cockpit.catalogue import Interval

ALWAYS = date(1, 1, 1)


@dataclass(frozen=True)
class RulePeriod:
    """The interval `days` holds for dwellings of `class_` and `kind` from `starts` until before `ends` (None: on)."""

    class_: str
    kind: str
    starts: date
    ends: date | None
    days: int


def rule_periods(intervals: Iterable[Interval], combinations: Iterable[tuple[str, str]]) -> list[RulePeriod]:
    """Periods of unchanging interval for each (class, kind). A rule for the class wins over one for the kind.

    A day with no rule has no period. An interval of 0 days (not inspected) has one, so that it can end another.
    """
    rules = list(intervals)
    periods: list[RulePeriod] = []
    for class_, kind in combinations:
        by_class = [rule for rule in rules if rule.class_ == class_ and class_]
        by_kind = [rule for rule in rules if rule.kind == kind and kind]
        starts = sorted({rule.from_ or ALWAYS for rule in by_class + by_kind})
        for start, end in zip_longest(starts, starts[1:]):
            rule = _in_force(by_class, start) or _in_force(by_kind, start)
            if rule is not None:
                periods.append(RulePeriod(class_, kind, start, end, rule.days))
    return periods


def _in_force(rules: Iterable[Interval], day: date) -> Interval | None:
    """The latest of `rules` that has begun by `day`; of two from the same day the one written last."""
    begun = [rule for rule in rules if (rule.from_ or ALWAYS) <= day]
    return max(enumerate(begun), key=lambda item: (item[1].from_ or ALWAYS, item[0]))[1] if begun else None
