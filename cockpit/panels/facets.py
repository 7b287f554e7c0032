"""Boxes to narrow by, with counts beside them: the box lets a value in or out, a click on its name leaves it alone.

What is let through is told by the boxes themselves, so a click on one needs no words from here: assets/desk.js writes
them to the control, and nothing is said once per box that is already said by all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

from cockpit.panels.controls import pick_button
from cockpit.panels.made import made
from cockpit.wording import dimension as said
from cockpit.wording import say

MOST_BOXES = 8
"""Boxes seen at once; the others open under a line that says how many they are."""


@dataclass(frozen=True)
class Box:
    """One value: its words, what is counted of it, whether it is let through."""

    value: str
    words: str
    count: str
    on: bool


def facet(
    dimension: str, boxes: Sequence[Box], lang: str, *, lifted: str | None, note: str, opened: bool
) -> html.Details:
    """The group of one dimension. `note` says what the counts are of, `lifted` is the `where` without the dimension."""
    head = said(dimension, lang)
    rows = [_row(box) for box in boxes]
    left = len(rows) - MOST_BOXES
    if left > 1:
        more = made(html.Summary, say("panel.others", lang, n=left), className="quiet")
        rows[MOST_BOXES:] = [made(html.Details, [more, *rows[MOST_BOXES:]])]
    lift = None if lifted is None else pick_button(say("control.whole", lang), class_="lnk", where=lifted)
    group = {"data-facet": dimension, "aria-label": f"{head} {note}"}
    return made(
        html.Details,
        [made(html.Summary, [made(html.H4, head, title=note), lift]), made(html.Div, rows, role="group", **group)],
        className="group facet",
        open=opened,
    )


def _row(box: Box) -> html.Button:
    """One element for box, name and count: a page has a hundred of them. Its sheet draws box and count."""
    state = {"aria-checked": "true" if box.on else "false", "aria-label": f"{box.words} {box.count}"}
    return made(
        html.Button,
        box.words,
        type="button",
        className="chk",
        role="checkbox",
        **{"data-box": box.value, "data-n": box.count},
        **state,
    )
