"""Headers of every answer: nothing is loaded from elsewhere, nobody frames the page, files keep their type."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask, Response, request

from cockpit.routes.geometry import FOR_A_YEAR

FOR_A_WEEK = "public, max-age=604800"

# Styles are set inline by Plotly and Mantine; the map's worker is a blob; sparks are data addresses.
POLICY = {
    "default-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "worker-src": "'self' blob:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}


def guard(server: Flask, scripts: Callable[[], Sequence[str]]) -> None:
    """Put the headers on every answer of `server`.

    `scripts` gives the hashes of Dash's inline scripts. It is asked per page, because Dash adds to them at the first
    request; no other inline script runs.
    """

    @server.after_request
    def guarded(answer: Response) -> Response:
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "same-origin"
        if answer.mimetype == "text/html":
            allowed = " ".join(["script-src 'self'", *scripts()])
            rules = "; ".join(f"{name} {value}" for name, value in POLICY.items())
            answer.headers["Content-Security-Policy"] = f"{rules}; {allowed}"
        if request.path.startswith("/assets/") and "m" in request.args:
            answer.headers["Cache-Control"] = FOR_A_YEAR  # Dash names the file's time in its address
        elif request.path.startswith("/assets/vendor/"):
            answer.headers["Cache-Control"] = FOR_A_WEEK  # pinned, but without a time in its address
        return answer
