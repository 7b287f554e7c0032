"""Each kind of panel: what it asks. A kind that is not known here asks its metric, broken down as its record says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from cockpit.access import visible
from cockpit.catalogue import Board, Metric, Panel
from cockpit.errors import Unavailable, UnknownName
from cockpit.measure import CHILDREN, Measurement, dimensions
from cockpit.reading.view import View
from cockpit.wording import say

SPARK_DAYS = 30
MOST_DAYS, MOST_WEEKS = 120, 730
"""Longest periods read day by day, and week by week; longer ones are read month by month."""


@dataclass(frozen=True)
class Answers:
    """What a panel shows.

    `main` is what it is about: a total (tile), units (map, ranking), values of a dimension (breakdown), steps (trend).
    `other` is a tile's total compared the other way, `series` its last days; `before` is a trend's earlier period, step
    by step, where the edition reaches back that far. Without `main`, `why` says why in a sentence.
    """

    metric: Metric | None = None
    main: Measurement | None = None
    other: Measurement | None = None
    series: Measurement | None = None
    before: Measurement | None = None
    why: str = ""


@dataclass(frozen=True)
class PanelData:
    """A panel with its name on its board and its answers. `at` is its position in the record."""

    at: int
    key: str
    panel: Panel
    answers: Answers


def read_panels(board: Board, view: View) -> list[PanelData]:
    """Every panel of `board` with its answers, in the record's order."""
    keys = [panel_key(panel) for panel in board.panels]
    return [
        PanelData(at, key if keys.index(key) == at else f"{key}-{keys[:at].count(key) + 1}", panel, answers)
        for at, (key, panel) in enumerate(zip(keys, board.panels, strict=True))
        for answers in [read_panel(view, panel)]
    ]


def panel_key(panel: Panel) -> str:
    """A name for a panel that says what it shows: "map", "tile-residents", "breakdown-events_open-channel"."""
    return "-".join(part for part in (panel.kind, panel.metric, panel.by) if part)


def read_panel(view: View, panel: Panel) -> Answers:
    """The answers of `panel`; where the edition lacks its metric, its table or its breakdown, the reason."""
    metric = view.snapshot.catalogue.metrics.get(panel.metric) if panel.metric else view.metric
    if metric is None:
        return Answers(why=say("state.no_metric", view.lang))
    try:
        return READERS.get(panel.kind, _anything)(view, panel, metric)
    except Unavailable as fault:
        return Answers(metric, why=fault.message)


def reference_of(view: View, answer: Measurement) -> Measurement:
    """`answer` for the whole level in the reader's scope, where colours are made from it: they keep their meaning."""
    top = visible(view.snapshot, view.scope, view.tree.name, None)
    return answer if view.around is top else view.measure(answer.metric, view.level, unit=top.code)


def _tile(view: View, _panel: Panel, metric: Metric) -> Answers:
    total = view.measure(metric)
    compare = view.selection.compare
    other = view.measure(metric, compare="year" if compare == "previous" else "previous")
    series = view.measure(metric, "day", start=total.end - timedelta(days=SPARK_DAYS - 1), end=total.end)
    return Answers(metric, total, other=other, series=series)


def _map(view: View, _panel: Panel, metric: Metric) -> Answers:
    """The units of the map's level around the chosen unit."""
    if not view.level:
        return Answers(metric, why=say("state.nothing_below", view.lang, unit=view.unit.said(view.lang)))
    return Answers(metric, view.measure(metric, view.level, unit=view.around.code))


def _ranking(view: View, panel: Panel, metric: Metric) -> Answers:
    """The map's units, or those of the first level with at least `least`: a list of four says little of where.

    Where children are of several levels and no level was chosen, all children.
    """
    if not view.level:
        return Answers(metric, why=say("state.nothing_below", view.lang, unit=view.unit.said(view.lang)))
    around, tree, least = view.around, view.tree, int(panel.options.get("least", 1))
    if view.selection.level in view.levels or around is not view.unit:
        return Answers(metric, view.measure(metric, view.level, unit=around.code))
    deeper = [level for level in view.levels if view.snapshot.geo[(tree.name, around.code, level)].n >= least]
    level = deeper[0] if deeper else view.levels[-1]
    mixed = level == view.level and any(unit.level != level for unit in tree.children(around.code))
    return Answers(metric, view.measure(metric, CHILDREN if mixed else level, unit=around.code))


def _breakdown(view: View, panel: Panel, metric: Metric) -> Answers:
    by = panel.by or ""
    if by not in dimensions(view.snapshot.catalogue, metric):
        return Answers(metric, why=say("state.no_metric", view.lang))
    return Answers(metric, view.measure(metric, by))


def _trend(view: View, panel: Panel, metric: Metric) -> Answers:
    """At least `days` days, so that a week has something to stand against."""
    whole = view.measure(metric)
    least = timedelta(days=int(panel.options.get("days", 1)) - 1)
    first_day = view.snapshot.manifest.span.first_day
    start = min(whole.start, max(whole.end - least, first_day))
    days = (whole.end - start).days + 1
    step = "day" if days <= MOST_DAYS else "week" if days <= MOST_WEEKS else "month"
    series = view.measure(metric, step, start=start, end=whole.end)
    past = series.window
    before = view.measure(metric, step, start=past.previous_start, end=past.previous_end)
    return Answers(metric, series, before=before if past.previous_end >= first_day else None)


def _anything(view: View, panel: Panel, metric: Metric) -> Answers:
    """A kind of panel that came later: its metric by what its record says, so that a snapshot has its numbers."""
    try:
        return Answers(metric, view.measure(metric, panel.by or ""))
    except UnknownName as fault:
        return Answers(metric, why=fault.message)


READERS: Mapping[str, Callable[[View, Panel, Metric], Answers]] = {
    "tile": _tile,
    "map": _map,
    "ranking": _ranking,
    "breakdown": _breakdown,
    "trend": _trend,
}
