"""A Pareto: values of a dimension, most first, with what the first of them make up together."""

from __future__ import annotations

from dataclasses import dataclass

from cockpit import wording
from cockpit.catalogue import Metric, Panel
from cockpit.measure import dimensions
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.listing import Cell, Chart, Column, Line, Listing
from cockpit.reading.profiles import toggled
from cockpit.reading.view import View
from cockpit.wording import say

CATEGORY = "category"


@dataclass(frozen=True)
class Step:
    """A value of the dimension: its amount, its share of the whole, and that of it and all before it. Fractions."""

    key: str
    name: str
    value: float
    share: float
    together: float


@dataclass(frozen=True)
class Pareto:
    """What a Pareto is drawn from: the first `vital` of `steps` reach the share `line`; `few` are not judged."""

    steps: tuple[Step, ...]
    line: float
    vital: int
    few: bool


def ranked(values: list[tuple[str, str, float]], line: float, fewest: int) -> Pareto:
    """Keys with their names and amounts as a Pareto: most first, equal ones by name; what has nothing is left out."""
    known = sorted((entry for entry in values if entry[2] > 0), key=lambda entry: (-entry[2], entry[1], entry[0]))
    whole = sum(value for _, _, value in known)
    steps, sum_ = list[Step](), 0.0
    for key, name, value in known:
        sum_ += value
        steps.append(Step(key, name, value, value / whole, sum_ / whole))
    # A sum of fractions may fall short of the line by less than anybody counts.
    vital = next((at for at, step in enumerate(steps, 1) if step.together >= line - 1e-12), len(steps))
    return Pareto(tuple(steps), line, vital, few=0 < whole < fewest)


def read_pareto(view: View, panel: Panel, metric: Metric) -> Answers:
    """`metric`, a count, by the panel's dimension, most first, with the shares of each and of all so far."""
    by, lang = panel.by or CATEGORY, view.lang
    if by not in dimensions(view.snapshot.catalogue, metric):
        return Answers(metric, why=say("state.no_metric", lang))
    answer = view.measure(metric, by)
    line = view.snapshot.catalogue.thresholds["pareto_share"]
    values = [(row.key, row.name or row.key, row.value or 0) for row in answer.rows()]
    found = ranked(values, line, metric.fewest)
    columns = (
        Column("name", say(f"control.{by}", lang)),
        Column(metric.key, metric.label.said(lang), metric.unit),
        Column("share", say("events.share", lang), "percent"),
        Column("together", say("problems.together", lang), "percent", lines=(line,)),
    )
    lines = tuple(
        Line(
            step.key,
            (Cell(step.name), Cell(step.value), Cell(step.share), Cell(step.together)),
            {"where": toggled(view, by, step.key)},
        )
        for step in found.steps
    )
    period = wording.period(answer.start, answer.end, lang)
    listing = Listing(
        columns,
        lines,
        finding=f"{_finding(found, lang)} · {period}" if lines else period,
        note=say("problems.pareto_note", lang, line=wording.edge(line, "percent", lang) + "%"),
        chart=Chart("bar", (metric.key,)),
    )
    return Answers(metric, listing=listing, metrics=(metric,), data=found)


def _finding(found: Pareto, lang: str) -> str:
    """How many of all make up how much; where they are few, only that."""
    if found.few:
        return say("events.few", lang)
    together = found.steps[found.vital - 1].together
    share = wording.quantity(together, "percent", lang, lines=(found.line,))
    return say("problems.vital", lang, n=found.vital, all=len(found.steps), share=share)


READERS: dict[str, Reader] = {"pareto": read_pareto}
