"""Sets of problems: each category's stock, new, cleared and months; a set's stock and flow; the season of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cockpit.catalogue import Metric, Panel
from cockpit.measure import Measurement, Row
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.listing import Cell, Chart, Column, Line, Listing
from cockpit.reading.view import View
from cockpit.wording import say, verdict

CATEGORY = "category"
MONTHS = 12


@dataclass(frozen=True)
class Month:
    """A month of a season: its label 2026-11, its days, and whether the data ends before it does."""

    label: str
    start: date
    end: date
    days: int
    whole: bool


@dataclass(frozen=True)
class Problem:
    """A category of a set: its answers in the order of the panel's metrics, and its amounts month by month."""

    key: str
    name: str
    rows: tuple[Row | None, ...]
    months: tuple[float, ...]


@dataclass(frozen=True)
class Problems:
    """What small multiples and a season are drawn from: `metrics` of `rows`, the months of every `months`."""

    metrics: tuple[Metric, ...]
    months: tuple[Month, ...]
    problems: tuple[Problem, ...]


def months_of(view: View, end: date) -> tuple[Month, ...]:
    """The MONTHS months up to that of `end`, the last one cut there, as far back as the edition knows."""
    found: list[Month] = []
    first = end.replace(day=1)
    for _ in range(MONTHS):
        after = (first + timedelta(days=32)).replace(day=1)
        last = after - timedelta(days=1)
        cut = min(last, end)
        found.append(Month(f"{first:%Y-%m}", first, cut, last.day, whole=cut == last))
        first = (first - timedelta(days=1)).replace(day=1)
    known = view.snapshot.manifest.span.first_day
    return tuple(month for month in reversed(found) if month.end >= known)


def metrics_named(view: View, keys: Iterable[str]) -> tuple[Metric, ...]:
    """The metrics of `keys` that the edition has."""
    known = view.snapshot.catalogue.metrics
    return tuple(known[key] for key in keys if key in known)


def categories_of(view: View, keys: Sequence[str]) -> tuple[str, ...]:
    """Categories of the sets `keys` that this city knows and the reader has not filtered away, each once."""
    catalogue = view.snapshot.catalogue
    known = {*catalogue.categories, *view.snapshot.values.get(CATEGORY, ())}
    chosen = dict(view.selection.where).get(CATEGORY)
    sets = [catalogue.problem_sets[key].categories for key in keys if key in catalogue.problem_sets]
    wanted = dict.fromkeys(category for categories in sets for category in categories)
    return tuple(key for key in wanted if key in known and (chosen is None or key in chosen))


def within(view: View, categories: Sequence[str]) -> View:
    """The same view narrowed to `categories`, of which there is at least one; what is asked is kept with the others."""
    return replace(view, selection=view.selection.with_where(CATEGORY, categories))


def cell_of(metric: Metric, row: Row | None) -> Cell:
    """A row's value as a cell; a count that did not occur is a zero."""
    if row is None:
        return Cell(0) if metric.value is not None else Cell(None, "empty")
    return Cell(row.value, row.state, verdict(metric, row.value, row.state))


def read_multiples(view: View, panel: Panel, metric: Metric) -> Answers:
    """Each category of the sets with the panel's metrics, and the amounts of `metric` month by month."""
    found = _problems(view, panel, metric)
    if found is None:
        return _nothing(view, metric)
    lang = view.lang
    columns = (Column("name", say("control.category", lang)), *_columns(found.metrics, lang))
    lines = tuple(
        Line(
            problem.key,
            (Cell(problem.name), *(cell_of(m, row) for m, row in zip(found.metrics, problem.rows, strict=True))),
            {"where": narrowing(view, problem.key)},
        )
        for problem in found.problems
    )
    chart = Chart("bar", (found.metrics[0].key,)) if found.metrics else None
    listing = Listing(columns, lines, finding=_finding(view, found), chart=chart)
    return Answers(metric, listing=listing, metrics=found.metrics, data=found)


def read_season(view: View, panel: Panel, metric: Metric) -> Answers:
    """`metric` by category and month, and the panel's metrics beside; the last month marked where it is incomplete."""
    found = _problems(view, panel, metric)
    if found is None:
        return _nothing(view, metric)
    lang = view.lang
    months = [Column(month.label, month.label, metric.unit) for month in found.months]
    columns = (Column("name", say("control.category", lang)), *months, *_columns(found.metrics, lang))
    lines = tuple(
        Line(
            problem.key,
            (
                Cell(problem.name),
                *map(Cell, problem.months),
                *(cell_of(m, row) for m, row in zip(found.metrics, problem.rows, strict=True)),
            ),
            {"where": narrowing(view, problem.key)},
        )
        for problem in found.problems
    )
    note = unfinished(found.months, lang)
    return Answers(metric, listing=Listing(columns, lines, note=note), metrics=(metric, *found.metrics), data=found)


