"""How each kind of panel is drawn. A kind without a row here shows its listing as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dash import html

from cockpit import panels
from cockpit.board import events, inspection, population, problems
from cockpit.board.drawings import breakdown_panel, ranking_panel, trend_parts
from cockpit.board.explore import courses_parts, split_panel
from cockpit.board.weighing import weighing_panel
from cockpit.catalogue import Panel
from cockpit.reading import Answers, View, panel_key, read_panel
from cockpit.wording import say


@dataclass(frozen=True)
class Kind:
    """`draw` makes the children of the panel's section; with `figure`, (children of its header, figure of its graph).

    A panel with a figure has a graph in the page's frame, which stays while its figure changes.
    """

    draw: Callable[[View, Panel], Any]
    figure: bool = False


def listing_panel(view: View, panel: Panel) -> list[Any]:
    """The panel's listing as a table, a page of it where it is long."""
    found, lang = read_panel(view, panel), view.lang
    head: list[Any] = [html.H2(title_of(view, panel, found))]
    if found.listing is None:
        why = found.why or say("state.no_metric", lang)
        return [html.Header(head), panels.empty(why)]
    if found.listing.finding:
        head.append(html.Span(found.listing.finding, className="sub"))
    head.append(html.Span(panels.pager(found.listing, panel_key(panel), view.rows, lang), className="x"))
    table = panels.listing_table(found.listing, lang, narrowed=bool(view.selection.where))
    return [html.Header(head), html.Div(table, className="body scroll", tabIndex=0)]


def title_of(view: View, panel: Panel, found: Answers) -> str:
    """The panel's own title, else the name of its metric."""
    if panel.title:
        return panel.title.said(view.lang)
    return found.metric.label.said(view.lang) if found.metric else ""


_PLAIN = Kind(listing_panel)
# Subjects bring kinds of their own: `**SUBJECT.KINDS`.
KINDS: Mapping[str, Kind] = {
    "ranking": Kind(ranking_panel),
    "breakdown": Kind(breakdown_panel),
    "trend": Kind(trend_parts, figure=True),
    "split": Kind(split_panel),
    "courses": Kind(courses_parts, figure=True),
    "weighing": Kind(weighing_panel),
    "duty": Kind(inspection.duty_panel),
    "slide": Kind(inspection.slide_parts, figure=True),
    "frontier": Kind(inspection.frontier_parts, figure=True),
    "calendar": Kind(inspection.calendar_parts, figure=True),
    "numbers": Kind(inspection.numbers_panel),
    "multiples": Kind(problems.multiples_panel),
    "season": Kind(problems.season_panel),
    "stockflow": Kind(problems.stockflow_parts, figure=True),
    "safeties": Kind(problems.safeties_parts, figure=True),
    "safety_units": Kind(problems.list_panel),
    "urgent": Kind(problems.list_panel),
    "hotspots": Kind(problems.hotspots_panel),
    "pareto": Kind(problems.pareto_panel),
    "cases": Kind(problems.list_panel),
    "operations": Kind(problems.barred_panel),
    "streaks": Kind(problems.barred_panel),
    "course": Kind(problems.course_panel),
    **{kind: Kind(draw) for kind, draw in events.DRAWINGS.items()},
    "pyramid": Kind(population.pyramid_parts, figure=True),
    "targets": Kind(population.bullets_parts, figure=True),
    "links": Kind(population.matrix_panel),
}


def kind_of(panel: Panel) -> Kind:
    """How `panel` is drawn."""
    return KINDS.get(panel.kind, _PLAIN)
