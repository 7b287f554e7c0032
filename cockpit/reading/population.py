"""Kinds of panels about who lives here: structure, pyramid of age and sex, the registers against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cockpit.catalogue import Metric, Panel
from cockpit.measure import Measurement, Row, months_held
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.cells import answered, cell_of, change_of, defined, each_once, metrics_of
from cockpit.reading.listing import WITHHELD, Cell, Chart, Column, Line, Listing
from cockpit.reading.view import View
from cockpit.wording import day, say


@dataclass(frozen=True)
class Pyramid:
    """Bands of age from the youngest up, and for each sex its key, its word and one cell a band."""

    bands: tuple[str, ...]
    sides: tuple[tuple[str, str, tuple[Cell, ...]], ...]


def _structure(view: View, panel: Panel, metric: Metric) -> Answers:
    """Why people are here: a row for each metric of the options, its share of the panel's metric, and the whole."""
    lang, parts = view.lang, metrics_of(view, panel.options["metrics"])
    whole = view.measure(metric).total
    lines = []
    for part in parts:
        answer = answered(view, part, "")
        row = answer.total if answer is not None else None
        cells = _structure_cells(part, row, whole) if row else (Cell(None, "empty"),) * 3
        lines.append(Line(part.key, (Cell(part.label.said(lang)), *cells), {"metric": part.key}))
    total = (Cell(metric.label.said(lang)), *_structure_cells(metric, whole, whole))
    columns = (
        Column("name", say("control.residence", lang)),
        Column("people", say("population.people", lang), "count"),
        Column("share", say("population.share", lang), "percent"),
        Column("change", say(f"compare.{view.selection.compare}", lang), "count"),
    )
    listing = Listing(
        columns,
        (*lines, Line(metric.key, total, {"metric": metric.key}, strong=True)),
        finding=_day_said(view, view.measure(metric)),
        note=defined(view, metric),
        chart=Chart("bar", ("people",)),
    )
    return Answers(metric, listing=listing, metrics=(metric, *parts))


def _structure_cells(metric: Metric, row: Row, whole: Row) -> tuple[Cell, Cell, Cell]:
    share = Cell(row.value / whole.value) if row.value is not None and whole.value else Cell(None, row.state)
    return cell_of(metric, row), share, change_of(row)


def _pyramid(view: View, panel: Panel, metric: Metric) -> Answers:
    """People by band of age, a column for each sex; each cell is hidden where it tells of few."""
    lang, catalogue = view.lang, view.snapshot.catalogue
    by, side = panel.by or "", str(panel.options["sides"])
    sexes = [row.key for row in view.measure(metric, side).rows() if row.n or row.state in WITHHELD]
    order = list(catalogue.labels.get(side, {}))
    sexes.sort(key=lambda key: (order.index(key) if key in order else len(order), key))
    answers = {sex: view.measure(metric, by, within=((side, (sex,)),)) for sex in sexes}
    bands = sorted({key for answer in answers.values() for key in answer.keys})
    held = {sex: {row.key: cell_of(metric, row) for row in answer.rows()} for sex, answer in answers.items()}
    sides = tuple(
        (sex, catalogue.label(side, sex, lang), tuple(held[sex].get(band, Cell(0)) for band in bands)) for sex in sexes
    )
    if not bands:
        return Answers(metric, why=say("state.empty", lang))
    words = {band: age_words(view, by, band) for band in bands}
    lines = tuple(
        Line(band, (Cell(words[band]), *(cells[at] for _, _, cells in sides)), {"where": _where(view, by, band)})
        for at, band in enumerate(bands)
    )
    columns = [Column(by, say(f"control.{by}", lang)), *(Column(sex, word, "people") for sex, word, _ in sides)]
    chart = Chart("bar", tuple(sex for sex, *_ in sides))
    note = defined(view, metric)
    listing = Listing(tuple(columns), lines, finding=_month_said(view, metric, "population"), note=note, chart=chart)
    data = Pyramid(tuple(words[band] for band in bands), sides)
    return Answers(metric, listing=listing, metrics=(metric,), data=data)


def age_words(view: View, by: str, band: str) -> str:
    """A band as it is read: "00-04" is 0–4."""
    label = view.snapshot.catalogue.label(by, band, view.lang)
    if label != band or not band[:1].isdigit():
        return label
    return "–".join(part.lstrip("0") or "0" for part in band.rstrip("+").split("-")) + ("+" if band[-1] == "+" else "")


def _registers(view: View, panel: Panel, metric: Metric) -> Answers:
    """The register of dwellings against the population table, residence by residence.

    Each row of the options names a metric of the register, the metric it is held against, and the narrowing of that.
    """
    lang, catalogue = view.lang, view.snapshot.catalogue
    lines, used = [], [metric]
    view.measure(metric)  # where a table is missing, this says which
    for record in panel.options["rows"]:
        mine, other = catalogue.metric(record["metric"]), catalogue.metric(record["against"])
        within = tuple((key, (value,)) for key, value in record.get("within", {}).items())
        answers = answered(view, mine, ""), answered(view, other, "", within=within)
        used += [mine, other]
        cells = _compared(mine, *(answer.total if answer is not None else None for answer in answers))
        picks = {"metric": mine.key}
        lines.append(Line(mine.key, (Cell(mine.label.said(lang)), *cells), picks, strong=bool(record.get("strong"))))
    columns = (
        Column("name", say("control.residence", lang)),
        Column("dwellings", say("population.by_dwellings", lang), "count"),
        Column("table", say("population.by_table", lang), "count"),
        Column("difference", say("population.difference", lang), "count"),
        Column("gap", say("population.gap", lang), "percent"),
    )
    chart = Chart("bar", ("dwellings", "table"))
    listing = Listing(
        columns, tuple(lines), finding=_month_said(view, metric, "population"), note=defined(view, metric), chart=chart
    )
    return Answers(metric, listing=listing, metrics=each_once(used))


def _compared(metric: Metric, mine: Row | None, other: Row | None) -> tuple[Cell, Cell, Cell, Cell]:
    cells = tuple(Cell(None, "empty") if row is None else cell_of(metric, row) for row in (mine, other))
    if mine is None or other is None or mine.value is None or other.value is None:
        return (*cells, Cell(None, "empty"), Cell(None, "empty"))  # type: ignore[return-value]
    apart = other.value - mine.value
    return (*cells, Cell(apart), Cell(apart / mine.value if mine.value else None))  # type: ignore[return-value]


def _where(view: View, by: str, value: str) -> str:
    """The `where` after a click on `value`: only it, or no longer it."""
    already = dict(view.selection.where).get(by) == (value,)
    return view.selection.with_where(by, () if already else (value,)).words()["where"]


def _day_said(view: View, answer: Measurement) -> str:
    return f"{say('app.as_of', view.lang)} {day(answer.as_of)}"


def _month_said(view: View, metric: Metric, table: str) -> str:
    """Which month the monthly table is read from: one holds until the next one delivered."""
    held = months_held(view.snapshot, table, view.unit, view.measure(metric).as_of)
    if held is None:
        return ""
    first, last = (month.strftime("%Y-%m") for month in held)
    return say("population.month", view.lang, month=first if first == last else f"{first}–{last}")


READERS: Mapping[str, Reader] = {
    "structure": _structure,
    "pyramid": _pyramid,
    "registers": _registers,
}
