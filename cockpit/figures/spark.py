"""Spark: the shape of a tile's last weeks, its target dotted, its end marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from cockpit.figures.canvas import blank
from cockpit.figures.steps import judged_colour, value_of
from cockpit.style import REM, template, token

if TYPE_CHECKING:
    from cockpit.measure import Measurement


def spark(series: Measurement, *, theme: str, rem: float = REM) -> go.Figure:
    """A line of some 92 x 40 px without axes or hover; its end hollow where the last step is incomplete.

    A series without a value gives an empty sheet: the tile's words already say so.
    """
    values = [value_of(row) for row in series.rows()]
    known = [at for at, value in enumerate(values) if value is not None]
    if not known:
        return blank("", theme, rem)
    last, scale = known[-1], rem / REM
    unfinished = series.partial[last]
    grey, end = token(theme, "text-3"), judged_colour(series.metric, series.row(last), theme)
    line = {"color": grey, "width": 1.8 * scale}
    solid = [None if unfinished and at == last else value for at, value in enumerate(values)]
    figure = go.Figure(layout={"template": template(theme, rem), "hovermode": False})
    figure.add_scatter(y=solid, mode="lines", line=line, hoverinfo="skip")
    if unfinished:
        way = known[-2:]
        figure.add_scatter(x=way, y=[values[at] for at in way], mode="lines", line={**line, "dash": "2px,3px"})
    marker = {"size": 7 * scale, "color": end, "line": {"width": 0}}
    if unfinished:
        marker = {"size": 7 * scale, "color": token(theme, "surface"), "line": {"color": end, "width": 1.6 * scale}}
    figure.add_scatter(x=[last], y=[values[last]], mode="markers", marker=marker, cliponaxis=False)
    metric = series.metric
    goal = metric.target if metric.better != "neither" else None
    if goal is not None:
        dots = {"color": grey, "width": 1, "dash": "2px,3px"}
        figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=goal, y1=goal, line=dots)
    _fit(figure, [value for value in (*values, goal) if value is not None], len(values), 5 * scale)
    return figure


def _fit(figure: go.Figure, known: list[float], steps: int, pad: float) -> None:
    """Axes hidden and drawn tight around `known` and the steps."""
    low, high = min(known), max(known)
    room = (high - low) * 0.06 or abs(high) * 0.05 or 1.0
    figure.update_layout(margin={"l": pad, "r": pad, "t": pad, "b": pad})
    figure.update_xaxes(visible=False, range=[0, max(steps - 1, 1)])
    figure.update_yaxes(visible=False, range=[float(f"{edge:.6g}") for edge in (low - room, high + room)])
