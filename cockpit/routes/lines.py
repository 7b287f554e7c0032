"""The line of one unit for the trend of a page: asked for while the unit is pointed at."""

from __future__ import annotations

from typing import Any

from flask import Request, Response

from cockpit.access import Scope
from cockpit.board import linking
from cockpit.catalogue import Board
from cockpit.routes.asked import answer
from cockpit.store import Store


def lines(store: Store, scope: Scope, board: Board | None, request: Request) -> tuple[Response | dict[str, Any], int]:
    """The line for the address words of `request`, whose `unit` is the one pointed at."""
    return answer(store, scope, board, request, linking.line)
