"""Judgement in words: is it within target, is a change good. Made on the exact value, never on the text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from cockpit.catalogue import Metric
from cockpit.wording.numbers import (
    NOTHING,
    Quantity,
    bare,
    counted,
    digits_of,
    enough_digits,
    exact,
    quantity,
    scaled,
    unit_word,
    written,
)
from cockpit.wording.words import say

GLYPHS = {"met": "●", "near": "▲", "missed": "■", "none": "○", "unjudged": "○"}
SMALL_BASE = 100  # a count below this is compared by difference: 38 -> 43 is +5 件, not +13.2%
JUDGED_STATES = ("ok", "approx")


@dataclass(frozen=True)
class Change:
    """A change in words: text "+0.4 点", arrow by sign ("▲", "▼", ""), sense by meaning ("good", "bad", "neutral")."""

    text: str
    arrow: str = ""
    sense: str = "neutral"

    def __str__(self) -> str:
        return f"{self.arrow} {self.text}".strip()


def lines_of(metric: Metric) -> tuple[float, ...]:
    """The values at which a judgement of `metric` turns: target and alarm, where given."""
    return tuple(line for line in (metric.target, metric.alarm) if line is not None)


def closed_side(metric: Metric) -> int:
    """1 when a value on a line counts as above it (higher is better, or no judgement), -1 as below."""
    return -1 if metric.better == "lower" else 1


def verdict(metric: Metric, value: float | None, state: str = "ok") -> str:
    """How `value` stands to the metric's target and alarm.

    Returns:
        "met": both are met; "near": one of them, so it is between target and alarm; "missed"; "none": no target to
        meet; "unjudged": too few, suppressed or no value.
    """
    if metric.target is None or metric.better == "neither":
        return "none"
    if state not in JUDGED_STATES or value is None or math.isnan(value):
        return "unjudged"
    kept = [value >= line if metric.better == "higher" else value <= line for line in lines_of(metric)]
    return "met" if all(kept) else "near" if any(kept) else "missed"


def meets(metric: Metric, value: float | None, state: str = "ok") -> bool | None:
    """Whether the target itself is met; None when nothing is judged."""
    if verdict(metric, value, state) in {"none", "unjudged"} or value is None or metric.target is None:
        return None
    return value >= metric.target if metric.better == "higher" else value <= metric.target


def lamp(key: str, lang: str = "zh") -> str:
    """A verdict as glyph and word: "■ 未达标"."""
    return f"{GLYPHS[key]} {say(f'verdict.{key}', lang)}"


def judged(metric: Metric, value: float | None, lang: str = "zh") -> Quantity:
    """`value` in words that never contradict its verdict: 94.96, not 95.0, when 95 is the target."""
    return quantity(value, metric.unit, lang, lines=lines_of(metric), closed=closed_side(metric))


def short(metric: Metric, value: float | None, lang: str = "zh") -> str:
    """`value` for a tight place, a map label or a cell: no percent sign, no unit, 万 kept."""
    said_ = judged(metric, value, lang)
    word = unit_word(metric.unit, lang)
    if lang == "zh" and counted(metric.unit) and said_.unit != word:
        return f"{said_.number} {said_.unit.removesuffix(word)}"
    return said_.number


def said(metric: Metric, value: float | None, state: str = "ok", lang: str = "zh", *, smallest: int = 10) -> str:
    """`value` in any state: "95.9%", "—" when empty, "<10" when suppressed, "≈ 18.6 时" when approximate."""
    if state == "suppressed":
        return f"<{smallest}"
    text = str(judged(metric, value, lang))
    return f"≈ {text}" if state == "approx" and text != NOTHING else text


def target(metric: Metric, lang: str = "zh") -> str:
    """The target in words: "目标 ≥95%"; "" when there is none."""
    bound_ = bound(metric, lang)
    return say("panel.target", lang, bound=bound_) if bound_ else ""


def bound(metric: Metric, lang: str = "zh") -> str:
    """The target as a bound: "≥95%", "≤6%"; "" when there is none."""
    if metric.target is None or metric.better == "neither":
        return ""
    return ("≥" if metric.better == "higher" else "≤") + edge(metric.target, metric.unit, lang, named=True)


def edge(value: float, unit: str, lang: str = "zh", *, named: bool = False) -> str:
    """A round number without needless decimals, for axes and legends: 95, 2.5, 1.5 万; `named` adds the unit."""
    number = exact(value, unit)
    word = unit_word(unit, lang, number) if named else ""
    if not counted(unit):
        return str(Quantity(written(bare(number)), word))
    mantissa, _, large = scaled(number, lang)
    if lang == "en":
        return str(Quantity(written(bare(mantissa)) + large, word))
    return str(Quantity(written(bare(mantissa)), large + word))


def change(
    metric: Metric, value: float | None, previous: float | None, lang: str = "zh", *, noise: float | None = None
) -> Change:
    """The change from `previous` to `value`: rates in points, hours and ratios by difference, counts in percent.

    Args:
        metric: decides unit and what is good.
        value: now. Missing gives "—".
        previous: then. Missing gives "—".
        lang: language.
        noise: differences up to this (in the metric's own scale) are not judged.
    """
    if value is None or previous is None or math.isnan(value) or math.isnan(previous):
        return Change(NOTHING)
    difference = exact(value, metric.unit) - exact(previous, metric.unit)
    if difference == 0:
        return Change(say("state.no_change", lang))
    text = _difference(metric, difference, exact(previous, metric.unit), lang)
    arrow = "▲" if difference > 0 else "▼"
    if metric.better == "neither" or (noise is not None and abs(value - previous) <= noise):
        return Change(text, arrow if metric.better != "neither" else "")
    return Change(text, arrow, "good" if (difference > 0) == (metric.better == "higher") else "bad")


def _difference(metric: Metric, difference: Decimal, base: Decimal, lang: str) -> str:
    """A signed difference in the words of its unit; never a signed zero."""
    unit = metric.unit
    if counted(unit) and abs(base) >= SMALL_BASE:
        share = difference / abs(base) * 100
        digits = 1 if abs(share) < 1000 else 0
        return written(enough_digits(share, digits, bool), signed=True) + "%"
    digits = digits_of(unit)
    number = enough_digits(difference, digits, bool)
    word = unit_word("points" if unit == "percent" else unit, lang, number)
    return f"{written(number, signed=True)} {word}".strip()


def comparison(compare: str, lang: str = "zh") -> str:
    """What a change is measured against: 环比, 同比."""
    return say(f"compare.{compare}", lang)


def fraction(metric: Metric, numerator: float | None, denominator: float | None, lang: str = "zh") -> str:
    """Numerator and denominator of a rate as counts, "8,077 / 6.31 万"; "" for a metric that has none."""
    if not metric.ratio or denominator is None or math.isnan(denominator):
        return ""
    return f"{quantity(numerator, 'count', lang)} / {quantity(denominator, 'count', lang)}"
