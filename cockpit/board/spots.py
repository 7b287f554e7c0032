"""Hot spots on a board's map: the switch above it, their part of the record, and their legend."""

from __future__ import annotations

from typing import Any

from dash import html

from cockpit import figures, panels
from cockpit.catalogue import Panel
from cockpit.errors import Unavailable
from cockpit.reading import View
from cockpit.reading.spots import HEAT, POINTS, Spots, read_spots
from cockpit.wording import say


def lay_spots(view: View, panel: Panel, shown: dict[str, Any]) -> None:
    """Add to what the map's places show what the panel's option `spots`, a metric, asks for; nothing without it."""
    metric = view.snapshot.catalogue.metrics.get(str(panel.options.get("spots", "")))
    record = shown.get("record")
    if metric is None or not isinstance(record, dict):
        return
    shown["map-head"] = [*shown["map-head"], _switch(view)]
    try:
        found = read_spots(view, metric)
    except Unavailable:
        return
    if found is None:
        return
    record["spots"] = figures.spots_record(found, view.theme, view.lang)
    shown["legend"] = _legend(found, record["spots"], view.lang)


def _switch(view: View) -> html.Div:
    """Areas, density, points."""
    lang, on = view.lang, view.selection.spots
    choices = {"": "areas", HEAT: "heat", POINTS: "points"}
    buttons = [
        panels.pick_button(say(f"problems.{word}", lang), on=(on or "") == kind, spots=kind)
        for kind, word in choices.items()
    ]
    return html.Div(buttons, className="mini", role="group", **{"aria-label": say("control.spots", lang)})


def _legend(found: Spots, record: dict[str, Any], lang: str) -> list[Any]:
    """What colours mean, and why points are not shown where they were wanted."""
    if found.kind == POINTS:
        rows = [(record["on_time"], "on_time", found.late.count(False)), (record["overdue"], "late", sum(found.late))]
        bins = [
            html.Div(
                [html.I(style={"background": colour}), html.B(say(f"problems.{word}", lang)), html.Em(f"{n:,}")],
                className="bin",
            )
            for colour, word, n in rows
        ]
        notes = [say("problems.unplaced", lang, n=found.unplaced)] if found.unplaced else []
    else:
        ends = (say("problems.sparse", lang), *("\u00a0" * 3), say("problems.dense", lang))
        bins = [
            html.Div([html.I(style={"background": colour}), html.B(words)], className="bin")
            for colour, words in zip(record["colours"], ends, strict=True)
        ]
        notes = [say(f"problems.points_{found.why}", lang)] if found.why else []
    title = html.Div(html.B(say("problems.spots_of", lang)), className="lt")
    return [title, *bins, *(html.Div(note, className="ln") for note in notes)]
