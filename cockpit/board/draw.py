"""The one render: a board and a view -> what every place of the page's frame shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from cockpit import panels
from cockpit.board.drawings import map_parts, tile_panel
from cockpit.board.frame import drawn
from cockpit.board.kinds import kind_of
from cockpit.catalogue import Board
from cockpit.reading import View
from cockpit.snapshot import missing_browser
from cockpit.wording import say


def draw(board: Board, boards: Sequence[Board], view: View) -> dict[str, Any]:
    """What the places of `board` show, by name as in `frame.outputs`."""
    snapshot, selection, lang = view.snapshot, view.selection, view.lang
    total = view.measure(view.metric)
    shown = {
        "top": panels.header(boards, board.path, selection, snapshot.manifest),
        "notice": _notices(view),
        "bar": panels.bar(
            view.way,
            selection,
            _chips(view),
            snapshot.edition,
            _exports(board, view),
        ),
        "unit-head": [*panels.tree_switch(_trees(view), selection, lang), html.H4(say("control.unit", lang))],
        "search": None,
        "search-hint": say("control.search", lang),
        "metric": panels.metric_list(
            [snapshot.catalogue.metrics[key] for key in board.metrics if key in snapshot.catalogue.metrics],
            view.metric.key,
            board.metrics[0],
            lang,
        ),
        "period": panels.presets(total.start, total.end, view.newest, lang),
        "compare": panels.comparisons(selection.compare, lang),
        "tiles": [tile_panel(view, panel) for panel in board.panels if panel.kind == "tile"],
        "foot": panels.foot(view.metric, _clause(view), snapshot.edition, lang),
    }
    for at, panel in drawn(board):
        if panel.kind == "map":
            shown |= map_parts(view, total)
        elif kind_of(panel).figure:
            shown[f"head-{at}"], shown[f"figure-{at}"] = kind_of(panel).draw(view, panel)
        else:
            shown[f"panel-{at}"] = kind_of(panel).draw(view, panel)
    return shown


def _notices(view: View) -> list[Any]:
    """What in the address this edition does not have."""
    return [
        panels.notice(say("state.unknown_word", view.lang), f"{stranger.message} {stranger.hint}")
        for stranger in view.strangers
    ]


def _trees(view: View) -> dict[str, str]:
    """The trees a reader may drill, with their names; a part of the city has the administrative one only."""
    if view.scope.unit is not None:
        return {}
    return {name: view.snapshot.catalogue.label("tree", name, view.lang) for name in view.snapshot.trees}


def _chips(view: View) -> list[tuple[str, str]]:
    """Per narrowing its words, and the `where` that is left without it."""
    catalogue, selection, lang = view.snapshot.catalogue, view.selection, view.lang
    found = []
    for key, values in selection.where:
        words = ("、" if lang == "zh" else ", ").join(catalogue.label(key, value, lang) for value in values)
        found.append((words, selection.with_where(key, ()).words()["where"]))
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
