"""Whether the service can answer, for whoever watches it."""

from __future__ import annotations

from typing import Any

from cockpit.errors import CockpitError
from cockpit.store import Store


def health(store: Store) -> tuple[dict[str, Any], int]:
    """The edition served and its as-of day; 503 with the reason when there is none."""
    try:
        snapshot = store.current()
    except CockpitError as fault:
        return {"ok": False, "why": fault.message}, 503
    return {"ok": True, "edition": snapshot.edition, "as_of": snapshot.manifest.as_of.isoformat()}, 200
