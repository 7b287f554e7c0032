"""The rail: where, what, when and against what. Words and buttons are written by the render; two fields are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import dash_mantine_components as dmc
from dash import html

from cockpit import wording
from cockpit.catalogue import Metric
from cockpit.measure.periods import DEFAULT_DAYS
from cockpit.panels.controls import day_control, pick_button
from cockpit.selection import COMPARISONS, Selection
from cockpit.wording import say

RECENT = (7, 30, 90)
"""Days of the presets that end on the newest day."""


def rail(board: str, selection: Selection, places: Mapping[str, Any]) -> html.Aside:
    """The rail with `places` for what is written: unit, metric, period, compare (heads) and their buttons."""
    search = dmc.Select(
        id={"search": board},
        data=[],
        searchable=True,
        clearable=False,
        debounce=False,
        filter={"function": "every"},
        limit=20,
        placeholder="…",
        size="sm",
        comboboxProps={"withinPortal": True, "width": 340, "position": "bottom-start"},
        className="search",
    )
    days = html.Div([day_control(selection, "from"), day_control(selection, "to")], className="days")
    return html.Aside(
        [
            html.Div([places["unit-head"], search], className="group"),
            html.Div([places["metric"]], className="group"),
            html.Div([places["period"], days], className="group"),
            html.Div([places["compare"]], className="group"),
        ],
        className="rail",
    )


def tree_switch(trees: Mapping[str, str], selection: Selection, lang: str) -> list[Any]:
    """Which system of grids is drilled, and which one's borders lie over the map; nothing where there is only one."""
    if len(trees) < 2:
        return []
    drilled = [
        pick_button(words, on=name == selection.tree, tree="" if name == Selection().tree else name, unit="", level="")
        for name, words in trees.items()
    ]
    over = [
        pick_button(words, on=name == (selection.over or ""), over=name)
        for name, words in {"": say("control.over_none", lang), **trees}.items()
        if name != selection.tree
    ]
    parts: list[Any] = []
    for key, buttons in (("tree", drilled), ("over", over)):
        said = say(f"control.{key}", lang)
        parts += [html.H4(said), html.Div(buttons, className="list across", role="group", **{"aria-label": said})]
    return parts


def metric_list(metrics: Sequence[Metric], chosen: str, default: str, lang: str) -> list[Any]:
    """The metrics that may be put on the map."""
    buttons = [
        pick_button(
            metric.label.said(lang), on=metric.key == chosen, metric="" if metric.key == default else metric.key
        )
        for metric in metrics
    ]
    head = html.H4(say("control.metric", lang))
    return [head, html.Div(buttons, className="list", role="group", **{"aria-label": say("control.metric", lang)})]


def presets(start: date, end: date, newest: date, lang: str) -> list[Any]:
    """Head, the period in words, and the usual periods; the one that holds is marked."""
    usual = [(say("control.last_days", lang, n=n), newest - timedelta(days=n - 1), newest) for n in RECENT]
    month_end = newest.replace(day=1) - timedelta(days=1)
    usual.append((say("control.this_year", lang), newest.replace(month=1, day=1), newest))
    usual.append((say("control.last_month", lang), month_end.replace(day=1), month_end))
    buttons = [
        pick_button(words, on=(start, end) == (first, last), **_words(first, last, newest))
        for words, first, last in usual
    ]
    head = html.H4([say("control.period", lang), html.Span(wording.period(start, end, lang), className="quiet")])
    return [head, html.Div(buttons, className="list across", role="group")]


def _words(first: date, last: date, newest: date) -> dict[str, str]:
    """What a period is called in the address: nothing when it is the default, which moves on with the next edition."""
    if last == newest and (last - first).days + 1 == DEFAULT_DAYS:
        return {"from": "", "to": ""}
    return {"from": first.isoformat(), "to": last.isoformat()}


def comparisons(chosen: str, lang: str) -> list[Any]:
    """What changes are measured against."""
    buttons = [
        pick_button(wording.comparison(name, lang), on=name == chosen, compare=name if at else "")
        for at, name in enumerate(COMPARISONS)
    ]
    head = html.H4(say("control.compare", lang))
    return [head, html.Div(buttons, className="seg", role="group", **{"aria-label": say("control.compare", lang)})]
