"""Numbers as officials write them: 612.8 万人, 95.9%, 18.6 时, with a true minus and never a false zero."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from cockpit.wording.words import say, words

NOTHING = "—"
MINUS = "\u2212"
MOST_DIGITS = 6  # beyond this a difference is not worth a reader's while
_KEPT = 20_000  # numbers said last: some five megabytes

# Where a count changes to the next larger word, the word, and how it is divided.
_LARGE = {"zh": ((Decimal(10**8), "亿"), (Decimal(10**4), "万")), "en": ((Decimal(10**6), "M"), (Decimal(10**4), "k"))}
_DIVISOR = {"亿": Decimal(10**8), "万": Decimal(10**4), "M": Decimal(10**6), "k": Decimal(1000)}
# How far below its limit a word already begins, because the smaller word would round up to 10,000 万 or 1,000.0k.
_ROUNDS_UP = {"亿": Decimal(5000), "万": Decimal("0.5"), "M": Decimal(50), "k": Decimal("0.5")}
_DIGITS = {
    "percent": 1,
    "points": 1,
    "hours": 1,
    "ratio": 2,
    "km2": 1,
    "score": 1,
    "workdays": 1,
    "months": 1,
    "points_of_100": 1,
}


@dataclass(frozen=True)
class Quantity:
    """A number and its unit apart, because the unit is set smaller: "4.26" and "万户". str() joins them."""

    number: str
    unit: str = ""

    def __str__(self) -> str:
        if not self.unit or self.number == NOTHING:
            return self.number
        return f"{self.number}{self.unit}" if self.unit == "%" else f"{self.number} {self.unit}"


def missing(value: float | None) -> bool:
    """Whether there is no number: None or nan."""
    return value is None or math.isnan(value)


def exact(value: float, unit: str) -> Decimal:
    """`value` as a reader would write it, in the unit's own scale: 0.9496 percent -> 94.96."""
    number = Decimal(repr(float(value)))
    return number * 100 if unit == "percent" else number


def rounded(number: Decimal, digits: int) -> Decimal:
    """Half up, as everyone was taught; binary halves are no concern because `exact` is decimal."""
    return number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def digits_of(unit: str) -> int:
    """Decimals a unit is written with: one for rates and hours, two for ratios, none for counts."""
    return _DIGITS.get(unit, 0)


def written(number: Decimal, *, signed: bool = False) -> str:
    """Digits of `number` as it stands: thousands comma, true minus, a plus when `signed`."""
    places = max(0, -int(number.as_tuple().exponent))
    sign = MINUS if number < 0 else "+" if signed and number > 0 else ""
    return f"{sign}{abs(number):,.{places}f}"


def bare(number: Decimal) -> Decimal:
    """`number` without trailing zeros, at most three decimals."""
    short = rounded(number, 3).normalize()
    return short.quantize(Decimal(1)) if int(short.as_tuple().exponent) > 0 else short


def enough_digits(number: Decimal, digits: int, agrees: Callable[[Decimal], bool]) -> Decimal:
    """`number` rounded to `digits`, or to as many more as it takes until the rounded number `agrees`."""
    for more in range(digits, MOST_DIGITS + 1):
        if agrees(rounded(number, more)):
            return rounded(number, more)
    return number


def _faithful(number: Decimal, unit: str) -> Callable[[Decimal], bool]:
    """A number that is not nought is not written 0, and a rate that is not whole is not written 100."""
    borders = (Decimal(0), Decimal(100)) if unit == "percent" else (Decimal(0),)
    return lambda shown: all((shown == border) == (number == border) for border in borders)


def scaled(number: Decimal, lang: str) -> tuple[Decimal, int, str]:
    """A count in its large unit: (mantissa, decimals so that 3-4 digits stand, "万" | "亿" | "k" | "M" | "").

    The mantissa is not rounded; the word is that of the rounded number, so 99,999,999 is 1.00 亿 and never 10,000 万.
    """
    for limit, word in _LARGE["en" if lang == "en" else "zh"]:
        if abs(number) >= limit - _ROUNDS_UP[word]:
            mantissa = number / _DIVISOR[word]
            size = abs(mantissa)
            digits = 2 if size < Decimal("9.995") or word == "亿" else 1 if size < Decimal("999.95") else 0
            return mantissa, digits, word
    return number, 0, ""


def unit_word(unit: str, lang: str, number: Decimal | None = None) -> str:
    """The word for `unit`: 户, dwellings, dwelling; a unit the table does not know stands for itself."""
    text = words().get(f"unit.{unit}")
    if text is None:
        return unit
    if lang == "en" and number is not None and abs(number) == 1 and "one" in text:
        return text["one"]
    return say(f"unit.{unit}", lang)


def counted(unit: str) -> bool:
    """Whether `unit` counts things, so that large numbers are said in 万 and 亿."""
    return unit not in _DIGITS


def quantity(
    value: float | None,
    unit: str,
    lang: str = "zh",
    *,
    digits: int | None = None,
    lines: Sequence[float] = (),
    closed: int = 1,
) -> Quantity:
    """`value` (a fraction for percent) in words.

    Args:
        value: None or nan gives "—".
        unit: a metric's unit.
        lang: "zh" (万, 亿) or "en" (k, M).
        digits: decimals instead of the unit's own.
        lines: values on whose far side the written number must not fall (targets, edges of bins).
        closed: the side a line belongs to: 1 when a value on it counts as above, -1 as below.
    """
    if value is None or math.isnan(value):
        return Quantity(NOTHING)
    return _said(float(value), unit, lang, digits, tuple(lines), closed)


@lru_cache(maxsize=_KEPT)
def _said(value: float, unit: str, lang: str, digits: int | None, lines: tuple[float, ...], closed: int) -> Quantity:
    """What `quantity` says of a number; half of a page's numbers were said of another page or day."""
    number = exact(value, unit)
    edges = [exact(line, unit) for line in lines]

    def side(x: Decimal, edge: Decimal) -> bool:
        return x >= edge if closed > 0 else x > edge

    def agrees(x: Decimal) -> bool:
        return all(side(x, edge) == side(number, edge) for edge in edges)

    word = unit_word(unit, lang, number)
    if not counted(unit):
        faithful = _faithful(number, unit)
        shown = enough_digits(
            number, digits_of(unit) if digits is None else digits, lambda x: agrees(x) and faithful(x)
        )
        return Quantity(written(shown), word)
    mantissa, places, large = scaled(number, lang)
    shown = rounded(mantissa, places if digits is None else digits)
    if large and agrees(shown * _DIVISOR[large]):
        return Quantity(written(shown) + large, word) if lang == "en" else Quantity(written(shown), large + word)
    whole = enough_digits(number, 0, lambda x: agrees(x) and (x == 0) == (number == 0))
    return Quantity(written(whole), word)
