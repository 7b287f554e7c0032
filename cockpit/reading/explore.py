"""Any metric by any breakdown: its parts, their courses side by side, and units against parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cockpit.catalogue import Board, Metric, Panel
from cockpit.measure import CHILDREN, Measurement, Row, dimensions, missing_columns, missing_tables
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.listing import Cell, Column, Line, Listing
from cockpit.reading.order import in_order, worst_first
from cockpit.reading.view import View
from cockpit.wording import dimension, period, say, verdict

MOST_COURSES = 8
"""Small charts side by side: more are not compared but searched."""
MOST_PARTS = 8
"""Columns of units against parts."""


@dataclass(frozen=True)
class Course:
    """One part over time: what a click on it chooses, its words, its steps."""

    key: str
    name: str
    series: Measurement


def metrics_of(board: Board, view: View) -> list[Metric]:
    """The metrics the board may show: its own, then, where it takes every one, the others this edition can answer."""
    catalogue = view.snapshot.catalogue
    listed = [catalogue.metrics[key] for key in board.metrics if key in catalogue.metrics]
    if not board.every:
        return listed
    others = [metric for metric in catalogue.metrics.values() if metric not in listed]
    return [
        metric
        for metric in (*listed, *others)
        if not missing_tables(view.snapshot, metric) and not missing_columns(view.snapshot, metric)
    ]


def breakdown_of(view: View, metric: Metric) -> str:
    """The dimension the reader broke down by, if the metric has it; "" is by units."""
    known = dimensions(view.snapshot.catalogue, metric)
    return view.selection.by if view.selection.by in known else ""


def _split(view: View, _panel: Panel, metric: Metric) -> Answers:
    """The metric by the chosen dimension, else by its first one."""
    known = dimensions(view.snapshot.catalogue, metric)
    if not known:
        return Answers(metric, why=say("desk.no_dimension", view.lang, metric=metric.label.said(view.lang)))
    return Answers(metric, view.measure(metric, breakdown_of(view, metric) or known[0]))


def _courses(view: View, _panel: Panel, metric: Metric) -> Answers:
    """The parts that matter most over time: values of the chosen dimension, else units."""
    step, by = _step(view, metric), breakdown_of(view, metric)
    if by:
        found = [
            Course(row.key, row.name, view.measure(metric, step, within=((by, (row.key,)),)))
            for row in _largest(view, metric, by)
        ]
    else:
        units = view.measure(metric, view.level or CHILDREN, unit=view.around.code)
        found = [
            Course(row.key, row.name, view.measure(metric, step, unit=row.key))
            for row in worst_first(units)[:MOST_COURSES]
        ]
    if not found:
        return Answers(metric, why=say("state.nothing_below", view.lang, unit=view.unit.said(view.lang)))
    return Answers(metric, listing=_courses_listing(view, metric, found, by), data=found)


def _cross(view: View, _panel: Panel, metric: Metric) -> Answers:
    """Units against the values of the chosen dimension."""
    by = breakdown_of(view, metric)
    if not by:
        return Answers(metric, why=say("desk.choose_breakdown", view.lang))
    if not view.level:
        return Answers(metric, why=say("state.nothing_below", view.lang, unit=view.unit.said(view.lang)))
    level, code = view.level, view.around.code
    whole = view.measure(metric, level, unit=code)
    parts = _largest(view, metric, by)
    answers = {part.key: view.measure(metric, level, unit=code, within=((by, (part.key,)),)) for part in parts}
    columns = (
        Column("name", view.snapshot.catalogue.label("level", level, view.lang)),
        *(
            Column(f"part-{at}", part.name or say("state.empty", view.lang), metric.unit)
            for at, part in enumerate(parts)
        ),
        Column("value", say("desk.all_parts", view.lang), metric.unit),
    )
    place = {key: at for at, key in enumerate(whole.keys)}
    lines = tuple(
        Line(
            row.key,
            (
                Cell(row.name),
                *(_cell(metric, answers[part.key].row(place[row.key])) for part in parts),
                _cell(metric, row),
            ),
            {"unit": row.key},
        )
        for row in worst_first(whole)
    )
    note = say("desk.cross", view.lang, metric=metric.label.said(view.lang), by=dimension(by, view.lang))
    return Answers(metric, listing=Listing(columns, lines, finding=note), metrics=(metric,))


def _largest(view: View, metric: Metric, by: str) -> list[Row]:
    """The values of a dimension that most is counted of, in the order they stand elsewhere."""
    answer = view.measure(metric, by)
    kept = {row.key for row in sorted(answer.rows(), key=lambda row: -(row.n or 0))[:MOST_PARTS]}
    rows = in_order(answer, tuple(view.snapshot.catalogue.labels.get(by, {})))
    return [row for row in rows if row.key in kept]


def _step(view: View, metric: Metric) -> str:
    """Days for up to two months, weeks for up to a year, else months."""
    total = view.measure(metric)
    days = (total.end - total.start).days + 1
    return "day" if days <= 62 else "week" if days <= 366 else "month"


def _courses_listing(view: View, metric: Metric, found: list[Course], by: str) -> Listing:
    """Steps as lines, parts as columns."""
    columns = (
        Column("period", say("column.period", view.lang)),
        *(
            Column(f"part-{at}", course.name or say("state.empty", view.lang), metric.unit)
            for at, course in enumerate(found)
        ),
    )
    lines = tuple(
        Line(key, (Cell(key), *(_cell(metric, course.series.row(at)) for course in found)))
        for at, key in enumerate(found[0].series.keys)
    )
    words = dimension(by, view.lang) if by else view.snapshot.catalogue.label("level", view.level, view.lang)
    series = found[0].series
    note = " · ".join(
        [
            say("desk.cross", view.lang, metric=metric.label.said(view.lang), by=words),
            period(series.start, series.end, view.lang),
            say(f"panel.by_{series.by}", view.lang),
        ]
    )
    return Listing(columns, lines, finding=note)


def _cell(metric: Metric, row: Row) -> Cell:
    return Cell(row.value, row.state, verdict(metric, row.value, row.state))


READERS: Mapping[str, Reader] = {"split": _split, "courses": _courses, "cross": _cross}
