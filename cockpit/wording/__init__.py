"""Wording: values, verdicts, dates and fixed strings in Chinese and English. Knows neither Plotly nor Dash."""

from __future__ import annotations

from cockpit.wording.dates import day, end_of_day, period, short_day, step, weekday
from cockpit.wording.durations import DAY_FROM, countdown, stretch
from cockpit.wording.findings import finding, finding_of_series, finding_of_units
from cockpit.wording.judgement import (
    Change,
    bound,
    change,
    closed_side,
    comparison,
    edge,
    fraction,
    judged,
    lamp,
    lines_of,
    meets,
    said,
    short,
    target,
    verdict,
)
from cockpit.wording.numbers import MINUS, NOTHING, Quantity, counted, quantity, unit_word
from cockpit.wording.places import dimension, place, together
from cockpit.wording.words import LANGUAGES, say, words

__all__ = [
    "DAY_FROM",
    "LANGUAGES",
    "MINUS",
    "NOTHING",
    "Change",
    "Quantity",
    "bound",
    "change",
    "closed_side",
    "comparison",
    "countdown",
    "counted",
    "day",
    "dimension",
    "edge",
    "end_of_day",
    "finding",
    "finding_of_series",
    "finding_of_units",
    "fraction",
    "judged",
    "lamp",
    "lines_of",
    "meets",
    "period",
    "place",
    "quantity",
    "said",
    "say",
    "short",
    "short_day",
    "step",
    "stretch",
    "target",
    "together",
    "unit_word",
    "verdict",
    "weekday",
    "words",
]
