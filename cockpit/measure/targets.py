"""Targets set for units: what a metric must be there, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cockpit.contract import ADMIN
from cockpit.store import Snapshot, Unit

# The targets due in the year of a day, those still ahead first, the nearest of them; else the latest one passed.
_TARGETS = """
SELECT coalesce(unit, -1) AS unit, coalesce(type, '') AS type, due_on, value, clause FROM target
WHERE metric = ? AND tree = ? AND year(due_on) = ?
ORDER BY due_on < ?, abs(date_diff('day', ?, due_on))
"""


@dataclass(frozen=True)
class Target:
    """A value to be met by the day `due_on`, and the clause that sets it."""

    value: float
    due_on: date
    clause: str


def targets_of(
    snapshot: Snapshot, metric: str, units: Sequence[Unit], day: date, tree: str = ADMIN
) -> tuple[Target | None, ...]:
    """The target of `metric` for each of `units` of `tree` that holds on `day`; None where there is none.

    A unit's own target comes before that of its type. One holds for the year it is due in: of several the next one
    due, and after the last of them that one. Targets of units above are not handed down.
    """
    if "targets" not in snapshot.manifest.tables:
        return (None,) * len(units)
    columns = snapshot.ask(_TARGETS, [metric, tree, day.year, day, day])
    own: dict[int, Target] = {}
    of_type: dict[str, Target] = {}
    for unit, type_, due_on, value, clause in zip(*columns.values(), strict=True):
        found = Target(float(value), due_on.astype("datetime64[D]").item(), str(clause))
        if unit >= 0:
            own.setdefault(int(unit), found)
        else:
            of_type.setdefault(str(type_), found)
    return tuple(own.get(unit.id) or (of_type.get(unit.type) if unit.type else None) for unit in units)
