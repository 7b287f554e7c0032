"""Steps of a series: when they begin, which are incomplete, and which have a value to draw."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cockpit import wording
from cockpit.style import token

if TYPE_CHECKING:
    from cockpit.catalogue import Metric
    from cockpit.measure import Measurement, Row

DAY_MS = 86_400_000
DRAWN = ("ok", "approx")  # states whose value is part of a line


def value_of(row: Row) -> float | None:
    """The value of `row` where it may be drawn and judged, to nine digits; else None."""
    return float(f"{row.value:.9g}") if row.state in DRAWN and row.value is not None else None


def days_of(series: Measurement) -> list[date]:
    """The first day of each step."""
    return [step.start for step in series.windows]


def placed(days: Sequence[date]) -> dict[str, Any]:
    """Where the steps stand: start and distance when they are even, else every date."""
    gaps = {(after - before).days for before, after in pairwise(days)}
    if len(gaps) == 1:
        return {"x0": days[0].isoformat(), "dx": gaps.pop() * DAY_MS}
    return {"x": [day.isoformat() for day in days]}


def done(series: Measurement, at: int, lang: str) -> str:
    """How much of an incomplete week or month is there: "21/30 日"; "" for a day."""
    step = series.windows[at]
    if series.by == "day":
        return ""
    whole = 7 if series.by == "week" else calendar.monthrange(step.start.year, step.start.month)[1]
    return wording.say("state.partial_days", lang, done=(step.end - step.start).days + 1, days=whole)


def judged_colour(metric: Metric, row: Row, theme: str, otherwise: str = "text") -> str:
    """The text colour of a value: alarm when its target is missed, warn when it is near, else `otherwise`."""
    name = {"missed": "alarm", "near": "warn"}.get(wording.verdict(metric, row.value, row.state), otherwise)
    return token(theme, name)
