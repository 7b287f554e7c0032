"""The panel of a figure: a graph that stays and takes a new figure at every drawing."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from cockpit.figures import GRAPH_CONFIG


def graph(id_: str) -> dcc.Graph:
    """A graph that asks nothing of the outside; its figure is written by the page."""
    return dcc.Graph(id=id_, config=GRAPH_CONFIG, responsive=True, style={"height": "100%"})


def figure_panel(head: Component, parts: Sequence[Component], class_: str, at: int) -> html.Section:
    """The panel of a trend, a funnel, a pyramid: its graph, and the place of the table that may lie over it.

    `at` is its position on the board.
    """
    return html.Section([head, html.Div(list(parts), className="body")], className=class_, **{"data-at": at})
