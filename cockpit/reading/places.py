"""Kinds of panels that compare places: a table of metrics by unit, and a matrix of units and a dimension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cockpit.catalogue import Metric, Panel
from cockpit.measure import Row
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.cells import answered, cell_of, defined, each_once, metrics_of, rows_at, villages
from cockpit.reading.listing import Cell, Chart, Column, Line, Listing
from cockpit.reading.order import JUDGED
from cockpit.reading.view import View
from cockpit.wording import counted, judged, quantity, say, unit_word


def _unit_table(view: View, panel: Panel, metric: Metric) -> Answers:
    """Places compared: a row each, a column for each metric of the options, sorted by the panel's metric.

    Options: `over` names a threshold that the panel's metric must be above (a place at or below it is left out);
    `size` sorts by distance from nought; `within` narrows single metrics; `warn` names a threshold beyond which a value
    of the panel's metric, either way, is called missed.
    """
    lang, options, level = view.lang, panel.options, villages(view)
    thresholds = view.snapshot.catalogue.thresholds
    main = view.measure(metric, level)
    rows = sorted(main.rows(), key=lambda row: _place(row, metric, size=bool(options.get("size"))))
    rows = [row for row in rows if row.state in JUDGED or row.state == "suppressed"]
    if "over" in options:
        rows = [row for row in rows if row.value is not None and row.value > thresholds[options["over"]]]
    first = view.first_row(panel.key or panel.kind)
    page = rows[first : first + view.rows]
    columns, held = [Column("name", view.snapshot.catalogue.label("level", level, lang))], [_named(page)]
    shown, gone = [metric], []
    for key in (metric.key, *options.get("metrics", ())):
        of = view.snapshot.catalogue.metric(key)
        within = tuple((name, (value,)) for name, value in options.get("within", {}).get(key, {}).items())
        answer = main if of is metric else answered(view, of, level, within=within)
        if answer is None:
            gone.append(of)
            continue
        shown.append(of)
        columns.append(_column(key, _headed(view, of, within), of.unit, lang))
        held.append({row.key: cell_of(of, row) for row in rows_at(answer, list(held[0]))})
    if "warn" in options:
        held[1] = {key: _warned(cell, thresholds[options["warn"]]) for key, cell in held[1].items()}
    lines = tuple(Line(row.key, tuple(cells[row.key] for cells in held), {"unit": row.key}) for row in page)
    note = defined(view, metric)
    if gone:
        note += say("population.gone", lang, names="、".join(of.label.said(lang) for of in gone))
    listing = Listing(
        tuple(columns),
        lines,
        total=len(rows),
        first=first,
        finding=_table_finding(view, panel, metric, rows),
        note=note,
        chart=Chart("bar", (metric.key,)),
    )
    return Answers(metric, listing=listing, metrics=each_once(shown))


def _column(key: str, label: str, unit: str, lang: str) -> Column:
    """A column; of things counted the unit stands in its head, not in every cell."""
    word = unit_word(unit, lang) if counted(unit) else ""
    return (
        Column(key, say("population.headed", lang, label=label, unit=word), "count")
        if word
        else Column(key, label, unit)
    )


def _named(rows: Sequence[Row]) -> dict[str, Cell]:
    return {row.key: Cell(row.name) for row in rows}


def _place(row: Row, metric: Metric, *, size: bool) -> tuple[bool, float]:
    """What deserves attention first: the largest, or the smallest where higher is better; the unknown last."""
    value = row.value or 0.0
    if size:
        return row.value is None, -abs(value)
    return row.value is None, value if metric.better == "higher" else -value


def _warned(cell: Cell, most: float) -> Cell:
    beyond = isinstance(cell.value, int | float) and abs(cell.value) > most
    return Cell(cell.value, cell.state, "missed" if beyond else cell.verdict)


def _headed(view: View, metric: Metric, within: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    words = [view.snapshot.catalogue.label(key, value, view.lang) for key, values in within for value in values]
    return metric.label.said(view.lang) + (f"（{'、'.join(words)}）" if words else "")


def _table_finding(view: View, panel: Panel, metric: Metric, rows: Sequence[Row]) -> str:
    """How many places, and the first of them."""
    known = [row for row in rows if row.value is not None]
    if not known:
        return say("population.none", view.lang) if "over" in panel.options else say("state.empty", view.lang)
    first = known[0]
    words = {"n": len(rows), "name": first.name, "value": judged(metric, first.value, view.lang)}
    return say("population.over" if "over" in panel.options else "population.first", view.lang, **words)


def _links(view: View, panel: Panel, metric: Metric) -> Answers:
    """A matrix: units down, the values of the panel's dimension across, the metric in each cell, the whole on top."""
    lang, catalogue, by = view.lang, view.snapshot.catalogue, panel.by or ""
    across = [row.key for row in view.measure(metric, by, unit=view.around.code).rows()]
    level = view.level or view.unit.level
    held = [view.measure(metric, level, unit=view.around.code)]
    held += [view.measure(metric, level, unit=view.around.code, within=((by, (key,)),)) for key in across]
    top = [view.measure(metric, unit=view.around.code)]
    top += [view.measure(metric, unit=view.around.code, within=((by, (key,)),)) for key in across]
    whole = [Cell(view.around.said(lang)), *(cell_of(metric, answer.total) for answer in top)]
    rows = list(zip(*(answer.rows() for answer in held), strict=True))
    rows.sort(key=lambda found: (found[0].value is None, found[0].value or 0))
    lines = [Line(view.around.code, tuple(whole), strong=True)]
    lines += [
        Line(found[0].key, (Cell(found[0].name), *(cell_of(metric, row) for row in found)), {"unit": found[0].key})
        for found in rows
    ]
    columns = [
        Column("name", catalogue.label("level", level, lang)),
        Column("all", say("population.all_departments", lang), metric.unit),
        *(Column(key, catalogue.label(by, key, lang), metric.unit) for key in across),
    ]
    worst = min(
        ((row.value, row.name, key) for found in rows for row, key in zip(found[1:], across, strict=True) if row.value),
        default=None,
    )
    finding = ""
    if worst is not None:
        department = catalogue.label(by, worst[2], lang)
        value = judged(metric, worst[0], lang)
        finding = say("population.weakest", lang, name=worst[1], department=department, value=value)
    listing = Listing(tuple(columns), tuple(lines), finding=finding, note=defined(view, metric))
    return Answers(metric, listing=listing, metrics=(metric,), data=metric)


