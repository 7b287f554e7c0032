"""What is chosen, as chips that are never off screen: each with the button that lifts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dash import html

from cockpit.panels.controls import pick
from cockpit.wording import say


@dataclass(frozen=True)
class Chip:
    """One choice in words, and the words of the address that lift it. `narrows` is the dimension it narrows by."""

    words: str
    lift: Mapping[str, str]
    narrows: str = ""
    warn: bool = False


def chip_line(chips: Sequence[Chip], lang: str) -> list[html.Span | html.Button]:
    """The chips, and the button that lifts all of them."""
    spans = [
        html.Span(
            [chip.words, _lifts("×", chip.lift, "", say("control.clear_one", lang, name=chip.words))],
            className="chip warn" if chip.warn else "chip",
        )
        for chip in chips
    ]
    words = {word: "" for chip in chips for word in chip.lift}
    return [*spans, _lifts(say("control.clear_all", lang), words, "lnk")] if chips else []


def _lifts(label: str, words: Mapping[str, str], class_: str, name: str = "") -> html.Button:
    """A button that writes `words`."""
    said = {"aria-label": name} if name else {}
    return html.Button(label, type="button", className=class_, **pick(**words), **said)
