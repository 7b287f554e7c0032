"""How the panels about problems are drawn: multiples, seasons, stock and flow, safeties, lists, an event's course."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from cockpit import figures, panels, wording
from cockpit.catalogue import Panel
from cockpit.reading import Answers, View, read_panel
from cockpit.reading.course import Course
from cockpit.reading.pareto import CATEGORY, Pareto
from cockpit.reading.problems import Problems, StockFlow, narrowing
from cockpit.reading.safeties import POINTS, Scores
from cockpit.wording import say


def multiples_panel(view: View, panel: Panel) -> list[Any]:
    """Small multiples of the panel's sets."""
    found = read_panel(view, panel)
    if not isinstance(found.data, Problems):
        return _without(view, panel, found)
    chosen = dict(view.selection.where).get("category", ())
    body = panels.multiples(found.data, _wheres(view, found.data), chosen, view.lang, view.theme)
    return _whole(view, panel, found, body)


def season_panel(view: View, panel: Panel) -> list[Any]:
    """Category by month."""
    found = read_panel(view, panel)
    if not isinstance(found.data, Problems) or found.metric is None:
        return _without(view, panel, found)
    body = panels.season(found.data, found.metric, _wheres(view, found.data), view.lang, view.theme)
    return _whole(view, panel, found, body)


def barred_panel(view: View, panel: Panel) -> list[Any]:
    """A list with one column drawn as bars: that of the panel's metric."""
    found = read_panel(view, panel)
    if found.listing is None or found.metric is None:
        return _without(view, panel, found)
    if not found.listing.lines:
        return [_head(view, panel, found), panels.empty(say("state.empty", view.lang))]
    return _whole(view, panel, found, panels.barred(found.listing, found.metric.key, view.lang))


def list_panel(view: View, panel: Panel) -> list[Any]:
    """A list as it is, with its definitions below."""
    found = read_panel(view, panel)
    if found.listing is None:
        return _without(view, panel, found)
    table = panels.listing_table(found.listing, view.lang, narrowed=bool(view.selection.where))
    return _whole(view, panel, found, table)


def hotspots_panel(view: View, panel: Panel) -> list[Any]:
    """The base grids with most events as bars; the events themselves in a base grid."""
    found = read_panel(view, panel)
    key = found.metric.key if found.metric else ""
    barred = found.listing is not None and key in {column.key for column in found.listing.columns}
    return barred_panel(view, panel) if barred else list_panel(view, panel)


def pareto_panel(view: View, panel: Panel) -> list[Any]:
    """Values of a dimension, most first, and what they make up together."""
    found = read_panel(view, panel)
    if found.listing is None or not isinstance(found.data, Pareto):
        return _without(view, panel, found)
    if not found.data.steps:
        return [_head(view, panel, found), panels.nothing_found(view.lang, narrowed=bool(view.selection.where))]
    chosen = dict(view.selection.where).get(panel.by or CATEGORY, ())
    one = chosen[0] if len(chosen) == 1 else ""
    return _whole(view, panel, found, panels.pareto(found.data, found.listing, one, view.lang, view.theme))


def course_panel(view: View, panel: Panel) -> list[Any]:
    """The event in focus, over the page; out of sight without one."""
    title = html.Header([html.H2(panel.title.said(view.lang) if panel.title else "")])
    if view.selection.focus is None:
        return [title, html.Div(className="closed")]
    found = read_panel(view, panel)
    if found.listing is None or not isinstance(found.data, Course):
        close = panels.pick_button("×", name=say("problems.close", view.lang), class_="btn", focus="")
        title.children.append(html.Span(close, className="x", **{"data-close": ""}))
        return [title, panels.empty(found.why)]
    table = panels.listing_table(found.listing, view.lang, narrowed=False)
    body = panels.course(found.data.name, found.data.facts, found.data.late, table, view.lang)
    return [title, html.Div(body, className="body scroll", tabIndex=0)]


def stockflow_parts(view: View, panel: Panel) -> tuple[list[Any], Any]:
    """Header and figure of a set's stock and flow."""
    found = read_panel(view, panel)
    if not isinstance(found.data, StockFlow):
        return _figure_head(view, panel, found), figures.blank(found.why, view.theme)
    return _figure_head(view, panel, found), figures.stockflow(found.data, theme=view.theme, lang=view.lang)


def safeties_parts(view: View, panel: Panel) -> tuple[list[Any], Any]:
    """Header and figure of the five safeties."""
    found = read_panel(view, panel)
    if not isinstance(found.data, Scores):
        return _figure_head(view, panel, found), figures.blank(found.why, view.theme)
    head = _figure_head(view, panel, found)
    if found.data.composite is not None:
        number = wording.quantity(found.data.composite, POINTS, view.lang, lines=(found.data.goal,)).number
        words = f"{say('problems.composite', view.lang)} {number}"
        class_ = "composite" if found.data.composite >= found.data.goal else "composite bad"
        head.insert(1, html.B(words, className=class_, **{"data-exact": repr(found.data.composite)}))
    return head, figures.petals(found.data, theme=view.theme, lang=view.lang)


def _whole(view: View, panel: Panel, found: Answers, body: Component) -> list[Any]:
    return [_head(view, panel, found), html.Div(body, className="body scroll", tabIndex=0), _definitions(view, found)]


def _without(view: View, panel: Panel, found: Answers) -> list[Any]:
    return [
        html.Header([html.H2(_title(view, panel, found))]),
        panels.empty(found.why or say("state.empty", view.lang)),
    ]


def _title(view: View, panel: Panel, found: Answers) -> str:
    if panel.title:
        return panel.title.said(view.lang)
    return found.metric.label.said(view.lang) if found.metric else ""


def _head(view: View, panel: Panel, found: Answers) -> html.Header:
    parts: list[Any] = [html.H2(_title(view, panel, found))]
    if found.listing is not None:
        parts.append(html.Span(found.listing.finding, className="sub", title=found.listing.finding))
        parts.append(html.Span(panels.pager(found.listing, panel.key, view.rows, view.lang), className="x"))
    return html.Header(parts)


def _figure_head(view: View, panel: Panel, found: Answers) -> list[Any]:
    parts: list[Any] = [html.H2(_title(view, panel, found))]
    if found.listing is not None:
        parts.append(html.Span(found.listing.finding, className="sub", title=found.listing.finding))
    note = found.listing.note if found.listing else ""
    defined = [_defined(view, found, between) for between in (" · ", "\n")]
    short, long = (f"{note} · {words}" if note else words for words in defined)
    parts.append(html.Span(short, className="x quiet", title=long))
    return parts


def _definitions(view: View, found: Answers) -> html.Footer:
    return html.Footer(_defined(view, found), title=_defined(view, found, between="\n"), className="defined")


def _defined(view: View, found: Answers, between: str = " · ") -> str:
    """What the panel's metrics are and which clauses they answer to."""
    metrics = found.metrics or ((found.metric,) if found.metric else ())
    clauses = view.snapshot.catalogue.clauses
    lines = [f"{metric.label.said(view.lang)} = {metric.formula.said(view.lang)}" for metric in metrics]
    cited = dict.fromkeys(clauses[metric.clause].source for metric in metrics if metric.clause in clauses)
    return between.join([*lines, f"{say('problems.clause', view.lang)} {'、'.join(cited)}"] if cited else lines)


def _wheres(view: View, found: Problems) -> Mapping[str, str]:
    return {problem.key: narrowing(view, problem.key) for problem in found.problems}
