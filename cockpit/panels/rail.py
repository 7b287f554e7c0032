"""The rail: where, what, when and against what. Words and buttons are written by the render; two fields are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from cockpit import wording
from cockpit.catalogue import Metric
from cockpit.measure.periods import DEFAULT_DAYS
from cockpit.panels.controls import day_control, pick_button
from cockpit.selection import COMPARISONS, Selection
from cockpit.wording import say

MOST_METRICS = 16
"""Metrics that stand in the rail without a field to sift them."""
RECENT = (7, 30, 90)
"""Days of the presets that end on the newest day."""


def rail(board: str, selection: Selection, places: Mapping[str, Any]) -> html.Aside:
    """The rail with `places` for what is written: unit, tree, metric, period, compare and facets."""
    search = dmc.Select(
        id={"search": board},
        data=[],
        searchable=True,
        clearable=False,
        debounce=False,
        filter={"function": "every"},
        renderOption={"function": "found"},
        limit=20,
        placeholder="…",
        size="sm",
        comboboxProps={"withinPortal": True, "width": 340, "position": "bottom-start"},
        className="search",
    )
    days = html.Div([day_control(selection, "from"), day_control(selection, "to")], className="days")
    return html.Aside(
        [
            html.Div([places["unit-head"], search, places["tree"]], className="group"),
            html.Div([places["metric"], places["by"]], className="group"),
            html.Div([places["period"], days], className="group"),
            html.Div([places["compare"]], className="group"),
            places["facets"],
        ],
        className="rail",
    )


def tree_list(trees: Mapping[str, str], chosen: str, lang: str) -> list[Any]:
    """The trees over the same grids, words by name; another tree has other units, so the unit is let go."""
    buttons = [
        pick_button(words, on=name == chosen, tree=name if at else "", unit="", units="", level="")
        for at, (name, words) in enumerate(trees.items())
    ]
    head = html.H4(say("control.tree", lang))
    return [head, html.Div(buttons, className="list", role="group", **{"aria-label": say("control.tree", lang)})]


def over_list(trees: Mapping[str, str], chosen: str, lang: str) -> list[Any]:
    """The trees whose borders may lie over the map, words by name, and none of them."""
    named = {"": say("control.over_none", lang), **trees}
    buttons = [pick_button(words, on=name == chosen, over=name) for name, words in named.items()]
    said = say("control.over", lang)
    return [html.H4(said), html.Div(buttons, className="list across", role="group", **{"aria-label": said})]


def metric_list(metrics: Sequence[Metric], chosen: str, default: str, lang: str) -> list[Any]:
    """The metrics that may be put on the map."""
    buttons = [
        pick_button(
            metric.label.said(lang), on=metric.key == chosen, metric="" if metric.key == default else metric.key
        )
        for metric in metrics
    ]
    name = say("control.metric", lang)
    if len(buttons) <= MOST_METRICS:
        return [html.H4(name), html.Div(buttons, className="list", role="group", **{"aria-label": name})]
    # Many are sifted by what is typed: assets/desk.js.
    field = dcc.Input(type="search", className="sift", placeholder=say("desk.sift", lang))
    long = html.Div(buttons, className="list long", role="group", tabIndex=0, **{"aria-label": name})
    return [html.H4([name, html.Span(f"{len(buttons)}", className="quiet")]), field, long]


def choices(word: str, words: Mapping[str, str], chosen: str, name: str) -> list[Any]:
    """Buttons that write one word of the address; the first choice is its default."""
    buttons = [pick_button(said, on=value == chosen, **{word: value}) for value, said in words.items()]
    return [html.H4(name), html.Div(buttons, className="list across", role="group", **{"aria-label": name})]


def presets(start: date, end: date, newest: date, said: str, lang: str) -> list[Any]:
    """Head, the period as `said`, and the usual periods; the one that holds is marked.

    This month and this year end on their last day, be it beyond the data: such a link grows with the next edition.
    """
    usual = [(say("control.last_days", lang, n=n), newest - timedelta(days=n - 1), newest) for n in RECENT]
    month_end = newest.replace(day=1) - timedelta(days=1)
    usual.append((say("control.this_month", lang), newest.replace(day=1), _month_end(newest)))
    usual.append((say("control.last_month", lang), month_end.replace(day=1), month_end))
    usual.append((say("control.this_year", lang), newest.replace(month=1, day=1), newest.replace(month=12, day=31)))
    buttons = [
        pick_button(words, on=(start, end) == (first, last), **_words(first, last, newest))
        for words, first, last in usual
    ]
    head = html.H4(say("control.period", lang))
    return [head, html.P(said, className="quiet"), html.Div(buttons, className="list across", role="group")]


def _month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


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
