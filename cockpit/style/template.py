"""One Plotly template per theme: transparent paper, horizontal lines only, margins by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

from cockpit.style.tokens import scale, token

REM = 16.0  # px of one rem at the desk; a wall passes its own


@cache
def template(theme: str, rem: float = REM) -> dict[str, Any]:
    """The template of `theme`; text sizes in px for a rem of `rem` px, because Plotly does not know rem."""
    font = token(theme, "font")
    axis = {
        "showline": False,
        "zeroline": False,
        "ticks": "",
        "fixedrange": True,
        "title": {"standoff": 0},
        "tickfont": {"color": token(theme, "text-3"), "size": size("axis", rem)},
        "automargin": False,
    }
    return {
        "layout": {
            "font": {"family": font, "size": size("body", rem), "color": token(theme, "text")},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": list(scale(theme, "cat")),
            "colorscale": {"sequential": _stops(theme, "seq"), "diverging": _stops(theme, "div")},
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
            "autosize": True,
            "showlegend": False,
            "separators": ".,",
            "hovermode": "closest",
            "dragmode": False,
            "transition": {"duration": 0},
            "hoverlabel": {
                "bgcolor": token(theme, "text"),
                "bordercolor": token(theme, "text"),
                "font": {"family": font, "size": size("body", rem), "color": token(theme, "surface")},
                "align": "left",
            },
            "xaxis": {**axis, "showgrid": False},
            "yaxis": {**axis, "showgrid": True, "gridcolor": token(theme, "line"), "gridwidth": 1},
        }
    }


def size(role: str, rem: float = REM) -> float:
    """Text size in px for a role: the desk's own at 16 px a rem, the wall's, never under 0.875 rem, at any other."""
    desk = {"value": 15, "body": 14, "note": 13, "axis": 12.5}
    wall = {"value": 1.125, "body": 1.0, "note": 0.9375, "axis": 0.9}
    return desk[role] if rem <= 0 or rem == REM else round(wall[role] * rem, 1)


def _stops(theme: str, name: str) -> list[list[object]]:
    colours = scale(theme, name)
    return [[i / (len(colours) - 1), colour] for i, colour in enumerate(colours)]
