"""Ranking: where is it worst. Bars from zero, or dots from the target line where all lie near the ceiling."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from cockpit import wording
from cockpit.figures.canvas import blank, marks, shortened, width_of
from cockpit.figures.steps import judged_colour, value_of
from cockpit.style import REM, bins, size, template, token

if TYPE_CHECKING:
    from cockpit.measure import Measurement, Row

ROW_PX = 27  # height of a row at the desk
HEAD_ROWS = 1.0
WIDEST_NAME = 20  # half-ems
CEILING = 0.5  # rates that are all above this are compared by position, not by length
WITHHELD = 0.06  # length of a hatched bar, as a share of the axis: the same for all, so that it tells nothing


@dataclass(frozen=True)
class _Look:
    """How a ranking is drawn, handed from part to part."""

    theme: str
    lang: str
    rem: float
    compare: str
    selected: str | None

    def colour(self, name: str) -> str:
        """A token of the theme."""
        return token(self.theme, name)


def pages(measurement: Measurement, rows: int = 12) -> int:
    """How many pages of `rows` rows the ranking has; at least one."""
    return max(1, math.ceil(len(measurement) / rows))


def ranked(measurement: Measurement) -> list[Row]:
    """Rows worst first (an amount: largest first), those that cannot be judged last, in their own order."""
    rows = measurement.rows()
    known = [row for row in rows if value_of(row) is not None]
    known.sort(key=lambda row: row.value or 0.0, reverse=measurement.metric.better != "higher")
    return known + [row for row in rows if value_of(row) is None]


def ranking(
    measurement: Measurement,
    *,
    theme: str,
    lang: str = "zh",
    page: int = 0,
    rows: int = 12,
    compare: str = "previous",
    selected: str | None = None,
    rem: float = REM,
) -> go.Figure:
    """The ranking of units or of a dimension's values, one page of it.

    A click anywhere in a row gives its key as `customdata`. `layout.height` is what the rows need, in px.

    Args:
        measurement: an answer broken down by units or by a dimension.
        theme: "light" or "dark".
        lang: "zh" or "en".
        page: page to draw, from 0; one beyond the last gives the last.
        rows: rows a page.
        compare: what `previous` of the rows is: "previous" or "year".
        selected: key of the row to mark.
        rem: px of one rem where it is shown.
    """
    everyone = ranked(measurement)
    if not everyone:
        return blank(wording.say("state.nothing", lang), theme, rem)
    first = min(max(page, 0), pages(measurement, rows) - 1) * rows
    shown = everyone[first : first + rows]
    look = _Look(theme, lang, rem, compare, selected)
    dots = _near_ceiling(measurement, everyone)
    span = _span(measurement, everyone, dots=dots)
    said = [shortened(row.name or row.key, WIDEST_NAME) for row in shown]
    left = min(0.4, max(0.16, max(map(width_of, said)) * 0.0135))  # share of the width that the names take
    columns = (left + 0.15, left + 0.31, left + 0.35)  # right ends of value and change, start of the bars
    figure = go.Figure(layout=_layout(measurement, shown, span, columns[2], look, dots=dots))
    figure.add_traces(_rows(measurement, shown, said, look))
    figure.add_traces(_points(measurement, shown, span, look) if dots else _bars(measurement, shown, span, look))
    figure.add_traces(_columns(measurement, shown, said, columns, look))
    figure.update_layout(annotations=_heads(measurement, columns, span, look))
    return figure


def _near_ceiling(measurement: Measurement, rows: list[Row]) -> bool:
    """Whether bars would all look alike: a rate that should be high, and is."""
    metric = measurement.metric
    known = [value for row in rows if (value := value_of(row)) is not None]
    return metric.unit == "percent" and metric.better == "higher" and bool(known) and min(known) >= CEILING


def _span(measurement: Measurement, rows: list[Row], *, dots: bool) -> tuple[float, float]:
    """Range of the axis over all pages, so that turning a page does not change the scale."""
    known = [value for row in rows if (value := value_of(row)) is not None] or [0.0]
    if not dots:
        return min(0.0, *known), max(*known, 0.0) or 1.0
    if measurement.metric.target is not None:
        known.append(measurement.metric.target)
    room = (max(known) - min(known)) * 0.1 or 0.01
    return min(known) - room, max(known) + room


def _layout(
    measurement: Measurement, shown: list[Row], span: tuple[float, float], start: float, look: _Look, *, dots: bool
) -> dict[str, Any]:
    scale, n = look.rem / REM, len(shown)
    metric = measurement.metric
    axis: dict[str, Any] = {"domain": [start, 0.985], "range": list(span), "visible": False}
    if dots:
        ticks = [mark for mark in marks(*span, most=4) if mark <= 1]
        said = [wording.edge(mark, metric.unit, look.lang) for mark in ticks]
        axis |= {"visible": True, "side": "bottom", "tickvals": ticks, "ticktext": said}
    foot = 18 * scale if dots else 2 * scale
    return {
        "template": template(look.theme, look.rem),
        "height": round((n + HEAD_ROWS) * ROW_PX * scale + foot),
        "margin": {"l": 0, "r": 0, "t": 0, "b": foot},
        "bargap": 0.45,
        "barmode": "overlay",
        "xaxis": axis,
        "xaxis2": {"domain": [0, 1], "range": [0, 1], "visible": False, "overlaying": None, "anchor": "y"},
        "yaxis": {"visible": False, "range": [n - 0.5, -0.5 - HEAD_ROWS], "anchor": "x"},
        "shapes": _lines(measurement, shown, span, look, dots=dots),
    }


def _lines(
    measurement: Measurement, shown: list[Row], span: tuple[float, float], look: _Look, *, dots: bool
) -> list[dict[str, Any]]:
    """Ground of the selected row, the target's line, the zero that bars start from."""
    ground = {"xref": "paper", "x0": 0, "x1": 1, "line": {"width": 0}, "fillcolor": look.colour("raised")}
    shapes: list[dict[str, Any]] = [
        {"type": "rect", **ground, "y0": at - 0.5, "y1": at + 0.5, "layer": "below"}
        for at, row in enumerate(shown)
        if row.key == look.selected
    ]
    foot = len(shown) - 0.5
    goal = measurement.metric.target
    if _has_line(measurement, span):
        line = {"color": look.colour("text-2"), "width": 1, "dash": "6px,4px"}
        shapes.append({"type": "line", "x0": goal, "x1": goal, "y0": -0.6, "y1": foot, "line": line, "layer": "below"})
    if not dots:
        line = {"color": look.colour("text"), "width": 1.2}
        shapes.append({"type": "line", "x0": 0, "x1": 0, "y0": -0.5, "y1": foot, "line": line})
    return shapes


