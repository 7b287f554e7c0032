"""A metric as a matrix: a row per unit of a level, a column per value of a dimension."""

from __future__ import annotations

from cockpit import wording
from cockpit.catalogue import Metric, Panel
from cockpit.reading.answers import Answers
from cockpit.reading.columns import Spec, ask
from cockpit.reading.grids import clause_of
from cockpit.reading.listing import Cell, Column, Line, Listing
from cockpit.reading.view import View
from cockpit.wording import say


def read_matrix(view: View, panel: Panel, metric: Metric) -> Answers:
    """The units of the record's `level` against the values of `by` that its `values` list; worst rows first."""
    lang, catalogue, by = view.lang, view.snapshot.catalogue, panel.by or ""
    level = str(panel.options["level"])
    level = level if level in view.tree.levels and view.unit.level != level else "children"
    units = view.tree.children(view.unit.code)
    if level != "children":
        units = view.tree.descendants(view.unit.code, level)
    if not units:
        units, level = (view.unit,), ""
    columns = [Column("name", say("column.name", lang))]
    cells: dict[str, list[Cell]] = {unit.code: [] for unit in units}
    for value in panel.options["values"]:
        columns.append(Column(value, catalogue.label(by, value, lang), metric.unit))
        answer = ask(view, Spec(metric, ((by, (value,)),)), level)
        for code, row in zip(cells, answer.rows(), strict=True):
            cells[code].append(Cell(row.value, row.state, wording.verdict(metric, row.value, row.state) or ""))
    lines = [Line(unit.code, (Cell(unit.said(lang)), *cells[unit.code]), {"unit": unit.code}) for unit in units]
    lines.sort(key=lambda line: -sum(cell.verdict == "missed" for cell in line.cells))
    missed = sum(cell.verdict == "missed" for line in lines for cell in line.cells)
    first = view.first_row(panel.key)
    shown = tuple(lines[first : first + view.rows])
    note = clause_of(view, panel, f"{metric.label.said(lang)} = {metric.formula.said(lang)}")
    finding = say("forces.matrix_finding", lang, n=missed)
    listing = Listing(tuple(columns), shown, total=len(lines), first=first, finding=finding, note=note)
    return Answers(metric=metric, listing=listing, metrics=(metric,))


READERS = {"unit_matrix": read_matrix}
