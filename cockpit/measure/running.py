"""Running totals as the cube holds them: told every few days, and what changed on the days in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from cockpit.catalogue import Measure
from cockpit.contract import RETOLD_DAYS
from cockpit.measure.conditions import Integers, as_days, integers, one_of, places
from cockpit.measure.groups import Groups
from cockpit.measure.piece import Piece
from cockpit.measure.plan import FEW_UNITS, Plan
from cockpit.store import Columns, Snapshot

Totals = NDArray[np.float64]
Days = NDArray[np.datetime64]


def read_running(
    snapshot: Snapshot, plan: Plan, measures: Sequence[Measure], groups: Groups, days: tuple[date, ...]
) -> Piece:
    """Totals of `measures` for the groups' units at the end of each of `days`."""
    held = as_days(max(day, snapshot.dense.first) for day in days)
    asked = np.unique(held)
    read = _read_courses if plan.by_unit else _read_days
    array, sql = read(snapshot, plan.table, measures, groups, [day.item() for day in asked])
    return Piece(None, array[:, np.searchsorted(asked, held)], tuple(m.key for m in measures), plan.tables, (sql,))


def _read_days(
    snapshot: Snapshot, table: str, measures: Sequence[Measure], groups: Groups, days: Sequence[date]
) -> tuple[Totals, str]:
    condition, ids = one_of("unit", groups.ids)
    sums = ", ".join(f"CAST(sum({m.key}) AS {m.sql_type}) AS {m.key}" for m in measures)
    parts, params = [], list[object]()
    for step, day in enumerate(days):
        parts.append(
            f"SELECT unit, {step} AS step, {sums} FROM {table} WHERE {condition} AND dt BETWEEN ? AND ? GROUP BY unit"
        )
        params += [*ids, _told_last(snapshot, day), day]
    sql = "\nUNION ALL ".join(parts)
    columns = snapshot.ask(sql, params)
    array = np.zeros((len(groups.units), len(days), len(measures)), dtype=np.float64)
    at = places(integers(columns["unit"]), groups.ids), integers(columns["step"])
    for place, measure in enumerate(measures):
        array[(*at, place)] = columns[measure.key]
    return array, sql


def _read_courses(
    snapshot: Snapshot, table: str, measures: Sequence[Measure], groups: Groups, days: Sequence[date]
) -> tuple[Totals, str]:
    """Day by day; of few units the whole ledger, which is kept: what else a page asks of them is no new question."""
    few = len(groups.units) <= FEW_UNITS
    condition, params = one_of("unit", groups.ids)
    said = [m.key for m in (snapshot.catalogue.beside(measures[0]) if few else measures) if m.dense]
    if not few:
        condition, params = f"{condition} AND dt BETWEEN ? AND ?", [*params, _told_last(snapshot, days[0]), days[-1]]
    sql = f"SELECT unit, dt, {', '.join(said)} FROM {table} WHERE {condition} ORDER BY unit, dt"
    columns = snapshot.ask(sql, params)
    units, told = integers(columns["unit"]), columns["dt"].astype("datetime64[D]")
    wanted, since = as_days(days), as_days(_told_last(snapshot, day) for day in days)
    array = np.zeros((len(groups.units), len(days), len(measures)), dtype=np.float64)
    upto = _upto(columns, measures)
    for row, unit in enumerate(groups.ids):
        begin, end = np.searchsorted(units, [unit, unit + 1])
        array[row] = _between(told[begin:end], upto[begin : end + 1], since, wanted)
    return array / [10.0**measure.decimals for measure in measures], sql


def _upto(columns: Columns, measures: Sequence[Measure]) -> Integers:
    """Sums of all rows before each, and of all, in steps of the last digit kept: rows + 1 x measures."""
    upto = np.zeros((len(columns["dt"]) + 1, len(measures)), dtype=np.int64)
    for place, measure in enumerate(measures):
        steps = np.rint(columns[measure.key].astype(np.float64) * 10**measure.decimals).astype(np.int64)
        np.cumsum(steps, out=upto[1:, place])
    return upto


def _between(told: Days, upto: Integers, since: Days, wanted: Days) -> Integers:
    """Sums of a unit's rows, told on the days `told`, from each of `since` to the end of each of `wanted`."""
    after, before = np.searchsorted(told, wanted, side="right"), np.searchsorted(told, since)
    found: Integers = upto[after] - upto[before]
    return found


def _told_last(snapshot: Snapshot, day: date) -> date:
    """The last day by `day` on which every total is told."""
    first = snapshot.dense.first
    return first + timedelta(days=(day - first).days // RETOLD_DAYS * RETOLD_DAYS)
