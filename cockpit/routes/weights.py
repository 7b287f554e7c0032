"""What users write over HTTP: the weight of the community's score in that of a team, from a plain form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Flask, Response, abort, redirect, request
from werkzeug.wrappers import Response as Answer

from cockpit import state
from cockpit.access import Scope
from cockpit.catalogue import Board
from cockpit.selection import Selection
from cockpit.store import Store

KIND = "weighing"


def add_weights(
    server: Flask, store: Callable[[], Store], scope: Callable[[], Scope], boards: Callable[[], Mapping[str, Board]]
) -> None:
    """Serve POST /state/weight: team, weight, author, back (the address to return to)."""
    server.add_url_rule("/state/weight", "weight", lambda: _keep(store(), scope(), boards()), methods=["POST"])


def _keep(store: Store, scope: Scope, boards: Mapping[str, Board]) -> Answer:
    """Keep a weight within its bound and go back; 403 from elsewhere or for a part of the city, 400 for nonsense."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    if scope.unit is not None or (origin and urlsplit(origin).netloc != request.host):
        abort(403)
    team, author = request.form.get("team", ""), request.form.get("author", "")
    bounds = {name: (least, board.path) for name, least, board in _bounds(store, boards)}
    if team not in bounds:
        abort(400)
    least, path = bounds[team]
    try:
        state.set_weight(store.data, team, float(request.form.get("weight", "")), least, author, datetime.now(UTC))
    except (ValueError, state.Unwritten) as fault:
        return Response(f"{fault}", 400, mimetype="text/plain")
    back = Selection.read(request.form.get("back", ""))
    query = Selection.from_words({**back.words(), "focus": ""}).to_query()
    return redirect(f"{path}?{query}" if query else path, 303)


def _bounds(store: Store, boards: Mapping[str, Board]) -> list[tuple[str, float, Board]]:
    """Team, least weight and board of every team that a board weighs."""
    limits = store.current().catalogue.thresholds
    return [
        (team, limits[panel.options[f"{kind}_least"]], board)
        for board in boards.values()
        for panel in board.panels
        if panel.kind == KIND
        for kind in ("strict", "plain")
        for team in panel.options[kind]
    ]
