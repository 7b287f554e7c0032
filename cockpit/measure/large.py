"""A large unit at few days: all that a table of large units says of it there, asked once and taken apart here.

A board asks for one metric of a unit after the other, whole, narrowed and by the values of a dimension. What the table
has of one unit is little, so all of these are taken from one answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import prod

import numpy as np

from cockpit.catalogue import Measure
from cockpit.measure.conditions import integers
from cockpit.measure.groups import Groups
from cockpit.measure.piece import Piece
from cockpit.measure.plan import FEW_DAYS, LARGE, Plan
from cockpit.selection import Where
from cockpit.store import Snapshot

# Days a flow is asked over, and combinations of values a day has; of more of them, reading what is not asked for takes
# longer than asking again.
LONGEST, _MOST_CELLS = 130, 400


def is_little(snapshot: Snapshot, plan: Plan, first: Measure, groups: Groups, days: Sequence[date]) -> bool:
    """Whether `plan` reads so little for the groups at `days` that all of it is read at once."""
    if plan.kind != LARGE or len(groups.units) != 1 or len(days) > FEW_DAYS:
        return False
    if prod(len(snapshot.values.get(name, ())) for name in plan.dimensions) > _MOST_CELLS:
        return False
    return first.stock or (days[-1] - days[0]).days <= LONGEST


def read_large(
    snapshot: Snapshot, plan: Plan, measures: Sequence[Measure], groups: Groups, days: tuple[date, ...], where: Where
) -> Piece:
    """What `read_changes` returns, of one unit or the values of a dimension in it.

    All measures of their ledger are asked with `measures`.
    """
    keys = tuple(measure.key for measure in measures)
    sql, params = _sql(plan, snapshot.catalogue.beside(measures[0]), int(groups.ids[0]), days)
    columns = snapshot.ask(sql, params)
    chosen = np.ones(len(columns["step"]), dtype=bool)
    for name, let_through in snapshot.coded(where):
        chosen &= np.isin(columns[name], let_through)
    codes, rows = None, np.zeros(int(chosen.sum()), dtype=np.int64)
    if groups.dimension:
        values = integers(columns[groups.dimension])[chosen]
        codes = np.unique(values)
        rows = np.searchsorted(codes, values)
    array = np.zeros((1 if codes is None else len(codes), len(days), len(keys)), dtype=np.float64)
    at = rows, integers(columns["step"])[chosen]
    for place, key in enumerate(keys):
        np.add.at(array[:, :, place], at, columns[key][chosen])
    np.cumsum(array, axis=1, out=array)
    return Piece(codes, array, keys, plan.tables, (sql,))


def _sql(plan: Plan, measures: Sequence[Measure], unit: int, days: tuple[date, ...]) -> tuple[str, list[object]]:
    """What changed up to the first of `days` (of a flow nothing) and from each to the next, by all dimensions."""
    first = measures[0]
    names, sums = (
        ", ".join(plan.dimensions),
        ", ".join(f"CAST(sum({m.key}) AS {m.sql_type}) AS {m.key}" for m in measures),
    )
    step = "CASE " + " ".join(f"WHEN dt <= ? THEN {place}" for place in range(len(days))) + " END"
    since, bounds = ("", [days[-1]]) if first.stock else (" AND dt > ?", [days[-1], days[0]])
    return (
        f"SELECT {step} AS step, {names}, {sums} FROM {plan.table} WHERE unit = ? AND dt <= ?{since} GROUP BY ALL",
        [*days, unit, *bounds],
    )
