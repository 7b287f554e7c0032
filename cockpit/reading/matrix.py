"""A metric by a dimension and by units at once: departments down, units across, sums over sums at both ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cockpit import wording
from cockpit.catalogue import Metric, Panel
from cockpit.measure import Row, dimensions
from cockpit.reading.answers import Answers
from cockpit.reading.listing import Cell, Column, Line, Listing
from cockpit.reading.order import in_order, worst_first
from cockpit.reading.profiles import cell_of, heading, level_of, toggled
from cockpit.reading.view import View
from cockpit.wording import say


@dataclass(frozen=True)
class Matrix:
    """`cells[value][code]` is the answer for a value of `by` in a unit; `ends` those of a value in all units together.

    `units` and `values` are the rows of the last line and of the last column, in the order they are drawn in; `whole`
    is the answer for everything. `others` units of the level are not drawn. `colours` are made of the values of
    `reference`.
    """

    metric: Metric
    by: str
    level: str
    units: tuple[Row, ...]
    values: tuple[Row, ...]
    cells: Mapping[str, Mapping[str, Row]]
    whole: Row
    others: int
    reference: tuple[float, ...]


def read_matrix(view: View, panel: Panel, metric: Metric) -> Answers:
    """The panel's metric, or the board's, by `by` and by units; option `columns` says how many, the worst first."""
    by, lang = panel.by or "", view.lang
    if by not in dimensions(view.snapshot.catalogue, metric):
        return Answers(metric, why=say("state.no_metric", lang))
    level = level_of(view, int(panel.options.get("least", 1)))
    answer = view.measure(metric, level)
    values = in_order(view.measure(metric, by), tuple(view.snapshot.catalogue.labels.get(by, {})))
    values.sort(key=lambda row: not row.key)  # without a value of its own: last
    ranked = [row for row in worst_first(answer) if row.n] if level else []
    most = int(panel.options.get("columns", 10))
    found = Matrix(
        metric,
        by,
        level,
        tuple(ranked[:most]),
        tuple(values),
        _cells(view, metric, by, level, [row.key for row in values]),
        view.measure(metric).total,
        len(ranked[most:]),
        tuple(float(value) for value in answer.value if not np.isnan(value)),
    )
    return Answers(metric, listing=_listing(view, found), metrics=(metric,), data=found)


def _cells(view: View, metric: Metric, by: str, level: str, values: list[str]) -> dict[str, dict[str, Row]]:
    """For each value its rows by unit: one question a value, narrowed to it."""
    cells: dict[str, dict[str, Row]] = {}
    if not level:
        return {value: {} for value in values}
    for value in values:
        cells[value] = {row.key: row for row in view.measure(metric, level, within=((by, (value,)),)).rows()}
    return cells


def _listing(view: View, found: Matrix) -> Listing:
    metric, lang = found.metric, view.lang
    columns = (
        Column(found.by, heading(view, found.by)),
        *(Column(unit.key, unit.name, metric.unit) for unit in found.units),
        Column("total", say("events.total", lang), metric.unit),
    )
    lines = [
        Line(
            value.key,
            (
                Cell(value.name or value.key),
                *(cell_of(metric, found.cells[value.key].get(unit.key)) for unit in found.units),
                cell_of(metric, value),
            ),
            {"where": toggled(view, found.by, value.key)},
        )
        for value in found.values
    ]
    if lines:
        ends = (*(cell_of(metric, unit) for unit in found.units), cell_of(metric, found.whole))
        lines.append(Line("", (Cell(say("events.total", lang)), *ends), strong=True))
    finding = metric.label.said(lang)
    if found.level:
        level = view.snapshot.catalogue.label("level", found.level, lang)
        shown = len(found.units)
        words = "events.matrix_worst" if metric.better != "neither" else "events.matrix_most"
        finding += " · " + (
            say(words, lang, level=level, n=shown + found.others, shown=shown)
            if found.others
            else say("panel.units_below", lang, level=level, n=shown)
        )
    note = say("events.matrix_note", lang, bound=wording.bound(metric, lang) or wording.NOTHING)
    return Listing(columns, tuple(lines), finding=finding, note=note)


READERS = {"matrix": read_matrix}
