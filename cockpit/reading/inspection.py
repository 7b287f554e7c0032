"""Panels of the inspection board that are sums: duty by kind and class, the trend with its as-of day, key numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from cockpit import wording
from cockpit.catalogue import Annotation, Catalogue, Interval, Metric, Panel, Text
from cockpit.errors import Unavailable
from cockpit.measure import Measurement, Row, dimensions
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.listing import Cell, Chart, Column, Line, Listing
from cockpit.reading.view import View
from cockpit.wording import say

MOST_DAYS, MOST_WEEKS = 120, 730
YEAR_DAYS = 371
"""Days of a heat calendar: 53 weeks."""


@dataclass(frozen=True)
class Duty:
    """One row of the duty panel: a kind or class, its interval in words, how its rule changed, and its numbers."""

    key: str
    name: str
    interval: str
    changed: str
    rows: Mapping[str, Row]


@dataclass(frozen=True)
class Slide:
    """The trend with a slider: coverage and coverage by entered visits, the days it runs over, and the day shown."""

    series: Measurement
    beside: Measurement | None
    first: date
    last: date
    day: date
    earliest: date
    notes: tuple[Annotation, ...]


def rules_of(catalogue: Catalogue, sort: str, value: str) -> list[tuple[date | None, int]]:
    """The intervals of a kind or class with the days they begin, in order; of two from one day the last one written."""
    found: dict[date, tuple[date | None, int]] = {}
    for rule in catalogue.intervals:
        if value and value == (rule.class_ if sort == "class" else rule.kind):
            found[rule.from_ or date.min] = (rule.from_, rule.days)
    return [found[start] for start in sorted(found)]


def rule_notes(catalogue: Catalogue, metric: Metric) -> tuple[Annotation, ...]:
    """A dated note for every change of an interval, where the catalogue has none of that day for `metric`."""
    written = {note.date for note in catalogue.annotations.values() if not note.metrics or metric.key in note.metrics}
    notes = []
    for sort, value in dict.fromkeys(_sort_of(rule) for rule in catalogue.intervals):
        for (_, old), (start, new) in pairwise(rules_of(catalogue, sort, value)):
            if start is None or start in written or old == new:
                continue
            words = {
                lang: say("inspection.rule_change", lang, name=catalogue.label(sort, value, lang), old=old, new=new)
                for lang in ("zh", "en")
            }
            notes.append(Annotation(key=f"{sort}-{value}-{start}", date=start, text=Text(**words)))
    return tuple(notes)


def interval_words(catalogue: Catalogue, sort: str, value: str, day: date, lang: str) -> tuple[str, str]:
    """The interval in force on `day`, and its latest change up to then: ("7 日", "2026-09-14 起 14→7 日")."""
    begun = [(start, days) for start, days in rules_of(catalogue, sort, value) if start is None or start <= day]
    if not begun:
        return say("inspection.by_other" if not value else "inspection.no_interval", lang), ""
    start, days = begun[-1]
    now = say("inspection.interval", lang, n=days) if days else say("inspection.no_interval", lang)
    if start is None or len(begun) == 1:
        return now, ""
    return now, say("inspection.changed_from", lang, day=wording.day(start), old=begun[-2][1], new=days)


def _sort_of(rule: Interval) -> tuple[str, str]:
    return ("class", rule.class_) if rule.class_ else ("kind", rule.kind or "")


def _duty(view: View, panel: Panel, metric: Metric) -> Answers:
    """Coverage and what is missing of it by a dimension, beside the interval that holds."""
    by, lang, catalogue = panel.by or "", view.lang, view.snapshot.catalogue
    if by not in dimensions(catalogue, metric):
        return Answers(why=say("state.no_metric", lang))
    metrics = [catalogue.metric(key) for key in panel.options.get("metrics", [metric.key])]
    answers = {each.key: view.measure(each, by) for each in metrics}
    day = answers[metrics[0].key].as_of
    totals = {each.key: view.measure(each).total for each in metrics}
    found = [
        _duty_row(view, by, value, day, {key: _row(answer, value) for key, answer in answers.items()})
        for value in _values(view, by, answers.values())
    ]
    whole = Duty("", say("inspection.total", lang), "", "", totals)
    shown = [duty for duty in found if (duty.rows[metrics[0].key].denominator or 0) > 0]
    columns = (
        Column("name", say(f"control.{by}", lang)),
        Column("interval", say("inspection.interval_head", lang)),
        *(Column(each.key, each.label.said(lang), each.unit) for each in metrics),
        Column("due", say("inspection.due", lang), "households"),
        Column("changed", say("inspection.rule", lang)),
    )
    lines = [_duty_line(view, by, duty, metrics) for duty in (*shown, whole)]
    listing = Listing(
        columns, tuple(lines), finding=_time(view, day), chart=Chart("bar", tuple(each.key for each in metrics[:2]))
    )
    return Answers(metric, listing=listing, metrics=tuple(metrics), data=(tuple(shown), whole))


def _duty_row(view: View, by: str, value: str, day: date, rows: Mapping[str, Row]) -> Duty:
    catalogue, lang = view.snapshot.catalogue, view.lang
    interval, changed = interval_words(catalogue, by, value, day, lang)
    name = catalogue.label(by, value, lang) if value else say(f"inspection.no_{by}", lang)
    return Duty(value, name, interval, changed, rows)


def _duty_line(view: View, by: str, duty: Duty, metrics: Sequence[Metric]) -> Line:
    rows = [duty.rows[metric.key] for metric in metrics]
    cells = [
        Cell(row.value, row.state, wording.verdict(metric, row.value, row.state))
        for metric, row in zip(metrics, rows, strict=True)
    ]
    due = Cell(rows[0].denominator)
    total = not duty.rows[metrics[0].key].key and not duty.interval
    picks = {} if total else {"where": duty_picks(view, by, duty.key)}
    return Line(
        duty.key or by, (Cell(duty.name), Cell(duty.interval), *cells, due, Cell(duty.changed)), picks, strong=total
    )


def _values(view: View, by: str, answers: Iterable[Measurement]) -> list[str]:
    """Values that occur, in the order of the catalogue's labels, then the others."""
    order = {value: at for at, value in enumerate(view.snapshot.catalogue.labels.get(by, {}))}
    found = {key for answer in answers for key in answer.keys}
    return sorted(found, key=lambda value: (not value, order.get(value, len(order)), value))


