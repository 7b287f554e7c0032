"""The panel of a figure: a graph that stays and takes a new figure at every drawing."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from cockpit.figures import GRAPH_CONFIG


def graph(id_: str) -> dcc.Graph:
    """A graph that asks nothing of the outside; its figure is written by the page."""
    return dcc.Graph(id=id_, config=GRAPH_CONFIG, responsive=True, style={"height": "100%"})


def figure_panel(head: Component, graph_: dcc.Graph, class_: str) -> html.Section:
    """The panel of a trend, a funnel, a pyramid."""
    return html.Section([head, html.Div(graph_, className="body")], className=class_)
