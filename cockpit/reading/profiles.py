"""Several metrics side by side: by a dimension, by units, for the chosen unit itself, and two of them as points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cockpit import wording
from cockpit.catalogue import Metric, Panel
from cockpit.contract import ROW_NEEDS
from cockpit.errors import Unavailable
from cockpit.measure import Measurement, Row, dimensions, row_filters
from cockpit.reading.answers import Answers
from cockpit.reading.listing import Cell, Chart, Column, Line, Listing
from cockpit.reading.order import in_order, worst_first
from cockpit.reading.view import View
from cockpit.wording import say

UNITS = "units"
"""A breakdown by the units below, of the first level with enough of them."""
MARKED = ("yes",)
"""The value of a mark that an event bears."""


@dataclass(frozen=True)
class Pair:
    """Two metrics of one unit."""

    code: str
    name: str
    x: Row
    y: Row


@dataclass(frozen=True)
class Pairs:
    """What a scatter draws."""

    x: Metric
    y: Metric
    points: tuple[Pair, ...]


def level_of(view: View, least: int) -> str:
    """The first level below the chosen unit with at least `least` units, else the lowest; "" where nothing is below."""
    tree, unit = view.tree, view.unit
    below = [level for level in tree.levels if tree.descendants(unit.code, level) and level != unit.level]
    if view.selection.level in below:
        return str(view.selection.level)
    return next((level for level in below if len(tree.descendants(unit.code, level)) >= least), (below or [""])[-1])


def known_metrics(view: View, keys: Sequence[str]) -> list[Metric]:
    """Those of `keys` that the edition has and can answer."""
    found = []
    for key in keys:
        metric = view.snapshot.catalogue.metrics.get(key)
        if metric is None or view.unfounded(metric):
            continue
        try:
            view.measure(metric)
        except Unavailable:
            continue
        found.append(metric)
    return found


def toggled(view: View, by: str, value: str) -> str:
    """The `where` after a click on `value`: only it, or no longer it."""
    already = dict(view.selection.where).get(by) == (value,)
    return view.selection.with_where(by, () if already else (value,)).words()["where"]


def read_profile(view: View, panel: Panel, metric: Metric) -> Answers:
    """`metric` by the panel's dimension (or by units), and beside it the metrics of option `metrics`.

    With option `share`, how much of the whole each row has. Option `rows` is how many are shown; the total is last.
    """
    by, lang = panel.by or "", view.lang
    level = level_of(view, int(panel.options.get("least", 1))) if by == UNITS else by
    if by != UNITS and by not in dimensions(view.snapshot.catalogue, metric):
        return Answers(metric, why=say("state.no_metric", lang))
    if not level:
        return Answers(metric, why=say("state.nothing_below", lang, unit=view.unit.said(lang)))
    main, total = view.measure(metric, level), view.measure(metric)
    rows = worst_first(main) if by == UNITS else _values(view, by, main)
    shown = rows[: int(panel.options.get("rows", len(rows)))] if by == UNITS else rows
    share = bool(panel.options.get("share"))
    beside = [found for found in known_metrics(view, panel.options.get("metrics", ())) if found is not metric]
    columns = [
        Column("name", heading(view, level)),
        Column(metric.key, metric.label.said(lang), metric.unit),
        *([Column("share", say("events.share", lang), "percent")] if share else []),
        *(Column(found.key, found.label.said(lang), found.unit) for found in beside),
    ]
    answers = [_by_key(view.measure(found, level)) for found in beside]
    whole = total.total
    lines = [
        Line(
            row.key,
            _cells(metric, row, whole, beside, [answer.get(row.key) for answer in answers], share=share),
            {"unit": row.key} if by == UNITS else {"where": toggled(view, by, row.key)},
        )
        for row in shown
    ]
    if lines:
        ends = [view.measure(found).total for found in beside]
        named = replace(whole, name=say("events.total", lang))
        cells = _cells(metric, named, whole, beside, ends, share=share)
        lines.append(Line("", cells, strong=True))
    finding = f"{metric.label.said(lang)} · {wording.period(main.start, main.end, lang)}"
    if len(rows) > len(shown):
        finding += " · " + say("panel.others", lang, n=len(rows) - len(shown))
    listing = Listing(tuple(columns), tuple(lines), finding=finding, chart=Chart("bar", (metric.key,)))
    return Answers(metric, listing=listing, metrics=(metric, *beside))


def heading(view: View, by: str) -> str:
    """Name of the first column."""
    return (
        view.snapshot.catalogue.label("level", by, view.lang)
        if by in view.tree.levels
        else say(f"control.{by}", view.lang)
    )


def _values(view: View, by: str, main: Measurement) -> list[Row]:
    rows = in_order(main, tuple(view.snapshot.catalogue.labels.get(by, {})))
    return sorted(rows, key=lambda row: not row.key)  # without a value of its own: last


def _by_key(answer: Measurement) -> Mapping[str, Row]:
    return {row.key: row for row in answer.rows()}


def cell_of(metric: Metric, row: Row | None) -> Cell:
    """A row's value with its state and verdict; nothing where the row does not occur."""
    if row is None:
        return Cell(None, "empty")
    return Cell(row.value, row.state, wording.verdict(metric, row.value, row.state))


