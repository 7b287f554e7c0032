"""Sums of daily changes between days, narrowed by dimensions: from a ledger, by large units, or by whole months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import prod

import numpy as np

from cockpit.catalogue import Measure
from cockpit.measure.apart import apart
from cockpit.measure.conditions import (
    Condition,
    Integers,
    any_of,
    as_days,
    in_ranges,
    integers,
    narrowing,
    one_of,
    places,
)
from cockpit.measure.cuts import Cut, cut
from cockpit.measure.groups import Groups
from cockpit.measure.piece import Floats, Piece
from cockpit.measure.plan import FEW_DAYS, LARGE, MONTH, ROWS, Plan
from cockpit.measure.rowwise import Source, changes_of_rows, part
from cockpit.selection import Where
from cockpit.store import Coded, Columns, Snapshot

# Grids times values that stay apart, up to which grids are summed to units here; many more are summed in the question.
_MOST_SUMMED = 5_000


@dataclass(frozen=True)
class _Ground:
    """Which rows of a table are read, and what they are grouped by: `group` is SQL over alias d.

    `ids` are what stands in the answer's column of groups for each unit. Where rows are grouped by base grid and units
    are made of them, `owner`, `lo` and `hi` say of which ranges of grids; `join` is what the rows are joined with to be
    grouped by unit. `apart` are the dimensions whose values stay apart.
    """

    group: str
    condition: Condition
    ids: Integers
    ranges: tuple[Integers, Integers, Integers] | None = None
    join: str = ""
    apart: tuple[str, ...] = ()


def read_changes(
    snapshot: Snapshot,
    plan: Plan,
    measures: Sequence[Measure],
    groups: Groups,
    days: tuple[date, ...],
    where: Where,
    asked: Sequence[Measure],
) -> Piece:
    """Running totals of `measures`, of one ledger, for `groups`, narrowed by `where`, at the end of each of `days`.

    Totals of a flow begin at the first of `days`. More is asked than is meant where that is little (`apart`):
    `asked` are `measures` and what is read beside them.
    """
    covered, loose = part(where)
    held_apart = apart(snapshot, plan, measures[0], groups, days, covered)
    ground = _ground(snapshot, plan, measures[0], groups, held_apart)
    source = Source(plan.table, plan.table)
    if plan.kind == ROWS:
        source = changes_of_rows(snapshot.catalogue, asked, groups, days, covered, loose)
    narrowed = narrowing(snapshot.coded(clause for clause in covered if clause[0] not in held_apart))
    months = _months(plan, measures[0], groups, days)
    sql, params = _sql(plan, source, ground, asked, days, narrowed, months)
    columns = snapshot.ask(sql, params)
    if held_apart:
        columns = _meant(columns, snapshot.coded(clause for clause in covered if clause[0] in held_apart), groups)
    keys = tuple(measure.key for measure in measures)
    step = _steps(columns, days), len(days) if months is None else len(months.weights)
    codes, array = _laid(columns, keys, step, ground, groups)
    return Piece(codes, _totals(array, months, measures), keys, plan.tables, (sql,))


def _months(plan: Plan, first: Measure, groups: Groups, days: tuple[date, ...]) -> Cut | None:
    """Which months are read whole; nothing but what occurs, where the answer says or will be asked which values do."""
    if plan.kind != MONTH:
        return None
    return cut(days, stock=first.stock, strictly=bool(groups.dimension) or len(groups.units) == 1)


def _laid(
    columns: Columns, keys: Sequence[str], step: tuple[Integers, int], ground: _Ground, groups: Groups
) -> tuple[Integers | None, Floats]:
    """The answer's columns as groups x steps x measures, and the codes of groups that are values.

    `step` is the step of each row, and how many there are.
    """
    group, (steps, many) = integers(columns["grp"]), step
    if ground.ranges is not None:
        return None, _folded(columns, keys, (group, steps), many, ground.ranges, len(groups.units))
    codes = np.unique(group) if groups.dimension else None
    rows = places(group, ground.ids) if codes is None else np.searchsorted(codes, group)
    size = len(groups.units) if codes is None else len(codes)
    array, cells = np.empty((size, many, len(keys)), dtype=np.float64), rows * many + steps
    for place, key in enumerate(keys):
        summed = np.bincount(cells, columns[key], size * many)
        array[:, :, place] = summed.reshape(size, many)
    return codes, array


def _totals(array: Floats, months: Cut | None, measures: Sequence[Measure]) -> Floats:
    """Groups x steps x measures as running totals, groups x days x measures."""
    if months is None:
        return np.cumsum(array, axis=1, out=array)
    totals = np.empty((array.shape[0], months.weights.shape[1], len(measures)), dtype=np.float64)
    for place, measure in enumerate(measures):
        total = array[:, :, place] @ months.weights
        # What is taken away again is to leave nothing, not nearly nothing.
        totals[:, :, place] = np.round(total, measure.decimals) if measure.decimals else total
    return totals


def _meant(columns: Columns, where: Coded, groups: Groups) -> Columns:
    """The rows that `where` lets through; where the groups are values, each with its value."""
    chosen = np.ones(len(columns["step"]), dtype=bool)
    for name, codes in where:
        chosen &= np.isin(columns[name], codes)
    found = {name: column[chosen] for name, column in columns.items()} if where else dict(columns)
    return found | {"grp": found[groups.dimension]} if groups.dimension else found


def _ground(snapshot: Snapshot, plan: Plan, first: Measure, groups: Groups, held_apart: tuple[str, ...]) -> _Ground:
    """The groups' rows, and of which dimensions the values stay apart."""
    value = f"d.{groups.dimension}" if groups.dimension and groups.dimension not in held_apart else ""
    one = np.zeros(1, dtype=np.int64)
    if first.of_units or plan.kind == LARGE:
        alone = len(groups.units) == 1 and bool(held_apart)
        unit, ids = ("0", one) if alone else ("d.unit", groups.ids)
        return _Ground(value or unit, one_of("d.unit", groups.ids), ids, apart=held_apart)
    owner, lo, hi = snapshot.spans.of(groups.ids)
    if groups.dimension or len(groups.units) == 1:
        return _Ground(value or "0", in_ranges("d.g", lo, hi), one, apart=held_apart)
    if not len(lo):
        return _Ground("0", ("false", []), one, (owner, lo, hi), apart=held_apart)
    within: Condition = ("d.g BETWEEN ? AND ?", [int(lo.min()), int(hi.max())])
    if len(lo) == len(groups.units) == int(hi.max() - lo.min()) + 1 and bool((lo == hi).all()):
        return _Ground("d.g", within, lo, apart=held_apart)  # each unit is a grid, and no other lies between them
    cells = int((hi - lo + 1).sum()) * prod(len(snapshot.values.get(name, ())) for name in held_apart)
    if cells > _MOST_SUMMED:
        held, values = one_of("m.unit", groups.ids)
        joined: Condition = (f"{within[0]} AND {held}", [*within[1], *values])
        return _Ground("m.unit", joined, groups.ids, join=" JOIN held AS m ON m.g = d.g", apart=held_apart)
    return _Ground("d.g", within, one, (owner, lo, hi), apart=held_apart)


