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
from cockpit.measure import CHILDREN, Measurement, Row, dimensions, measure, missing_tables, retired_of
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
    lines = lines_of(view, specs, answers)
    listing = listing_of_columns(view, panel, specs, asked, lines)
    return Answers(metric=specs[0].metric, listing=listing, metrics=tuple(spec.metric for spec in specs))


def lines_of(view: View, specs: Sequence[Spec], answers: Sequence[Measurement]) -> list[Line]:
    """A line per key of any answer, in the order of the first; values of a dimension may be missing in some."""
    rows = [{row.key: row for row in answer.rows()} for answer in answers]
    names = {key: name for answer in answers for key, name in zip(answer.keys, answer.names, strict=True)}
    units = answers[0].by == CHILDREN or answers[0].by in view.tree.levels
    lines = []
    for key, name in names.items():
        cells = [_cell(spec, found.get(key)) for spec, found in zip(specs, rows, strict=True)]
        if units and _retired(view, key):
            continue
        lines.append(Line(key, (Cell(name or say("state.empty", view.lang)), *cells), {"unit": key} if units else {}))
    return lines


def listing_of_columns(view: View, panel: Panel, specs: Sequence[Spec], by: str, lines: Sequence[Line]) -> Listing:
    """The lines as a listing: those with most misses first, a page of them, and how many are out of bounds."""
    lang = view.lang
    heading = say("column.name", lang) if by == CHILDREN else view.snapshot.catalogue.label("level", by, lang)
    if by in dimensions(view.snapshot.catalogue, specs[0].metric):
        heading = say(f"control.{by}", lang)
    columns = [Column("name", heading)]
    columns += [Column(spec.key(), (spec.label or spec.metric.label).said(lang), spec.metric.unit) for spec in specs]
    ordered = sorted(lines, key=lambda line: -sum(cell.verdict == "missed" for cell in line.cells))
    missed = sum(any(cell.verdict == "missed" for cell in line.cells) for line in lines)
    first = view.first_row(panel.key)
    return Listing(
        tuple(columns),
        tuple(ordered[first : first + view.rows]),
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


def _cell(spec: Spec, row: Row | None) -> Cell:
    if row is None:
        return Cell(0 if not spec.metric.ratio else None, "ok" if not spec.metric.ratio else "empty")
    verdict = wording.verdict(spec.metric, row.value, row.state) or ""
    if row.value and (spec.least is not None or spec.most is not None):
        low, high = spec.least or float("-inf"), float("inf") if spec.most is None else spec.most
        verdict = "met" if low <= row.value <= high else "missed"
    return Cell(row.value, row.state, verdict)


def _retired(view: View, code: str) -> bool:
    """Whether a base grid has been replaced: its ground counts for those that follow."""
    return view.tree.name == ADMIN and code in retired_of(view.snapshot, view.newest)
