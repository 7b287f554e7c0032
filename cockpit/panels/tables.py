"""Tables that are charts: the ranking of units and the breakdown by a dimension, each row a button that picks.

A rate with a target is drawn from its target line, because near a ceiling bars of 91 and 97 look equal; an amount is
drawn from zero, because length is read as amount.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from cockpit import wording
from cockpit.catalogue import Metric
from cockpit.measure import Measurement, Row
from cockpit.panels.controls import pick
from cockpit.panels.made import made
from cockpit.panels.notices import nothing_found
from cockpit.reading import in_order, worst_first
from cockpit.wording import say

MOST_ROWS = 100
"""Rows a table shows; of more, the best are left out and their number is said."""


def ranking(answer: Measurement, lang: str, compare: str, chosen: Collection[str] = ()) -> html.Div | html.Table:
    """Units, worst first (largest first where nothing is better); a click drills. `chosen` are marked."""
    rows = worst_first(answer)
    table = _table(answer, rows, lang, compare, lambda row: pick(unit=row.key), chosen, say("column.name", lang))
    left = len(rows) - MOST_ROWS
    return html.Div([table, html.P(say("panel.others", lang, n=left), className="quiet")]) if left > 0 else table


@dataclass(frozen=True)
class Narrowing:
    """The `where` that a click on a value writes, and a Ctrl-click; whether the value is let through by name."""

    only: str
    added: str
    on: bool = False


def breakdown(
    answer: Measurement,
    lang: str,
    compare: str,
    heading: str,
    order: Sequence[str],
    most: int,
    narrowings: Mapping[str, Narrowing],
) -> html.Div | html.Table:
    """Values of a dimension; a click narrows everything to one, a second click lifts it, with Ctrl it adds one.

    Rates keep the catalogue's `order` so that the same row stays at the same place; amounts stand largest first.
    """
    rows = in_order(answer, order)
    if not rows:
        return nothing_found(lang, narrowed=True)
    kept, others = rows[:most], len(rows) - most
    on = {value for value, narrowing in narrowings.items() if narrowing.on}

    def picks(row: Row) -> dict[str, str]:
        narrowing = narrowings[row.key]
        return pick(where=narrowing.only) | {"data-add": pick(where=narrowing.added)["data-pick"]}

    table = _table(answer, kept, lang, compare, picks, on, heading)
    return html.Div([table, html.P(say("panel.others", lang, n=others), className="quiet")]) if others > 0 else table


def _table(
    answer: Measurement,
    rows: Sequence[Row],
    lang: str,
    compare: str,
    picks: Callable[[Row], Mapping[str, str]],
    chosen: Collection[str],
    heading: str,
) -> html.Table:
    metric = answer.metric
    plot = _plotter(metric, rows)
    fractions = metric.ratio
    heads = [
        html.Th(heading, scope="col"),
        html.Th(say("column.value", lang), className="n", scope="col", title=metric.label.said(lang)),
        html.Th(wording.bound(metric, lang), className="plot", scope="col", title=wording.target(metric, lang)),
        html.Th(f"{say('column.numerator', lang)} / {say('column.denominator', lang)}", className="n", scope="col")
        if fractions
        else None,
        html.Th(wording.comparison(compare, lang), className="n", scope="col"),
    ]
    body = [_row(metric, row, lang, plot(row), picks(row), fractions, on=row.key in chosen) for row in rows[:MOST_ROWS]]
    return html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="rows")


def _row(
    metric: Metric, row: Row, lang: str, plot: list[html.I], picks: Mapping[str, str], fractions: bool, *, on: bool
) -> html.Tr:
    verdict = wording.verdict(metric, row.value, row.state)
    moved = wording.change(metric, row.value, row.previous, lang)
    value = wording.said(metric, row.value, row.state, lang)
    why = say(f"state.{row.state}", lang) if row.state in {"few", "suppressed", "empty"} else ""
    name = row.name or say("state.empty", lang)
    cells = [
        made(html.Td, made(html.Button, name, type="button", className="row-name", **picks), title=name),
        made(html.Td, value, className="n bad" if verdict == "missed" else "n quiet" if why else "n", title=why),
        made(html.Td, plot, className="plot"),
        made(html.Td, wording.fraction(metric, row.numerator, row.denominator, lang), className="n quiet")
        if fractions
        else None,
        made(html.Td, str(moved), className=f"n {moved.sense}"),
    ]
    exact = "" if row.value is None else repr(float(row.value))
    attributes: dict[str, Any] = {"data-code": row.key, "data-exact": exact}
    return made(html.Tr, cells, className="on" if on else "", **attributes)


def _plotter(metric: Metric, rows: Sequence[Row]) -> Callable[[Row], list[html.I]]:
    """How a row's value is drawn, on a scale common to `rows`: from the target, or from zero."""
    values = [row.value for row in rows if row.value is not None]
    goal = metric.target if metric.better != "neither" and metric.ratio else None
    if not values:
        return lambda _row: []
    if goal is None:
        top = max(map(abs, values)) or 1
        return lambda row: [] if row.value is None else [_mark("stem", 0, 100 * abs(row.value) / top)]
    low, high = min(*values, goal), max(*values, goal)
    room = (high - low) * 0.06 or 0.01
    low, span = low - room, high - low + 2 * room

    def from_goal(row: Row) -> list[html.I]:
        if row.value is None:
            return []
        at, line = 100 * (row.value - low) / span, 100 * (goal - low) / span
        sense = wording.verdict(metric, row.value, row.state)
        stem = _mark(f"stem {sense}", min(at, line), abs(at - line))
        return [_mark("goal", line), stem, _mark(f"dot {sense}", at)]

    return from_goal


def _mark(class_: str, left: float, width: float | None = None) -> html.I:
    style = {"left": f"{left:.1f}%"} | ({} if width is None else {"width": f"{width:.1f}%"})
    return made(html.I, className=class_, style=style)
