"""Two metrics of every unit as points: where both targets are met and where neither is. Every point is a button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

from cockpit import wording
from cockpit.catalogue import Metric
from cockpit.figures.canvas import marks
from cockpit.measure import Row
from cockpit.panels.controls import pick
from cockpit.panels.made import made
from cockpit.panels.notices import nothing_found
from cockpit.reading import Pair, Pairs

NAMED = 4
"""Points that have their names beside them: the worst."""
ROOM = 0.08
DRAWN = ("ok", "approx")


@dataclass(frozen=True)
class _Axis:
    """One metric's range and its round marks."""

    metric: Metric
    low: float
    high: float

    def at(self, value: float) -> float:
        """Place of `value` along the axis, in percent."""
        return 100 * (value - self.low) / (self.high - self.low)

    @property
    def marks(self) -> list[float]:
        """Round numbers along the axis."""
        return [mark for mark in marks(self.low, self.high, 4) if self.metric.unit != "percent" or mark <= 1]


def scatter(found: Pairs, chosen: str, lang: str) -> html.Div:
    """The points of `found`; those too few to be judged are hollow, those without a value are left out."""
    drawn = [pair for pair in found.points if pair.x.value is not None and pair.y.value is not None]
    drawn = [pair for pair in drawn if {pair.x.state, pair.y.state} <= {*DRAWN, "few"}]
    if not drawn:
        return made(html.Div, nothing_found(lang, narrowed=False), className="scatter none")
    across = _axis(found.x, [pair.x for pair in drawn])
    up = _axis(found.y, [pair.y for pair in drawn])
    named = {pair.code for pair in _worst(found, drawn)[:NAMED]} | {chosen}
    plane = [*_grid(across, up, lang), *(_point(found, pair, across, up, named, chosen, lang) for pair in drawn)]
    return made(
        html.Div,
        [
            made(html.Span, f"↑ {_axis_name(found.y, lang)}", className="y-name"),
            made(html.Div, plane, className="plane"),
            made(html.Span, f"{_axis_name(found.x, lang)} →", className="x-name"),
        ],
        className="scatter",
    )


def _axis_name(metric: Metric, lang: str) -> str:
    return f"{metric.label.said(lang)} {wording.unit_word(metric.unit, lang)}".strip()


def _axis(metric: Metric, rows: Sequence[Row]) -> _Axis:
    values = [float(row.value) for row in rows if row.value is not None]
    if metric.target is not None:
        values.append(metric.target)
    low, high = min(values), max(values)
    room = (high - low) * ROOM or abs(high) * ROOM or 1.0
    return _Axis(metric, low - room, high + room)


def _missed(metric: Metric, row: Row) -> bool:
    return wording.meets(metric, row.value, row.state) is False


def _worst(found: Pairs, pairs: Sequence[Pair]) -> list[Pair]:
    """Those that miss a target, both before one, the farthest down first."""
    missing = [pair for pair in pairs if _missed(found.x, pair.x) or _missed(found.y, pair.y)]
    sign = 1 if found.y.better == "higher" else -1

    def rank(pair: Pair) -> tuple[int, float]:
        return -(_missed(found.x, pair.x) + _missed(found.y, pair.y)), sign * float(pair.y.value or 0)

    return sorted(missing, key=rank)


def _grid(across: _Axis, up: _Axis, lang: str) -> list[html.I | html.Span]:
    lines: list[html.I | html.Span] = []
    for mark in up.marks:
        at = {"bottom": f"{up.at(mark):.2f}%"}
        lines += [
            made(html.I, className="h", style=at),
            made(html.Span, wording.edge(mark, up.metric.unit, lang), className="ym", style=at),
        ]
    for mark in across.marks:
        at = {"left": f"{across.at(mark):.2f}%"}
        lines.append(made(html.Span, wording.edge(mark, across.metric.unit, lang), className="xm", style=at))
    if up.metric.target is not None:
        lines.append(made(html.I, className="h goal", style={"bottom": f"{up.at(up.metric.target):.2f}%"}))
    if across.metric.target is not None:
        lines.append(made(html.I, className="v goal", style={"left": f"{across.at(across.metric.target):.2f}%"}))
    return lines


def _point(found: Pairs, pair: Pair, across: _Axis, up: _Axis, named: set[str], chosen: str, lang: str) -> html.Button:
    x, y = across.at(float(pair.x.value or 0)), up.at(float(pair.y.value or 0))
    missed = _missed(found.x, pair.x) + _missed(found.y, pair.y)
    few = "few" in {pair.x.state, pair.y.state}
    sense = " few" if few else " missed" if missed == 2 else " near" if missed else ""
    said = " · ".join(
        f"{metric.label.said(lang)} {wording.said(metric, row.value, row.state, lang)}"
        for metric, row in ((found.x, pair.x), (found.y, pair.y))
    )
    left = " left" if x > 72 else ""
    label = made(html.Span, pair.name, className="name" + left) if pair.code in named else None
    return made(
        html.Button,
        [made(html.I, className="dot"), label],
        type="button",
        className=f"pt{sense}{' on' if pair.code == chosen else ''}",
        title=f"{pair.name} · {said} · n {pair.y.n}",
        style={"left": f"{x:.2f}%", "bottom": f"{y:.2f}%"},
        **pick(unit=pair.code),
        **{"aria-label": f"{pair.name} {said}"},
    )
