"""Urgent events, joint operations and streaks of communities, as lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np

from cockpit import wording
from cockpit.catalogue import Metric, Panel
from cockpit.contract import FAMILIES, ROW_FILTERS, between_days_sql
from cockpit.measure import Rows, RowSource, lets_through, read_rows
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.listing import Cell, Chart, Column, Line, Listing
from cockpit.reading.problems import CATEGORY, metrics_named
from cockpit.reading.view import View
from cockpit.wording import say, verdict

EVENTS = "events_rows"
DIMENSIONS = FAMILIES["event"]
MARKS = ROW_FILTERS["events"]
GRID = "JOIN unit AS u ON u.tree = 'admin' AND u.leaf AND u.g = d.g"
_PLACE = {"grid": "u.name", "grid_en": "u.name_en"}

URGENT = RowSource(
    EVENTS,
    {
        "event_id": "d.event_id",
        "category": "d.category",
        "department": "d.department",
        "reported_at": "d.reported_at",
        "minutes": "CASE WHEN d.arrived_at >= d.reported_at "
        "THEN date_diff('second', d.reported_at, d.arrived_at) / 60.0 END",
        "closed_at": "d.closed_at",
        **_PLACE,
    },
    "reported_at DESC, event_id",
    f"d.urgent AND {between_days_sql('reported_at', 'd.')}",
    joins=GRID,
    dimensions=DIMENSIONS,
)
CASES = RowSource(
    EVENTS,
    {
        **{name: f"d.{name}" for name in ("event_id", "category", "channel", "department")},
        **{name: f"d.{name}" for name in ("reported_at", "due_at", "closed_at")},
        **_PLACE,
    },
    "reported_at DESC, event_id",
    between_days_sql("reported_at", "d."),
    joins=GRID,
    dimensions=DIMENSIONS,
)
OPERATIONS = RowSource(
    EVENTS,
    {
        "operation": "d.operation",
        "n": "count(*)",
        "categories": "list(DISTINCT d.category ORDER BY d.category)",
        "grids": "count(DISTINCT d.g)",
        "hours": "median(date_diff('second', d.reported_at, d.closed_at) / 3600.0)",
        "first_day": "min(CAST(d.closed_at AS DATE))",
        "last_day": "max(CAST(d.closed_at AS DATE))",
    },
    "last_day DESC, n DESC, operation",
    f"d.operation IS NOT NULL AND {between_days_sql('closed_at', 'd.')}",
    dimensions=DIMENSIONS,
    group="d.operation",
)


def read_urgent(view: View, panel: Panel, metric: Metric) -> Answers:
    """The urgent events reported in the period, newest first, each with the minutes until somebody arrived."""
    period = view.measure(metric)
    rows = asked(view, panel, URGENT, [period.start, period.end])
    lang = view.lang
    columns = (
        Column("event", say("problems.event", lang)),
        Column("reported_at", say("problems.reported_at", lang)),
        Column("grid", say("problems.place", lang)),
        Column("department", say("control.department", lang)),
        Column("minutes", say("problems.arrival", lang), "minutes"),
        Column("closed_at", say("problems.closed_at", lang)),
    )
    lines = tuple(
        Line(
            row["event_id"],
            (
                Cell(word(view, CATEGORY, row["category"])),
                Cell(row["reported_at"]),
                Cell(place_name(row, lang)),
                Cell(word(view, "department", row["department"])),
                Cell(row["minutes"], "ok" if row["minutes"] is not None else "empty"),
                Cell(row["closed_at"] or say("problems.open", lang)),
            ),
            {"focus": row["event_id"]},
        )
        for row in records(rows)
    )
    beside = metrics_named(view, panel.options.get("metrics", ()))
    said = [f"{m.label.said(lang)} {_said(view, m)}" for m in beside]
    listing = paged(view, panel, columns, lines, rows, finding=" · ".join(said))
    return Answers(metric, listing=listing, metrics=(metric, *beside))


def read_cases(view: View, panel: Panel, metric: Metric) -> Answers:
    """The events reported in the period, newest first; each opens its course."""
    period = view.measure(metric)
    rows = asked(view, panel, CASES, [period.start, period.end])
    lang = view.lang
    columns = (
        Column("event", say("problems.event", lang)),
        Column("reported_at", say("problems.reported_at", lang)),
        Column("grid", say("problems.place", lang)),
        Column("channel", say("control.channel", lang)),
        Column("department", say("control.department", lang)),
        Column("due_at", say("problems.due", lang)),
        Column("closed_at", say("problems.closed_at", lang)),
    )
    end = datetime.combine(view.newest, datetime.max.time())
    lines = []
    for row in records(rows):
        late = row["due_at"] is not None and (row["closed_at"] or end) > row["due_at"]
        cells = (
            Cell(word(view, CATEGORY, row["category"])),
            Cell(row["reported_at"]),
            Cell(place_name(row, lang)),
            Cell(word(view, "channel", row["channel"])),
            Cell(word(view, "department", row["department"])),
            Cell(row["due_at"]),
            Cell(row["closed_at"] or say("problems.open", lang), verdict="missed" if late else ""),
        )
        lines.append(Line(row["event_id"], cells, {"focus": row["event_id"]}))
    listing = paged(view, panel, columns, tuple(lines), rows, finding=say("problems.cases", lang, n=f"{rows.total:,}"))
    return Answers(metric, listing=listing, metrics=(metric,))


def read_operations(view: View, panel: Panel, metric: Metric) -> Answers:
    """The joint operations that closed events in the period: what each cleared, where, how fast, from when to when."""
    period = view.measure(metric)
    rows = asked(view, panel, OPERATIONS, [period.start, period.end])
    lang = view.lang
    columns = (
        Column("operation", say("problems.operation", lang)),
        Column(metric.key, say("problems.cleared", lang), "events"),
        Column("hours", say("problems.median_hours", lang), "hours"),
        Column("grids", say("problems.grids", lang), "units"),
        Column("period", say("column.period", lang)),
        Column("categories", say("control.category", lang)),
    )
    lines = tuple(
        Line(
            row["operation"],
            (
                Cell(row["operation"]),
                Cell(row["n"]),
                Cell(row["hours"]),
                Cell(row["grids"]),
                Cell(wording.period(as_day(row["first_day"]), as_day(row["last_day"]), lang)),
                Cell(_joined([word(view, CATEGORY, code) for code in row["categories"]], lang)),
            ),
        )
        for row in records(rows)
    )
    total = f"{period.total.value or 0:,.0f}"
    finding = say("problems.operations", lang, n=rows.total, cleared=total)
    listing = paged(view, panel, columns, lines, rows, finding=finding)
    return Answers(metric, listing=listing, metrics=(metric,))


def read_streaks(view: View, panel: Panel, metric: Metric) -> Answers:
    """The communities of the chosen unit by their streak, longest first; a community itself when it is chosen."""
    levels = view.tree.levels
    level = levels[-2] if len(levels) > 1 else ""
    deep = not level or levels.index(view.unit.level) >= levels.index(level)
    answer = view.measure(metric, "" if deep else level)
    lang = view.lang
    rows = sorted((row for row in answer.rows() if row.value is not None), key=lambda row: -(row.value or 0))
    columns = (
        Column("name", say("column.name", lang) if deep else view.snapshot.catalogue.label("level", level, lang)),
        Column("above", say("problems.above", lang)),
        Column(metric.key, say("problems.streak", lang), "count"),
    )
    lines = []
    for row in rows:
        unit = view.tree.unit(row.key or view.unit.code)
        above = view.tree.get(unit.parent) if unit.parent else None
        value = Cell(row.value, row.state, verdict(metric, row.value, row.state))
        cells = (Cell(unit.said(lang)), Cell(above.said(lang) if above else ""), value)
        lines.append(Line(unit.code, cells, {"unit": unit.code}))
    beside = metrics_named(view, panel.options.get("metrics", ()))
    said = [f"{m.label.said(lang)} {_said(view, m)}" for m in beside]
    listing = Listing(columns, tuple(lines), finding=" · ".join(said), chart=Chart("bar", (metric.key,)))
    return Answers(metric, listing=listing, metrics=(metric, *beside))


def asked(view: View, panel: Panel, source: RowSource, params: list[object]) -> Rows:
    """The page of `source` that `panel` shows, within what the reader may see."""
    return listed(view, source, params, first=view.first_row(panel.key), most=view.rows)


def listed(view: View, source: RowSource, params: list[object], first: int, most: int) -> Rows:
    """Rows of `source`, events, with all of the reader's filters, those too that the cube does not hold."""
    loose = [lets_through("events", key, values) for key, values in view.selection.where if key in MARKS]
    parts = [source.condition, *loose]
    narrowed = replace(source, condition=" AND ".join(f"({part})" for part in parts))
    selection = replace(view.selection, unit=view.unit.code)
    return read_rows(view.snapshot, narrowed, selection, view.scope, params, first=first, most=most)