def _row(answer: Measurement, value: str) -> Row:
    if value in answer.keys:
        return answer.row(answer.keys.index(value))
    return Row(value, value, None, None, None, None, None, "empty")


def duty_picks(view: View, by: str, value: str) -> str:
    """The `where` after a click on `value`: only it, or no longer it."""
    already = dict(view.selection.where).get(by) == (value,)
    return view.selection.with_where(by, () if already else (value,)).words()["where"]


def _slide(view: View, panel: Panel, metric: Metric) -> Answers:
    """The trend of `metric` over the period, at least `days` days, reaching back to an earlier as-of day."""
    catalogue = view.snapshot.catalogue
    whole = view.measure(metric)
    span = view.snapshot.manifest.span
    least = timedelta(days=int(panel.options.get("days", 90)) - 1)
    last = max(whole.end, whole.as_of)
    first = min(whole.start, last - least)
    if whole.as_of < first:
        first = whole.as_of - timedelta(days=7)
    first = max(first, min(span.first_day, whole.start))
    days = (last - first).days + 1
    step = "day" if days <= MOST_DAYS else "week" if days <= MOST_WEEKS else "month"
    series = view.measure(metric, step, start=first, end=last, as_of=None)
    beside = None
    other = catalogue.metrics.get(str(panel.options.get("beside", "")))
    if other is not None and other.key != metric.key and other.unit == metric.unit:
        try:
            beside = view.measure(other, step, start=first, end=last, as_of=None)
        except Unavailable:
            beside = None
    notes = (*catalogue.annotations.values(), *rule_notes(catalogue, metric))
    slide = Slide(series, beside, first, last, min(whole.as_of, last), span.first_day, notes)
    metrics = (metric, *((other,) if beside is not None and other is not None else ()))
    return Answers(metric, listing=_slide_listing(view, slide), metrics=metrics, data=slide)


