"""Heat calendar: a year of days in columns of weeks. Holidays and storms are seen as what they are: days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from cockpit import wording
from cockpit.figures.canvas import Figure, blank, sheet
from cockpit.figures.steps import days_of, value_of
from cockpit.style import REM, scale, template

if TYPE_CHECKING:
    from cockpit.measure import Measurement

WEEK = 7


def calendar(series: Measurement, *, theme: str, lang: str, rem: float = REM) -> Figure:
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
    for day, value in zip(days, values, strict=True):
        cells[day.weekday()][(day - monday).days // WEEK] = value
    dates = [[(monday + timedelta(days=WEEK * at + day)).isoformat() for at in range(weeks)] for day in range(WEEK)]
    unit = wording.unit_word(series.metric.unit, lang)
    heat = {
        "type": "heatmap",
        "z": cells,
        "customdata": dates,
        "hovertemplate": f"%{{customdata}} %{{y}} <b>%{{z:,}} {unit}</b><extra></extra>",
        "y": wording.say("inspection.week_days", lang).split(" "),
        "hoverongaps": False,
        "xgap": 2,
        "ygap": 2,
        "showscale": False,
        "zmin": 0,
        "colorscale": [[at / 4, colour] for at, colour in enumerate(scale(theme, "seq"))],
    }
    return sheet([heat], _layout(monday, weeks, theme, lang, rem))


def _layout(monday: date, weeks: int, theme: str, lang: str, rem: float) -> dict[str, Any]:
    """Months named below the week they begin in; Monday on top."""
    small = rem / REM
    months = [(week, month) for week in range(weeks) if (month := _first_week(monday, week)) is not None]
    return {
        "template": template(theme, rem),
        "margin": {"l": 24 * small, "r": 0, "t": 2 * small, "b": 20 * small},
        "xaxis": {
            "tickvals": [week for week, _ in months],
            "ticktext": [wording.step(f"{month:%Y-%m}", lang) for _, month in months],
            "tickangle": 0,
            "range": [-0.5, weeks - 0.5],
        },
        "yaxis": {"type": "category", "range": [WEEK - 0.5, -0.5], "showgrid": False},
    }


def _first_week(monday: date, week: int) -> date | None:
    """The month that begins in a week, else None."""
    start = monday + timedelta(days=week * WEEK)
    return next((day for at in range(WEEK) if (day := start + timedelta(days=at)).day == 1), None)
