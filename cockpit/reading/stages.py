"""The funnel of a cohort: how many events reported in the period passed each stage, and how long it took them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cockpit import wording
from cockpit.catalogue import Metric, Panel
from cockpit.contract import REPORTED, STAGES
from cockpit.errors import Unavailable
from cockpit.measure import Measurement
from cockpit.reading.answers import Answers
from cockpit.reading.listing import Cell, Chart, Column, Line, Listing
from cockpit.reading.view import View
from cockpit.wording import say

BY = "stage"
TIMES = ("median", "p90")


@dataclass(frozen=True)
class Stage:
    """A stage: events that passed it, those of the stage before that did not, and the hours it took."""

    key: str
    name: str
    reached: float
    lost: float
    kept: float | None
    hours: tuple[Cell, ...]
    passes: float | None
    slowest: bool = False


def read_funnel(view: View, panel: Panel, metric: Metric) -> Answers:
    """Stages in their order. Options: `median`, `p90`, `passes`: keys of metrics with {stage} in them.

    An event has passed a stage when it has passed it or a later one. A stage the edition says nothing of is left out.
    """
    parts = view.measure(metric, BY)
    counted = {row.key: row.value or 0.0 for row in parts.rows()}
    order = (REPORTED, *STAGES)
    stages: list[Stage] = []
    unknown: list[str] = []
    for at, key in enumerate(order):
        name = view.snapshot.catalogue.label(BY, key, view.lang)
        reached = sum(counted.get(later, 0.0) for later in order[at:])
        before = stages[-1].reached if stages else None
        try:
            hours, passes = ((), None) if key == REPORTED else _times(view, panel, key)
        except Unavailable:
            unknown.append(name)
            continue
        lost = 0.0 if before is None else before - reached
        kept = reached / before if before else None
        stages.append(Stage(key, name, reached, lost, kept, hours, passes))
    stages = _marked(stages)
    metrics = tuple(found for key in STAGES for found in _metrics(view, panel, key))
    return Answers(metric, listing=_listing(view, parts, stages, unknown), metrics=metrics, data=tuple(stages))


def _metrics(view: View, panel: Panel, stage: str) -> list[Metric]:
    """The metrics of a stage's times that the edition has."""
    keys = [str(panel.options.get(name, "")).format(stage=stage) for name in TIMES]
    return [view.snapshot.catalogue.metrics[key] for key in keys if key in view.snapshot.catalogue.metrics]


def _times(view: View, panel: Panel, stage: str) -> tuple[tuple[Cell, ...], float | None]:
    """Median and p90 of the hours of `stage`, and how often it was gone through."""
    rows = [view.measure(metric, compared=False).total for metric in _metrics(view, panel, stage)]
    passes = view.snapshot.catalogue.metrics.get(str(panel.options.get("passes", "")).format(stage=stage))
    times = view.measure(passes).total.value if passes and not view.missing(passes) else None
    return tuple(Cell(row.value, row.state) for row in rows), times


def _marked(stages: list[Stage]) -> list[Stage]:
    """The one with the longest median is the slowest; it alone is warm."""
    known = [
        float(stage.hours[0].value)
        for stage in stages
        if stage.hours and stage.hours[0].state != "few" and isinstance(stage.hours[0].value, int | float)
    ]
    slow = max(known, default=0.0)
    return [
        replace(
            stage,
            hours=tuple(replace(cell, verdict="missed") for cell in stage.hours),
            slowest=True,
        )
        if slow > 0 and stage.hours and stage.hours[0].state != "few" and stage.hours[0].value == slow
        else stage
        for stage in stages
    ]


def _listing(view: View, parts: Measurement, stages: list[Stage], unknown: list[str]) -> Listing:
    lang = view.lang
    columns = (
        Column("stage", say("events.stage", lang)),
        Column("n", say("events.reached", lang), "events"),
        Column("kept", say("events.kept", lang), "percent"),
        Column("lost", say("events.lost", lang), "events"),
        Column("median", say("events.median", lang), "hours"),
        Column("p90", say("events.p90", lang), "hours"),
        Column("passes", say("events.passes", lang), "times"),
    )
    lines = []
    for stage in stages:
        hours = stage.hours or (Cell(), Cell())
        cells = (
            Cell(stage.name),
            Cell(stage.reached),
            Cell(stage.kept),
            Cell(stage.lost if stage.kept is not None else None),
            *hours,
            Cell(stage.passes),
        )
        lines.append(Line(stage.key, cells, {"where": _toggled(view, stage.key)}))
    if not parts.n.any():
        lines = []
    slow = next((stage for stage in stages if stage.slowest), None)
    finding = [wording.period(parts.start, parts.end, lang), say("events.cohort", lang)]
    if slow is not None:
        took = str(wording.quantity(float(slow.hours[0].value or 0), "hours", lang))  # type: ignore[arg-type]
        finding.append(say("events.slowest", lang, stage=slow.name, hours=took))
    note = say("events.stage_note", lang)
    if unknown:
        note = f"{note} {say('events.unknown_stages', lang, names='、'.join(unknown))}"
    return Listing(columns, tuple(lines), finding=" · ".join(finding), note=note, chart=Chart("bar", ("n",)))


def _toggled(view: View, stage: str) -> str:
    """The `where` of a click on a stage: only events that got no further; once more lifts it."""
    already = dict(view.selection.where).get(BY) == (stage,)
    return view.selection.with_where(BY, () if already else (stage,)).words()["where"]


READERS = {"funnel": read_funnel}
