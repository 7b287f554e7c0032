"""Sums of daily changes between days, narrowed by dimensions: from a ledger, by large units, or by whole months."""

from __future__ import annotations

from calendar import monthrange
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
    said,
)
from cockpit.measure.groups import Groups
from cockpit.measure.piece import Floats, Piece
from cockpit.measure.plan import FEW_DAYS, LARGE, MONTH, ROWS, Plan, cut_months
from cockpit.measure.rowwise import Source, changes_of_rows, part
from cockpit.selection import Where
from cockpit.store import Coded, Columns, Snapshot

# Grids times values that stay apart, up to which grids are summed to units here; many more are summed in the question.
_MOST_SUMMED = 5_000


@dataclass(frozen=True)
class _Ground:
    """Which rows of a table are read, and what they are grouped by: `group` is SQL over alias d.

    Where rows are grouped by base grid, `owner`, `lo` and `hi` say which ranges of grids make up each unit; `join` is
    what the rows are joined with to be grouped by unit. `apart` are the dimensions whose values stay apart.
    """

    group: str
    condition: Condition
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
    sql, params = _sql(plan, source, ground, asked, days, narrowed)
    columns = snapshot.ask(sql, params)
    if held_apart:
        columns = _meant(columns, snapshot.coded(clause for clause in covered if clause[0] in held_apart), groups)
    keys = tuple(measure.key for measure in measures)
    if groups.dimension:
        codes = np.unique(integers(columns["grp"]))
        rows, size = np.searchsorted(codes, integers(columns["grp"])), len(codes)
    elif ground.ranges is not None:
        codes, rows, size = None, integers(columns["grp"]), 0
    else:
        codes, rows, size = None, places(integers(columns["grp"]), _ids(ground, groups)), len(groups.units)
    step = _steps(columns, days)
    if ground.ranges is not None:
        array = _folded(columns, keys, (rows, step), len(days), ground.ranges, len(groups.units))
    else:
        array = np.zeros((size, len(days), len(keys)), dtype=np.float64)
        for place, key in enumerate(keys):
            np.add.at(array[:, :, place], (rows, step), columns[key])
    np.cumsum(array, axis=1, out=array)
    return Piece(codes, array, keys, plan.tables, (sql,))


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
    if first.of_units or plan.kind == LARGE:
        alone = "0" if len(groups.units) == 1 and held_apart else "d.unit"
        return _Ground(value or alone, one_of("d.unit", groups.ids), apart=held_apart)
    owner, lo, hi = snapshot.spans.of(groups.ids)
    if groups.dimension or len(groups.units) == 1:
        return _Ground(value or "0", in_ranges("d.g", lo, hi), apart=held_apart)
    if not len(lo):
        return _Ground("0", ("false", []), (owner, lo, hi), apart=held_apart)
    within: Condition = ("d.g BETWEEN ? AND ?", [int(lo.min()), int(hi.max())])
    cells = int((hi - lo + 1).sum()) * prod(len(snapshot.values.get(name, ())) for name in held_apart)
    if cells > _MOST_SUMMED:
        units, ids = one_of("m.unit", groups.ids)
        joined: Condition = (f"{within[0]} AND {units}", [*within[1], *ids])
        return _Ground("m.unit", joined, join=" JOIN held AS m ON m.g = d.g", apart=held_apart)
    return _Ground("d.g", within, (owner, lo, hi), apart=held_apart)


def _ids(ground: _Ground, groups: Groups) -> Integers:
    """What stands in the answer's column of groups, for each of the groups' units."""
    return np.zeros(1, dtype=np.int64) if ground.group == "0" else groups.ids


def _sql(
    plan: Plan,
    source: Source,
    ground: _Ground,
    measures: Sequence[Measure],
    days: tuple[date, ...],
    narrowed: Condition,
) -> Condition:
    """Changes per group and stretch between wanted days (or per day when those are many)."""
    bounds: Condition = ("d.dt <= ?", [days[-1]])
    if not measures[0].stock:
        # Of a flow only differences between the wanted days are ever read: nothing before the first one matters.
        bounds = ("d.dt <= ? AND d.dt > ?", [days[-1], days[0]])
    if plan.kind != MONTH:
        rows, params = _rows(source, ground, measures, days, [bounds, narrowed])
    else:
        cut = cut_months(days)
        whole = (f"d.dt NOT IN ({said(cut)})", list[object](cut)) if cut else ("true", [])
        parts = any_of(("d.dt BETWEEN ? AND ?", [month, _end(month)]) for month in cut)
        rows, params = _rows(source, ground, measures, days, [bounds, whole, narrowed])
        ledger = Source(plan.tables[-1], plan.tables[-1])
        rest, more = _rows(ledger, ground, measures, days, [bounds, parts, narrowed])
        rows, params = f"{rows}\nUNION ALL {rest}", [*params, *more]
    sums = ", ".join(f"CAST(sum({m.key}) AS {m.sql_type}) AS {m.key}" for m in measures)
    by = ", ".join(("grp", "step", *ground.apart))
    return f"SELECT {by}, {sums} FROM ({rows}) GROUP BY {by}", params


def _rows(
    source: Source,
    ground: _Ground,
    measures: Sequence[Measure],
    days: tuple[date, ...],
    conditions: Sequence[Condition],
) -> Condition:
    """The rows of one table with their group and step."""
    params: list[object] = []
    step = "d.dt"
    if len(days) <= FEW_DAYS:
        step = "CASE " + " ".join(f"WHEN d.dt <= ? THEN {place}" for place in range(len(days))) + " END"
        params += days
    where = [ground.condition, *conditions]
    text = " AND ".join(sql.removeprefix(" AND ") for sql, _ in where if sql)
    keys = ", ".join(f"d.{name}" for name in (*ground.apart, *(m.key for m in measures)))
    sql = f"SELECT {ground.group} AS grp, {step} AS step, {keys} FROM {source.sql} AS d{ground.join} WHERE {text}"
    return sql, [*params, *source.params, *(value for _, values in where for value in values)]


def _end(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


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
