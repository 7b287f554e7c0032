"""Several metrics side by side: rows are units, or values of a dimension, and each column is a metric.

The record's option `columns` lists them: `metric`, and where wanted `where` (a narrowing), `label`, and bounds by the
names of their thresholds, `least` and `most`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cockpit import wording
from cockpit.catalogue import Catalogue, Metric, Panel, Text
from cockpit.contract import ADMIN
from cockpit.measure import CHILDREN, Measurement, dimensions, measure, missing_tables, numbers, retired_of
from cockpit.reading.answers import Answers
from cockpit.reading.listing import Cell, Column, Line, Listing
from cockpit.reading.view import View
from cockpit.wording import say

LOWEST = "lowest"
"""A breakdown by the units at the bottom of the tree."""


@dataclass(frozen=True)
class Spec:
    """A column: which metric, narrowed how, said how, and between which bounds it is right (None: not judged)."""

    metric: Metric
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    label: Text | None = None
    least: float | None = None
    most: float | None = None

    def key(self) -> str:
        """A name for the column."""
        return "_".join([self.metric.key, *(value for _, values in self.where for value in values)])

    @property
    def bounded(self) -> bool:
        """Whether it has bounds of its own."""
        return self.least is not None or self.most is not None

    @property
    def judges(self) -> bool:
        """Whether a value may be out of bounds."""
        return self.bounded or self.metric.target is not None

    def verdict(self, value: float | None, state: str) -> str:
        """How `value` stands to the bounds, else to the metric's target. Nothing at all is not held against bounds."""
        if value and self.bounded:
            low, high = self.least or float("-inf"), float("inf") if self.most is None else self.most
            return "met" if low <= value <= high else "missed"
        return wording.verdict(self.metric, value, state) or ""


def specs_of(catalogue: Catalogue, columns: Sequence[Mapping[str, Any]]) -> list[Spec]:
    """The columns a record lists; those whose metric the edition does not know are left out."""
    found = []
    for column in columns:
        metric = catalogue.metrics.get(column["metric"])
        if metric is None:
            continue
        where = tuple((key, tuple(str(value).split(","))) for key, value in column.get("where", {}).items())
        bounds = [catalogue.thresholds.get(column[name]) if name in column else None for name in ("least", "most")]
        label = Text.model_validate(column["label"]) if "label" in column else None
        found.append(Spec(metric, where, label, *bounds))
    return found


def ask(view: View, spec: Spec, by: str) -> Measurement:
    """The answer of one column, narrowed by its own `where` on top of the reader's."""
    own = dict(view.narrowings(spec.metric)) | dict(spec.where)
    selection = replace(view.selection, unit=view.unit.code, where=tuple(sorted(own.items())))
    return measure(view.snapshot, spec.metric, selection, view.scope, by)


def read_columns(view: View, panel: Panel, _metric: Metric) -> Answers:
    """A row per child, lowest unit or value of a dimension; the rows that need attention first.

    What has nothing at all is not held against its bounds: a park has no households to be too few.
    """
    specs, lang = specs_of(view.snapshot.catalogue, panel.options.get("columns", ())), view.lang
    absent = [table for spec in specs for table in missing_tables(view.snapshot, spec.metric)]
    if absent or not specs:
        return Answers(why=say("state.no_table_named", lang, tables=", ".join(dict.fromkeys(absent))))
    by = panel.by or CHILDREN
    if by in {CHILDREN, LOWEST} and not view.tree.children(view.unit.code):
        return Answers(why=say("state.nothing_below", lang, unit=view.unit.said(lang)))
    asked = view.tree.levels[-1] if by == LOWEST else by
    if by == LOWEST and view.tree.name != ADMIN:
        specs = [replace(spec, least=None, most=None) for spec in specs]  # the bounds are those of base grids
    answers = [ask(view, spec, asked) for spec in specs]
    listing = _listing(view, panel, specs, asked, _Table.of(view, specs, answers))
    return Answers(metric=specs[0].metric, listing=listing, metrics=tuple(spec.metric for spec in specs))


@dataclass(frozen=True)
class _Column:
    """The cells of a column in the order of the lines: their values, NaN where there is none, and their states."""

    values: NDArray[np.float64]
    states: NDArray[np.str_]

    @classmethod
    def of(cls, answer: Measurement, at: NDArray[np.int64]) -> _Column:
        """The rows `at` of `answer`; -1 stands for one that it does not have, which is nothing at all."""
        value, state = (np.nan, "empty") if answer.metric.ratio else (0.0, "ok")
        return cls(np.append(answer.value, value)[at], np.array((*answer.state, state))[at])

    def cell(self, at: int, spec: Spec) -> Cell:
        """Cell `at`."""
        [value], state = numbers(self.values[at : at + 1]), str(self.states[at])
        return Cell(value, state, spec.verdict(value, state))

    def missed(self, spec: Spec) -> NDArray[np.bool_]:
        """Which cells are out of bounds; each value that occurs is judged once."""
        found = np.zeros(len(self.values), dtype=bool)
        for state in np.unique(self.states).tolist():
            alike = self.states == state
            values, which = np.unique(self.values[alike], return_inverse=True)
            found[alike] = np.array([spec.verdict(value, state) == "missed" for value in numbers(values)])[which]
        return found


