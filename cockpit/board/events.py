"""How the panels of events are drawn: the funnel, the matrix, supervision, profiles and points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from dash import html
from dash.development.base_component import Component

from cockpit import panels, style
from cockpit.catalogue import Panel
from cockpit.reading import (
    Answers,
    Listing,
    Matrix,
    Pairs,
    Stage,
    Strikes,
    View,
    profiles,
    read_panel,
    stages,
    supervision,
)
from cockpit.wording import say

Draw = Callable[[View, Panel], list[Any]]


def _framed(body: Callable[[View, Panel, Listing, object], Component]) -> Draw:
    """A panel with its title and finding over what `body` draws of its answers; the reason where there are none."""

    def draw(view: View, panel: Panel) -> list[Any]:
        found, lang = read_panel(view, panel), view.lang
        title = panel.title.said(lang) if panel.title else found.metric.label.said(lang) if found.metric else ""
        head = [html.H2(title)]
        if found.listing is None:
            return [html.Header(head), panels.empty(found.why or say("state.no_metric", lang))]
        listing = found.listing
        said = html.Span(f"{listing.finding}{_unnarrowed(view, found)}", className="sub", title=listing.finding)
        if not listing.lines:
            return [html.Header([*head, said]), panels.nothing_found(lang, narrowed=bool(view.selection.where))]
        shown = html.Div(body(view, panel, listing, found.data), className="body scroll")
        return [html.Header([*head, said]), shown, html.Footer(listing.note) if listing.note else None]

    return draw


def _unnarrowed(view: View, found: Answers) -> str:
    """That filters do not apply, where that is so."""
    names = dict.fromkeys(key for metric in found.metrics for key in view.ignored(metric))
    said = "、".join(say(f"control.{key}", view.lang) for key in names)
    return " · " + say("state.not_narrowed", view.lang, names=said) if said else ""


def _funnel(view: View, _panel: Panel, listing: Listing, data: object) -> Component:
    chosen = dict(view.selection.where).get(stages.BY, ())
    return panels.funnel(listing, cast("tuple[Stage, ...]", data), chosen[0] if len(chosen) == 1 else "", view.lang)


def _matrix(view: View, _panel: Panel, listing: Listing, data: object) -> Component:
    matrix = cast("Matrix", data)
    where = {row.key: view.selection.with_where(matrix.by, (row.key,)).words()["where"] for row in matrix.values}
    bins = style.bins(matrix.metric, matrix.reference)
    return panels.matrix(matrix, listing.lines, where, bins, view.theme, view.lang)


def _strikes(view: View, _panel: Panel, _listing: Listing, data: object) -> Component:
    return panels.strikes(cast("Strikes", data), view.lang)


def _profile(view: View, panel: Panel, listing: Listing, _data: object) -> Component:
    chosen = dict(view.selection.where).get(panel.by or "", ())
    only = view.unit.code if panel.by == profiles.UNITS else chosen[0] if len(chosen) == 1 else ""
    return panels.profile(listing, only, view.lang, share=bool(panel.options.get("share")))


def _marks(view: View, _panel: Panel, listing: Listing, _data: object) -> Component:
    chosen = [key for key, _ in view.selection.where if key in {line.key for line in listing.lines}]
    return panels.profile(listing, chosen[0] if len(chosen) == 1 else "", view.lang, share=True)


def _rates(view: View, _panel: Panel, listing: Listing, _data: object) -> Component:
    return panels.profile(listing, view.metric.key, view.lang, bar=False)


def _exceptions(view: View, panel: Panel, listing: Listing, _data: object) -> Component:
    pager = panels.pager(listing, panel.key, supervision.page_of(view, panel), view.lang)
    table = panels.listing_table(listing, view.lang, narrowed=bool(view.selection.where))
    return html.Div([table, html.P(pager, className="pages")])


def _scatter(view: View, _panel: Panel, _listing: Listing, data: object) -> Component:
    return panels.scatter(cast("Pairs", data), view.unit.code, view.lang)


DRAWINGS: Mapping[str, Draw] = {
    "funnel": _framed(_funnel),
    "matrix": _framed(_matrix),
    "strikes": _framed(_strikes),
    "profile": _framed(_profile),
    "scatter": _framed(_scatter),
    "marks": _framed(_marks),
    "rates": _framed(_rates),
    "exceptions": _framed(_exceptions),
}