def paged(
    view: View, panel: Panel, columns: tuple[Column, ...], lines: tuple[Line, ...], rows: Rows, finding: str
) -> Listing:
    """A listing of a page of rows."""
    return Listing(columns, lines, total=rows.total, first=view.first_row(panel.key), finding=finding)


def records(rows: Rows) -> list[dict[str, Any]]:
    """A page of rows as plain values, NULL as None."""
    names = list(rows.columns)
    lists = [[_plain(value) for value in column] for column in rows.columns.values()]
    return [dict(zip(names, values, strict=True)) for values in zip(*lists, strict=True)]


def word(view: View, dimension: str, code: int) -> str:
    """The words for a value of `dimension` by its code."""
    value = view.snapshot.values[dimension][code]
    return view.snapshot.catalogue.label(dimension, value, view.lang)


def place_name(row: dict[str, Any], lang: str) -> str:
    """The name of the base grid of a row."""
    return str((row["grid_en"] if lang == "en" else None) or row["grid"])


def _said(view: View, metric: Metric) -> str:
    row = view.measure(metric).total
    return wording.said(metric, row.value, row.state, view.lang)


def _joined(words: list[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(words)


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever a column holds
    if value is np.ma.masked or value is None:
        return None
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else value.astype("datetime64[us]").item()
    if isinstance(value, np.ndarray | list):
        return list(value)
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and np.isnan(plain) else plain


def as_day(value: datetime | date) -> date:
    """The day of a moment."""
    return value.date() if isinstance(value, datetime) else value


READERS: dict[str, Reader] = {
    "urgent": read_urgent,
    "cases": read_cases,
    "operations": read_operations,
    "streaks": read_streaks,
}