def _sql(
    plan: Plan,
    source: Source,
    ground: _Ground,
    measures: Sequence[Measure],
    days: tuple[date, ...],
    narrowed: Condition,
    months: Cut | None,
) -> Condition:
    """Changes per group and stretch between wanted days (or per day when those are many)."""
    if months is None:
        step = _step(days) if len(days) <= FEW_DAYS else ("d.dt", [])
        rows, params = _rows(source, ground, measures, step, [_since(measures, days), narrowed])
    else:
        since = _since(measures, months.months)
        rows, params = _rows(source, ground, measures, _step(months.months), [since, narrowed])
        if months.stretches:
            ledger = Source(plan.tables[-1], plan.tables[-1])
            lasts = [last for _, last in months.stretches]
            within = any_of(("d.dt BETWEEN ? AND ?", list(stretch)) for stretch in months.stretches)
            step = _step(lasts, len(months.months))
            rest, more = _rows(ledger, ground, measures, step, [within, narrowed])
            rows, params = f"{rows}\nUNION ALL {rest}", [*params, *more]
    sums = ", ".join(f"CAST(sum({m.key}) AS {m.sql_type}) AS {m.key}" for m in measures)
    by = ", ".join(("grp", "step", *ground.apart))
    return f"SELECT {by}, {sums} FROM ({rows}) GROUP BY {by}", params


def _since(measures: Sequence[Measure], days: Sequence[date]) -> Condition:
    """Rows up to the last of `days`: of a flow only differences between them are ever read, so none of the first."""
    if measures[0].stock:
        return "d.dt <= ?", [days[-1]]
    return "d.dt <= ? AND d.dt > ?", [days[-1], days[0]]


def _step(days: Sequence[date], first: int = 0) -> Condition:
    """Which of `days` a row counts for, numbered from `first`."""
    cases = " ".join(f"WHEN d.dt <= ? THEN {first + place}" for place in range(len(days)))
    return f"CASE {cases} END", list(days)


def _rows(
    source: Source,
    ground: _Ground,
    measures: Sequence[Measure],
    step: Condition,
    conditions: Sequence[Condition],
) -> Condition:
    """The rows of one table with their group and step."""
    where = [ground.condition, *conditions]
    text = " AND ".join(sql.removeprefix(" AND ") for sql, _ in where if sql)
    keys = ", ".join(f"d.{name}" for name in (*ground.apart, *(m.key for m in measures)))
    sql = f"SELECT {ground.group} AS grp, {step[0]} AS step, {keys} FROM {source.sql} AS d{ground.join} WHERE {text}"
    return sql, [*step[1], *source.params, *(value for _, values in where for value in values)]


def _steps(columns: Columns, days: tuple[date, ...]) -> Integers:
    """The first of the wanted days at whose end each row of `columns` counts."""
    if len(days) <= FEW_DAYS:
        return integers(columns["step"])
    return np.asarray(np.searchsorted(as_days(days), columns["step"].astype("datetime64[D]")), dtype=np.int64)


def _folded(
    columns: Columns,
    keys: Sequence[str],
    cells: tuple[Integers, Integers],
    days: int,
    ranges: tuple[Integers, Integers, Integers],
    units: int,
) -> Floats:
    """Sums by base grid as sums by unit."""
    owner, lo, hi = ranges
    array = np.zeros((units, days, len(keys)), dtype=np.float64)
    if not len(lo):
        return array
    first = int(lo.min())
    upto = np.zeros((int(hi.max()) - first + 2, days, len(keys)), dtype=np.float64)
    for place, key in enumerate(keys):
        np.add.at(upto[:, :, place], (cells[0] - first + 1, cells[1]), columns[key])
    np.cumsum(upto, axis=0, out=upto)
    np.add.at(array, owner, upto[hi - first + 1] - upto[lo - first])
    return array
