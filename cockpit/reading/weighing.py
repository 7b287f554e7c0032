"""Scores of posted-down teams: the community's rating and the manager's, weighed; what a weight does is seen at once.

A weight that is only tried stands in the address (`focus` = TEAM:WEIGHT); one that holds lies in the state, signed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cockpit import state, wording
from cockpit.catalogue import Metric, Panel
from cockpit.measure import Measurement, measure
from cockpit.reading.answers import Answers
from cockpit.reading.columns import Spec, ask
from cockpit.reading.grids import clause_of
from cockpit.reading.listing import Cell, Chart, Column, Line, Listing
from cockpit.reading.view import View
from cockpit.wording import say

STEP = 0.05


@dataclass(frozen=True)
class Weighing:
    """How one team's score is weighed: the bound, the weight that holds, and the one looked at (tried or holding)."""

    team: str
    least: float
    held: float
    used: float
    author: str = ""
    at: str = ""

    @property
    def tried(self) -> bool:
        """Whether the weight looked at is only tried."""
        return self.used != self.held


def weighings(view: View, panel: Panel) -> dict[str, Weighing]:
    """The weights of the teams that the record lists, by team: `strict` teams have a higher bound than `plain` ones.

    A team that nobody weighed has its bound; a tried weight outside the bounds is as if it had not been written.
    """
    limits = view.snapshot.catalogue.thresholds
    set_ = state.weights(view.snapshot.path.parents[1])
    team, _, text = (view.selection.focus or "").partition(":")
    tried = float(text) if text.replace(".", "", 1).isdecimal() else None
    found = {}
    for kind in ("strict", "plain"):
        least = limits[panel.options[f"{kind}_least"]]
        for name in panel.options[kind]:
            entry = set_.get(name)
            held = entry.weight if entry and least <= entry.weight <= 1 else least
            used = tried if tried is not None and team == name and least <= tried <= 1 else held
            found[name] = Weighing(name, least, held, used, entry.author if entry else "", entry.at if entry else "")
    return found


def weighed(own: float, manager: float, weight: float) -> float:
    """The `weight` x the community's score + (1 - weight) x the manager's; NaN where one of them is missing."""
    return weight * own + (1 - weight) * manager


def read_weighing(view: View, panel: Panel, metric: Metric) -> Answers:
    """A row per team: both scores, the weight and its bound, the weighed score, and what the weight changes."""
    lang, catalogue = view.lang, view.snapshot.catalogue
    found = weighings(view, panel)
    own, manager = (_by_team(view, panel, metric, key) for key in ("own_rater", "manager_rater"))
    posts = [catalogue.metrics[key] for key in panel.options.get("beside", ()) if key in catalogue.metrics]
    extra = [dict(zip(a.keys, a.value, strict=True)) for a in (ask(view, Spec(each), "team") for each in posts)]
    vetoes = _vetoes(view, panel)
    keys = ("own", "manager", "weight", "least", "score", "effect")
    units = (metric.unit, metric.unit, "percent", "percent", metric.unit, metric.unit)
    columns = [Column("team", say("control.team", lang))]
    columns += [Column(key, say(f"forces.score_{key}", lang), unit) for key, unit in zip(keys, units, strict=True)]
    columns += [Column(each.key, each.label.said(lang), each.unit) for each in posts]
    columns += [Column("signed", say("forces.score_signed", lang))]
    lines = []
    for team, weighing in found.items():
        a, b = own.get(team, np.nan), manager.get(team, np.nan)
        score, held = weighed(a, b, weighing.used), weighed(a, b, weighing.least)
        signed = f"{weighing.author} {weighing.at[:10]}".strip() or say("forces.score_default", lang)
        if weighing.tried:
            signed = say("forces.score_tried", lang, held=f"{weighing.held:.0%}")
        cells = [
            Cell(catalogue.label("team", team, lang)),
            _points(a),
            _points(b),
            Cell(weighing.used, "ok", "missed" if weighing.used < weighing.least else ""),
            Cell(weighing.least),
            _points(score, _verdict(metric, score)),
            _points(score - held),
            *(_points(values.get(team, np.nan)) for values in extra),
            Cell(signed),
        ]
        lines.append(Line(team, tuple(cells)))
    note = clause_of(view, panel, say("forces.score_formula", lang)) + vetoes
    listing = Listing(
        tuple(columns),
        tuple(lines),
        finding=_finding(view, lines),
        note=note,
        chart=Chart("bar", ("own", "manager", "score")),
    )
    return Answers(metric=metric, listing=listing, metrics=(metric, *posts), data=found)


