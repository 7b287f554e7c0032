"""How the panels of the population board are drawn: pyramid, bullets, matrix."""

from __future__ import annotations

from typing import Any

from dash import html

from cockpit import figures, panels
from cockpit.catalogue import Panel
from cockpit.reading import Answers, View, read_panel
from cockpit.reading.population import Pyramid
from cockpit.wording import say


def pyramid_parts(view: View, panel: Panel) -> tuple[list[Any], Any]:
    """Header and figure of the pyramid."""
    found = read_panel(view, panel)
    if not isinstance(found.data, Pyramid):
        return _head(view, panel, found), figures.blank(found.why or say("state.empty", view.lang), view.theme)
    return _head(view, panel, found), figures.pyramid(found.data, theme=view.theme, lang=view.lang)


def bullets_parts(view: View, panel: Panel) -> tuple[list[Any], Any]:
    """Header and figure of the control targets."""
    found = read_panel(view, panel)
    if found.metric is None or not isinstance(found.data, tuple):
        return _head(view, panel, found), figures.blank(found.why or say("state.empty", view.lang), view.theme)
    return _head(view, panel, found), figures.bullets(found.metric, found.data, theme=view.theme, lang=view.lang)


def matrix_panel(view: View, panel: Panel) -> list[Any]:
    """The matrix as a table of coloured cells."""
    found = read_panel(view, panel)
    head = html.Header(_head(view, panel, found))
    if found.listing is None or found.metric is None:
        return [head, panels.empty(found.why)]
    table = panels.link_matrix(found.listing, found.metric, view.theme, view.lang)
    note = html.P(found.listing.note, className="quiet")
    return [head, html.Div([table, note], className="body scroll")]


def _head(view: View, panel: Panel, found: Answers) -> list[Any]:
    """Title and finding; how it is made is told where the pointer rests."""
    title = panel.title.said(view.lang) if panel.title else found.metric.label.said(view.lang) if found.metric else ""
    if found.listing is None:
        return [html.H2(title)]
    return [html.H2(title), html.Span(found.listing.finding, className="sub", title=found.listing.note)]
