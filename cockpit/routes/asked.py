"""Answers as JSON that the browser asks for beside a page: the address words chosen as a page chooses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Request, Response, jsonify

from cockpit.access import Denied, Scope
from cockpit.catalogue import Board
from cockpit.errors import CockpitError
from cockpit.reading import View, look
from cockpit.selection import Selection
from cockpit.store import Store


def answer(
    store: Store, scope: Scope, board: Board | None, request: Request, read: Callable[[Board, View], Any]
) -> tuple[Response | dict[str, Any], int]:
    """What `read` makes of the view that `request` names; an answer that names its edition may be kept."""
    if board is None:
        return {"why": "There is no such board."}, 404
    selection = Selection.read(request.query_string.decode("utf-8", "replace"))
    try:
        said = jsonify(read(board, look(store, scope, board, selection)))
    except Denied as fault:
        return {"why": fault.message}, 403
    except CockpitError as fault:
        return {"why": fault.message}, 409
    said.headers["Cache-Control"] = "private, max-age=3600" if selection.edition else "no-store"
    return said, 200
