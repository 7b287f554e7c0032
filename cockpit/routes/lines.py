"""The line of one unit for the trend of a page: asked for while the unit is pointed at."""

from __future__ import annotations

from typing import Any

from flask import Request, Response, jsonify

from cockpit.access import Denied, Scope
from cockpit.board import linking
from cockpit.catalogue import Board
from cockpit.errors import CockpitError
from cockpit.reading import look
from cockpit.selection import Selection
from cockpit.store import Store


def lines(store: Store, scope: Scope, board: Board | None, request: Request) -> tuple[Response | dict[str, Any], int]:
    """The line for the address words of `request`, whose `unit` is the one pointed at."""
    if board is None:
        return {"why": "There is no such board."}, 404
    selection = Selection.read(request.query_string.decode("utf-8", "replace"))
    try:
        answer = jsonify(linking.line(board, look(store, scope, board, selection)))
    except Denied as fault:
        return {"why": fault.message}, 403
    except CockpitError as fault:
        return {"why": fault.message}, 409
    answer.headers["Cache-Control"] = "private, max-age=3600" if selection.edition else "no-store"
    return answer, 200
