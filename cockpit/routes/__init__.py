"""HTTP beside Dash: geometry, tiles, letters, frames, lines, views, walls, health, edition; headers of every answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Flask, request

from cockpit.access import Scope
from cockpit.catalogue import Board
from cockpit.routes.frames import frames
from cockpit.routes.geometry import geometry, tile
from cockpit.routes.headers import guard
from cockpit.routes.health import health
from cockpit.routes.letters import letters
from cockpit.routes.lines import lines
from cockpit.routes.pulse import pulse
from cockpit.routes.snapshots import add_snapshots
from cockpit.routes.views import views
from cockpit.routes.wall import add_wall
from cockpit.routes.weights import add_weights
from cockpit.state import State
from cockpit.store import Store

__all__ = ["add_routes", "add_snapshots", "add_wall", "add_weights", "guard"]


def add_routes(
    server: Flask, store: Callable[[], Store], scope: Callable[[], Scope], boards: Mapping[str, Board]
) -> None:
    """Serve what pages fetch beside Dash, /health and /edition; store and scope are asked for at each request."""
    pages = {board.path for board in boards.values()}
    methods = ["GET", "POST", "DELETE"]
    server.add_url_rule("/views", "views", lambda: views(State(store().data), pages, request), methods=methods)
    server.add_url_rule("/frames/<board>", "frames", lambda board: frames(store(), scope(), boards.get(board), request))
    server.add_url_rule("/lines/<board>", "lines", lambda board: lines(store(), scope(), boards.get(board), request))
    server.add_url_rule("/geo/<edition>/<file>", "geo", lambda edition, file: geometry(store(), scope(), edition, file))
    server.add_url_rule(
        "/tiles/<edition>/<file>/<int:z>/<int:x>/<int:y>.pbf",
        "tiles",
        lambda edition, file, z, x, y: tile(store(), scope(), edition, file, (z, x, y)),
    )
    server.add_url_rule("/letters/<edition>", "letters", lambda edition: letters(store(), scope(), edition))
    server.add_url_rule("/health", "health", lambda: health(store()))
    server.add_url_rule("/edition", "edition", lambda: pulse(store))