def _movers(view: View, panel: Panel, metric: Metric) -> Answers:
    """Places by how far the panel's metric has moved in a year, either way, with others beside it then and now."""
    lang, level, compare = view.lang, villages(view), "year"
    metrics = (metric, *metrics_of(view, panel.options.get("metrics", ())))
    answers = [view.measure(of, level, compare=compare) for of in metrics]
    main = [row for row in answers[0].rows() if row.value is not None and row.previous]
    main.sort(key=lambda row: -abs((row.value or 0) / (row.previous or 1) - 1))
    columns = [Column("name", view.snapshot.catalogue.label("level", level, lang))]
    first = view.first_row(panel.key or panel.kind)
    page = main[first : first + view.rows]
    held = [_named(page)]
    for of, answer in zip(metrics, answers, strict=True):
        label, rows = of.label.said(lang), rows_at(answer, list(held[0]))
        columns += [
            _column(of.key, label, of.unit, lang),
            Column(f"{of.key}_before", say(f"compare.before_{compare}", lang), "count"),
            Column(f"{of.key}_change", say("population.moved", lang), "percent"),
        ]
        held.append({row.key: cell_of(of, row) for row in rows})
        held.append({row.key: Cell(row.previous, "ok" if row.previous is not None else "empty") for row in rows})
        held.append({row.key: _moved(row) for row in rows})
    lines = tuple(Line(row.key, tuple(cells[row.key] for cells in held), {"unit": row.key}) for row in page)
    finding = say("state.empty", lang)
    if main:
        value = quantity((main[0].value or 0) / (main[0].previous or 1) - 1, "percent", lang)
        finding = say("population.first", lang, n=len(main), name=main[0].name, value=value)
    listing = Listing(
        tuple(columns),
        lines,
        total=len(main),
        first=first,
        finding=finding,
        note=defined(view, *metrics),
        chart=Chart("bar", (f"{metric.key}_change",)),
    )
    return Answers(metric, listing=listing, metrics=metrics)


def _moved(row: Row) -> Cell:
    known = row.value is not None and row.previous
    return Cell((row.value or 0) / row.previous - 1) if known and row.previous else Cell(None, "empty")


def _account(view: View, panel: Panel, metric: Metric) -> Answers:
    """Metrics of the chosen unit, a row each: what it is made of, its rate, how it moved, and its clause."""
    lang, clauses = view.lang, view.snapshot.catalogue.clauses
    metrics = metrics_of(view, panel.options["metrics"])
    lines = []
    for of in metrics:
        answer = answered(view, of, "")
        row = answer.total if answer is not None else None
        clause = clauses.get(of.clause)
        source = clause.source if clause else ""
        picks = {"metric": of.key}
        lines.append(Line(of.key, (Cell(of.label.said(lang)), *_accounted(of, row), Cell(source)), picks))
    columns = (
        Column("name", say("population.item", lang)),
        Column("value", say("column.value", lang), "percent"),
        Column("numerator", say("population.counted", lang), "count"),
        Column("denominator", say("population.of_all", lang), "count"),
        Column("previous", say(f"compare.before_{view.selection.compare}", lang), "percent"),
        Column("clause", say("population.source", lang)),
    )
    if all(line.cells[2].state == "empty" for line in lines):
        view.measure(metric)  # where a table is missing, this says which
    listing = Listing(columns, tuple(lines), note=defined(view, *metrics), chart=Chart("bar", ("value",)))
    return Answers(metric, listing=listing, metrics=metrics)


def _accounted(metric: Metric, row: Row | None) -> tuple[Cell, Cell, Cell, Cell]:
    """Rate, numerator, denominator and earlier rate; of a count, only its number."""
    nothing = Cell(None, "empty")
    if row is None:
        return (nothing,) * 4
    if not metric.ratio:
        return nothing, Cell(row.value, row.state), nothing, nothing
    state = row.state if row.numerator is None else "ok"
    before = Cell(row.previous, "ok" if row.previous is not None else "empty")
    return cell_of(metric, row), Cell(row.numerator, state), Cell(row.denominator, state), before


READERS: Mapping[str, Reader] = {
    "unit_table": _unit_table,
    "links": _links,
    "movers": _movers,
    "account": _account,
}
