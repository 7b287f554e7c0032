"""Views saved under a name: listed, kept, removed. Their addresses are the pages' own, so opening one needs nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import Request

from cockpit.errors import CockpitError
from cockpit.selection import Selection
from cockpit.state import SavedView, State

Answer = tuple[dict[str, Any], int]
LONGEST = 8000
"""Bytes of a request to keep a view."""


def views(state: State, pages: Collection[str], request: Request) -> Answer:
    """Answer GET (the list), POST {"name", "page", "query"} and DELETE {"name"}; each answers with the list.

    A request that another site had the browser make is refused: only JSON from our own pages is taken.
    """
    try:
        if request.method != "GET":
            _change(state, pages, request)
        return {"views": [asdict(view) for view in state.views()]}, 200
    except CockpitError as fault:
        return {"why": f"{fault.message} {fault.hint}".strip()}, 409


def _change(state: State, pages: Collection[str], request: Request) -> None:
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    asked = request.get_json(silent=True) if ours and (request.content_length or 0) <= LONGEST else None
    if not isinstance(asked, dict) or not isinstance(asked.get("name"), str):
        raise CockpitError("That is not a view.", "Save it from one of the pages.")
    if request.method == "DELETE":
        state.forget_view(asked["name"])
        return
    page, query = asked.get("page"), asked.get("query")
    if page not in pages or not isinstance(query, str):
        raise CockpitError("There is no such page.", "Save it from one of the pages.")
    words = Selection.read(query).to_query()  # what makes no sense is not kept
    made = datetime.now(UTC).isoformat(timespec="seconds")
    state.save_view(SavedView(asked["name"], str(page), words, made))
