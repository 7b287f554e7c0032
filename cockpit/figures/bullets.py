"""Bullets: each unit in hundredths of its own target, with the forecast to the due day and its band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cockpit import wording
from cockpit.figures.canvas import Figure, Trace, blank, marks, sheet, shortened
from cockpit.style import REM, size, template, token

if TYPE_CHECKING:
    from cockpit.catalogue import Metric
    from cockpit.reading.targets import Bullet

MOST = 14
"""Units drawn; the table beside it has them all."""
_SIDE = 0.15  # of the figure's width, in which a word over the line would be cut
INKS = {"missed": "bad", "near": "warn", "met": "text", "": "text-3"}


def bullets(metric: Metric, held: Sequence[Bullet], *, theme: str, lang: str = "zh", rem: float = REM) -> Figure:
    """A dot where a unit stands, a line over its forecast's band with a tick in it, and the target as one line."""
    shown = [bullet for bullet in held if bullet.row.value is not None and bullet.target.value][:MOST]
    if not shown:
        return blank(wording.say("state.empty", lang), theme, rem)
    names = [shortened(bullet.unit.said(lang), 16) for bullet in shown]
    ahead = zip(shown, names, strict=True)
    traces = [_band(bullet, name, metric, theme, lang) for bullet, name in ahead if bullet.ahead is not None]
    traces.append(
        {
            "type": "scatter",
            "x": [_share(bullet, bullet.row.value or 0.0) for bullet in shown],
            "y": names,
            "mode": "markers",
            "marker": {
                "size": 10,
                "color": [token(theme, INKS[bullet.verdict]) for bullet in shown],
                "symbol": ["diamond" if bullet.verdict in {"missed", "near"} else "circle" for bullet in shown],
            },
            "customdata": [
                f"{wording.quantity(bullet.row.value, metric.unit, lang)} / "
                f"{wording.quantity(bullet.target.value, metric.unit, lang)}"
                for bullet in shown
            ],
            "hovertemplate": "%{y} <b>%{customdata}</b><br>%{x:.1f}%<extra></extra>",
            "cliponaxis": False,
        }
    )
    return sheet(traces, _layout(shown, names, theme, lang, rem))


def _share(bullet: Bullet, value: float) -> float:
    """A value in hundredths of the unit's target."""
    return float(f"{100 * value / bullet.target.value:.6g}")


def _band(bullet: Bullet, name: str, metric: Metric, theme: str, lang: str) -> Trace:
    ahead = bullet.ahead
    values = [] if ahead is None else [ahead.low, ahead.value, ahead.high]
    said = [str(wording.quantity(round(value), metric.unit, lang)) for value in values]
    words = wording.say("population.forecast", lang)
    return {
        "type": "scatter",
        "x": [_share(bullet, value) for value in values],
        "y": [name] * len(values),
        "mode": "lines+markers",
        "line": {"color": token(theme, "info"), "width": 5},
        "opacity": 0.55,
        "marker": {"symbol": "line-ns-open", "size": [0, 12, 0], "color": token(theme, "info"), "line": {"width": 2}},
        "text": [f"{words} {said[1]}（{said[0]}–{said[2]}）"] * len(values) if said else [],
        "hovertemplate": "%{y} %{text}<extra></extra>",
        "cliponaxis": False,
    }


def _layout(shown: Sequence[Bullet], names: Sequence[str], theme: str, lang: str, rem: float) -> dict[str, Any]:
    scale = rem / REM
    ends = [100.0]
    for bullet in shown:
        ends.append(_share(bullet, bullet.row.value or 0.0))
        if bullet.ahead is not None:
            ends += [_share(bullet, bullet.ahead.low), _share(bullet, bullet.ahead.high)]
    low, high = min(ends), max(ends)
    room = (high - low) * 0.06 or 1.0
    ticks = marks(low - room, high + room, 5)
    return {
        "template": template(theme, rem),
        "margin": {"l": 118 * scale, "r": 10 * scale, "t": 18 * scale, "b": 20 * scale},
        "xaxis": {
            "range": [low - room, high + room],
            "tickvals": ticks,
            "ticktext": [f"{tick:g}%" for tick in ticks],
            "showgrid": True,
            "gridcolor": token(theme, "line"),
        },
        "yaxis": {"type": "category", "autorange": "reversed", "showgrid": False, "tickvals": list(names)},
        "annotations": [_goal_word((low - room, high + room), theme, lang, rem)],
        "shapes": [_goal_line(theme)],
    }


def _goal_word(across: tuple[float, float], theme: str, lang: str, rem: float) -> dict[str, Any]:
    """What the line is, over its end; near a side of the figure it stands towards the other, so that it is not cut."""
    at = (100 - across[0]) / (across[1] - across[0])
    return {
        "xanchor": "left" if at < _SIDE else "right" if at > 1 - _SIDE else "center",
        "text": f"{wording.say('population.target', lang)} 100%",
        "x": 100,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": size("axis", rem), "color": token(theme, "text-2")},
    }


def _goal_line(theme: str) -> dict[str, Any]:
    line = {"color": token(theme, "text"), "width": 1.5, "dash": "6px,4px"}
    return {"type": "line", "x0": 100, "x1": 100, "y0": 0, "y1": 1, "yref": "paper", "line": line}
