"""What a number is about, in words: a unit, or several chosen together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cockpit.wording.words import say, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cockpit.measure import Measurement
    from cockpit.store import Unit

MOST_NAMED = 2
"""Units chosen together that are called by their names; of more, the first ones and how many there are."""


def place(answer: Measurement, lang: str) -> str:
    """The unit an answer is about, or the units that were summed for it."""
    return together(answer.units, lang) or answer.unit.said(lang)


def dimension(name: str, lang: str) -> str:
    """What a dimension is called; its own name where the interface has no word for it."""
    key = f"control.{name}"
    return say(key, lang) if key in words() else name.replace("_", " ")


def together(units: Sequence[Unit], lang: str) -> str:
    """Units in one phrase; "" for none."""
    names = ("、" if lang == "zh" else ", ").join(unit.said(lang) for unit in units[:MOST_NAMED])
    return names if len(units) <= MOST_NAMED else say("desk.and_others", lang, names=names, n=len(units))
