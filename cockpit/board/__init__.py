"""A Board record and a Selection -> its panels: one generic renderer for page, wall and snapshot."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component

from cockpit.board.desk import scope_of_reader, the_boards, the_settings, the_store, the_walls
from cockpit.board.draw import draw
from cockpit.board.frame import frame, inputs, outputs
from cockpit.board.search import find_units, options
from cockpit.board.sending import unseen
from cockpit.catalogue import Board
from cockpit.reading import View, look
from cockpit.selection import Selection

__all__ = [
    "View",
    "draw",
    "find_units",
    "frame",
    "inputs",
    "look",
    "options",
    "outputs",
    "page",
    "render",
    "scope_of_reader",
    "search",
    "the_boards",
    "the_settings",
    "the_store",
    "the_walls",
]


def page(board: Board, query: dict[str, object]) -> Component:
    """What a page's layout(**query) returns: its frame; no question is asked of the edition."""
    return frame(board, tuple(the_boards().values()), query)


def search(query: str, typed: str) -> list[dict[str, Any]]:
    """Choices for what is typed into the search field, within the edition and tree of the address `query`."""
    if not typed.strip():
        return []
    view = look(the_store(), scope_of_reader(), next(iter(the_boards().values())), Selection.read(query))
    return options(view.snapshot, view.scope, view.tree.name, typed, view.lang)


def render(board: Board, query: str, seen: object = None) -> dict[str, Any]:
    """What a page's callback returns for the address `query`: its places, but for those it already shows (`seen`)."""
    view = look(the_store(), scope_of_reader(), board, Selection.read(query))
    return unseen(draw(board, tuple(the_boards().values()), view), seen)
