"""Quantiles of a spread for groups over windows: exact up to EXACT_ROWS rows, else from the histogram."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cockpit.contract import BUCKET_GROWTH, BUCKET_LEAST, EXACT_ROWS, bucket_sql
from cockpit.measure.rowwise import Source, part, values_of_rows
from cockpit.measure.totals import Groups, integers, narrowing, places
from cockpit.selection import Where
from cockpit.store import Coded, Columns, Snapshot

Spans = Sequence[tuple[date, date]]
Floats = NDArray[np.float64]


def fetch_quantiles(
    snapshot: Snapshot, key: str, quantile: float, groups: Groups, keys: Sequence[str], spans: Spans, where: Where
) -> tuple[Floats, NDArray[np.bool_], tuple[str, ...]]:
    """The quantile of spread `key` per group and span, whether it is approximate, and the SQL asked.

    Arrays are keys x spans; NaN where a cell has no rows. A span is a first and a last day, both included.
    """
    values = np.full((len(keys), len(spans)), np.nan)
    ids = groups.ids
    if groups.dimension:
        [(_, codes)] = snapshot.coded([(groups.dimension, keys)])
        ids = np.array(codes, dtype=np.int64)
    elif groups.together:
        ids = np.zeros(1, dtype=np.int64)
    covered, loose = part(where)
    narrowed = snapshot.coded(covered)
    source = Source(f"spread_{key}", f"spread_{key}")
    if loose:
        source = values_of_rows(snapshot.catalogue, snapshot.catalogue.spreads[key], groups, covered, loose)
    counts = _counts(snapshot, source, groups, ids, spans, narrowed)
    approximate = counts > EXACT_ROWS
    asked: list[str] = []
    if (~approximate & (counts > 0)).any():
        sql, params = _exact_sql(source, quantile, groups, spans, narrowed)
        columns = snapshot.ask(sql, params)
        asked.append(sql)
        rows, at = _cells(columns, ids)
        values[rows, at] = columns["value"]
    if approximate.any():
        sql, params = _buckets_sql(key, source, groups, spans, narrowed)
        columns = snapshot.ask(sql, params)
        asked.append(sql)
        _fill_approximate(values, approximate, columns, quantile, _cells(columns, ids))
    return values, approximate, tuple(asked)


def bucket_middle(bucket: NDArray[np.int64]) -> Floats:
    """The value a bucket stands for: at most (growth - 1) / (growth + 1) away from any value in it, relatively."""
    size = np.abs(bucket).astype(np.float64)
    low = BUCKET_LEAST * np.power(BUCKET_GROWTH, size - 1)
    middle: Floats = np.where(size == 0, 0.0, np.sign(bucket) * low * 2 * BUCKET_GROWTH / (1 + BUCKET_GROWTH))
    return middle


def _counts(
    snapshot: Snapshot, source: Source, groups: Groups, ids: NDArray[np.int64], spans: Spans, where: Coded
) -> NDArray[np.int64]:
    """Rows per group and span."""
    body, params = _body(source, groups, spans, where)
    columns = snapshot.ask(f"SELECT grp, span, CAST(count(*) AS BIGINT) AS n {body} GROUP BY grp, span", params)
    counts = np.zeros((len(ids), len(spans)), dtype=np.int64)
    counts[_cells(columns, ids)] = columns["n"]
    return counts


def _body(source: Source, groups: Groups, spans: Spans, where: Coded) -> tuple[str, list[object]]:
    """FROM ... : the rows of the spread with their group and span."""
    group = f"d.{groups.dimension}" if groups.dimension else "0" if groups.together else "m.unit_id"
    narrowed, values = narrowing(where)
    sql = (
        f"FROM (SELECT {group} AS grp, s.span AS span, d.value AS value FROM {source.sql} AS d "
        "JOIN (SELECT unit_id, lo, hi FROM member WHERE unit_id IN (SELECT unnest(?::INTEGER[]))) AS m "
        "ON d.g BETWEEN m.lo AND m.hi "
        "JOIN (SELECT unnest(?::INTEGER[]) AS span, unnest(?::DATE[]) AS first, unnest(?::DATE[]) AS last) AS s "
        f"ON d.dt BETWEEN s.first AND s.last WHERE d.dt BETWEEN ? AND ?{narrowed})"
    )
    firsts, lasts = [first for first, _ in spans], [last for _, last in spans]
    marks = [groups.ids.tolist(), list(range(len(spans))), firsts, lasts, min(firsts), max(lasts)]
    return sql, [*source.params, *marks, *values]


def _exact_sql(source: Source, quantile: float, groups: Groups, spans: Spans, where: Coded) -> tuple[str, list[object]]:
    body, params = _body(source, groups, spans, where)
    return f"SELECT grp, span, quantile_cont(value, {quantile:g}) AS value {body} GROUP BY grp, span", params


def _buckets_sql(key: str, source: Source, groups: Groups, spans: Spans, where: Coded) -> tuple[str, list[object]]:
    """Rows per bucket: from the ready histogram when nothing narrows the question, else bucketed on the way.

    Small units have no histogram of their own, so units chosen together are bucketed as well.
    """
    if where or groups.dimension or groups.together or source.params:
        body, params = _body(source, groups, spans, where)
        return (
            f"SELECT grp, span, {bucket_sql('value')} AS bucket, CAST(count(*) AS BIGINT) AS n {body} GROUP BY ALL",
            params,
        )
    sql = (
        "SELECT h.unit AS grp, s.span AS span, h.bucket AS bucket, CAST(sum(h.n) AS BIGINT) AS n "
        f"FROM histogram_{key} AS h "
        "JOIN (SELECT unnest(?::INTEGER[]) AS span, unnest(?::DATE[]) AS first, unnest(?::DATE[]) AS last) AS s "
        "ON h.dt BETWEEN s.first AND s.last WHERE h.unit IN (SELECT unnest(?::INTEGER[])) GROUP BY ALL"
    )
    firsts, lasts = [first for first, _ in spans], [last for _, last in spans]
    return sql, [list(range(len(spans))), firsts, lasts, groups.ids.tolist()]


def _cells(columns: Columns, ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and column of each answer row in the groups x spans array."""
    return places(integers(columns["grp"]), ids), integers(columns["span"])


def _fill_approximate(
    values: Floats,
    approximate: NDArray[np.bool_],
    columns: Columns,
    quantile: float,
    cells: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> None:
    """Write the histogram's quantile into every approximate cell of `values`."""
    order = np.lexsort((columns["bucket"], cells[1], cells[0]))
    rows, at = cells[0][order], cells[1][order]
    buckets, n = np.asarray(columns["bucket"], dtype=np.int64)[order], np.asarray(columns["n"], dtype=np.int64)[order]
    edges = [0, *(np.flatnonzero((np.diff(rows) != 0) | (np.diff(at) != 0)) + 1).tolist(), len(rows)]
    for begin, end in pairwise(edges):
        if begin < end and approximate[rows[begin], at[begin]]:
            upto = np.cumsum(n[begin:end])
            rank = quantile * (upto[-1] - 1)
            # The two rows the quantile lies between, counted from 0; each is within 2 %, so is what lies between.
            places = np.searchsorted(upto, [np.floor(rank), np.ceil(rank)], side="right")
            low, high = bucket_middle(buckets[begin:end][places])
            values[rows[begin], at[begin]] = low + (high - low) * (rank - np.floor(rank))
