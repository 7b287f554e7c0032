"""What a page already shows is not sent again: neither its bytes, nor the browser's work of drawing it, is of use.

The page keeps a short mark of what stands in each of its places and gives the marks with its question. The server keeps
nothing of a reader. Marks and places come in one answer, so they cannot differ; an answer that Dash drops as outdated
takes its marks with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from dash import no_update
from plotly.io.json import to_json_plotly

# Places that the reader writes too: what was sent last is not what stands there.
ALWAYS = frozenset({"search"})


def unseen(shown: Mapping[str, Any], seen: object) -> dict[str, Any]:
    """`shown` with `no_update` for every place whose mark is in `seen`, and the new marks under "seen"."""
    known = seen if isinstance(seen, dict) else {}
    marks = {name: _mark(value) for name, value in shown.items() if name not in ALWAYS}
    sent = {name: no_update if name in marks and known.get(name) == marks[name] else shown[name] for name in shown}
    return sent | {"seen": marks}


def _mark(value: object) -> str:
    """Twelve digits for what is shown: two different pictures share them once in 10^14."""
    return blake2b(to_json_plotly(value).encode(), digest_size=6).hexdigest()
