"""Quantiles of a spread for groups over windows: exact up to EXACT_ROWS rows, else from the histogram."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cockpit.contract import BUCKET_GROWTH, BUCKET_LEAST, EXACT_ROWS, ROW_VIEWS, bucket_sql
from cockpit.measure.conditions import in_ranges, integers, narrowing, one_of, places
from cockpit.measure.groups import Groups
from cockpit.measure.plan import LONG_DAYS
from cockpit.measure.rowwise import Source, part, values_of_rows
from cockpit.selection import Where
from cockpit.store import Coded, Columns, Snapshot

# Where one question is about more rows than this, none of them is read row by row: memory and time are bounded.
MOST_EXACT = 500_000

Spans = Sequence[tuple[date, date]]
Floats = NDArray[np.float64]


def fetch_quantiles(
    snapshot: Snapshot,
    key: str,
    quantile: float,
    groups: Groups,
    keys: Sequence[str],
    spans: Spans,
    where: Where,
    known: Floats,
) -> tuple[Floats, NDArray[np.bool_], tuple[str, ...]]:
    """The quantile of spread `key` per group and span, whether it is approximate, and the SQL asked.

    Arrays are keys x spans; NaN where a cell has no rows. A span is a first and a last day, both included. `known` are
    the rows that the answer counts per cell, in any order: they decide what is asked first, not what is said.
    """
    # A day is one of a course and the day before another: it is read once.
    once = sorted(set(spans))
    places_of = {span: at for at, span in enumerate(once)}
    back = [places_of[span] for span in spans]
    covered, loose = part(where)
    source, columns = _source(snapshot, key, groups, once, (covered, loose))
    question = _Question(snapshot, key, source, columns, quantile, once, snapshot.coded(covered))
    ids = groups.ids
    if groups.dimension:
        [(_, codes)] = snapshot.coded([(groups.dimension, keys)])
        ids = np.array(codes, dtype=np.int64)
    elif groups.together:
        ids = np.zeros(1, dtype=np.int64)
    values = np.full((len(keys), len(once)), np.nan)
    approximate = np.zeros(values.shape, dtype=bool)
    many = bool(known.max(initial=0) > EXACT_ROWS or known.sum() > MOST_EXACT)
    exact, buckets = _counted_first(question, groups, ids, many=many, plain=not where)
    if buckets is not None:
        counts = _counts(buckets, ids, values.shape)
        approximate = (counts > EXACT_ROWS) | ((counts > 0) & (counts.sum() > MOST_EXACT) & ~exact[:, None])
        _fill_approximate(values, approximate, buckets, quantile, _cells(buckets, ids))
        exact |= ((counts > 0) & ~approximate).any(axis=1)
    if exact.any():
        one = groups.dimension or groups.together
        chosen = (
            groups if one else Groups(tuple(unit for unit, asked in zip(groups.units, exact, strict=True) if asked))
        )
        read = question.exact(chosen)
        counts, found = _counts(read, ids, values.shape), _cells(read, ids)
        near = approximate[found] | (read["n"] > EXACT_ROWS)
        values[found] = np.where(near, values[found], read["value"])
        more = (counts > EXACT_ROWS) & ~approximate
        if more.any():
            approximate |= more
            buckets = question.bucketed(chosen)
            _fill_approximate(values, more, buckets, quantile, _cells(buckets, ids))
    return values[:, back], approximate[:, back], tuple(question.asked)


def _source(
    snapshot: Snapshot, key: str, groups: Groups, spans: Spans, parts: tuple[Where, Where]
) -> tuple[Source, Mapping[str, str]]:
    """What the values of spread `key` are read from, and the columns that spreads are called there.

    `parts` are what the cube holds of the narrowing, and what is counted row by row. What lies beside in the same rows
    is read with them: a board asks for it next.
    """
    spreads = snapshot.catalogue.spreads
    of = spreads[key]
    if of.view not in ROW_VIEWS:
        return Source(f"spread_{key}", f"spread_{key}"), {key: "value"}
    beside = [other for other in spreads.values() if (other.view, other.date) == (of.view, of.date)]
    since, until = min(first for first, _ in spans), max(last for _, last in spans)
    if parts[1] and (until - since).days > LONG_DAYS:
        beside = [of]  # very many rows, counted one by one: nine values of each would take longer than may be waited
    source = values_of_rows(snapshot.catalogue, beside, groups, (since, until), *parts)
    return source, {other.key: other.key for other in beside}


class _Question:
    """The questions to the cube that one answer takes; `asked` keeps their SQL."""

    def __init__(
        self,
        snapshot: Snapshot,
        key: str,
        source: Source,
        columns_of: Mapping[str, str],
        quantile: float,
        spans: Spans,
        where: Coded,
    ) -> None:
        self.snapshot, self.key, self.quantile = snapshot, key, quantile
        self.source, self.columns_of, self.spans, self.where = source, columns_of, spans, where
        self.asked: list[str] = []

    def exact(self, groups: Groups) -> Columns:
        """grp, span, value, n: quantiles of the rows themselves; all that metrics ask of them is asked at once."""
        body, params = self._rows(groups, self.columns_of.values())
        parts = []
        for key, column in self.columns_of.items():
            known = self._quantiles(key)
            listed = f"[{', '.join(f'{quantile:g}' for quantile in known)}]"
            parts += [f"quantile_cont({column}, {listed})[{at + 1}] AS {key}_{at}" for at in range(len(known))]
            parts.append(f"CAST(count({column}) AS BIGINT) AS {key}_n")
        found = self._ask(f"SELECT grp, span, {', '.join(parts)} {body} GROUP BY grp, span", params)
        some = found[f"{self.key}_n"] > 0
        value = f"{self.key}_{self._quantiles(self.key).index(self.quantile)}"
        wanted = {"grp": "grp", "span": "span", "value": value, "n": f"{self.key}_n"}
        return {name: found[column][some] for name, column in wanted.items()}

    def _quantiles(self, key: str) -> list[float]:
        """Every quantile of spread `key` that a metric asks for, and for the question's own the one it asks."""
        metrics = self.snapshot.catalogue.metrics.values()
        of = {metric.quantile for metric in metrics if metric.of == key and metric.quantile is not None}
        return sorted(of | ({self.quantile} if key == self.key else set()))

    def bucketed(self, groups: Groups) -> Columns:
        """grp, span, bucket, n: rows put into buckets on the way."""
        column = self.columns_of[self.key]
        body, params = self._rows(groups, [column])
        bucket = f"{bucket_sql(column)} AS bucket, CAST(count(*) AS BIGINT) AS n"
        return self._ask(f"SELECT grp, span, {bucket} {body} WHERE {column} IS NOT NULL GROUP BY ALL", params)

    def ready(self, ids: NDArray[np.int64]) -> Columns:
        """grp, span, bucket, n of units that have a histogram."""
        condition, units = one_of("h.unit", ids)
        span, joined, within, params = self._spans("h.dt")
        return self._ask(
            f"SELECT h.unit AS grp, {span} AS span, h.bucket AS bucket, CAST(sum(h.n) AS BIGINT) AS n "
            f"FROM histogram_{self.key} AS h {joined} WHERE {within} AND {condition} GROUP BY ALL",
            [*params, *units],
        )

    def _rows(self, groups: Groups, columns: Iterable[str]) -> tuple[str, list[object]]:
        """FROM ... : `columns` of the rows with their group and span."""
        narrowed, values = narrowing(self.where)
        said = ", ".join(f"d.{column}" for column in columns)
        span, joined, within, params = self._spans("d.dt")
        if groups.dimension or groups.together or len(groups.units) == 1:
            _, lo, hi = self.snapshot.spans.of(groups.ids)
            condition, place = in_ranges("d.g", lo, hi)
            row = 0 if groups.together else int(groups.ids[0])
            group, held = f"d.{groups.dimension}" if groups.dimension else str(row), ""
        else:
            condition, place = one_of("m.unit", groups.ids)
            group, held = "m.unit", "JOIN held AS m ON m.g = d.g "
        sql = (
            f"FROM (SELECT {group} AS grp, {span} AS span, {said} FROM {self.source.sql} AS d {held}{joined} "
            f"WHERE {within} AND {condition}{narrowed})"
        )
        return sql, [*self.source.params, *params, *place, *values]

    def _spans(self, day: str) -> tuple[str, str, str, list[object]]:
        """The place of the span that `day` lies in, what is joined to tell it, the condition, and values of these two.

        A course of days needs nothing to be joined: the place of a day is the days since the first.
        """
        firsts, lasts = [first for first, _ in self.spans], [last for _, last in self.spans]
        within, ends = f"{day} BETWEEN ? AND ?", [min(firsts), max(lasts)]
        if firsts == lasts and (ends[1] - ends[0]).days == len(firsts) - 1:
            return f"{day} - DATE '{ends[0]}'", "", within, [*ends]
        table = "(SELECT unnest(?::INTEGER[]) AS span, unnest(?::DATE[]) AS first, unnest(?::DATE[]) AS last) AS s"
        join = f"JOIN {table} ON {day} BETWEEN s.first AND s.last"
        return "s.span", join, within, [list(range(len(firsts))), firsts, lasts, *ends]

    def _ask(self, sql: str, params: list[object]) -> Columns:
        self.asked.append(sql)
        return self.snapshot.ask(sql, params)


