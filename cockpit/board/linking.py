"""The line of the unit a reader points at, for the trend of the same page: asked for when it is pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cockpit import wording
from cockpit.catalogue import Board, Panel
from cockpit.errors import CockpitError
from cockpit.figures.steps import days_of, value_of
from cockpit.measure import Measurement
from cockpit.reading import Slide, View, read_panel
from cockpit.style import token

FOLLOWING = ("trend", "slide")
"""Kinds that show the metric of the map over time."""


def follows(panel: Panel) -> bool:
    """Whether a unit's own line may be laid over `panel`."""
    return panel.kind in FOLLOWING and panel.metric is None


def address(board: Board, view: View) -> str:
    """Where the lines of this picture are asked for; the browser puts the unit in."""
    return f"/lines/{board.key}?{view.selection.pinned(view.snapshot.edition).to_query()}"


def line(board: Board, view: View) -> dict[str, Any]:
    """The trend of `view`'s unit as its board asks for it: days, values to nine digits (None for a gap), and words.

    A rate stands on the scale of the trend; an amount of a part would lie flat below that of the whole, so it is
    `apart`, on a scale of its own, and its words say so. Of a unit of which nothing is known there are only words.

    Raises:
        UnknownName: the address names what this edition does not have.
        CockpitError: the board has no trend that follows its map.
    """
    for stranger in view.strangers:
        raise stranger
    panel = next(filter(follows, board.panels), None)
    if panel is None:
        raise CockpitError(f"No trend of {board.key} follows its map.")
    found = read_panel(view, panel)
    metric, lang = found.metric, view.lang
    series: Measurement | None = found.data.series if isinstance(found.data, Slide) else found.main
    if metric is None or series is None:
        return _said(view, [], [], found.why)
    values = [value_of(row) for row in series.rows()]
    last = max((at for at, value in enumerate(values) if value is not None), default=None)
    if last is None:
        return _said(view, [], [], wording.say("state.empty", lang))
    apart = not metric.ratio
    row = series.row(last)
    words = [wording.said(metric, row.value, row.state, lang)]
    words += [wording.say("desk.own_scale", lang)] if apart else []
    return _said(view, days_of(series), values, " · ".join(words), apart=apart)


def _said(
    view: View, days: Sequence[date], values: Sequence[float | None], words: str, *, apart: bool = False
) -> dict[str, Any]:
    return {
        "x": [day.isoformat() for day in days],
        "y": values,
        "words": f"<b>{view.unit.said(view.lang)}</b> {words}",
        "apart": apart,
        "colour": token(view.theme, "info"),
        "ground": token(view.theme, "surface"),
    }