def unfinished(months: Sequence[Month], lang: str) -> str:
    """That the last month is not over in the data: 2026-11 未满（21/30 日）."""
    if not months:
        return ""
    last = months[-1]
    done = (last.end - last.start).days + 1
    return "" if last.whole else say("problems.unfinished", lang, month=last.label, done=done, days=last.days)


@dataclass(frozen=True)
class StockFlow:
    """A set month by month: what came, what went, what was left, and the share cleared over the period."""

    categories: tuple[str, ...]
    months: tuple[Month, ...]
    new: Measurement
    gone: Measurement
    stock: Measurement
    rate: Measurement | None


def read_stockflow(view: View, panel: Panel, metric: Metric) -> Answers:
    """What came (`metric`), what went and what was left of a set in each of the last months.

    `metrics` of the panel are: what went, the stock, and the share cleared.
    """
    categories = categories_of(view, [str(panel.options.get("set", ""))])
    beside = metrics_named(view, panel.options.get("metrics", ()))
    if not categories or len(beside) < 2:
        return _nothing(view, metric)
    lang, narrow = view.lang, within(view, categories)
    months = months_of(view, view.measure(metric).end)
    if not months:
        return _nothing(view, metric)
    first, last = months[0].start, months[-1].end
    new, gone, stock = (
        narrow.measure(each, "month", start=first, end=last, as_of=None) for each in (metric, *beside[:2])
    )
    rate = narrow.measure(beside[2]) if len(beside) > 2 else None
    found = StockFlow(categories, months, new, gone, stock, rate)
    columns = (
        Column("name", say("column.period", lang)),
        *_columns((metric, beside[0]), lang),
        Column("net", say("problems.net", lang), metric.unit),
        *_columns(beside[1:2], lang),
    )
    lines = tuple(
        Line(month.label, tuple(Cell(value) for value in (month.label, came, went, came - went, left)))
        for month, came, went, left in zip(
            months, *(answer.value.tolist() for answer in (new, gone, stock)), strict=True
        )
    )
    listing = Listing(
        columns,
        lines,
        finding=_moved(found, lang),
        note=unfinished(months, lang),
        chart=Chart("column", (metric.key, beside[0].key)),
    )
    return Answers(metric, listing=listing, metrics=(metric, *beside), data=found)


def _moved(found: StockFlow, lang: str) -> str:
    first, last = float(found.stock.value[0]), float(found.stock.value[-1])
    key = "fell" if last < first else "rose" if last > first else "stayed"
    return say(f"problems.stock_{key}", lang, n=f"{abs(last - first):,.0f}", left=f"{last:,.0f}")


def _problems(view: View, panel: Panel, metric: Metric) -> Problems | None:
    categories = categories_of(view, panel.options.get("sets", ()))
    if not categories:
        return None
    beside = metrics_named(view, panel.options.get("metrics", ()))
    # Asked for all categories at once: several panels share the answers.
    answers = [{row.key: row for row in view.measure(each, CATEGORY).rows()} for each in beside]
    months = months_of(view, view.measure(metric).end)
    monthly = [
        {row.key: row.value or 0 for row in view.measure(metric, CATEGORY, start=m.start, end=m.end).rows()}
        for m in months
    ]
    problems = tuple(
        Problem(
            key,
            view.snapshot.catalogue.label(CATEGORY, key, view.lang),
            tuple(rows.get(key) for rows in answers),
            tuple(float(rows.get(key, 0)) for rows in monthly),
        )
        for key in categories
    )
    return Problems(beside, months, problems)


def narrowing(view: View, category: str) -> str:
    """The `where` after a click on `category`: only it, or no longer it."""
    already = dict(view.selection.where).get(CATEGORY) == (category,)
    return view.selection.with_where(CATEGORY, () if already else (category,)).words()["where"]


def _columns(metrics: Iterable[Metric], lang: str) -> list[Column]:
    return [Column(metric.key, metric.label.said(lang), metric.unit) for metric in metrics]


def _finding(view: View, found: Problems) -> str:
    """Which category has most of the first metric."""
    known = [(p.rows[0].value or 0, p.name) for p in found.problems if p.rows and p.rows[0] is not None]
    if not known or not found.metrics:
        return ""
    most, name = max(known)
    label = found.metrics[0].label.said(view.lang)
    return say("problems.most", view.lang, metric=label, name=name, n=f"{most:,.0f}")


def _nothing(view: View, metric: Metric) -> Answers:
    return Answers(metric, why=say("problems.none", view.lang))


READERS: dict[str, Reader] = {"multiples": read_multiples, "season": read_season, "stockflow": read_stockflow}
