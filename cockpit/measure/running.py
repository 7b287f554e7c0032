"""Running totals as the cube holds them: told every few days, and what changed on the days in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from cockpit.catalogue import Measure
from cockpit.contract import RETOLD_DAYS
from cockpit.measure.conditions import as_days, integers, one_of, places
from cockpit.measure.groups import Groups
from cockpit.measure.piece import Piece
from cockpit.measure.plan import FEW_DAYS, Plan
from cockpit.store import Snapshot


def read_running(
    snapshot: Snapshot, plan: Plan, measures: Sequence[Measure], groups: Groups, days: tuple[date, ...]
) -> Piece:
    """Totals of `measures` for the groups' units at the end of each of `days`."""
    held = as_days(max(day, snapshot.dense.first) for day in days)
    read = _read_days if len(days) <= FEW_DAYS else _read_series
    asked = np.unique(held)
    array, sql = read(snapshot, plan.table, measures, groups, [day.item() for day in asked])
    return Piece(None, array[:, np.searchsorted(asked, held)], tuple(m.key for m in measures), plan.tables, (sql,))


def _read_days(
    snapshot: Snapshot, table: str, measures: Sequence[Measure], groups: Groups, days: Sequence[date]
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], str]:
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


def _read_series(
    snapshot: Snapshot, table: str, measures: Sequence[Measure], groups: Groups, days: Sequence[date]
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], str]:
    condition, ids = one_of("unit", groups.ids)
    said = ", ".join(m.key for m in measures)
    sql = f"SELECT unit, dt, {said} FROM {table} WHERE {condition} AND dt BETWEEN ? AND ? ORDER BY unit, dt"
    columns = snapshot.ask(sql, [*ids, _told_last(snapshot, days[0]), days[-1]])
    units, told = integers(columns["unit"]), columns["dt"].astype("datetime64[D]")
    wanted = as_days(days)
    since = as_days(_told_last(snapshot, day) for day in days)
    array = np.zeros((len(groups.units), len(days), len(measures)), dtype=np.float64)
    upto = np.zeros((len(units) + 1, len(measures)), dtype=np.float64)
    for place, measure in enumerate(measures):
        np.cumsum(np.round(columns[measure.key].astype(np.float64) * 10**measure.decimals), out=upto[1:, place])
    digits = np.array([10.0**measure.decimals for measure in measures])
    for row, unit in enumerate(groups.ids):
        begin, end = np.searchsorted(units, [unit, unit + 1])
        first = begin + np.searchsorted(told[begin:end], since)
        after = begin + np.searchsorted(told[begin:end], wanted, side="right")
        array[row] = (upto[after] - upto[first]) / digits
    return array, sql


def _told_last(snapshot: Snapshot, day: date) -> date:
    """The last day by `day` on which every total is told."""
    first = snapshot.dense.first
    return first + timedelta(days=(day - first).days // RETOLD_DAYS * RETOLD_DAYS)
