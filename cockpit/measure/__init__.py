"""Metric + Selection + Scope -> Measurement. The only calculation.

A ratio is a sum over a sum at every grain; nothing is ever averaged. Deterministic for one edition: no clock, no state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cockpit.access import Scope, visible
from cockpit.catalogue import Catalogue, Metric, parse_sum
from cockpit.contract import FAMILIES, VIEWS
from cockpit.errors import Unavailable, unknown
from cockpit.measure.holders import Change, Cover, Holder, changes_of, cover_of, holders_of, retired_of
from cockpit.measure.measurement import Measurement, Row
from cockpit.measure.months import months_held
from cockpit.measure.needs import missing_columns, missing_tables, unfounded_columns
from cockpit.measure.periods import STEPS, Window, day_before, days_needed, end_of, steps, window
from cockpit.measure.quantiles import fetch_quantiles
from cockpit.measure.rows import Rows, RowSource, read_rows
from cockpit.measure.rowwise import lets_through, row_filters
from cockpit.measure.targets import Target, targets_of
from cockpit.measure.together import together
from cockpit.measure.totals import Groups, Totals, fetch_totals, levels_given
from cockpit.selection import Selection, Where
from cockpit.store import Snapshot, Unit

__all__ = [
    "CHILDREN",
    "Change",
    "Cover",
    "Holder",
    "Measurement",
    "Row",
    "RowSource",
    "Rows",
    "Target",
    "Window",
    "breakdowns",
    "changes_of",
    "cover_of",
    "dimensions",
    "holders_of",
    "lets_through",
    "measure",
    "missing_columns",
    "missing_tables",
    "months_held",
    "narrowings",
    "read_rows",
    "retired_of",
    "row_filters",
    "targets_of",
    "unfounded_columns",
]

CHILDREN = "children"
Floats = NDArray[np.float64]


def measure(snapshot: Snapshot, metric: Metric, selection: Selection, scope: Scope, by: str = "") -> Measurement:
    """What `metric` is for the selection, as a total or broken down `by`.

    `by` is "" (one row), "children", a level (its units below the selected one), "day", "week", "month", or a dimension
    the metric has. Units come in tree order with zeros and empties, series complete and in order, dimension values
    sorted and only those that occur. Where the selection names several units, their sum is asked: a ratio is the sum of
    numerators over the sum of denominators, and "children" are the units themselves.

    Raises:
        UnknownName: no such tree, unit, breakdown, or narrowing dimension.
        Denied: the unit lies outside the scope.
        Unavailable: the edition has no table the metric needs.
    """
    unit = visible(snapshot, scope, selection.tree, selection.unit)
    _refuse_unanswerable(snapshot, metric, selection.where)
    selection = replace(selection, where=_narrowed(metric, selection.where))
    whole = window(selection.start, selection.end, selection.as_of, selection.compare, snapshot.manifest.as_of)
    units = together(snapshot, selection, scope)
    groups = _groups(snapshot, metric, unit, units, selection.tree, by)
    windows = steps(whole.start, whole.end, by, selection.compare) if by in STEPS else [whole]
    counted = snapshot.catalogue.counted(metric)
    days = days_needed(snapshot.catalogue, metric, windows)
    totals = fetch_totals(snapshot, counted, groups, days, selection.where)
    reading = _Reading(snapshot, metric, selection, groups, totals, windows)
    columns = reading.columns(scope)
    keys = tuple(step.label for step in windows) if by in STEPS else totals.keys
    if not by:
        keys = ("",)
    return Measurement(
        metric=metric,
        unit=unit,
        tree=selection.tree,
        by=by,
        window=whole,
        windows=tuple(windows),
        edition=snapshot.edition,
        keys=keys,
        names=_names(snapshot, groups, keys, by, selection.lang),
        tables=totals.tables,
        sql=totals.sql + reading.asked,
        value=columns.value,
        numerator=columns.numerator,
        denominator=columns.denominator,
        n=columns.n,
        previous=columns.previous,
        state=columns.state,
        units=units,
    )


def dimensions(catalogue: Catalogue, metric: Metric) -> tuple[str, ...]:
    """The dimensions `metric` can be broken down and narrowed by: those that all its measures have."""
    return _shared(catalogue.views(metric))


@cache
def _shared(views: tuple[str, ...]) -> tuple[str, ...]:
    """The dimensions that all of `views` have."""
    first, *others = (FAMILIES[family] for family in sorted({VIEWS[view] for view in views}))
    return tuple(name for name in first if all(name in other for other in others))


def narrowings(catalogue: Catalogue, metric: Metric) -> tuple[str, ...]:
    """Everything `metric` can be narrowed by: its dimensions, and what is counted row by row."""
    return (*dimensions(catalogue, metric), *row_filters(catalogue, metric))


def breakdowns(snapshot: Snapshot, metric: Metric, tree: str) -> tuple[str, ...]:
    """Every `by` that `metric` can be asked with."""
    return (CHILDREN, *snapshot.tree(tree).levels, *STEPS, *dimensions(snapshot.catalogue, metric))


@dataclass(frozen=True)
class _Columns:
    value: Floats
    numerator: Floats
    denominator: Floats
    n: Floats
    previous: Floats
    state: tuple[str, ...]


class _Reading:
    """Reads the columns of an answer out of running totals, for the period and for the one before it."""

    def __init__(
        self,
        snapshot: Snapshot,
        metric: Metric,
        selection: Selection,
        groups: Groups,
        totals: Totals,
        windows: Sequence[Window],
    ) -> None:
        self.snapshot, self.metric = snapshot, metric
        self.where, self.tree = selection.where, selection.tree
        self.groups, self.totals, self.windows = groups, totals, windows
        self.asked: tuple[str, ...] = ()

    def columns(self, scope: Scope) -> _Columns:
        """The answer's columns with small cells taken out."""
        n = self._counted(self.metric.n)
        before = self._counted(self.metric.n, previous=True)
        if self.metric.quantile is not None:
            value, previous, approximate = self._quantiles(n, before)
            numerator = denominator = np.full(len(n), np.nan)
        else:
            value, numerator, denominator = self._formula()
            previous, _, _ = self._formula(previous=True)
            approximate = np.zeros(len(n), dtype=bool)
        base = denominator if self.metric.ratio else n
        few = (base < self.metric.fewest) & (self.metric.ratio or self.metric.quantile is not None)
        state = np.select([np.isnan(value), few, approximate], ["empty", "few", "approx"], "ok")
        if self.metric.people:
            least = scope.smallest_cell if self.metric.smallest_cell is None else self.metric.smallest_cell
            small = self._small(least)
            state = np.where(small, "suppressed", state)
            previous = np.where(small | self._small(least, previous=True), np.nan, previous)
            value, numerator, denominator, n = (
                np.where(small, np.nan, column) for column in (value, numerator, denominator, n)
            )
        return _Columns(value, numerator, denominator, n, previous, tuple(state.tolist()))

    def _small(self, least: int, *, previous: bool = False) -> NDArray[np.bool_]:
        """Rows that tell of some people, but of fewer than `least`, in any of the metric's sums of people."""
        sums = [self._summed(parse_sum(text), previous=previous) for text in self.metric.people]
        return np.any([_below(people, least) for people in sums], axis=0)  # type: ignore[no-any-return]

    def _counted(self, key: str, *, previous: bool = False) -> Floats:
        """Measure `key` per row of the answer: a flow over the period, a stock on the as-of day.

        NaN where it was not given: below the level that facts about units are given for, or where an indicator is none.
        """
        measure = self.snapshot.catalogue.measures[key]
        ends = [end_of(step, stock=measure.stock, previous=previous) for step in self.windows]
        counted = self.totals.at(key, ends)
        if not measure.stock:
            counted = counted - self.totals.at(key, [day_before(step, previous=previous) for step in self.windows])
        # The difference of two running totals has no more digits than they have.
        counted = np.round(counted, measure.decimals).reshape(-1)
        indicator = self.snapshot.catalogue.indicators.get(key)
        if self.groups.together and indicator is not None and indicator.over_units == "none":
            return np.full(len(counted), np.nan)
        if measure.given is not None:
            return np.where(self._counted(measure.given, previous=previous) > 0, counted, np.nan)
        return np.where(self._told(measure.view), counted, np.nan) if measure.of_units else counted

    def _told(self, view: str) -> NDArray[np.bool_]:
        """Per row of the answer: whether facts of `view` are given for units of its level."""
        levels = levels_given(self.snapshot, view, self.tree, self.where)
        told = np.array([unit.level in levels for unit in self.groups.units], dtype=bool)
        if self.groups.dimension or self.groups.together:
            told = np.full(len(self.totals.keys), told.all())  # a sum of which a part is not told is not told
        return np.repeat(told, len(self.windows))

    def _summed(self, terms: Sequence[tuple[str, int]], *, previous: bool) -> Floats:
        return np.sum([sign * self._counted(key, previous=previous) for key, sign in terms], axis=0)  # type: ignore[no-any-return]

    def _formula(self, *, previous: bool = False) -> tuple[Floats, Floats, Floats]:
        """Value, numerator and denominator; a ratio over nothing has no value."""
        sums = [self._summed(terms, previous=previous) for terms in self.metric.sums]
        if not self.metric.ratio:
            nothing = np.full(len(sums[0]), np.nan)
            return sums[0], nothing, nothing
        numerator, denominator = sums
        value = np.divide(numerator, denominator, out=np.full(len(numerator), np.nan), where=denominator != 0)
        return value, numerator, denominator

    def _quantiles(self, n: Floats, before: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        """The quantile over each period and over the one before it."""
        spans = [(step.start, step.end) for step in self.windows]
        spans += [(step.previous_start, step.previous_end) for step in self.windows]
        keys, of, quantile = self.totals.keys, self.metric.of or "", self.metric.quantile or 0.5
        values, approximate, self.asked = fetch_quantiles(
            self.snapshot, of, quantile, self.groups, keys, spans, self.where, np.concatenate([n, before])
        )
        half = len(self.windows)
        value, previous = values[:, :half].reshape(-1), values[:, half:].reshape(-1)
        return np.where(n > 0, value, np.nan), np.where(before > 0, previous, np.nan), approximate[:, :half].reshape(-1)


def _below(people: Floats, least: int) -> NDArray[np.bool_]:
    """Where there are people, but too few to be shown."""
    return (people > 0) & (people < least)


def _groups(snapshot: Snapshot, metric: Metric, unit: Unit, units: tuple[Unit, ...], tree: str, by: str) -> Groups:
    """What the answer has rows for."""
    about = units or (unit,)
    if not by or by in STEPS:
        return Groups(about, together=len(about) > 1)
    if by == CHILDREN:
        return Groups(units or snapshot.tree(tree).children(unit.code))
    if by in dimensions(snapshot.catalogue, metric):
        return Groups(about, by)
    if by in snapshot.tree(tree).levels:
        if len(about) == 1:
            return Groups(snapshot.tree(tree).descendants(unit.code, by))
        below = [part for one in about for part in snapshot.tree(tree).descendants(one.code, by)]
        return Groups(tuple(sorted(below, key=lambda part: part.id)))
    raise unknown(f"breakdown of {metric.key}", by, breakdowns(snapshot, metric, tree))


def _refuse_unanswerable(snapshot: Snapshot, metric: Metric, where: Where) -> None:
    """Refuse a metric the edition cannot count, and a narrowing it lacks: an ignored filter would be a wrong number."""
    absent = missing_tables(snapshot, metric)
    if absent:
        raise Unavailable(f"This edition has no table {' and '.join(absent)}, which {metric.key} is counted from.")
    silent = missing_columns(snapshot, metric)
    if silent:
        raise Unavailable(f"This edition has nothing in {' and '.join(silent)}, which {metric.key} is counted from.")
    known = narrowings(snapshot.catalogue, metric)
    for key, _ in where:
        if key not in known:
            raise unknown(f"dimension of {metric.key}", key, known)


def _narrowed(metric: Metric, where: Where) -> Where:
    """What `metric` itself is of, and of that what the reader chose."""
    if not metric.where:
        return where
    chosen = {key: set(values) for key, values in where}
    of = {key: set(values) & chosen.pop(key, set(values)) for key, values in metric.where.items()}
    return tuple((key, tuple(sorted(values))) for key, values in sorted({**chosen, **of}.items()))


def _names(snapshot: Snapshot, groups: Groups, keys: Sequence[str], by: str, lang: str) -> tuple[str, ...]:
    """Words for the keys: unit names, catalogue words for dimension values, the step itself."""
    if groups.dimension:
        return tuple(snapshot.catalogue.label(groups.dimension, key, lang) for key in keys)
    if by in STEPS:
        return tuple(keys)
    names = groups.listed.names(lang)
    return (("、" if lang == "zh" else ", ").join(names),) if groups.together else names
