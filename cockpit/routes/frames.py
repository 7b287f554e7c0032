"""The frames of a map that plays: asked for when the reader presses play, never before."""

from __future__ import annotations

from typing import Any

from flask import Request, Response

from cockpit.access import Scope
from cockpit.board import playing
from cockpit.catalogue import Board
from cockpit.routes.asked import answer
from cockpit.store import Store


def frames(store: Store, scope: Scope, board: Board | None, request: Request) -> tuple[Response | dict[str, Any], int]:
    """The frames for the address words of `request` and its `step`; an answer that names its edition may be kept."""
    step = request.args.get("step", "week")
    return answer(store, scope, board, request, lambda _, view: playing.frames(view, step))
