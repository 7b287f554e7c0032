"""The planner: which table of the cube answers for a ledger's measures.

A rule, not a guess: the same question always goes to the same table, and `--explain` says which. Rows of facts are read
only for the filters that the contract says are counted row by row; else the widest table is a ledger of daily changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cockpit.catalogue import Measure
from cockpit.contract import FAMILIES, LARGELY, MONTHLY, VIEWS
from cockpit.measure.groups import Groups
from cockpit.measure.rowwise import part
from cockpit.selection import Where
from cockpit.store import Snapshot

# Up to this many days the changes are summed between days in SQL; above, per day and summed here.
FEW_DAYS = 6
# A question over more days than this reads whole months where it can.
LONG_DAYS = 62
# Of up to this many units all days are read, which takes less than to sum those that are asked.
FEW_UNITS = 32

# A table and the dimensions it has.
Held = tuple[str, tuple[str, ...]]
NOWHERE: Held = ("", ())

RUNNING, LARGE, MONTH, LEDGER, ROWS = "running", "large", "month", "ledger", "rows"


@dataclass(frozen=True)
class Plan:
    """How a ledger's measures are answered: the kind of table, its name, and all names that are read.

    dimensions: of a table of large units or of months, those it has. by_unit: of running totals, whether they lie unit
    by unit.
    """

    kind: str
    table: str
    tables: tuple[str, ...]
    dimensions: tuple[str, ...] = ()
    by_unit: bool = False


def choose(snapshot: Snapshot, measures: Sequence[Measure], groups: Groups, days: Sequence[date], where: Where) -> Plan:
    """The table for `measures` (of one ledger), for `groups` at the end of each of `days`, narrowed by `where`."""
    first = measures[0]
    ledger = first.ledger
    if part(where)[1]:
        rows = f"{first.view}_rows"
        return Plan(ROWS, rows, (rows,))
    asked = {key for key, _ in where} | ({groups.dimension} if groups.dimension else set())
    if not first.of_units:
        dense = f"running_{ledger}" in snapshot.tables and all(measure.dense for measure in measures)
        if dense and not asked and _held(snapshot, groups, days):
            by_unit = _by_unit(snapshot, groups, days)
            table = f"running_{ledger}" if by_unit else f"running_day_{ledger}"
            return Plan(RUNNING, table, (table,), by_unit=by_unit)
        large, names = _largely(snapshot, first, asked, groups)
        if large:
            return Plan(LARGE, large, (large,), names)
        month, names = _monthly(snapshot, first, asked, days)
        if month:
            return Plan(MONTH, month, (month, ledger), names)
    return Plan(LEDGER, ledger, (ledger,))


def _held(snapshot: Snapshot, groups: Groups, days: Sequence[date]) -> bool:
    """Whether running totals are held for the days, and for a series in the order of units."""
    if not (snapshot.dense.since <= days[0] and days[-1] <= snapshot.dense.last):
        return False
    return len(days) <= FEW_DAYS or not any(unit.id in snapshot.base for unit in groups.units)


def _by_unit(snapshot: Snapshot, groups: Groups, days: Sequence[date]) -> bool:
    few = len(groups.units) <= FEW_UNITS and not any(unit.id in snapshot.base for unit in groups.units)
    return few or len(days) > FEW_DAYS


def _largely(snapshot: Snapshot, first: Measure, asked: set[str], groups: Groups) -> Held:
    """The table of large units that has the dimensions asked, and those it has."""
    if not groups.units or any(unit.id not in snapshot.large for unit in groups.units):
        return NOWHERE
    family = VIEWS[first.view]
    for names in LARGELY.get(family, (FAMILIES[family],)):
        table = f"large_{names[0]}_{first.ledger}" if names else ""
        held = snapshot.tables.get(table)
        if held is not None and asked <= held & set(names):
            return table, tuple(name for name in names if name in held)
    return NOWHERE


def _monthly(snapshot: Snapshot, first: Measure, asked: set[str], days: Sequence[date]) -> Held:
    """The table by month that has the dimensions asked and those it has, for long questions at few days."""
    if len(days) > FEW_DAYS or not (first.stock or (days[-1] - days[0]).days > LONG_DAYS):
        return NOWHERE
    for names in MONTHLY.get(VIEWS[first.view], ()):
        table = f"month_{names[0]}_{first.ledger}"
        if asked <= set(names) and table in snapshot.tables:
            return table, names
    return NOWHERE
