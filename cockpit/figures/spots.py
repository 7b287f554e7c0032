"""Hot spots laid over the map: numbers and colours; assets/map-points.js draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cockpit.style import scale, token
from cockpit.wording import say

if TYPE_CHECKING:
    from cockpit.reading.spots import Spots


def spots_record(found: Spots, theme: str, lang: str) -> dict[str, Any]:
    """What the browser needs to draw `found`: places, weights from 0 to 1, and colours of the theme."""
    top = max(found.weights, default=1.0) or 1.0
    return {
        "kind": found.kind,
        "lon": list(found.lon),
        "lat": list(found.lat),
        "weights": [round(weight / top, 3) for weight in found.weights],
        "ids": list(found.ids),
        "categories": list(found.categories),
        "names": list(found.names),
        "late": [int(late) for late in found.late],
        "colours": list(scale(theme, "seq")),
        "on_time": token(theme, "seq-5" if theme == "light" else "seq-4"),
        "overdue": token(theme, "tgt-5"),
        "edge": token(theme, "surface"),
        "how": say("problems.opens_course", lang),
    }
