"""Geometry files: pre-compressed, named by their content, and so good for a year."""

from __future__ import annotations

import gzip

from flask import Response, abort, request

from cockpit.access import Denied, Scope, visible
from cockpit.errors import Unavailable, UnknownName
from cockpit.store import Snapshot, Store

FOR_A_YEAR = "public, max-age=31536000, immutable"


def geometry(store: Store, scope: Scope, edition: str, file: str) -> Response:
    """A geometry file of an edition: 404 unless the edition's index lists it, 403 outside the reader's scope."""
    try:
        snapshot = store.edition(edition)
    except UnknownName:
        abort(404)
    except Unavailable:
        abort(503)
    if not _may_see(snapshot, scope, file):
        abort(403)
    body = (snapshot.path / "geo" / file).read_bytes()
    packed = file.endswith(".gz")
    if packed and "gzip" not in request.headers.get("Accept-Encoding", ""):
        body, packed = gzip.decompress(body), False
    answer = Response(body, mimetype="application/geo+json")
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    # Where accounts decide who sees a file, a shared cache must not hand it on.
    answer.headers["Cache-Control"] = FOR_A_YEAR if scope.unit is None else FOR_A_YEAR.replace("public", "private")
    return answer


def _may_see(snapshot: Snapshot, scope: Scope, file: str) -> bool:
    """Whether the reader may see a unit that `file` draws. Only listed files are served, so no path leads out."""
    drawn = [(tree, unit) for (tree, unit, _), entry in snapshot.geo.items() if entry.file == file]
    if not drawn:
        abort(404)
    for tree, unit in drawn:
        try:
            visible(snapshot, scope, tree, unit)
        except Denied:
            continue
        return True
    return False
