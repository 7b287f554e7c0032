"""The controls that hold what is chosen, one per word of the address, and the clicks that write them.

A control is `{"control": word}` with its value in `value`. Most are hidden: what the reader sees are buttons, rows and
shapes that carry `data-pick`, and assets/cockpit.js writes the words of a click to the controls. So every way to
choose ends in one place, and a button needs no callback.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import dash_mantine_components as dmc
from dash import dcc, html

from cockpit.panels.made import made
from cockpit.selection import Selection
from cockpit.wording import say

CONTROLS = tuple(Selection().words())
DAYS = ("from", "to")
"""Controls that are typed into and so stand in the rail; all others are hidden."""


def controls(selection: Selection) -> html.Div:
    """The hidden controls of a page, holding `selection`."""
    words = selection.words()
    fields = [
        dcc.Input(id={"control": word}, type="hidden", value=words[word]) for word in CONTROLS if word not in DAYS
    ]
    return made(html.Div, fields, hidden=True)


def day_control(selection: Selection, word: str) -> dmc.DateInput:
    """A typed day, "from" or "to", written 2026-06-30 in every language.

    Its calendar has numbers for words and its weekdays are written by the sheet, so that no file of a locale is needed.
    """
    return dmc.DateInput(
        id={"control": word},
        value=selection.words()[word] or None,
        valueFormat="YYYY-MM-DD",
        monthLabelFormat="YYYY-MM",
        yearLabelFormat="YYYY",
        monthsListFormat="MM",
        placeholder=say(f"control.{word}", selection.lang),
        firstDayOfWeek=1,
        debounce=True,
        clearable=True,
        size="sm",
        inputProps={"aria-label": say(f"control.{word}", selection.lang)},
        popoverProps={"withinPortal": True},
    )


def pick(**words: str | None) -> dict[str, str]:
    """Attributes of an element whose click writes `words` to the controls; None or "" means the default."""
    return {"data-pick": json.dumps({word: text or "" for word, text in words.items()}, ensure_ascii=False)}


def ground(words: Mapping[str, str]) -> dict[str, str]:
    """Attributes of a chart's ground, a click on which writes `words`; none when there is nothing to let go."""
    return {"data-clear": pick(**words)["data-pick"]} if words else {}


def pick_button(
    label: object, *, on: bool | None = None, name: str = "", class_: str = "", **words: str | None
) -> html.Button:
    """A button that picks `words`; `on` tells whether its choice is the one that holds."""
    state = {} if on is None else {"aria-pressed": "true" if on else "false"}
    said = {"aria-label": name} if name else {}
    return made(
        html.Button, label, type="button", className=class_ or ("on" if on else ""), **pick(**words), **state, **said
    )
