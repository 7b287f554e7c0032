"""The five safeties: a score for each, made of a few metrics over its categories, and one composite of all.

A part of a score is value / target where higher is better and target / value where lower is, at most 1. A score is
100 x the weighted mean of the parts whose value has enough rows behind it. The composite is the weighted mean of the
scores that exist. Ratios are taken over sums before they are scored: no score is averaged over units.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cockpit.catalogue import Metric, Panel, Safety, ScorePart
from cockpit.measure import Row
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.listing import Cell, Chart, Column, Line, Listing
from cockpit.reading.order import JUDGED
from cockpit.reading.problems import cell_of, metrics_named, within
from cockpit.reading.profiles import level_of
from cockpit.reading.view import View
from cockpit.wording import say

POINTS = "points_of_100"
FULL = 100.0


@dataclass(frozen=True)
class Score:
    """A safety's score, None where no part has a value; `rows` are the answers of its parts."""

    safety: Safety
    value: float | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Scores:
    """All safeties of one unit and their composite; `goal` is the score at which a safety counts as met."""

    scores: tuple[Score, ...]
    composite: float | None
    goal: float


def part_score(value: float, target: float, better: str) -> float:
    """How far `value` reaches `target`, 0 to 1."""
    if better == "lower":
        return 1.0 if value <= target else target / value
    return min(1.0, max(0.0, value / target))


def weighted(pairs: Iterable[tuple[float | None, float]]) -> float | None:
    """The mean of the values that exist, each with its weight; None where there is none."""
    known = [(value, weight) for value, weight in pairs if value is not None]
    if not known:
        return None
    return sum(value * weight for value, weight in known) / sum(weight for _, weight in known)


def score_of(parts: Sequence[tuple[ScorePart, Metric, Row]]) -> float | None:
    """100 x the weighted mean of the parts that can be judged; None where none can."""
    judged = [(part, metric, row.value if row.state in JUDGED else None) for part, metric, row in parts]
    mean = weighted(
        (None if value is None else part_score(value, part.target, metric.better), part.weight)
        for part, metric, value in judged
    )
    return None if mean is None else FULL * mean


def read_safeties(view: View, _panel: Panel, metric: Metric) -> Answers:
    """The score of every safety for the chosen unit, with the values it is made of, and the composite."""
    parts, lang = _parts(view), view.lang
    scores = []
    for safety in _safeties(view):
        narrow = within(view, view.snapshot.catalogue.of_safety(safety.key))
        rows = tuple(narrow.measure(each).total for _, each in parts)
        value = score_of([(part, each, row) for (part, each), row in zip(parts, rows, strict=True)])
        scores.append(Score(safety, value, rows))
    if not scores or not parts:
        return Answers(metric, why=say("problems.no_safeties", lang))
    found = Scores(tuple(scores), _composite(scores), _goal(view))
    columns = (
        Column("name", say("problems.safety", lang)),
        Column("score", say("problems.score", lang), POINTS, (found.goal,)),
        Column("weight", say("problems.weight", lang), "count"),
        *(Column(each.key, f"{each.label.said(lang)}{_target(part, each, lang)}", each.unit) for part, each in parts),
    )
    lines = [
        Line(
            score.safety.key,
            (
                Cell(score.safety.label.said(lang)),
                _cell(score.value, found.goal),
                Cell(score.safety.weight),
                *(cell_of(each, row) for (_, each), row in zip(parts, score.rows, strict=True)),
            ),
        )
        for score in scores
    ]
    empty = tuple(Cell(None, "empty") for _ in parts)
    total = sum(score.safety.weight for score in scores)
    whole = (Cell(say("problems.composite", lang)), _cell(found.composite, found.goal), Cell(total), *empty)
    listing = Listing(
        columns,
        (*lines, Line("", whole, strong=True)),
        finding=_finding(found, lang),
        note=formula(view),
        chart=Chart("bar", ("score",)),
    )
    return Answers(metric, listing=listing, metrics=tuple(each for _, each in parts), data=found)


def read_safety_units(view: View, panel: Panel, metric: Metric) -> Answers:
    """Every safety's score and the composite for the units below the chosen one, worst composite first.

    The units are of the first level below with at least option `least` of them.
    """
    parts, lang, safeties = _parts(view), view.lang, _safeties(view)
    level = level_of(view, int(panel.options.get("least", 1)))
    if not level:
        return Answers(metric, why=say("state.nothing_below", lang, unit=view.unit.said(lang)))
    if not safeties or not parts:
        return Answers(metric, why=say("problems.no_safeties", lang))
    by_safety = [
        [
            (part, each, within(view, view.snapshot.catalogue.of_safety(s.key)).measure(each, level))
            for part, each in parts
        ]
        for s in safeties
    ]
    units = by_safety[0][0][2]
    goal = _goal(view)
    ranked = []
    for at, (code, name) in enumerate(zip(units.keys, units.names, strict=True)):
        scores = [
            Score(safety, score_of([(part, each, answer.row(at)) for part, each, answer in made]), ())
            for safety, made in zip(safeties, by_safety, strict=True)
        ]
        composite = _composite(scores)
        cells = (Cell(name), *(_cell(score.value, goal) for score in scores), _cell(composite, goal))
        ranked.append((FULL if composite is None else composite, Line(code, cells, {"unit": code})))
    columns = (
        Column("name", say("column.name", lang)),
        *(Column(safety.key, safety.label.said(lang), POINTS, (goal,)) for safety in safeties),
        Column("composite", say("problems.composite", lang), POINTS, (goal,)),
    )
    lines = tuple(line for _, line in sorted(ranked, key=lambda pair: pair[0]))
    listing = Listing(columns, lines, note=formula(view), chart=Chart("bar", ("composite",)))
    return Answers(metric, listing=listing, metrics=tuple(each for _, each in parts))


def formula(view: View) -> str:
    """How the scores are made, in words and with their numbers."""
    lang = view.lang
    weights = sum(part.weight for part, _ in _parts(view)) or 1
    parts = " + ".join(
        f"{part.weight / weights:.0%} × {each.label.said(lang)}{_target(part, each, lang)}"
        for part, each in _parts(view)
    )
    return say("problems.score_formula", lang, parts=parts)


def _target(part: ScorePart, metric: Metric, lang: str) -> str:
    sign = "≤" if metric.better == "lower" else "≥"
    return say("problems.part_target", lang, bound=f"{sign}{part.target:.0%}")


def _safeties(view: View) -> tuple[Safety, ...]:
    """Safeties that have a category in this city."""
    catalogue = view.snapshot.catalogue
    return tuple(safety for safety in catalogue.safeties.values() if catalogue.of_safety(safety.key))


def _parts(view: View) -> tuple[tuple[ScorePart, Metric], ...]:
    parts = view.snapshot.catalogue.score_parts
    return tuple((parts[each.key], each) for each in metrics_named(view, parts))


def _composite(scores: Iterable[Score]) -> float | None:
    return weighted((score.value, score.safety.weight) for score in scores)


def _goal(view: View) -> float:
    return float(view.snapshot.catalogue.thresholds.get("score_goal", FULL))


def _cell(value: float | None, goal: float) -> Cell:
    if value is None:
        return Cell(None, "empty")
    return Cell(value, "ok", "met" if value >= goal else "missed")


def _finding(found: Scores, lang: str) -> str:
    known = [(score.value, score.safety.label.said(lang)) for score in found.scores if score.value is not None]
    if not known:
        return ""
    value, name = min(known)
    return say("problems.lowest", lang, name=name, n=f"{value:.1f}")


READERS: dict[str, Reader] = {"safeties": read_safeties, "safety_units": read_safety_units}
