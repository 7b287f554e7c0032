"""Pyramid: people by band of age, one sex to the left of the middle and one to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cockpit import wording
from cockpit.figures.canvas import Figure, Trace, blank, marks, sheet
from cockpit.style import REM, size, template, token

if TYPE_CHECKING:
    from cockpit.reading import Cell
    from cockpit.reading.population import Pyramid

INKS = ("cat-1", "cat-2")
STUB = 0.03  # of the longest bar: what a hidden cell is drawn with, whatever it holds


def pyramid(data: Pyramid, *, theme: str, lang: str = "zh", rem: float = REM) -> Figure:
    """The pyramid of the first two sides of `data`; hidden cells are hatched stubs of one length."""
    sides = data.sides[:2]
    known = [value for _, _, cells in sides for cell in cells if (value := _value(cell)) is not None]
    if not known or not any(known):
        return blank(wording.say("state.empty", lang), theme, rem)
    longest = max(known)
    traces = []
    for at, (_, word, cells) in enumerate(sides):
        sign = -1 if at == 0 and len(sides) > 1 else 1
        traces.append(_bars(data.bands, word, cells, sign, longest, token(theme, INKS[at]), theme, lang))
    return sheet(traces, _layout(data, longest, len(sides), theme, lang, rem))


def _value(cell: Cell) -> float | None:
    return float(cell.value) if isinstance(cell.value, int | float) and cell.state in {"ok", "approx", "few"} else None


def _bars(
    bands: tuple[str, ...],
    word: str,
    cells: tuple[Cell, ...],
    sign: int,
    longest: float,
    ink: str,
    theme: str,
    lang: str,
) -> Trace:
    hidden = [cell.state == "suppressed" for cell in cells]
    lengths = [sign * (STUB * longest if off else _value(cell) or 0.0) for cell, off in zip(cells, hidden, strict=True)]
    said = [
        wording.say("state.suppressed", lang) if off else str(wording.quantity(_value(cell), "people", lang))
        for cell, off in zip(cells, hidden, strict=True)
    ]
    return {
        "type": "bar",
        "y": list(bands),
        "x": lengths,
        "orientation": "h",
        "name": word,
        "customdata": said,
        "marker": {
            "color": [token(theme, "raised") if off else ink for off in hidden],
            "pattern": {"shape": ["/" if off else "" for off in hidden], "fgcolor": token(theme, "line-2"), "size": 5},
        },
        "hovertemplate": f"%{{y}} {word} <b>%{{customdata}}</b><extra></extra>",
    }


def _layout(data: Pyramid, longest: float, sides: int, theme: str, lang: str, rem: float) -> dict[str, Any]:
    ticks = [mark for mark in marks(0, longest, 3) if mark]
    both = sorted({0.0, *ticks, *(-mark for mark in ticks)}) if sides > 1 else [0.0, *ticks]
    scale = rem / REM
    names = [
        {
            "text": word,
            "x": (0.02, 0.98)[at] if sides > 1 else 0.98,
            "y": 1,
            "xref": "paper",
            "yref": "paper",
            "xanchor": ("left", "right")[at] if sides > 1 else "right",
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": size("note", rem), "color": token(theme, INKS[at])},
        }
        for at, (_, word, _) in enumerate(data.sides[:2])
    ]
    return {
        "template": template(theme, rem),
        "barmode": "overlay",
        "bargap": 0.12,
        "margin": {"l": 52 * scale, "r": 6 * scale, "t": 20 * scale, "b": 20 * scale},
        "xaxis": {
            "range": [-1.05 * longest if sides > 1 else 0, 1.05 * longest],
            "tickvals": both,
            "ticktext": [wording.edge(abs(mark), "people", lang) for mark in both],
            "showgrid": True,
            "gridcolor": token(theme, "line"),
            "zeroline": True,
            "zerolinecolor": token(theme, "text"),
            "zerolinewidth": 1.2,
        },
        "yaxis": {"showgrid": False, "tickvals": list(data.bands)[::2], "type": "category"},
        "annotations": names,
    }
