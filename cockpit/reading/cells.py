"""Cells of listings made of answers, and what their panels say of how they were made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cockpit.catalogue import Metric
from cockpit.errors import Unavailable
from cockpit.measure import Measurement, Row
from cockpit.reading.listing import WITHHELD, Cell
from cockpit.reading.view import View
from cockpit.selection import Where
from cockpit.wording import say, verdict


def villages(view: View) -> str:
    """The level just above the base grids, where places are compared; the unit's own level where it is no higher."""
    levels = view.tree.levels
    level = levels[-2] if len(levels) > 1 else levels[-1]
    return view.unit.level if levels.index(view.unit.level) > levels.index(level) else level


def cell_of(metric: Metric, row: Row) -> Cell:
    """The value of a row, judged."""
    return Cell(row.value, row.state, verdict(metric, row.value, row.state))


def rows_at(answer: Measurement, keys: Sequence[str]) -> list[Row]:
    """The rows of `keys` alone, in that order: a page of thousands."""
    places = {key: at for at, key in enumerate(answer.keys)}
    return [answer.row(places[key]) for key in keys]


def change_of(row: Row) -> Cell:
    """How far a row has moved from the value it is compared with, where both may be shown."""
    if row.value is None or row.previous is None:
        return Cell(None, row.state if row.state in WITHHELD else "empty")
    return Cell(row.value - row.previous)


def defined(view: View, *metrics: Metric) -> str:
    """How metrics are made and which clause asks for them, for the foot of a panel."""
    lang, clauses = view.lang, view.snapshot.catalogue.clauses
    said = []
    for metric in metrics:
        clause = clauses.get(metric.clause)
        source = say("population.clause", lang, source=clause.source) if clause else ""
        said.append(f"{metric.label.said(lang)} = {metric.formula.said(lang)}{source}")
    return say("population.stop", lang).join(said)


def metrics_of(view: View, keys: Sequence[str]) -> tuple[Metric, ...]:
    """Metrics of the catalogue by key, in order."""
    return tuple(view.snapshot.catalogue.metric(key) for key in keys)


def each_once(metrics: Iterable[Metric]) -> tuple[Metric, ...]:
    """Metrics without repetition, in order."""
    return tuple({metric.key: metric for metric in metrics}.values())


def answered(view: View, metric: Metric, by: str, within: Where = ()) -> Measurement | None:
    """The answer, or None where the edition lacks what the metric is counted from."""
    if view.unfounded(metric):
        return None
    try:
        return view.measure(metric, by, within=within)
    except Unavailable:
        return None
