"""A listing as a table: what panels without a figure of their own show, and the twin of those that have one."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from cockpit.panels.controls import pick, pick_button
from cockpit.panels.made import made
from cockpit.panels.notices import nothing_found
from cockpit.reading import Cell, Column, Line, Listing, words_of
from cockpit.wording import say

SHORT = 12
SENSES = {"missed": " bad", "near": " warn", "met": ""}


def listing_table(listing: Listing, lang: str, *, narrowed: bool) -> Component:
    """The lines of `listing`; those with picks are buttons. `narrowed`: whether filters may be why there is nothing."""
    if not listing.lines:
        return nothing_found(lang, narrowed=narrowed)
    heads = [html.Th(column.label, scope="col", className="n" if column.numeric else "") for column in listing.columns]
    body = listing_lines(listing.columns, listing.lines, lang)
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="twin")
    return html.Div([table, html.P(listing.note, className="quiet") if listing.note else None])


def listing_lines(columns: Sequence[Column], lines: Sequence[Line], lang: str) -> list[html.Tr]:
    """The lines as rows of a table."""
    return [_line(columns, line, lang) for line in lines]


def pager(listing: Listing, panel: str, size: int, lang: str) -> html.Span | None:
    """Which lines of a long list are shown, and the way to the others; nothing for a list that is here whole."""
    if listing.count <= len(listing.lines) and not listing.first:
        return None
    at = listing.first // size + 1
    last = max(-(-listing.count // size), 1)
    words = say(
        "panel.lines_of", lang, first=listing.first + 1, last=listing.first + len(listing.lines), n=listing.count
    )
    back = f"{panel}:{at - 1}" if at > 2 else ""
    parts: list[object] = [html.Span(words, className="quiet")]
    if at > 1:
        parts.append(pick_button("‹", name=say("control.previous_page", lang), class_="btn", page=back))
    if at < last:
        parts.append(pick_button("›", name=say("control.next_page", lang), class_="btn", page=f"{panel}:{at + 1}"))
    return html.Span(parts, className="pager")


def _line(columns: Sequence[Column], line: Line, lang: str) -> html.Tr:
    cells = [
        _cell(column, cell, line, lang, first=not at)
        for at, (column, cell) in enumerate(zip(columns, line.cells, strict=True))
    ]
    return made(html.Tr, cells, className="total" if line.strong else "", **{"data-code": line.key})


def _cell(column: Column, cell: Cell, line: Line, lang: str, *, first: bool) -> html.Td:
    words = words_of(column, cell, lang)
    quiet = " quiet" if cell.state not in {"ok", "approx"} else ""
    class_ = ("n" if column.numeric else "") + SENSES.get(cell.verdict, "") + quiet
    exact = {"data-exact": repr(float(cell.value))} if isinstance(cell.value, int | float) else {}
    shown: object = words
    if first and line.picks:
        shown = made(html.Button, words, type="button", className="row-name", **pick(**line.picks))
    # A short word is never cut: only a longer one is said in full under the pointer.
    title = say(f"state.{cell.state}", lang) if quiet else words if len(words) > SHORT else None
    about = {"className": class_.strip(), "title": title}
    return made(html.Td, shown, **{name: said for name, said in about.items() if said}, **exact)
