"""How the kinds of the explore page are drawn, and what may be broken down."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from cockpit import figures, panels, wording
from cockpit.board.drawings import breakdown_panel
from cockpit.catalogue import Board, Panel
from cockpit.measure import dimensions
from cockpit.reading import View, breakdown_of, read_panel
from cockpit.wording import say


def breakdowns(board: Board, view: View) -> list[Component]:
    """The choice of a breakdown, on boards that take every metric."""
    if not board.every:
        return []
    known = dimensions(view.snapshot.catalogue, view.metric)
    words = {"": say("desk.by_units", view.lang)} | {name: wording.dimension(name, view.lang) for name in known}
    return panels.choices("by", words, breakdown_of(view, view.metric), say("desk.breakdown", view.lang))


def split_panel(view: View, panel: Panel) -> list[Any]:
    """The metric by one dimension, as a breakdown draws it."""
    found = read_panel(view, panel)
    by = found.main.by if found.main else ""
    if not by:
        return [html.Header([html.H2(say("desk.split", view.lang))]), panels.empty(found.why)]
    title = {"title": panel.title} if panel.title else {}
    return breakdown_panel(view, panel.model_copy(update={"metric": view.metric.key, "by": by, **title}))


def courses_parts(view: View, panel: Panel) -> tuple[list[Any], Any]:
    """Head and figure of the courses side by side."""
    found = read_panel(view, panel)
    head: list[Any] = [html.H2(panel.title.said(view.lang) if panel.title else say("desk.courses", view.lang))]
    if not isinstance(found.data, list) or found.listing is None:
        return head, figures.blank(found.why, view.theme)
    head.append(html.Span(found.listing.finding, className="sub"))
    series, names = [course.series for course in found.data], [course.name for course in found.data]
    return head, figures.courses(series, names, theme=view.theme, lang=view.lang)
