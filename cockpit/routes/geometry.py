"""Geometry files and vector tiles: pre-compressed, named by their content, and so good for a year.

Only listed files are served, so no path leads out. Each is of one unit, so whoever may see the unit may see the file.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Response, abort, request

from cockpit.access import Denied, Scope, visible
from cockpit.errors import Unavailable, UnknownName
from cockpit.store import Snapshot, Store
from cockpit.tiles import open_archive

FOR_A_YEAR = "public, max-age=31536000, immutable"
ARCHIVE = ".pmtiles"


def geometry(store: Store, scope: Scope, edition: str, file: str) -> Response:
    """A geometry file or a roll of an edition: 404 unless the index lists it, 403 outside the reader's scope."""
    if file.endswith(ARCHIVE):
        abort(404)
    path, packed = listed(store, scope, edition, file), file.endswith(".gz")
    mimetype = "application/geo+json" if ".geojson" in file else "application/json"
    return for_a_year(path.read_bytes(), scope, mimetype, packed=packed)


def tile(store: Store, scope: Scope, edition: str, file: str, place: tuple[int, int, int]) -> Response:
    """The vector tile at `place` (zoom, column, row) of an archive, under the same rules; 204 where it is empty."""
    if not file.endswith(ARCHIVE):
        abort(404)
    path = listed(store, scope, edition, file)
    with refused():
        body = open_archive(path).tile(*place)
    answer = for_a_year(body or b"", scope, "application/vnd.mapbox-vector-tile", packed=body is not None)
    answer.status_code = 200 if body else 204
    return answer


def listed(store: Store, scope: Scope, edition: str, file: str) -> Path:
    """Path of a file of an edition's geo folder.

    Ends the request with 404 where the index does not list it, 403 where it is of nothing within the scope, 503 for a
    damaged edition.
    """
    with refused():
        snapshot = store.edition(edition)
        drawn = snapshot.drawers.get(file, [])
    if not drawn:
        abort(404)
    if not any(_may_see(snapshot, scope, tree, unit) for tree, unit in drawn):
        abort(403)
    return snapshot.path / "geo" / file


@contextmanager
def refused() -> Iterator[None]:
    """End the request with 404 for an edition there is none of, with 503 for what is damaged or gone."""
    try:
        yield
    except UnknownName:
        abort(404)
    except (Unavailable, OSError):
        abort(503)


def for_a_year(body: bytes, scope: Scope, mimetype: str, *, packed: bool) -> Response:
    """An answer that is never asked for again; unpacked for those who cannot."""
    if packed and "gzip" not in request.headers.get("Accept-Encoding", ""):
        body, packed = gzip.decompress(body), False
    answer = Response(body, mimetype=mimetype)
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    # Where accounts decide who sees a file, a shared cache must not hand it on.
    answer.headers["Cache-Control"] = FOR_A_YEAR if scope.unit is None else FOR_A_YEAR.replace("public", "private")
    return answer


def _may_see(snapshot: Snapshot, scope: Scope, tree: str, unit: str) -> bool:
    try:
        visible(snapshot, scope, tree, unit)
    except Denied:
        return False
    return True