def _has_line(measurement: Measurement, span: tuple[float, float]) -> bool:
    """Whether the target is drawn: a rate's, within the axis; a count's is for the whole, not for a row."""
    metric = measurement.metric
    if metric.target is None or metric.better == "neither" or metric.value is not None:
        return False
    return span[0] <= metric.target <= span[1]


def _rows(measurement: Measurement, shown: list[Row], said: list[str], look: _Look) -> list[go.Bar]:
    """The rows themselves: invisible and as wide as the figure, they take hover and click for all that lies on them."""
    metric = measurement.metric
    hover = []
    for row, name in zip(shown, said, strict=True):
        words = wording.said(metric, row.value, row.state, look.lang)
        parts = wording.fraction(metric, row.numerator, row.denominator, look.lang)
        note = wording.say(f"state.{row.state}", look.lang) if row.state in {"few", "suppressed", "empty"} else ""
        hover.append("<br>".join(part for part in (f"{name} <b>{words}</b>", parts, note) if part))
    place = {"x": [1] * len(shown), "y": list(range(len(shown))), "orientation": "h", "width": 1, "xaxis": "x2"}
    keys = [row.key for row in shown]
    return [go.Bar(**place, customdata=keys, hovertext=hover, hoverinfo="text", marker={"color": "rgba(0,0,0,0)"})]


def _bars(measurement: Measurement, shown: list[Row], span: tuple[float, float], look: _Look) -> list[go.Bar]:
    """Bars from zero: coloured by the target's bins where there is one, hatched where nothing may be judged."""
    metric = measurement.metric
    parted = bins(metric)
    fills = parted.colours(look.theme) if parted.scale == "tgt" else ()
    places = parted.index([math.nan if row.value is None else row.value for row in shown]) if fills else ()
    lengths, colours, shapes = [], [], []
    for at, row in enumerate(shown):
        value = value_of(row)
        lengths.append(value if value is not None else _withheld(row, span))
        colours.append(look.colour("seq-4") if not fills or value is None else fills[places[at]])
        shapes.append("/" if value is None else "")
    pattern = {
        "shape": shapes,
        "size": 5,
        "solidity": 0.25,
        "fgcolor": look.colour("line-2"),
        "bgcolor": look.colour("raised"),
    }
    marker = {"color": colours, "pattern": pattern} if any(shapes) else {"color": colours}
    return [go.Bar(x=lengths, y=list(range(len(shown))), orientation="h", marker=marker, hoverinfo="skip")]