def _cells(
    metric: Metric, row: Row, whole: Row, beside: Sequence[Metric], rows: Sequence[Row | None], *, share: bool
) -> tuple[Cell, ...]:
    part = row.value / whole.value if row.value is not None and whole.value else None
    return (
        Cell(row.name or row.key),
        cell_of(metric, row),
        *((Cell(part),) if share else ()),
        *(cell_of(found, each) for found, each in zip(beside, rows, strict=True)),
    )


def read_rates(view: View, panel: Panel, metric: Metric) -> Answers:
    """The metrics of option `metrics` for the chosen unit: value, what it is made of, formula, status and clause."""
    lang, catalogue = view.lang, view.snapshot.catalogue
    columns = (
        Column("metric", say("control.metric", lang)),
        Column("value", say("column.value", lang), "percent"),
        Column("numerator", say("column.numerator", lang), "count"),
        Column("denominator", say("column.denominator", lang), "count"),
        Column("target", say("control.target", lang)),
        Column("formula", say("panel.formula", lang)),
        Column("status", say("events.status", lang)),
        Column("clause", say("panel.clause", lang)),
    )
    lines = []
    found = known_metrics(view, panel.options.get("metrics", ()))
    for each in found:
        row = view.measure(each).total
        clause = catalogue.clauses.get(each.clause)
        cells = (
            Cell(each.label.said(lang)),
            cell_of(each, row),
            Cell(row.numerator),
            Cell(row.denominator),
            Cell(wording.bound(each, lang)),
            Cell(each.formula.said(lang)),
            Cell(say(f"snapshot.status_{each.status}", lang)),
            Cell(clause.source if clause else each.clause),
        )
        lines.append(Line(each.key, cells, {"metric": each.key}))
    total = view.measure(metric)
    finding = f"{view.unit.said(lang)} · {wording.period(total.start, total.end, lang)}"
    missing = [key for key in panel.options.get("metrics", ()) if key not in {each.key for each in found}]
    note = say("events.not_delivered", lang, names="、".join(_label(view, key) for key in missing)) if missing else ""
    return Answers(metric, listing=Listing(columns, tuple(lines), finding=finding, note=note), metrics=tuple(found))


def _label(view: View, key: str) -> str:
    metric = view.snapshot.catalogue.metrics.get(key)
    return metric.label.said(view.lang) if metric else key


def read_scatter(view: View, panel: Panel, metric: Metric) -> Answers:
    """`metric` of the units below against the metric of option `x`: a point a unit."""
    lang = view.lang
    across = view.snapshot.catalogue.metrics.get(str(panel.options.get("x", "")))
    level = level_of(view, int(panel.options.get("least", 1)))
    if across is None:
        return Answers(metric, why=say("state.no_metric", lang))
    if not level:
        return Answers(metric, why=say("state.nothing_below", lang, unit=view.unit.said(lang)))
    up, along = view.measure(metric, level), _by_key(view.measure(across, level))
    pairs = tuple(Pair(row.key, row.name, along[row.key], row) for row in worst_first(up))
    columns = (
        Column("name", heading(view, level)),
        Column(across.key, across.label.said(lang), across.unit),
        Column(metric.key, metric.label.said(lang), metric.unit),
        Column("n", say("column.n", lang), "count"),
    )
    lines = [
        Line(
            pair.code,
            (Cell(pair.name), cell_of(across, pair.x), cell_of(metric, pair.y), Cell(pair.y.n)),
            {"unit": pair.code},
        )
        for pair in pairs
    ]
    finding = say("events.each_point", lang, level=view.snapshot.catalogue.label("level", level, lang))
    listing = Listing(columns, tuple(lines), finding=finding)
    return Answers(metric, listing=listing, metrics=(metric, across), data=Pairs(across, metric, pairs))


def read_marks(view: View, _panel: Panel, metric: Metric) -> Answers:
    """How many of `metric` bear each of the marks that the cube has no filter for; a click keeps those that do.

    A mark that nothing was delivered of is left out: none would bear it.
    """
    lang = view.lang
    needs = {key: need for found in ROW_NEEDS.values() for key, need in found.items()}
    known = view.snapshot.delivered
    marks = [key for key in row_filters(view.snapshot.catalogue, metric) if needs.get(key) in {None, *known}]
    whole = view.measure(metric)
    columns = (
        Column("mark", say("events.mark", lang)),
        Column(metric.key, metric.label.said(lang), metric.unit),
        Column("share", say("events.share", lang), "percent"),
    )
    lines = []
    for mark in marks:
        row = view.measure(metric, within=((mark, MARKED),)).total
        named = replace(row, name=view.snapshot.catalogue.label(mark, MARKED[0], lang))
        cells = _cells(metric, named, whole.total, (), (), share=True)
        lines.append(Line(mark, cells, {"where": toggled(view, mark, MARKED[0])}))
    finding = f"{metric.label.said(lang)} · {wording.period(whole.start, whole.end, lang)}"
    listing = Listing(
        columns, tuple(lines), finding=finding, note=say("events.row_by_row", lang), chart=Chart("bar", (metric.key,))
    )
    return Answers(metric, listing=listing if marks else None, metrics=(metric,), why=say("events.no_marks", lang))


READERS = {"marks": read_marks, "profile": read_profile, "rates": read_rates, "scatter": read_scatter}
