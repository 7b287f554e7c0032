"""The table beside every chart: the same rows, each column a button that sorts, each unit a button that drills."""

from __future__ import annotations

from collections.abc import Callable

from dash import html
from dash.development.base_component import Component

from cockpit.panels.controls import pick_button
from cockpit.panels.listing import listing_lines
from cockpit.panels.notices import nothing_found
from cockpit.reading import Column, Listing
from cockpit.wording import say

MOST_LINES = 500
"""Lines a table on the screen shows; all of them are in its file."""


def twin(
    listing: Listing, sort: str, show: Callable[[str], str], lang: str, *, label: str, narrowed: bool
) -> Component:
    """The table of `listing`, already in the order `sort` ("" as the chart has it, "value", "-value").

    `show` gives the address word that sorts anew; `label` is what the table says, for those who hear it.
    """
    if not listing.lines:
        return nothing_found(lang, narrowed=narrowed)
    heads = [_head(column, sort, show, lang) for column in listing.columns]
    body = listing_lines(listing.columns, listing.lines[:MOST_LINES], lang)
    left = listing.count - min(len(listing.lines), MOST_LINES)
    notes = [listing.note, say("panel.others", lang, n=left) if left > 0 else ""]
    table = html.Table(
        [html.Caption(label, className="visually-hidden"), html.Thead(html.Tr(heads)), html.Tbody(body)],
        className="twin",
    )
    return html.Div([table, *[html.P(note, className="quiet") for note in notes if note]])


def _head(column: Column, sort: str, show: Callable[[str], str], lang: str) -> html.Th:
    """A column name that sorts by it: the largest first, then the smallest, then as the chart has it."""
    down, up = f"-{column.key}", column.key
    now = {down: "descending", up: "ascending"}.get(sort, "none")
    then = {"descending": up, "ascending": ""}.get(now, down)
    sign = {"descending": " ↓", "ascending": " ↑"}.get(now, "")
    button = pick_button(column.label + sign, name=say("desk.sort", lang, name=column.label), show=show(then))
    return html.Th(button, scope="col", className="n" if column.numeric else "", **{"aria-sort": now})
