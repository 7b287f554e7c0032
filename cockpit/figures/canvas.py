"""What every figure shares: the configuration of its graph, a blank sheet that says why, and round axis marks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from cockpit.style import REM, size, template, token

# Plotly otherwise shows a button that uploads the figure, data and all, to a cloud.
GRAPH_CONFIG: dict[str, Any] = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "displayModeBar": False,
    "responsive": True,
    "doubleClick": False,
    "showAxisDragHandles": False,
}
MAP_CONFIG: dict[str, Any] = {**GRAPH_CONFIG, "scrollZoom": True}

Figure = dict[str, Any]
"""A figure as the browser is sent it: its traces under "data", and its "layout". Plain, not Plotly's own objects, which
look up and check every word each time one is drawn, a hundred times as long; the tests have them check."""
Trace = dict[str, Any]


def sheet(traces: Iterable[Trace], layout: Mapping[str, Any]) -> Figure:
    """The figure of `traces` on `layout`."""
    return {"data": list(traces), "layout": dict(layout)}


def blank(words: str, theme: str, rem: float = REM) -> Figure:
    """A figure that only says `words`: why there is nothing to draw."""
    note = {
        "text": words,
        "x": 0.5,
        "y": 0.5,
        "xref": "paper",
        "yref": "paper",
        "showarrow": False,
        "font": {"size": size("body", rem), "color": token(theme, "text-3")},
    }
    hidden = {"visible": False, "range": [0, 1]}
    return sheet([], {"template": template(theme, rem), "xaxis": hidden, "yaxis": {**hidden}, "annotations": [note]})


def marks(low: float, high: float, most: int = 5) -> list[float]:
    """At most `most` round numbers from `low` to `high`, at equal steps of 1, 2, 2.5 or 5."""
    if not high > low:
        return [low]
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (power * lead for lead in (1, 2, 2.5, 5, 10)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < most:
            break
    return [float(f"{i * step:.10g}") for i in range(first, last + 1)]


def width_of(text: str) -> int:
    """Width of `text` in half-ems: a Chinese character takes two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def shortened(text: str, most: int) -> str:
    """`text` cut to `most` half-ems, with an ellipsis when cut."""
    if width_of(text) <= most:
        return text
    kept, used = [], 1
    for letter in text:
        used += width_of(letter)
        if used > most:
            break
        kept.append(letter)
    return "".join(kept).rstrip() + "…"
