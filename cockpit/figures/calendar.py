"""Heat calendar: a year of days in columns of weeks. Holidays and storms are seen as what they are: days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from cockpit import wording
from cockpit.figures.canvas import blank
from cockpit.figures.steps import days_of, value_of
from cockpit.style import REM, scale, template

if TYPE_CHECKING:
    from cockpit.measure import Measurement

WEEK = 7


def calendar(series: Measurement, *, theme: str, lang: str, rem: float = REM) -> go.Figure:
    """The days of `series` (a measurement by day), Monday on top; a day without a value is left open.

    Args:
        series: days in order.
        theme: "light" or "dark".
        lang: "zh" or "en".
        rem: px of one rem where it is shown.
    """
    rows, days = series.rows(), days_of(series)
    values = [value_of(row) for row in rows]
    if all(value is None for value in values):
        return blank(wording.say("state.empty", lang), theme, rem)
    monday = days[0] - timedelta(days=days[0].weekday())
    weeks = (days[-1] - monday).days // WEEK + 1
    cells: list[list[float | None]] = [[None] * weeks for _ in range(WEEK)]
    said = [[""] * weeks for _ in range(WEEK)]
    for day, row, value in zip(days, rows, values, strict=True):
        week = (day - monday).days // WEEK
        cells[day.weekday()][week] = value
        words = wording.said(series.metric, row.value, row.state, lang)
        said[day.weekday()][week] = f"{wording.day(day)} {wording.weekday(day, lang)} <b>{words}</b>"
    heat = go.Heatmap(
        z=cells,
        hovertext=said,
        hoverinfo="text",
        xgap=2,
        ygap=2,
        showscale=False,
        zmin=0,
        colorscale=[[at / 4, colour] for at, colour in enumerate(scale(theme, "seq"))],
    )
    small = rem / REM
    firsts = [_first_week(monday, week) for week in range(weeks)]
    shown = [week for week, month in enumerate(firsts) if month is not None]
    layout = {
        "template": template(theme, rem),
        "margin": {"l": 24 * small, "r": 0, "t": 2 * small, "b": 20 * small},
        "xaxis": {
            "tickvals": shown,
            "ticktext": [wording.step(f"{month:%Y-%m}", lang) for month in firsts if month is not None],
            "tickangle": 0,
            "range": [-0.5, weeks - 0.5],
        },
        "yaxis": {
            "tickvals": list(range(WEEK)),
            "ticktext": wording.say("inspection.week_days", lang).split(" "),
            "range": [WEEK - 0.5, -0.5],
            "showgrid": False,
        },
    }
    return go.Figure(heat, layout=layout)


def _first_week(monday: date, week: int) -> date | None:
    """The month that begins in a week, else None."""
    start = monday + timedelta(days=week * WEEK)
    return next((day for at in range(WEEK) if (day := start + timedelta(days=at)).day == 1), None)
