"""Conditions that questions to the cube share, as SQL with parameters, and places in the columns that come back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cockpit.store import Coded

Condition = tuple[str, list[object]]
Integers = NDArray[np.int64]

_EPOCH = date(1970, 1, 1).toordinal()

# More ranges of grids than this are asked for as a set.
_FEW_RANGES = 12


def integers(column: NDArray[np.generic]) -> Integers:
    """A column of the store's as integers."""
    return np.asarray(column, dtype=np.int64)


def narrowing(where: Coded) -> Condition:
    """SQL for `where` over alias d: several values of one key mean any of them, several keys mean all."""
    parts, params = [], list[object]()
    for key, codes in where:
        parts.append(f" AND d.{key} IN ({', '.join('?' * len(codes))})" if codes else " AND false")
        params += codes
    return "".join(parts), params


def one_of(column: str, ids: Integers) -> Condition:
    """SQL for "one of `ids`": a range where they are contiguous, as children and levels of a unit are."""
    if len(ids) == 1:
        return f"{column} = ?", [int(ids[0])]
    if len(ids) and int(ids.max()) - int(ids.min()) == len(ids) - 1:
        return f"{column} BETWEEN ? AND ?", [int(ids.min()), int(ids.max())]
    return f"{column} IN (SELECT unnest(?::INTEGER[]))", [ids.tolist()]


def in_ranges(column: str, lo: Integers, hi: Integers) -> Condition:
    """SQL for "in one of the ranges lo..hi", constants throughout, so that groups of rows outside are not read."""
    order = np.argsort(lo, kind="stable")
    joined: list[tuple[int, int]] = []
    for low, high in zip(lo[order].tolist(), hi[order].tolist(), strict=True):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    if not joined:
        return "false", []
    if len(joined) == 1:
        return f"{column} BETWEEN ? AND ?", list[object](joined[0])
    bounds = [joined[0][0], joined[-1][1]]
    if len(joined) > _FEW_RANGES:
        grids = [grid for low, high in joined for grid in range(low, high + 1)]
        return f"{column} BETWEEN ? AND ? AND {column} IN (SELECT unnest(?::INTEGER[]))", [*bounds, grids]
    either = " OR ".join(f"{column} BETWEEN ? AND ?" for _ in joined)
    return f"{column} BETWEEN ? AND ? AND ({either})", [*bounds, *(end for pair in joined for end in pair)]


def any_of(conditions: Iterable[Condition]) -> Condition:
    """SQL for "any of `conditions`"; nothing when there are none."""
    parts, params = [], list[object]()
    for sql, values in conditions:
        parts.append(f"({sql})")
        params += values
    return f"({' OR '.join(parts)})" if parts else "false", params


def places(values: Integers, ids: Integers) -> Integers:
    """Where each of `values` stands in `ids`, whatever the order of `ids`."""
    if len(ids) and int(ids[-1]) - int(ids[0]) == len(ids) - 1 and bool((np.diff(ids) == 1).all()):
        shifted: Integers = values - ids[0]
        return shifted
    order = np.argsort(ids, kind="stable")
    found: Integers = order[np.searchsorted(ids[order], values)]
    return found


def as_days(days: Iterable[date]) -> NDArray[np.datetime64]:
    """Dates as numpy has them; many times faster than numpy's own way."""
    return np.array([day.toordinal() - _EPOCH for day in days], dtype=np.int64).astype("datetime64[D]")
