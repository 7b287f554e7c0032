"""Several metrics side by side: rows are units, or values of a dimension, and each column is a metric.

The record's option `columns` lists them: `metric`, and where wanted `where` (a narrowing), `label`, and bounds by the
names of their thresholds, `least` and `most`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cockpit import wording
from cockpit.catalogue import Catalogue, Metric, Panel, Text
from cockpit.contract import ADMIN
from cockpit.measure import CHILDREN, Measurement, dimensions, measure, missing_tables, retired_of
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
class _Table:
    """What stands in the table, before it is known which lines are shown: value and state, by column and by key.

    Twenty thousand lines are ordered by their misses, and a dozen of them made.
    """

    specs: Sequence[Spec]
    names: Mapping[str, str]
    columns: Sequence[Sequence[tuple[float | None, str]]]
    units: bool

    @classmethod
    def of(cls, view: View, specs: Sequence[Spec], answers: Sequence[Measurement]) -> _Table:
        """The keys of any answer, in the order of the first; values of a dimension may be missing in some.

        A base grid that has been replaced is left out: its ground counts for those that follow.
        """
        units = answers[0].by == CHILDREN or answers[0].by in view.tree.levels
        gone = retired_of(view.snapshot, view.newest) if units and view.tree.name == ADMIN else frozenset()
        names = {
            key: name
            for answer in answers
            for key, name in zip(answer.keys, answer.names, strict=True)
            if key not in gone
        }
        columns = []
        for spec, answer in zip(specs, answers, strict=True):
            nothing = (None, "empty") if spec.metric.ratio else (0, "ok")
            found = dict(zip(answer.keys, zip(answer.plain(), answer.state, strict=True), strict=True))
            columns.append([found.get(key, nothing) for key in names])
        return cls(specs, names, columns, units)

    def misses(self) -> list[int]:
        """How many cells of each line are out of bounds."""
        counts = [0] * len(self.names)
        for spec, column in zip(self.specs, self.columns, strict=True):
            if spec.judges:
                for at, (value, state) in enumerate(column):
                    counts[at] += spec.verdict(value, state) == "missed"
        return counts

    def lines(self, view: View, places: Sequence[int]) -> tuple[Line, ...]:
        """The lines at `places`."""
        keys, found = list(self.names), []
        for at in places:
            cells = [
                Cell(*column[at], spec.verdict(*column[at]))
                for spec, column in zip(self.specs, self.columns, strict=True)
            ]
            name = self.names[keys[at]] or say("state.empty", view.lang)
            found.append(Line(keys[at], (Cell(name), *cells), {"unit": keys[at]} if self.units else {}))
        return tuple(found)


def _listing(view: View, panel: Panel, specs: Sequence[Spec], by: str, table: _Table) -> Listing:
    """The lines as a listing: those with most misses first, a page of them, and how many are out of bounds."""
    lang = view.lang
    heading = say("column.name", lang) if by == CHILDREN else view.snapshot.catalogue.label("level", by, lang)
    if by in dimensions(view.snapshot.catalogue, specs[0].metric):
        heading = say(f"control.{by}", lang)
    columns = [Column("name", heading)]
    columns += [Column(spec.key(), (spec.label or spec.metric.label).said(lang), spec.metric.unit) for spec in specs]
    misses = table.misses()
    ordered = sorted(range(len(misses)), key=lambda at: -misses[at])
    missed = sum(n > 0 for n in misses)
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
