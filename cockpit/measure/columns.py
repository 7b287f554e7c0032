"""The columns of an answer, read out of running totals: values, what they are made of, and what may not be told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cockpit.access import Scope
from cockpit.catalogue import Metric, parse_sum
from cockpit.measure.measurement import Columns
from cockpit.measure.periods import Window, both_before, day_before, end_of
from cockpit.measure.quantiles import fetch_quantiles
from cockpit.measure.totals import Groups, Totals, levels_given
from cockpit.selection import Selection
from cockpit.store import Snapshot

Floats = NDArray[np.float64]

# Of more rows in a period, those of a year are read only where they are asked for.
_FEW_ROWS = 20_000


class Reading:
    """Reads the columns of an answer out of running totals, for the period and for the one before it."""

    def __init__(
        self,
        snapshot: Snapshot,
        metric: Metric,
        selection: Selection,
        groups: Groups,
        totals: Totals,
        windows: Sequence[Window],
        *,
        compared: bool,
    ) -> None:
        self.snapshot, self.metric = snapshot, metric
        self.where, self.tree = selection.where, selection.tree
        self.groups, self.totals, self.windows, self.compared = groups, totals, windows, compared
        self.asked: tuple[str, ...] = ()

    def columns(self, scope: Scope) -> Columns:
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
        return Columns(value, numerator, denominator, n, previous, tuple(state.tolist()))

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
        """The quantile over each period and over the one before it.

        Of few rows of one unit over one period, that of the other comparison is asked with it: a tile shows both.
        """
        spans = [(step.start, step.end) for step in self.windows]
        earlier = [(step.previous_start, step.previous_end) for step in self.windows]
        keys, of, quantile = self.totals.keys, self.metric.of or "", self.metric.quantile or 0.5
        alone = len(keys) == len(spans) == 1 and bool(n.max(initial=0) <= _FEW_ROWS)
        asked_too = both_before(*spans[0]) if alone else earlier
        if not self.compared:
            asked_too, before = [], np.zeros(0)
        values, approximate, self.asked = fetch_quantiles(
            self.snapshot, of, quantile, self.groups, keys, spans + asked_too, self.where, np.concatenate([n, before])
        )
        half = len(spans)
        value, approximate = np.where(n > 0, values[:, :half].reshape(-1), np.nan), approximate[:, :half].reshape(-1)
        if not self.compared:
            return value, np.full(len(n), np.nan), approximate
        at = half + asked_too.index(earlier[0])
        previous = values[:, at : at + half].reshape(-1)
        return value, np.where(before > 0, previous, np.nan), approximate


def _below(people: Floats, least: int) -> NDArray[np.bool_]:
    """Where there are people, but too few to be shown."""
    return (people > 0) & (people < least)
