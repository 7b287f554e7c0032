"""Coverage beside the interval that asks for it, and key numbers: tables whose rows pick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from cockpit import wording
from cockpit.catalogue import Metric
from cockpit.measure import Row
from cockpit.panels.controls import pick
from cockpit.wording import say

GLYPHS = ("●", "▲", "◆", "■")
"""One shape per control class, because colour alone says nothing to some."""


def glyph(place: int | None) -> html.I | None:
    """The sign of a control class by its place among them: shape and colour."""
    return None if place is None or place >= len(GLYPHS) else html.I(GLYPHS[place], className=f"cls cls-{place + 1}")


def duty_table(
    metrics: Sequence[Metric],
    rows: Sequence[tuple[Mapping[str, Any], Mapping[str, Row]]],
    heading: str,
    lang: str,
) -> html.Table:
    """Rows of (words, numbers by metric): two rates on one track, then counts; a click narrows.

    `words` has name, interval, changed, glyph (a component or None), picks (or None for the total). The first two
    metrics are rates, drawn as a full and a hollow dot from their target; the others stand as numbers.
    """
    first, second, *counts = metrics
    values = [row.value for _, numbers in rows for row in (numbers[first.key], numbers[second.key])]
    known = [value for value in values if value is not None] + ([first.target] if first.target is not None else [])
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    room = (high - low) * 0.06 or 0.01
    span = (low - room, high - low + 2 * room)
    heads = [
        html.Th(heading, scope="col"),
        html.Th(say("inspection.interval_head", lang), scope="col"),
        html.Th(wording.bound(first, lang), className="plot", scope="col", title=wording.target(first, lang)),
        html.Th(say("inspection.by_visit", lang), className="n", scope="col", title=first.label.said(lang)),
        html.Th(say("inspection.by_entered", lang), className="n", scope="col", title=second.label.said(lang)),
        *(html.Th(each.label.said(lang), className="n", scope="col") for each in counts),
    ]
    body = [_duty_row(metrics, words, numbers, span, lang) for words, numbers in rows]
    return html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="rows duty")


def _duty_row(
    metrics: Sequence[Metric],
    words: Mapping[str, Any],
    numbers: Mapping[str, Row],
    span: tuple[float, float],
    lang: str,
) -> html.Tr:
    first, second, *counts = metrics
    seen, entered = numbers[first.key], numbers[second.key]
    name, changed = words["name"], words["changed"]
    label = name
    if words["picks"]:
        label = html.Button([words["glyph"], name], type="button", className="row-name", **pick(**words["picks"]))
    interval = [words["interval"], html.I("※", className="changed", title=changed) if changed else None]
    verdict = wording.verdict(first, seen.value, seen.state)
    cells = [
        html.Td(label, title=name),
        html.Td(interval, className="interval", title=changed or words["interval"]),
        html.Td(_marks(first, seen, entered, span), className="plot"),
        html.Td(wording.said(first, seen.value, seen.state, lang), className="n bad" if verdict == "missed" else "n"),
        html.Td(wording.said(second, entered.value, entered.state, lang), className="n entered"),
        *(html.Td(_count(numbers[each.key], lang), className="n") for each in counts),
    ]
    class_ = "" if words["picks"] else "total"
    return html.Tr(cells, className=class_, **{"data-code": seen.key or name})


def _count(row: Row, lang: str) -> str:
    """A count without its unit, which the heading of a narrow column has no room to repeat in every cell."""
    return wording.NOTHING if row.value is None else str(wording.quantity(row.value, "count", lang))


def _marks(metric: Metric, seen: Row, entered: Row, span: tuple[float, float]) -> list[html.I]:
    def at(value: float) -> float:
        return 100 * (value - span[0]) / span[1]

    marks = []
    if metric.target is not None:
        marks.append(html.I(className="goal", style={"left": f"{at(metric.target):.1f}%"}))
    if seen.value is not None and entered.value is not None:
        left, right = sorted((at(seen.value), at(entered.value)))
        marks.append(html.I(className="stem unjudged", style={"left": f"{left:.1f}%", "width": f"{right - left:.1f}%"}))
    if entered.value is not None:
        marks.append(html.I(className="dot unjudged", style={"left": f"{at(entered.value):.1f}%"}))
    if seen.value is not None:
        sense = wording.verdict(metric, seen.value, seen.state)
        marks.append(html.I(className=f"dot {sense}", style={"left": f"{at(seen.value):.1f}%"}))
    return marks


def numbers_table(found: Sequence[tuple[Metric, Row | None, str]], lang: str, compare: str, chosen: str) -> html.Table:
    """Key numbers as rows: name, value, change, what it is made of; a click puts the metric on the map."""
    body = [_number_row(metric, row, why, lang, on=metric.key == chosen) for metric, row, why in found]
    heads = [
        html.Th(say("control.metric", lang), scope="col"),
        html.Th(say("column.value", lang), className="n", scope="col"),
        html.Th(wording.comparison(compare, lang), className="n", scope="col"),
    ]
    return html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="rows numbers")


def _number_row(metric: Metric, row: Row | None, why: str, lang: str, *, on: bool) -> html.Tr:
    name, formula = metric.label.said(lang), metric.formula.said(lang)
    label = html.Button(
        name, type="button", className="row-name", title=f"{name} = {formula}", **pick(metric=metric.key)
    )
    if row is None:
        return html.Tr([html.Td(name), html.Td(why, className="quiet why", colSpan=2)], **{"data-code": metric.key})
    verdict = wording.verdict(metric, row.value, row.state)
    value = wording.said(metric, row.value, row.state, lang)
    moved = wording.change(metric, row.value, row.previous, lang)
    made_of = wording.fraction(metric, row.numerator, row.denominator, lang)
    cells = [
        html.Td([label, html.Small(made_of)]),
        html.Td(value, className="n bad" if verdict == "missed" else "n"),
        html.Td(str(moved), className=f"n {moved.sense}"),
    ]
    exact = "" if row.value is None else repr(float(row.value))
    return html.Tr(cells, className="on" if on else "", **{"data-code": metric.key, "data-exact": exact})
