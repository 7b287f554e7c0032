"""The map's panel: a graph that stays, and around it what the server writes anew at every drawing.

The graph is never sent again: its record goes to a store, and assets/cockpit.js paints it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from cockpit import wording
from cockpit.figures import MAP_CONFIG, map_figure
from cockpit.measure import Measurement
from cockpit.panels.controls import pick_button
from cockpit.wording import say


def map_panel(board: str, theme: str, head: Component, places: Sequence[Component]) -> html.Section:
    """The panel of a board's one map; `head` is the place of its title, `places` of legend, callout, table."""
    graph = dcc.Graph(
        id=f"{board}-map", figure=map_figure(theme), config=MAP_CONFIG, responsive=True, className="map-graph"
    )
    stores = [dcc.Store(id={"store": name, "board": board}) for name in ("record", "drawn")]
    return html.Section([head, html.Div([graph, *stores, *places], className="body")], className="panel p-map")


def level_switch(levels: Mapping[str, str], chosen: str, lang: str, *, wall: bool = False) -> html.Div:
    """Buttons for the levels that can be drawn, words by level key; a wall's default is not the first of them."""
    buttons = [
        pick_button(words, on=level == chosen, level=level if at or wall else "")
        for at, (level, words) in enumerate(levels.items())
    ]
    return html.Div(buttons, className="mini", role="group", **{"aria-label": say("control.level", lang)})


def map_tools(lang: str, play: str) -> html.Span:
    """Box, lasso, back to the whole picture, and play; what the browser says of them stands in `data-words`.

    `play` is the address that gives the frames of a map that plays.
    """
    buttons = [
        html.Button(
            html.I(className=f"icon {name}"),
            type="button",
            title=say(f"desk.{name}", lang),
            **{"data-tool": name, "aria-pressed": "false", "aria-label": say(f"desk.{name}", lang)},
        )
        for name in ("box", "lasso", "home")
    ]
    said = {name: say(f"desk.{name}", lang) for name in ("play", "week", "month", "step", "keep", "close")}
    buttons.append(
        html.Button(
            html.I(className="icon play"),
            type="button",
            title=said["play"],
            **{"data-play": play, "data-words": json.dumps(said, ensure_ascii=False)},
            **{"aria-pressed": "false", "aria-label": said["play"]},
        )
    )
    many = html.Span(
        hidden=True, className="said", role="status", **{"data-say": "many", "data-words": say("desk.many", lang)}
    )
    return html.Span([*buttons, many], className="mini tools", role="group", **{"aria-label": say("desk.tools", lang)})


def legend(record: Mapping[str, Any]) -> list[Any]:
    """The bins with their colours, words and counts, from the map's record."""
    parts = record["legend"]
    title = html.Div([html.B(parts["title"]), html.I(f" {parts['unit']}") if parts["unit"] else None], className="lt")
    rows = [_bin(row) for row in parts["rows"]]
    notes = [html.Div(note, className="ln") for note in parts["notes"]]
    return [title, *rows, *notes]


def callout(answer: Measurement, lang: str, facts: Sequence[str]) -> list[Any]:
    """The chosen unit, or the worst one: its name, its value, and `facts` in a line each."""
    row = answer.total
    verdict = wording.verdict(answer.metric, row.value, row.state)
    value = wording.said(answer.metric, row.value, row.state, lang)
    exact = {"data-exact": "" if row.value is None else repr(float(row.value))}
    head = html.H4([html.Span(wording.place(answer, lang)), html.B(value, className=verdict, **exact)])
    return [head, *[html.P(fact) for fact in facts if fact]]


def _bin(row: Mapping[str, Any]) -> html.Div:
    colour = {"background": row["colour"]} if row.get("colour") else {}
    swatch = html.I(style={} if row.get("hatched") else colour, className="hatch" if row.get("hatched") else "")
    return html.Div(
        [swatch, html.B(row["text"]), html.Em(f"{row['count']:,}")], className="bin turn" if row.get("turn") else "bin"
    )
