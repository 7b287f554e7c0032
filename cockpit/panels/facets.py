"""Boxes to narrow by, with counts beside them: the box lets a value in or out, its name leaves it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

from cockpit.panels.controls import pick, pick_button
from cockpit.wording import say

MOST_BOXES = 8
"""Boxes seen at once; the others open under a line that says how many they are."""


@dataclass(frozen=True)
class Box:
    """One value: its words, what is counted of it, whether it is let through, and the `where` its clicks write."""

    value: str
    words: str
    count: str
    on: bool
    toggled: str
    only: str


def facet(
    dimension: str, boxes: Sequence[Box], lang: str, *, lifted: str | None, note: str, opened: bool
) -> html.Details:
    """The group of one dimension. `note` says what the counts are of, `lifted` is the `where` without the dimension."""
    head = say(f"control.{dimension}", lang)
    rows = [_row(box, lang) for box in boxes]
    left = len(rows) - MOST_BOXES
    more = [html.Details([html.Summary(say("panel.others", lang, n=left), className="quiet"), *rows[MOST_BOXES:]])]
    lift = None if lifted is None else pick_button(say("control.whole", lang), class_="lnk", where=lifted)
    return html.Details(
        [
            html.Summary([html.H4(head), lift], title=note),
            html.Div(
                rows[:MOST_BOXES] + (more if left > 1 else rows[MOST_BOXES:]), role="group", **{"aria-label": head}
            ),
        ],
        className="group facet",
        open=opened,
    )


def _row(box: Box, lang: str) -> html.Div:
    mark = html.Button(
        type="button",
        className="box",
        role="checkbox",
        **pick(where=box.toggled),
        **{"aria-checked": "true" if box.on else "false", "aria-label": f"{box.words} {box.count}"},
    )
    name = html.Button(
        box.words,
        type="button",
        className="row-name",
        tabIndex=-1,
        title=say("desk.only", lang, name=box.words),
        **pick(where=box.only),
        **{"data-add": pick(where=box.toggled)["data-pick"]},
    )
    return html.Div([mark, name, html.Em(box.count)], className="chk")
