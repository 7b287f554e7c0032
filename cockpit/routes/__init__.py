"""HTTP beside Dash: geometry files, walls, health and edition of the service, and the headers of every answer."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from cockpit.access import Scope
from cockpit.routes.geometry import geometry
from cockpit.routes.headers import guard
from cockpit.routes.health import health
from cockpit.routes.pulse import pulse
from cockpit.routes.snapshots import add_snapshots
from cockpit.routes.wall import add_wall
from cockpit.routes.weights import add_weights
from cockpit.store import Store

__all__ = ["add_routes", "add_snapshots", "add_wall", "add_weights", "guard"]


def add_routes(server: Flask, store: Callable[[], Store], scope: Callable[[], Scope]) -> None:
    """Serve /geo/<edition>/<file>, /health and /edition from `server`; store and scope are asked at each request."""
    server.add_url_rule("/geo/<edition>/<file>", "geo", lambda edition, file: geometry(store(), scope(), edition, file))
    server.add_url_rule("/health", "health", lambda: health(store()))
    server.add_url_rule("/edition", "edition", lambda: pulse(store))
