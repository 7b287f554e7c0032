"""The one render: a board and a view -> what every place of the page's frame shows, part by part.

A page's parts are what stands around its panels (`HEAD`), and each panel that is not a tile, by its position.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from cockpit import panels, wording
from cockpit.board import choosing, explore, linking
from cockpit.board.drawings import map_parts, tile_panel
from cockpit.board.frame import drawn
from cockpit.board.heads import dressed, table_of
from cockpit.board.kinds import kind_of
from cockpit.board.spots import lay_spots
from cockpit.catalogue import Board
from cockpit.measure import row_filters
from cockpit.reading import View, metrics_of, panel_keys
from cockpit.snapshot import missing_browser
from cockpit.wording import say

HEAD = -1
# A figure that nobody looks at: no axes, no ground.
_CLEAR = "rgba(0,0,0,0)"
_UNSEEN = {
    "data": [],
    "layout": {
        "xaxis": {"visible": False},
        "yaxis": {"visible": False},
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
    },
}


def draw(board: Board, boards: Sequence[Board], view: View) -> dict[str, Any]:
    """What the places of `board` show, by name as in `frame.outputs`."""
    shown: dict[str, Any] = {}
    for part in parts_of(board):
        shown |= draw_part(board, boards, view, part)
    return shown


def parts_of(board: Board) -> list[int]:
    """The parts of the page of `board`, in its order."""
    return [HEAD, *(at for at, _ in drawn(board))]


def draw_part(board: Board, boards: Sequence[Board], view: View, part: int) -> dict[str, Any]:
    """What the places of one part of the page show."""
    return _head(board, boards, view) if part == HEAD else _panel(view, board, part, panel_keys(board)[part])


def undrawn(board: Board, at: int) -> dict[str, Any]:
    """What the places of the panel at `at` show while it lies far below what is looked at: nothing."""
    if kind_of(board.panels[at]).figure:
        return {f"head-{at}": [], f"figure-{at}": _UNSEEN, f"twin-{at}": None}
    return {f"panel-{at}": []}


def _head(board: Board, boards: Sequence[Board], view: View) -> dict[str, Any]:
    """The places around the panels, and the tiles."""
    snapshot, selection, lang = view.snapshot, view.selection, view.lang
    total = view.measure(view.metric)
    return {
        "top": panels.header(boards, board.path, selection, snapshot.manifest),
        "notice": _notices(view),
        "bar": panels.bar(
            view.way,
            selection,
            choosing.chips(view),
            snapshot.edition,
            _exports(board, view),
            wording.together(view.units, lang),
        ),
        "unit-head": html.H4(say("control.unit", lang)),
        "tree": [*choosing.trees(view), *choosing.overlays(view)],
        "by": explore.breakdowns(board, view),
        "facets": choosing.boxes(board, view),
        "search": None,
        "search-hint": say("control.search", lang),
        "metric": panels.metric_list(
            metrics_of(board, view),
            view.metric.key,
            board.metrics[0],
            lang,
        ),
        "period": panels.presets(
            total.start, selection.end or total.end, view.newest, choosing.period_words(view), lang
        ),
        "compare": panels.comparisons(selection.compare, lang),
        "tiles": [tile_panel(view, panel) for panel in board.panels if panel.kind == "tile"],
        "foot": panels.foot(view.metric, _clause(view), snapshot.edition, lang),
    }


def _panel(view: View, board: Board, at: int, key: str) -> dict[str, Any]:
    """The places of one panel: as its kind draws it, with the tools of its head and the table asked for."""
    panel, twin = board.panels[at], table_of(view, board, key)
    if panel.kind == "map":
        shown = map_parts(view, board, view.measure(view.metric))
        lay_spots(view, panel, shown)
        return shown | {"map-head": dressed(view, board, panel, key, shown["map-head"]), f"twin-{at}": twin}
    if kind_of(panel).figure:
        head, figure = kind_of(panel).draw(view, panel)
        if linking.follows(panel):
            head[0].__setattr__("data-line", linking.address(board, view))
        return {f"head-{at}": dressed(view, board, panel, key, head), f"figure-{at}": figure, f"twin-{at}": twin}
    parts = kind_of(panel).draw(view, panel)
    if not parts or not isinstance(parts[0], html.Header):  # a panel that is not there in this view
        return {f"panel-{at}": parts}
    head, *body = parts
    head.children = dressed(view, board, panel, key, head.children)
    return {f"panel-{at}": [head, html.Div(twin, className="body scroll")] if twin else [head, *body]}


def _notices(view: View) -> list[Any]:
    """What in the address this edition does not have."""
    found = [
        panels.notice(say("state.unknown_word", view.lang), f"{stranger.message} {stranger.hint}")
        for stranger in view.strangers
    ]
    loose = row_filters(view.snapshot.catalogue, view.metric)
    names = [say(f"control.{key}", view.lang) for key, _ in view.selection.where if key in loose]
    if names:
        found.append(panels.notice(say("events.uncovered", view.lang, names="、".join(names)), sense=""))
    return found


def _exports(board: Board, view: View) -> Component:
    """The export menu: this very view, and one file for each unit of the levels below."""
    catalogue, tree, unit = view.snapshot.catalogue, view.tree, view.unit
    levels = {
        level: (catalogue.label("level", level, view.lang), len(tree.descendants(unit.code, level)))
        for level in tree.levels
        if level != unit.level
    }
    below = {level: found for level, found in levels.items() if found[1]}
    pinned = view.selection.pinned(view.snapshot.edition)
    return panels.export_menu(board.key, pinned, below, missing_browser())


def _clause(view: View) -> str:
    clause = view.snapshot.catalogue.clauses.get(view.metric.clause)
    return clause.text.said(view.lang) if clause else view.metric.clause
