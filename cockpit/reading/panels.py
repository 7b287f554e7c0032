"""Each kind of panel: what it asks. A kind that is not known here asks its metric, broken down as its record says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from cockpit.access import visible
from cockpit.catalogue import Board, Metric, Panel
from cockpit.errors import Unavailable, UnknownName, unknown
from cockpit.measure import CHILDREN, Measurement, Row, dimensions
from cockpit.reading import (
    course,
    dwellings,
    explore,
    forces,
    grids,
    hotspots,
    incidents,
    inspection,
    matrix,
    pareto,
    places,
    population,
    problems,
    profiles,
    rounds,
    safeties,
    stages,
    supervision,
    targets,
    unit_matrix,
    walking,
    weighing,
)
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.listing import Listing, listing_of
from cockpit.reading.order import in_order, worst_first
from cockpit.reading.view import View
from cockpit.wording import say

STEPS = ("day", "week", "month")
STORY = ("trend", "map", "ranking")
"""Kinds that tell of one metric since when, where and how much."""
SPARK_DAYS = 30
MOST_DAYS, MOST_WEEKS = 120, 730
"""Longest periods read day by day, and week by week; longer ones are read month by month."""


@dataclass(frozen=True)
class PanelData:
    """A panel with its name on its board and its answers. `at` is its position in the record."""

    at: int
    key: str
    panel: Panel
    answers: Answers


def read_panels(board: Board, view: View) -> list[PanelData]:
    """Every panel of `board` with its answers, in the record's order."""
    return [
        PanelData(at, key, panel, read_panel(view, panel))
        for at, (key, panel) in enumerate(zip(panel_keys(board), board.panels, strict=True))
    ]


def panel_keys(board: Board) -> list[str]:
    """The name of every panel of `board`, in the record's order; a second one of a name has a number."""
    keys = [panel_key(panel) for panel in board.panels]
    return [key if keys.index(key) == at else f"{key}-{keys[:at].count(key) + 1}" for at, key in enumerate(keys)]


def read_listing(view: View, board: Board, key: str) -> tuple[PanelData, Listing | None]:
    """Panel `key` of `board` and what it shows as rows and columns; None, and its `why`, where it shows nothing.

    Raises:
        UnknownName: the board has no such panel.
    """
    keys = panel_keys(board)
    if key not in keys:
        raise unknown("panel", key, keys)
    at = keys.index(key)
    data = PanelData(at, key, board.panels[at], read_panel(view, board.panels[at]))
    answer = data.answers.main
    if data.answers.listing is not None or answer is None:
        return data, data.answers.listing
    rows, heading = rows_of(view, data.panel, answer), heading_of(view, answer)
    return data, listing_of(answer, rows, heading, view.lang, view.selection.compare)


def rows_of(view: View, panel: Panel, answer: Measurement) -> list[Row]:
    """Rows as the screen orders them: steps by time, units worst first, values as the catalogue has them."""
    if answer.by in {"", *STEPS}:
        return answer.rows()
    if answer.by in view.tree.levels or answer.by == CHILDREN or panel.kind in STORY:
        return worst_first(answer)
    return in_order(answer, tuple(view.snapshot.catalogue.labels.get(answer.by, {})))


def heading_of(view: View, answer: Measurement | None) -> str:
    """Name of the column that says which row it is."""
    if answer is None or not answer.by or answer.by == CHILDREN:
        return say("column.name", view.lang)
    if answer.by in STEPS:
        return say("column.period", view.lang)
    if answer.by in view.tree.levels:
        return view.snapshot.catalogue.label("level", answer.by, view.lang)
    return say(f"control.{answer.by}", view.lang)


def panel_key(panel: Panel) -> str:
    """A name for a panel that says what it shows: its own, else "map", "tile-residents", "breakdown-residents-kind"."""
    if panel.key:
        return panel.key
    return "-".join(part for part in (panel.kind, panel.metric, panel.by) if part)


def read_panel(view: View, panel: Panel) -> Answers:
    """The answers of `panel`; where the edition lacks its metric, its table or its breakdown, the reason."""
    metric = view.snapshot.catalogue.metrics.get(panel.metric) if panel.metric else view.metric
    if metric is None:
        return Answers(why=say("state.no_metric", view.lang))
    lacking = view.unfounded(metric)
    if lacking:
        return Answers(metric, why=say("population.no_column", view.lang, names=", ".join(lacking)))
    try:
        return READERS.get(panel.kind, _anything)(view, panel, metric)
    except Unavailable as fault:
        return Answers(metric, why=view.missing(metric) or fault.message)


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

    Where children are of several levels and no level was chosen, all children. On a wall always those of its map.
    """
    if not view.level:
        return Answers(metric, why=say("state.nothing_below", view.lang, unit=view.unit.said(view.lang)))
    around, tree, least = view.around, view.tree, int(panel.options.get("least", 1))
    if view.selection.level in view.levels or around is not view.unit or view.selection.wall:
        return Answers(metric, view.measure(metric, view.level, unit=around.code))
    deeper = [level for level in view.levels if view.snapshot.geo[(tree.name, around.code, level)].n >= least]
    level = deeper[0] if deeper else view.levels[-1]
    mixed = level == view.levels[0] and any(unit.level != level for unit in tree.children(around.code))
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
    step = panel.options.get("step") or ("day" if days <= MOST_DAYS else "week" if days <= MOST_WEEKS else "month")
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


# What each kind asks. Subjects bring kinds of their own: `**SUBJECT.READERS`.
READERS: Mapping[str, Reader] = {
    "tile": _tile,
    "map": _map,
    "ranking": _ranking,
    "breakdown": _breakdown,
    "trend": _trend,
    **explore.READERS,
    **population.READERS,
    **places.READERS,
    **targets.READERS,
    **grids.READERS,
    **forces.READERS,
    **weighing.READERS,
    **unit_matrix.READERS,
    **inspection.READERS,
    **dwellings.READERS,
    **walking.READERS,
    **rounds.READERS,
    **problems.READERS,
    **safeties.READERS,
    **incidents.READERS,
    **hotspots.READERS,
    **pareto.READERS,
    **course.READERS,
    **stages.READERS,
    **profiles.READERS,
    **matrix.READERS,
    **supervision.READERS,
}
