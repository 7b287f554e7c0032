"""Which values are read apart from each other though their sum is asked, so that what a board asks next is known.

A board asks for one metric of a unit after the other: whole, narrowed, and by the values of each dimension. What a
table has of one unit at few days, by all its dimensions, is little: few of the combinations occur. It is read once, and
each of those answers is a sum of its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import prod

from cockpit.catalogue import Measure
from cockpit.contract import FAMILIES, LEADS, VIEWS
from cockpit.measure.groups import Groups
from cockpit.measure.plan import FEW_DAYS, LARGE, LEDGER, MONTH, Plan
from cockpit.selection import Where
from cockpit.store import Snapshot

# Days a flow is asked over, and combinations of values a day of a large unit has; of more of them, reading what is not
# asked for takes longer than asking again.
LONGEST, _MOST_CELLS = 130, 400
# Groups times values of a dimension, of an answer that is read for all of the values.
_MOST_APART = 60_000


def apart(
    snapshot: Snapshot, plan: Plan, first: Measure, groups: Groups, days: Sequence[date], covered: Where
) -> tuple[str, ...]:
    """The dimensions whose values stay apart in the answer of `plan` to a question narrowed by `covered`."""
    if first.of_units or len(days) > FEW_DAYS:
        return ()
    if reads_whole(snapshot, plan, first, groups, days):
        return _dimensions(plan, first)
    last = _last(snapshot, plan, first, groups, covered)
    return (last,) if last else ()


def reads_whole(snapshot: Snapshot, plan: Plan, first: Measure, groups: Groups, days: Sequence[date]) -> bool:
    """Whether `plan` reads all that its table has of the groups' unit at `days`, by all its dimensions."""
    if first.of_units or len(groups.units) != 1 or len(days) > FEW_DAYS:
        return False
    if not first.stock and (days[-1] - days[0]).days > LONGEST:
        return False
    if plan.kind == LARGE:
        return prod(len(snapshot.values.get(name, ())) for name in plan.dimensions) <= _MOST_CELLS
    return plan.kind in {MONTH, LEDGER} and groups.units[0].id not in snapshot.large


def _dimensions(plan: Plan, first: Measure) -> tuple[str, ...]:
    return plan.dimensions or FAMILIES[VIEWS[first.view]]


def _last(snapshot: Snapshot, plan: Plan, first: Measure, groups: Groups, covered: Where) -> str:
    """The dimension that is narrowed by last, where the answer for all of its values is little; else "".

    Of one that rows lie in the order of a single value is found quickly: such a one only alone, and on few grids.
    """
    if plan.kind not in {LARGE, MONTH, LEDGER} or groups.dimension or not covered:
        return ""
    name, rows = covered[-1][0], len(groups.units)
    if name in LEADS.get(VIEWS[first.view], ()):
        if len(covered) > 1:
            return ""
        if plan.kind != LARGE and rows > 1:
            _, lo, hi = snapshot.spans.of(groups.ids)
            rows = int((hi - lo + 1).sum())
    return name if rows * len(snapshot.values.get(name, ())) <= _MOST_APART else ""
