"""Courses: the same metric of several parts over time, side by side on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cockpit import wording
from cockpit.figures.canvas import Figure, Trace, blank, marks, sheet, shortened
from cockpit.figures.steps import days_of, judged_colour, placed, value_of
from cockpit.style import REM, size, template, token

if TYPE_CHECKING:
    from cockpit.measure import Measurement

COLUMNS = 4
GAP_X, GAP_Y, HEAD = 0.03, 0.08, 0.24
"""Shares of the sheet between charts, and of a chart's height for its words."""


def courses(
    series: Sequence[Measurement], names: Sequence[str], *, theme: str, lang: str = "zh", rem: float = REM
) -> Figure:
    """A small chart for each of `series`, called `names`: one scale for all, the target dashed, the end in words.

    `meta` says how many there are, and two notes belong to each in order: where the panel is narrow, assets/fit.js
    stands them two abreast.
    """
    values = [[value_of(row) for row in one.rows()] for one in series]
    known = [value for column in values for value in column if value is not None]
    if not known:
        return blank(wording.say("state.empty", lang), theme, rem)
    metric = series[0].metric
    goal = metric.target if metric.better != "neither" else None
    low, high = _span([*known, *([goal] if goal is not None else [])])
    layout: dict[str, Any] = {"template": template(theme, rem), "showlegend": False, "annotations": [], "shapes": []}
    traces: list[Trace] = []
    columns = min(COLUMNS, len(series))
    rows = -(-len(series) // columns)
    for at, (one, column) in enumerate(zip(series, values, strict=True)):
        number = "" if not at else str(at + 1)
        left, bottom, wide, high_ = _place(at, columns, rows)
        axis = {"showgrid": False, "zeroline": False, "fixedrange": True}
        edge = at % columns == 0
        layout[f"xaxis{number}"] = axis | {"domain": [left, left + wide], "anchor": f"y{number}", "visible": False}
        layout[f"yaxis{number}"] = axis | {
            "domain": [bottom, bottom + high_],
            "anchor": f"x{number}",
            "range": [low, high],
            "tickvals": marks(low, high, 3),
            "ticktext": [wording.edge(mark, metric.unit, lang) for mark in marks(low, high, 3)],
            "showticklabels": edge,
            "showgrid": True,
        }
        line = {"color": token(theme, "text"), "width": 1.6 * rem / REM}
        axes = {"xaxis": f"x{number}", "yaxis": f"y{number}"}
        place = {"y": column, **placed(days_of(one)), **axes}
        traces.append({"type": "scatter", **place, "mode": "lines", "line": line, "name": names[at]})
        layout["annotations"] += _words(one, column, names[at], (left, bottom, wide, high_), theme, lang, rem)
        if goal is not None:
            ends = {"x0": 0, "x1": 1, "xref": f"x{number} domain", "y0": goal, "y1": goal, "yref": f"y{number}"}
            layout["shapes"].append(
                {"type": "line", "line": {"color": token(theme, "text-3"), "dash": "6px,4px", "width": 1}, **ends}
            )
    layout["meta"] = {"parts": len(series)}
    layout["margin"] = {"l": 2.6 * rem, "r": 0.5 * rem, "t": 0, "b": 0.5 * rem}
    return sheet(traces, layout)


def _span(known: Sequence[float]) -> tuple[float, float]:
    """One range for all, from zero where the values come near it."""
    low, high = min(known), max(known)
    room = (high - low) * 0.1 or abs(high) * 0.05 or 1.0
    floor = 0.0 if 0 <= low < 0.4 * high else max(low - room, 0.0) if low >= 0 else low - room
    return float(f"{floor:.9g}"), float(f"{high + room:.9g}")


def _place(at: int, columns: int, rows: int) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of chart `at`, in shares of the sheet; its words stand above it."""
    wide = (1 - GAP_X * (columns - 1)) / columns
    cell = (1 - GAP_Y * (rows - 1)) / rows
    left = (at % columns) * (wide + GAP_X)
    bottom = 1 - (at // columns + 1) * cell - (at // columns) * GAP_Y
    return round(left, 4), round(bottom, 4), round(wide, 4), round(cell * (1 - HEAD), 4)


def _words(
    one: Measurement,
    column: Sequence[float | None],
    name: str,
    box: tuple[float, float, float, float],
    theme: str,
    lang: str,
    rem: float,
) -> list[dict[str, Any]]:
    """Name at the left, newest value at the right, both above the chart."""
    left, bottom, wide, high = box
    last = max((at for at, value in enumerate(column) if value is not None), default=None)
    row = one.row(last) if last is not None else None
    said = wording.said(one.metric, row.value, row.state, lang) if row else wording.NOTHING
    colour = judged_colour(one.metric, row, theme) if row else token(theme, "text-3")
    common = {"xref": "paper", "yref": "paper", "y": bottom + high, "yanchor": "bottom", "showarrow": False}
    font = {"size": size("axis", rem)}
    return [
        common
        | {"x": left, "xanchor": "left", "text": shortened(name, 20), "font": font | {"color": token(theme, "text-2")}},
        common | {"x": left + wide, "xanchor": "right", "text": f"<b>{said}</b>", "font": font | {"color": colour}},
    ]