def _withheld(row: Row, span: tuple[float, float]) -> float | None:
    """Length of a bar whose value is too few or suppressed; none at all where there is no data."""
    return None if row.state == "empty" or row.state not in {"few", "suppressed"} else span[1] * WITHHELD


def _points(measurement: Measurement, shown: list[Row], span: tuple[float, float], look: _Look) -> list[Any]:
    """Dots from the target line: a round one that meets it, a diamond that misses it."""
    metric = measurement.metric
    base = metric.target if metric.target is not None else span[0]
    rows = [(at, row, value) for at, row in enumerate(shown) if (value := value_of(row)) is not None]
    missed = [wording.meets(metric, row.value, row.state) is False for _, row, _ in rows]
    inks = [judged_colour(metric, row, look.theme) for _, row, _ in rows]
    colours = [ink if bad else look.colour("text-3") for ink, bad in zip(inks, missed, strict=True)]
    y = [at for at, _, _ in rows]
    stems = go.Bar(
        x=[value - base for _, _, value in rows],
        base=[base] * len(rows),
        y=y,
        orientation="h",
        width=0.12,
        marker={"color": colours},
        hoverinfo="skip",
    )
    heads = go.Scatter(
        x=[value for _, _, value in rows],
        y=y,
        mode="markers",
        marker={
            "symbol": ["diamond" if bad else "circle" for bad in missed],
            "size": 9 * look.rem / REM,
            "color": inks,
        },
        hoverinfo="skip",
        cliponaxis=False,
    )
    return [stems, heads]


def _columns(
    measurement: Measurement, shown: list[Row], said: list[str], columns: tuple[float, float, float], look: _Look
) -> list[go.Scatter]:
    """Names to the left, values and changes to the right: the eye compares last digits."""
    metric = measurement.metric
    changes = [wording.change(metric, row.value, row.previous, look.lang) for row in shown]
    senses = {"good": "good", "bad": "bad", "neutral": "text-2"}
    values = [
        wording.said(metric, row.value, row.state, look.lang)
        if row.state in {"suppressed", "empty"}
        else wording.short(metric, row.value, look.lang)
        for row in shown
    ]
    inks = [look.colour("text-3") if value_of(row) is None else judged_colour(metric, row, look.theme) for row in shown]
    marked = [f"<b>{name}</b>" if row.key == look.selected else name for row, name in zip(shown, said, strict=True)]
    return [
        _words(0.0, marked, [look.colour("text")], "middle right", look),
        _words(columns[0], [f"<b>{value}</b>" for value in values], inks, "middle left", look),
        _words(
            columns[1],
            [change.text for change in changes],
            [look.colour(senses[change.sense]) for change in changes],
            "middle left",
            look,
        ),
    ]


def _words(x: float, text: list[str], colours: list[str], position: str, look: _Look) -> go.Scatter:
    colour: Any = colours[0] if len(set(colours)) == 1 else colours
    font = {"size": size("body", look.rem), "color": colour}
    place = {"x": [round(x, 3)] * len(text), "y": list(range(len(text))), "xaxis": "x2"}
    return go.Scatter(
        **place, text=text, mode="text", textposition=position, textfont=font, hoverinfo="skip", cliponaxis=False
    )


def _heads(
    measurement: Measurement, columns: tuple[float, float, float], span: tuple[float, float], look: _Look
) -> list[dict[str, Any]]:
    """The columns' names, each over its column; the target's over its line."""
    metric, word = measurement.metric, f"control.{measurement.by}"
    words = [
        (0.0, wording.say(word if word in wording.words() else "column.name", look.lang), "left"),
        (columns[0], wording.unit_word(metric.unit, look.lang) or wording.say("column.value", look.lang), "right"),
        (columns[1], wording.comparison(look.compare, look.lang), "right"),
    ]
    font = {"size": size("axis", look.rem), "color": look.colour("text-3")}
    place = {"xref": "paper", "yref": "y", "y": -1, "yanchor": "middle", "showarrow": False, "font": font}
    heads = [{**place, "x": round(x, 3), "xanchor": side, "text": text} for x, text, side in words if text]
    if _has_line(measurement, span) and metric.target is not None:
        share = (metric.target - span[0]) / (span[1] - span[0])
        side = "left" if share < 0.25 else "right" if share > 0.75 else "center"
        goal = {"x": metric.target, "xref": "x", "xanchor": side, "text": wording.target(metric, look.lang)}
        heads.append({**place, **goal})
    return heads
