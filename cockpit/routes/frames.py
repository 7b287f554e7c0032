"""The frames of a map that plays: asked for when the reader presses play, never before."""

from __future__ import annotations

from typing import Any

from flask import Request, Response, jsonify

from cockpit.access import Denied, Scope
from cockpit.board import playing
from cockpit.catalogue import Board
from cockpit.errors import CockpitError
from cockpit.reading import look
from cockpit.selection import Selection
from cockpit.store import Store


def frames(store: Store, scope: Scope, board: Board | None, request: Request) -> tuple[Response | dict[str, Any], int]:
    """The frames for the address words of `request` and its `step`; an answer that names its edition may be kept."""
    if board is None:
        return {"why": "There is no such board."}, 404
    selection = Selection.read(request.query_string.decode("utf-8", "replace"))
    try:
        view = look(store, scope, board, selection)
        answer = jsonify(playing.frames(view, request.args.get("step", "week")))
    except Denied as fault:
        return {"why": fault.message}, 403
    except CockpitError as fault:
        return {"why": fault.message}, 409
    answer.headers["Cache-Control"] = "private, max-age=3600" if selection.edition else "no-store"
    return answer, 200