def _counted_first(
    question: _Question, groups: Groups, ids: NDArray[np.int64], *, many: bool, plain: bool
) -> tuple[NDArray[np.bool_], Columns | None]:
    """Which groups are read row by row at once, and the buckets of the others."""
    if not many:
        return np.ones(len(ids), dtype=bool), None
    if groups.dimension or groups.together or not plain:
        ready = np.zeros(len(ids), dtype=bool)
    else:
        ready = np.isin(ids, question.snapshot.histogram_units(question.key))
    if ready.any():  # the others have fewer rows
        return ~ready, question.ready(ids[ready])
    # Reckoning them in buckets first is cheaper than sorting rows that nobody will need.
    return ready, question.bucketed(groups)


def bucket_middle(bucket: NDArray[np.int64]) -> Floats:
    """The value a bucket stands for: at most (growth - 1) / (growth + 1) away from any value in it, relatively."""
    size = np.abs(bucket).astype(np.float64)
    low = BUCKET_LEAST * np.power(BUCKET_GROWTH, size - 1)
    middle: Floats = np.where(size == 0, 0.0, np.sign(bucket) * low * 2 * BUCKET_GROWTH / (1 + BUCKET_GROWTH))
    return middle


def _counts(columns: Columns, ids: NDArray[np.int64], shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Rows per group and span, of an answer that has them in parts."""
    counts = np.zeros(shape, dtype=np.int64)
    np.add.at(counts, _cells(columns, ids), columns["n"])
    return counts


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
