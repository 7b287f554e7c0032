"""Inspectors' rounds against their load, and the frontier: what is behind its due day and what is ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cockpit import wording
from cockpit.catalogue import Metric, Panel
from cockpit.measure import Measurement
from cockpit.measure.spans import DueDays, read_due_days, read_inspectors
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.dwellings import plain
from cockpit.reading.listing import Cell, Chart, Column, Line, Listing
from cockpit.reading.view import View
from cockpit.wording import say

NAMED_IN = "inspections.inspector"
"""The column that inspectors are known by."""
FRONTIER_DAYS = 30
"""Days before and after the as-of day that the frontier shows."""


def _inspectors(view: View, panel: Panel, metric: Metric) -> Answers:
    """Each inspector's inspections of the period beside those the dwellings on their rounds ask for."""
    lang, whole = view.lang, view.measure(metric)
    if NAMED_IN not in view.snapshot.delivered:
        return Answers(metric, why=say("inspection.no_column", lang, names=NAMED_IN, metric=metric.label.said(lang)))
    selection = view.selection.with_unit(view.unit.code)
    found = {
        name: plain(column)
        for name, column in read_inspectors(
            view.snapshot, selection, view.scope, whole.start, whole.end, whole.as_of
        ).items()
    }
    first = view.first_row(panel.key)
    shares = [visits / asked if asked else None for visits, asked in zip(found["visits"], found["asked"], strict=True)]
    ranks = sorted(range(len(shares)), key=lambda at: (shares[at] is None, shares[at] or 0, found["inspector"][at]))
    lines = tuple(_inspector_line(found, shares, at) for at in ranks[first : first + view.rows])
    behind = sum(share is not None and share < 1 for share in shares)
    finding = say("inspection.inspectors", lang, n=len(shares), behind=behind)
    chart = Chart("bar", ("asked", "visits"))
    note = say("inspection.inspectors_note", lang)
    return Answers(
        metric,
        listing=Listing(_inspector_columns(lang), lines, len(ranks), first, finding, note, chart),
        metrics=(metric,),
    )


def _inspector_columns(lang: str) -> tuple[Column, ...]:
    return (
        Column("inspector", say("inspection.inspector", lang)),
        Column("load", say("inspection.load", lang), "count"),
        Column("asked", say("inspection.asked", lang), "count"),
        Column("visits", say("inspection.done", lang), "count"),
        Column("share", say("inspection.done_share", lang), "percent"),
        Column("entered", say("inspection.entry_rate", lang), "percent"),
        Column("overdue", say("inspection.overdue_now", lang), "count"),
        Column("hazards", say("inspection.hazards", lang), "count"),
    )


def _inspector_line(found: Mapping[str, list[Any]], shares: Sequence[float | None], at: int) -> Line:
    name, visits, share = found["inspector"][at], found["visits"][at], shares[at]
    cells = (
        Cell(name),
        Cell(found["load"][at]),
        Cell(round(found["asked"][at])),
        Cell(visits),
        Cell(share, "ok" if share is not None else "empty", "missed" if share is not None and share < 1 else ""),
        Cell(found["entered"][at] / visits if visits else None, "ok" if visits else "empty"),
        Cell(found["overdue"][at]),
        Cell(found["hazards"][at]),
    )
    return Line(name, cells)


def _frontier(view: View, panel: Panel, metric: Metric) -> Answers:
    """Dwellings by the day they fall due, around the as-of day: what is behind is overdue, what is ahead is coming."""
    lang = view.lang
    day = view.measure(metric).as_of
    selection = view.selection.with_unit(view.unit.code)
    days = int(panel.options.get("days", FRONTIER_DAYS))
    found = read_due_days(view.snapshot, selection, view.scope, day, days, days)
    metrics = [view.snapshot.catalogue.metric(key) for key in panel.options.get("metrics", [])]
    columns = (
        Column("due", say("inspection.due_on", lang)),
        Column("dwellings", say("inspection.falling_due", lang), "count"),
        Column("side", say("column.state", lang)),
    )
    past, ahead = say("inspection.past_due", lang), say("inspection.ahead", lang)
    earlier = say("inspection.earlier", lang, day=wording.day(found.days[0]))
    lines = [
        Line("never", (Cell(say("inspection.never_seen", lang)), Cell(found.never), Cell(past))),
        Line("earlier", (Cell(earlier), Cell(found.earlier), Cell(past))),
        *(
            Line(each.isoformat(), (Cell(each), Cell(int(n)), Cell(past if each <= day else ahead)))
            for each, n in zip(found.days, found.counts, strict=True)
        ),
    ]
    answers = [view.measure(each) for each in metrics]
    listing = Listing(
        columns, tuple(lines), finding=_frontier_words(answers, lang), chart=Chart("column", ("dwellings",))
    )
    return Answers(metric, listing=listing, metrics=tuple(metrics), data=Frontier(found, tuple(answers)))


@dataclass(frozen=True)
class Frontier:
    """Due days, and the metrics that sum them up."""

    due: DueDays
    answers: tuple[Measurement, ...]


def _frontier_words(answers: Sequence[Measurement], lang: str) -> str:
    return " · ".join(
        f"{answer.metric.label.said(lang)} {wording.quantity(answer.total.value or 0, answer.metric.unit, lang)}"
        for answer in answers
    )


READERS: Mapping[str, Reader] = {"inspectors": _inspectors, "frontier": _frontier}
