"""Control targets: where units stand, what they were set, and where a straight line leads by the day it is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cockpit.catalogue import Metric, Panel
from cockpit.insight import Forecast, forecast
from cockpit.measure import Row, Target, targets_of
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.cells import defined
from cockpit.reading.listing import Cell, Chart, Column, Line, Listing
from cockpit.reading.view import View
from cockpit.store import Unit
from cockpit.wording import day, judged, say

MONTHS = 12
"""Month-ends that a forecast is made of, beside the as-of day."""


@dataclass(frozen=True)
class Bullet:
    """A unit against its target. `row` is where it stands, `ahead` what a straight line expects on the due day."""

    unit: Unit
    row: Row
    target: Target
    ahead: Forecast | None

    @property
    def verdict(self) -> str:
        """Whether it is above the target (missed), expected above it when due (near), or neither (met); "" unknown."""
        if self.row.value is None:
            return ""
        if self.row.value > self.target.value:
            return "missed"
        return "near" if self.ahead is not None and self.ahead.value > self.target.value else "met"


def _targets(view: View, _panel: Panel, metric: Metric) -> Answers:
    """Units of the first level, from the chosen unit down, that were set targets for the metric; furthest over first.

    A control target is a ceiling: people are to be no more than it says by the day it is due.
    """
    lang = view.lang
    if "targets" not in view.snapshot.manifest.tables:
        return Answers(metric, why=say("population.no_targets_table", lang))
    held = bullets(view, metric)
    if not held:
        return Answers(metric, why=say("population.no_targets", lang, metric=metric.label.said(lang)))
    held.sort(key=lambda found: -(found.row.value or 0) / (found.target.value or 1))
    columns = (
        Column("name", view.snapshot.catalogue.label("level", held[0].unit.level, lang)),
        Column("actual", say("population.actual", lang), metric.unit),
        Column("target", say("population.target", lang), metric.unit),
        Column("gap", say("population.over_by", lang), metric.unit),
        Column("forecast", say("population.forecast", lang), metric.unit),
        Column("low", say("population.low", lang), metric.unit),
        Column("high", say("population.high", lang), metric.unit),
        Column("due", say("population.due", lang)),
    )
    listing = Listing(
        columns,
        tuple(_line(bullet, lang) for bullet in held),
        finding=_finding(held, metric, lang),
        note=f"{say('population.forecast_note', lang, n=MONTHS)} {defined(view, metric)}{_clauses(view, held)}",
        chart=Chart("bar", ("actual", "target", "forecast")),
    )
    return Answers(metric, listing=listing, metrics=(metric,), data=tuple(held))


def bullets(view: View, metric: Metric) -> list[Bullet]:
    """Units with targets, with their past month-ends drawn on; [] where none of them has any."""
    as_of = view.measure(metric).as_of
    for level in view.tree.levels[view.tree.levels.index(view.unit.level) :]:
        units = view.tree.descendants(view.unit.code, level)
        targets = targets_of(view.snapshot, metric.key, units, as_of, view.tree.name)
        if any(targets):
            return _bullets(view, metric, level, list(zip(units, targets, strict=True)))
    return []


def _bullets(view: View, metric: Metric, level: str, set_for: Sequence[tuple[Unit, Target | None]]) -> list[Bullet]:
    now = view.measure(metric, level)
    days = month_ends(now.as_of, view.snapshot.manifest.span.first_day)
    past = [view.measure(metric, level, as_of=end) for end in days]
    held = []
    for at, (unit, target) in enumerate(set_for):
        if target is None:
            continue
        row = now.row(at)
        values = [answer.row(at).value for answer in past]
        held.append(Bullet(unit, row, target, forecast([*days, now.as_of], [*values, row.value], target.due_on)))
    return held


def month_ends(as_of: date, first: date) -> list[date]:
    """The last MONTHS month-ends before `as_of`, none before `first`, in order."""
    found: list[date] = []
    end = as_of.replace(day=1) - timedelta(days=1)
    while len(found) < MONTHS and end >= first:
        found.append(end)
        end = end.replace(day=1) - timedelta(days=1)
    return found[::-1]


def _line(bullet: Bullet, lang: str) -> Line:
    row, target, ahead = bullet.row, bullet.target, bullet.ahead
    gap = None if row.value is None else row.value - target.value
    expected = "near" if ahead is not None and ahead.value > target.value else ""
    cells = (
        Cell(bullet.unit.said(lang)),
        Cell(row.value, row.state, "missed" if bullet.verdict == "missed" else ""),
        Cell(target.value),
        Cell(gap, row.state, "missed" if bullet.verdict == "missed" else ""),
        Cell(round(ahead.value) if ahead else None, "ok" if ahead else "empty", expected),
        Cell(round(ahead.low) if ahead else None, "ok" if ahead else "empty"),
        Cell(round(ahead.high) if ahead else None, "ok" if ahead else "empty"),
        Cell(target.due_on),
    )
    return Line(bullet.unit.code, cells, {"unit": bullet.unit.code})


def _finding(held: Sequence[Bullet], metric: Metric, lang: str) -> str:
    over = [bullet for bullet in held if bullet.verdict == "missed"]
    ahead = [bullet for bullet in held if bullet.verdict == "near"]
    words = [say("population.targets_set", lang, n=len(held), day=day(held[0].target.due_on))]
    if over and over[0].row.value is not None:
        by = judged(metric, over[0].row.value - over[0].target.value, lang)
        words.append(say("population.targets_over", lang, n=len(over), name=over[0].unit.said(lang), value=by))
    else:
        words.append(say("population.targets_kept", lang))
    if ahead:
        words.append(say("population.targets_ahead", lang, n=len(ahead)))
    return say("population.stop", lang).join(words)


def _clauses(view: View, held: Sequence[Bullet]) -> str:
    """The clauses that set the targets, once each."""
    clauses = view.snapshot.catalogue.clauses
    keys = dict.fromkeys(bullet.target.clause for bullet in held if bullet.target.clause)
    sources = [clauses[key].source if key in clauses else key for key in keys]
    return say("population.set_by", view.lang, source="、".join(sources)) if sources else ""


READERS: Mapping[str, Reader] = {"targets": _targets}
