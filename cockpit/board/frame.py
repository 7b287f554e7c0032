"""The frame of a page: everything that stays while the numbers change, with places for what the render writes.

A place is an id `<board>-<name>`. Graphs are in the frame and never in a render's children: a graph made anew is
half a second and a WebGL context.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash import Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from cockpit import panels
from cockpit.board.kinds import kind_of
from cockpit.catalogue import Board, Panel
from cockpit.selection import Selection

# Places every page has: name -> property the render writes.
PLACES = {
    "top": "children",
    "notice": "children",
    "bar": "children",
    "unit-head": "children",
    "metric": "children",
    "period": "children",
    "compare": "children",
    "tree": "children",
    "by": "children",
    "facets": "children",
    "tiles": "children",
    "foot": "children",
}
SEARCH = {"search": "value", "search-hint": "placeholder"}
MAP_PLACES = {"map-head": "children", "legend": "children", "callout": "children"}


def frame(board: Board, boards: Sequence[Board], query: dict[str, object]) -> Component:
    """The page of `board` for an address; nothing at all when it is already on the screen.

    `query` holds the words of the address and, as `shown`, what the selection store held: Back and Forward inside a
    page must not make the page anew, or its map would be lost. Then assets/cockpit.js gives the words to the controls.
    """
    shown = query.pop("shown", None)
    if isinstance(shown, dict) and shown.get("page") == board.path:
        return no_update
    selection = Selection.from_query(query)
    top = html.Header(panels.header(boards, board.path, selection, None), id=_id(board, "top"), className="top")
    rail = panels.rail(
        board.key,
        selection,
        {name: _place(board, name) for name in ("unit-head", "tree", "metric", "by", "period", "compare", "facets")},
    )
    main = html.Main(
        [
            _place(board, "bar", "bar"),
            _place(board, "notice", "notices"),
            _place(board, "tiles", "tiles"),
            html.Div(_columns(board, selection), className=f"board {board.key}"),
        ],
        id="main",
        className="main",
    )
    foot = html.Footer(id=_id(board, "foot"), className="foot")
    stores = [dcc.Store(id=_store(board, name)) for name in ("asked", "seen")]
    return panels.shell(board.key, [panels.controls(selection), *stores, top, rail, main, foot])


def inputs(board: Board) -> dict[str, Input | State]:
    """What the render of `board` is told: what is asked, and the marks of what the page already shows.

    What is asked is what is chosen, and as `near` the panels that are looked at: assets/reach.js.
    """
    return {"asked": Input(_store(board, "asked"), "data"), "seen": State(_store(board, "seen"), "data")}


def outputs(board: Board) -> dict[str, Output]:
    """Every place the render of `board` writes, by name, and the marks of what it wrote."""
    places = dict(PLACES)
    found = {name: Output({"search": board.key}, what) for name, what in SEARCH.items()}
    found["seen"] = Output(_store(board, "seen"), "data")
    for at, panel in drawn(board):
        if panel.kind == "map":
            places |= MAP_PLACES
            places[f"twin-{at}"] = "children"
            found["record"] = Output(_store(board, "record"), "data")
        elif kind_of(panel).figure:
            places |= {f"head-{at}": "children", f"figure-{at}": "figure", f"twin-{at}": "children"}
        else:
            places[f"panel-{at}"] = "children"
    return found | {name: Output(_id(board, name), property_) for name, property_ in places.items()}


def drawn(board: Board) -> list[tuple[int, Panel]]:
    """The panels that are not tiles, with their positions."""
    return [(at, panel) for at, panel in enumerate(board.panels) if panel.kind != "tile"]


def _columns(board: Board, selection: Selection) -> list[Component]:
    """Panels by area: those of left, right and bottom stand in a column or row of their own."""
    areas: dict[str, list[Component]] = {}
    for at, panel in drawn(board):
        areas.setdefault(panel.area, []).append(_panel(board, at, panel, selection))
    return [
        part
        for area, parts in areas.items()
        for part in (parts if area in {"centre", "wide"} else [html.Div(parts, className=area)])
    ]


def _panel(board: Board, at: int, panel: Panel, selection: Selection) -> html.Section:
    wide = " wide" if panel.area == "wide" else ""
    twin = _place(board, f"twin-{at}", "twin-place")
    if panel.kind == "map":
        head = html.Header(id=_id(board, "map-head"))
        key = html.Div(id=_id(board, "legend"), className="legend")
        note = html.Div(id=_id(board, "callout"), className="callout", **{"aria-live": "polite"})
        return panels.map_panel(board.key, selection.look, head, [key, note, twin])
    if kind_of(panel).figure:
        head = html.Header(id=_id(board, f"head-{at}"))
        class_ = f"panel p-figure p-{panel.kind}{wide}"
        return panels.figure_panel(head, [panels.graph(_id(board, f"figure-{at}")), twin], class_, at)
    return html.Section(id=_id(board, f"panel-{at}"), className=f"panel p-{panel.kind}{wide}", **{"data-at": at})


def _place(board: Board, name: str, class_: str = "") -> html.Div:
    return html.Div(id=_id(board, name), className=class_)


def _store(board: Board, name: str) -> dict[str, str]:
    return {"store": name, "board": board.key}


def _id(board: Board, name: str) -> str:
    return f"{board.key}-{name}"