def _slide_listing(view: View, slide: Slide) -> Listing:
    lang, answers = view.lang, [answer for answer in (slide.series, slide.beside) if answer is not None]
    columns = [Column("period", say("column.period", lang))]
    for answer in answers:
        columns += [Column(answer.metric.key, answer.metric.label.said(lang), answer.metric.unit)]
    columns.append(Column("note", say("inspection.noted", lang)))
    lines = []
    for at, key in enumerate(slide.series.keys):
        window = slide.series.windows[at]
        said = [
            note.text.said(lang)
            for note in slide.notes
            if _concerns(note, slide) and window.start <= note.date <= window.end
        ]
        cells = [
            Cell(row.value, row.state, wording.verdict(answer.metric, row.value, row.state))
            for answer in answers
            for row in [answer.row(at)]
        ]
        lines.append(Line(key, (Cell(key), *cells, Cell("；".join(said))), {"asof": window.end.isoformat()}))
    chart = Chart("line", tuple(answer.metric.key for answer in answers))
    return Listing(tuple(columns), tuple(lines), finding=wording.finding_of_series(slide.series, lang), chart=chart)


def _concerns(note: Annotation, slide: Slide) -> bool:
    return not note.metrics or slide.series.metric.key in note.metrics


def _numbers(view: View, panel: Panel, metric: Metric) -> Answers:
    """Several metrics of the unit as rows: value, change, what it is made of. One without its table says so."""
    lang, catalogue = view.lang, view.snapshot.catalogue
    metrics = [catalogue.metrics[key] for key in panel.options.get("metrics", []) if key in catalogue.metrics]
    found: list[tuple[Metric, Row | None, str]] = []
    answered: Measurement | None = None
    for each in metrics:
        try:
            answered = view.measure(each)
            found.append((each, answered.total, ""))
        except Unavailable as fault:
            found.append((each, None, view.missing(each) or fault.message))
    if answered is None:
        return Answers(metric, why=found[0][2] if found else say("state.no_metric", lang))
    columns = (
        Column("name", say("control.metric", lang)),
        Column("value", say("column.value", lang)),
        Column("change", wording.comparison(view.selection.compare, lang)),
        Column("exact", say("inspection.exact", lang), "ratio"),
        Column("numerator", say("column.numerator", lang), "count"),
        Column("denominator", say("column.denominator", lang), "count"),
        Column("formula", say("panel.formula", lang)),
    )
    lines = tuple(_number_line(each, row, why, lang) for each, row, why in found)
    period = wording.period(answered.start, answered.end, lang)
    return Answers(metric, listing=Listing(columns, lines, finding=period), metrics=tuple(metrics), data=tuple(found))


def _number_line(metric: Metric, row: Row | None, why: str, lang: str) -> Line:
    name, formula = Cell(metric.label.said(lang)), Cell(metric.formula.said(lang))
    if row is None:
        empty = Cell(None, "empty")
        return Line(metric.key, (name, Cell(why), Cell(""), empty, empty, empty, formula))
    verdict = wording.verdict(metric, row.value, row.state)
    said = Cell(wording.said(metric, row.value, row.state, lang), "ok", verdict)
    change = Cell(str(wording.change(metric, row.value, row.previous, lang)))
    numbers = (Cell(row.value, row.state), Cell(row.numerator), Cell(row.denominator))
    return Line(metric.key, (name, said, change, *numbers, formula), {"metric": metric.key})


def _calendar(view: View, _panel: Panel, metric: Metric) -> Answers:
    """A metric day by day over 53 weeks up to the end of the period."""
    whole = view.measure(metric)
    first_day = view.snapshot.manifest.span.first_day
    start = max(whole.end - timedelta(days=YEAR_DAYS - 1), min(first_day, whole.start))
    series = view.measure(metric, "day", start=start, end=whole.end, as_of=None)
    return Answers(metric, series)


def _time(view: View, day: date) -> str:
    return f"{say('inspection.as_of', view.lang)} {wording.day(day)}"


READERS: Mapping[str, Reader] = {
    "duty": _duty,
    "slide": _slide,
    "numbers": _numbers,
    "calendar": _calendar,
}