def read_scores(view: View, panel: Panel, metric: Metric) -> Answers:
    """A row per unit below, a column per team: the weighed score, so that one team of one town can be found."""
    lang, catalogue = view.lang, view.snapshot.catalogue
    level = panel.options["level"]
    if level not in view.tree.levels or not view.tree.descendants(view.unit.code, level):
        return Answers(why=say("state.nothing_below", lang, unit=view.unit.said(lang)))
    found = weighings(view, panel)
    columns = [Column("name", catalogue.label("level", level, lang))]
    rows: dict[str, list[Cell]] = {unit.code: [] for unit in view.tree.descendants(view.unit.code, level)}
    for team, weighing in found.items():
        columns.append(Column(team, catalogue.label("team", team, lang), metric.unit))
        own, manager = (_by_unit(view, panel, metric, key, team, level) for key in ("own_rater", "manager_rater"))
        for code, cells in rows.items():
            score = weighed(own.get(code, np.nan), manager.get(code, np.nan), weighing.used)
            cells.append(_points(score, _verdict(metric, score)))
    lines = [
        Line(code, (Cell(view.tree.unit(code).said(lang)), *cells), {"unit": code}) for code, cells in rows.items()
    ]
    lines.sort(key=lambda line: min((float(c.value) for c in line.cells[1:] if c.value is not None), default=999.0))  # type: ignore[arg-type]
    note = clause_of(view, panel, say("forces.score_formula", lang))
    listing = Listing(tuple(columns), tuple(lines), finding=_finding(view, lines), note=note)
    return Answers(metric=metric, listing=listing, metrics=(metric,))


def _by_team(view: View, panel: Panel, metric: Metric, key: str) -> dict[str, float]:
    answer = ask(view, Spec(metric, (("rater_role", (panel.options[key],)),)), "team")
    return dict(zip(answer.keys, answer.value.tolist(), strict=True))


def _by_unit(view: View, panel: Panel, metric: Metric, key: str, team: str, level: str) -> dict[str, float]:
    where = (("rater_role", (panel.options[key],)), ("team", (team,)))
    selection = replace(view.selection, unit=view.unit.code, where=where)
    answer: Measurement = measure(view.snapshot, metric, selection, view.scope, level)
    return dict(zip(answer.keys, answer.value.tolist(), strict=True))


def _vetoes(view: View, panel: Panel) -> str:
    """What indicators say of vetoes and attendance, as a sentence; nothing where departments gave none."""
    parts = []
    for key in panel.options.get("indicators", ()):
        metric = view.snapshot.catalogue.metrics.get(key)
        if metric is None:
            continue
        row = ask(view, Spec(metric), "").total
        if row.value is not None:
            said = wording.quantity(row.value, metric.unit, view.lang)
            parts.append(f"{metric.label.said(view.lang)} {said}")
    return " · " + " · ".join(parts) if parts else ""


def _finding(view: View, lines: list[Line]) -> str:
    low = sum(cell.verdict == "missed" for line in lines for cell in line.cells)
    return say("forces.score_finding", view.lang, n=low)


def _verdict(metric: Metric, score: float) -> str:
    if np.isnan(score) or metric.alarm is None:
        return ""
    return (
        "missed" if score < metric.alarm else "near" if metric.target is not None and score < metric.target else "met"
    )


def _points(value: float, verdict: str = "") -> Cell:
    return Cell(None, "empty") if np.isnan(value) else Cell(float(value), "ok", verdict)


READERS = {"weighing": read_weighing, "scores": read_scores}
