"""A Board record and a Selection -> its panels: one generic renderer for page, wall and snapshot."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from threading import Event
from typing import Any

from dash.development.base_component import Component

from cockpit.board.desk import scope_of_reader, the_boards, the_settings, the_store, the_walls
from cockpit.board.draw import HEAD, draw, draw_part, parts_of, undrawn
from cockpit.board.frame import frame, inputs, outputs
from cockpit.board.readers import Readers
from cockpit.board.search import find_units, options
from cockpit.board.sending import Page, joined, unseen, written
from cockpit.catalogue import Board
from cockpit.reading import View, look
from cockpit.recall import Recall
from cockpit.selection import Selection
from cockpit.snapshot import missing_browser
from cockpit.state import state_mark

__all__ = [
    "View",
    "draw",
    "draw_ahead",
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
    "the_parts",
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


@cache
def the_readers() -> Readers:
    """Who is being answered by this process."""
    return Readers()


@cache
def the_parts() -> Recall[Page]:
    """The parts of pages drawn last: the first view of a board is everybody's."""
    return Recall(lambda part: part.size)


def render(board: Board, query: str, seen: object = None, near: object = None) -> dict[str, Any]:
    """What a page's callback returns for the address `query`: its places, but for those it already shows (`seen`).

    `near` holds the positions of the panels that are looked at, or soon will be; others are left empty, but for the
    map, which stays. None is all of them.
    """
    with the_readers().answered():
        part = _parts(board, query)
        found = [
            written(undrawn(board, at)) if _far(board, at, near) else part(at)  # unseen panels are not worth keeping
            for at in parts_of(board)
        ]
        return unseen(joined(found), seen)


def draw_ahead(board: Board, query: str, stop: Event, near: object = None) -> None:
    """Draw what `render` will be asked for, and keep it: a part at a time, each when no reader is waiting.

    No further part is drawn once `stop` is set.
    """
    part = _parts(board, query)
    for at in parts_of(board):
        if _far(board, at, near):
            continue
        the_readers().wait()
        if stop.is_set():
            return
        part(at)


def _parts(board: Board, query: str) -> Callable[[int], Page]:
    """What draws one part of the page of the address `query`, or finds it among those drawn last.

    A page follows from the edition, the address, what the reader may see, what users wrote and what is installed. One
    that tells of a fault of the edition's file is not found again: the next reader may be luckier.
    """
    selection, scope, data = Selection.read(query), scope_of_reader(), the_settings().data
    view = look(the_store(), scope, board, selection)
    snapshot = view.snapshot
    drawn = (snapshot.edition, snapshot.faults, board.key, selection, scope, state_mark(data), missing_browser())
    boards = tuple(the_boards().values())
    return lambda at: the_parts().answer((*drawn, at), lambda: written(draw_part(board, boards, view, at)))


def _far(board: Board, at: int, near: object) -> bool:
    """Whether nobody looks at the part at `at`. `near` comes from a browser: what is no list is all of them."""
    return isinstance(near, list) and at != HEAD and board.panels[at].kind != "map" and at not in near
