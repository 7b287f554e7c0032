"""Running totals of measures for groups at given days: which tables answer, and the array the answers become.

Every additive question is made of these. A flow over a..b is total(b) - total(a - 1); a stock on D is total(D).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cockpit.catalogue import Measure
from cockpit.measure.apart import LONGEST, reads_whole
from cockpit.measure.changes import read_changes
from cockpit.measure.conditions import narrowing
from cockpit.measure.groups import Groups
from cockpit.measure.piece import Piece, only, put_together
from cockpit.measure.plan import FEW_DAYS, LARGE, ROWS, RUNNING, Plan, choose
from cockpit.measure.running import read_running
from cockpit.selection import Where
from cockpit.store import Snapshot

__all__ = ["Groups", "Totals", "fetch_totals", "levels_given"]

# Of up to so many units the whole ledger is read at once.
_MOST_UNITS = 64


@dataclass(frozen=True)
class Totals:
    """Running totals: `keys` (unit codes or dimension values) x `days` x `measures`, and what was asked to get them.

    Whole numbers are exact up to 2**53.
    """

    keys: tuple[str, ...]
    days: tuple[date, ...]
    measures: tuple[str, ...]
    array: NDArray[np.float64]
    tables: tuple[str, ...]
    sql: tuple[str, ...]

    @cached_property
    def _places(self) -> dict[date, int]:
        return {day: place for place, day in enumerate(self.days)}

    def at(self, measure: str, days: Sequence[date]) -> NDArray[np.float64]:
        """Totals of `measure` on `days`: array keys x days."""
        places = [self._places[day] for day in days]
        column: NDArray[np.float64] = self.array[:, places, self.measures.index(measure)]
        return column


def fetch_totals(
    snapshot: Snapshot, measures: Sequence[str], groups: Groups, days: Iterable[date], where: Where
) -> Totals:
    """Running totals of `measures` for `groups` at the end of each of `days`, narrowed by `where`.

    Totals of a flow may begin at the first of `days`: only their differences mean something. A group that nothing
    happened in has zeros. Dimension values come sorted.
    """
    found = _fetched(snapshot, measures, groups, days, where)
    return replace(found, keys=("",), array=found.array.sum(axis=0, keepdims=True)) if groups.together else found


def _fetched(snapshot: Snapshot, measures: Sequence[str], groups: Groups, days: Iterable[date], where: Where) -> Totals:
    wanted = tuple(sorted(set(days)))
    held: dict[str, list[Measure]] = {}
    for measure in map(snapshot.catalogue.measures.__getitem__, measures):
        held.setdefault(measure.ledger, []).append(measure)
    pieces = [_read(snapshot, counts, groups, wanted, where) for counts in held.values()]
    whole = put_together(pieces, measures)
    if whole.codes is None:
        keys = groups.listed.codes
    else:
        # A group's id is the code of its value; only values that occur have a row.
        keys = tuple(snapshot.values[groups.dimension][code] for code in whole.codes)
    return Totals(keys, wanted, whole.measures, whole.array, whole.tables, whole.sql)


def _read(
    snapshot: Snapshot, measures: Sequence[Measure], groups: Groups, days: tuple[date, ...], where: Where
) -> Piece:
    """One ledger's part, from the table the plan chooses."""
    plan = choose(snapshot, measures, groups, days, where)
    if not groups.units:
        nothing = np.zeros((0, len(days), len(measures)))
        codes = np.zeros(0, dtype=np.int64) if groups.dimension else None
        return Piece(codes, nothing, tuple(m.key for m in measures), plan.tables, ())
    asked = _beside(snapshot, plan, measures, groups, days)
    if plan.kind == RUNNING:
        return only(read_running(snapshot, plan, asked, groups, days), [measure.key for measure in measures])
    return read_changes(snapshot, plan, measures, groups, days, where, asked)


def _beside(
    snapshot: Snapshot, plan: Plan, measures: Sequence[Measure], groups: Groups, days: tuple[date, ...]
) -> Sequence[Measure]:
    """What is read for `measures`: the whole of their ledger where that costs little.

    A board asks for many metrics of one unit and one period (and of few by the values of a dimension). Reading a row's
    other columns with it takes less than to find the row again: the next metric's question is then word by word one
    that was just answered.
    """
    if reads_whole(snapshot, plan, measures[0], groups, days):
        # Boxes and breakdowns are of one metric by one dimension after the other; tiles of one metric after the other.
        return measures if groups.dimension and plan.kind != LARGE else snapshot.catalogue.beside(measures[0])
    # Totals that lie unit by unit are read with all of their ledger as it is.
    if len(days) > FEW_DAYS or plan.kind in {LARGE, ROWS} or plan.by_unit or groups.dimension:
        return measures
    long = plan.kind != RUNNING and not measures[0].stock and (days[-1] - days[0]).days > LONGEST
    if long or len(groups.units) > (_MOST_UNITS if plan.kind == RUNNING else 1):
        return measures
    whole = snapshot.catalogue.beside(measures[0])
    return [measure for measure in whole if measure.dense] if plan.kind == RUNNING else whole


def levels_given(snapshot: Snapshot, view: str, tree: str, where: Where) -> frozenset[str]:
    """Levels of `tree` whose units the facts of `view` are given for, or counted for, narrowed by `where`."""
    narrowed, values = narrowing(snapshot.coded(where))
    held = dict.fromkeys(item.ledger for item in snapshot.catalogue.measures.values() if item.view == view)
    sql = " UNION ".join(
        f"SELECT DISTINCT u.level FROM {ledger} AS d JOIN unit AS u ON u.id = d.unit WHERE u.tree = ?{narrowed}"
        for ledger in held
    )
    columns = snapshot.ask(sql, [tree, *values] * len(held))
    return frozenset(str(level) for level in columns["level"])