@dataclass(frozen=True)
class _Table:
    """What stands in the table, before it is known which lines are shown: a name for each key, and the columns.

    Twenty thousand lines are ordered by their misses, and a dozen of them made.
    """

    specs: Sequence[Spec]
    keys: Sequence[str]
    names: Sequence[str]
    columns: Sequence[_Column]
    units: bool

    @classmethod
    def of(cls, view: View, specs: Sequence[Spec], answers: Sequence[Measurement]) -> _Table:
        """The keys of any answer, in the order of the first; values of a dimension may be missing in some.

        A base grid that has been replaced is left out: its ground counts for those that follow.
        """
        first = answers[0]
        units = first.by == CHILDREN or first.by in view.tree.levels
        gone = retired_of(view.snapshot, view.newest) if units and view.tree.name == ADMIN else frozenset()
        names: dict[str, str] = {}
        differing = {answer.keys: answer.names for answer in answers}  # as a rule they are all of the same units
        for own, said in differing.items():
            names |= dict(zip(own, said, strict=True))
        keys = [key for key in names if key not in gone]
        at = {own: _places(own, keys) for own in differing}
        columns = [_Column.of(answer, at[answer.keys]) for answer in answers]
        return cls(specs, keys, [names[key] for key in keys], columns, units)

    def misses(self) -> NDArray[np.int64]:
        """How many cells of each line are out of bounds."""
        counts = np.zeros(len(self.keys), dtype=np.int64)
        for spec, column in zip(self.specs, self.columns, strict=True):
            if spec.judges:
                counts += column.missed(spec)
        return counts

    def lines(self, view: View, places: Sequence[int]) -> tuple[Line, ...]:
        """The lines at `places`."""
        found = []
        for at in places:
            key, name = self.keys[at], self.names[at] or say("state.empty", view.lang)
            cells = [column.cell(at, spec) for spec, column in zip(self.specs, self.columns, strict=True)]
            found.append(Line(key, (Cell(name), *cells), {"unit": key} if self.units else {}))
        return tuple(found)


def _places(own: Sequence[str], keys: Sequence[str]) -> NDArray[np.int64]:
    """Where each of `keys` stands in `own`; -1 where it does not."""
    places = {key: at for at, key in enumerate(own)}
    return np.array([places.get(key, -1) for key in keys], dtype=np.int64)


def _listing(view: View, panel: Panel, specs: Sequence[Spec], by: str, table: _Table) -> Listing:
    """The lines as a listing: those with most misses first, a page of them, and how many are out of bounds."""
    lang = view.lang
    heading = say("column.name", lang) if by == CHILDREN else view.snapshot.catalogue.label("level", by, lang)
    if by in dimensions(view.snapshot.catalogue, specs[0].metric):
        heading = say(f"control.{by}", lang)
    columns = [Column("name", heading)]
    columns += [Column(spec.key(), (spec.label or spec.metric.label).said(lang), spec.metric.unit) for spec in specs]
    misses = table.misses()
    ordered = np.argsort(-misses, kind="stable").tolist()
    missed = int(np.count_nonzero(misses))
    first = view.first_row(panel.key)
    return Listing(
        tuple(columns),
        table.lines(view, ordered[first : first + view.rows]),
        total=len(ordered),
        first=first,
        finding=say("forces.out_of_bounds", lang, n=missed, all=len(ordered)) if missed else "",
        note=_note(view, specs),
    )


def _note(view: View, specs: Sequence[Spec]) -> str:
    """Formula and clause of every metric, and the bounds that hold."""
    lang, parts = view.lang, []
    for spec in {spec.key(): spec for spec in specs}.values():
        label = (spec.label or spec.metric.label).said(lang)
        bounds = [
            f"{sign} {wording.quantity(bound, spec.metric.unit, lang)}"
            for sign, bound in (("≥", spec.least), ("≤", spec.most))
            if bound is not None
        ]
        clause = view.snapshot.catalogue.clauses.get(spec.metric.clause)
        source = f" [{clause.source}]" if clause else ""
        parts.append(f"{label} = {spec.metric.formula.said(lang)}{source} {' '.join(bounds)}".strip())
    return ("；" if lang == "zh" else "; ").join(parts)
