"""Trend: since when. A line with its target, the period before it, and the dates of policy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from cockpit import wording
from cockpit.figures.canvas import Figure, Trace, blank, marks, sheet
from cockpit.figures.margin import end_words, margin_of, policy_dates, target_line
from cockpit.figures.steps import days_of, done, judged_colour, placed, value_of
from cockpit.style import REM, template, token

if TYPE_CHECKING:
    from cockpit.catalogue import Annotation
    from cockpit.measure import Measurement

Span = tuple[float, float]
MARKS = {"empty": "line-ew-open", "few": "circle-open", "suppressed": "x-thin-open"}  # three different facts
MOST_TICKS = 6


def trend(
    series: Measurement,
    *,
    theme: str,
    lang: str = "zh",
    before: Measurement | None = None,
    compare: str = "previous",
    annotations: Sequence[Annotation] = (),
    beside: Measurement | None = None,
    rem: float = REM,
) -> Figure:
    """The trend of `series`, a measurement by day, week or month.

    Args:
        series: steps in order; incomplete ones are dotted and hollow, missing ones are gaps.
        theme: "light" or "dark".
        lang: "zh" or "en".
        before: the period compared with, step by step; drawn thin and grey under the line.
        compare: what `before` is: "previous" or "year".
        annotations: dated notes; those of other metrics or days are left out.
        beside: another metric of the same unit over the same steps, drawn in the colour of company.
        rem: px of one rem where it is shown.
    """
    values = [value_of(row) for row in series.rows()]
    if all(value is None for value in values):
        return blank(wording.say("state.empty", lang), theme, rem)
    span = _span(series, before, beside)
    traces: list[Trace] = []
    if before is not None and len(before):
        traces.append(_before(before, days_of(series), theme, lang, compare))
    if beside is not None and len(beside):
        traces.append(_beside(beside, theme, lang))
    traces += [*_lines(series, values, theme, lang), *_gaps(series, values, span, theme, lang)]
    lines, names = policy_dates(annotations, series, theme, lang, rem)
    words = end_words(series, before, span, theme=theme, lang=lang, rem=rem, compare=compare, beside=beside)
    layout = _layout(series, span, theme, lang, rem)
    layout["margin"]["r"] = margin_of(words, rem)
    layout |= {"shapes": [*target_line(series.metric, theme), *lines], "annotations": [*words, *names]}
    return sheet(traces, layout)


def _span(series: Measurement, *others: Measurement | None) -> Span:
    """Range of the value axis: from zero for an amount that comes near it, else around the lines and the target."""
    rows = [row for answer in (series, *others) if answer is not None for row in answer.rows()]
    known = [value for row in rows if (value := value_of(row)) is not None]
    if series.metric.target is not None and series.metric.better != "neither":
        known.append(series.metric.target)
    low, high = min(known), max(known)
    room = (high - low) * 0.12 or abs(high) * 0.05 or 1.0
    floor = 0.0 if 0 <= low < 0.4 * high else low - room
    floor = max(0.0, floor) if low >= 0 else floor
    return float(f"{floor:.9g}"), float(f"{high + room:.9g}")


def _layout(series: Measurement, span: Span, theme: str, lang: str, rem: float) -> dict[str, Any]:
    unit, days, scale = series.metric.unit, days_of(series), rem / REM
    ticks = [mark for mark in marks(*span) if unit != "percent" or mark <= 1]
    said = [wording.edge(mark, unit, lang) for mark in ticks]
    if said and unit == "percent":
        said[-1] += "%"  # the unit once, at the top
    every = math.ceil(len(days) / MOST_TICKS)
    shown = list(range(len(days) - 1, -1, -every))[::-1]  # counted back from the end, which must be named
    margin = timedelta(hours=round((days[-1] - days[0]).days * 24 * 0.012))  # room for a hollow first point
    return {
        "template": template(theme, rem),
        "margin": {"l": 46 * scale, "r": 0, "t": 20 * scale, "b": 22 * scale},
        "hovermode": "x",
        "xaxis": {
            "type": "date",
            "tickangle": 0,
            "tickvals": [days[at].isoformat() for at in shown],
            "ticktext": [wording.step(series.keys[at], lang) for at in shown],
            "range": [(datetime.combine(days[0], time()) - margin).isoformat(), days[-1].isoformat()],
        },
        "yaxis": {"tickvals": ticks, "ticktext": said, "range": list(span)},
    }


def _lines(series: Measurement, values: list[float | None], theme: str, lang: str) -> list[Trace]:
    """The complete line, the dotted ways to incomplete steps, and the end point."""
    rows, days, partial = series.rows(), days_of(series), series.partial
    said = [wording.said(series.metric, row.value, row.state, lang) for row in rows]
    line = {"color": token(theme, "text"), "width": 2}
    hover = "%{x|%Y-%m-%d} <b>%{text}</b><extra></extra>"
    whole = [None if partial[at] else value for at, value in enumerate(values)]
    known = {"y": whole, "text": said, "mode": "lines", "line": line, "hovertemplate": hover}
    drawn: list[Trace] = [{"type": "scatter", **placed(days), **known}]
    for at, value in enumerate(values):
        if value is None or not partial[at]:
            continue
        way = [i for i in (at - 1, at, at + 1) if i == at or (0 <= i < len(rows) and not partial[i])]
        note = f"{wording.say('state.partial', lang)} {done(series, at, lang)}".strip()
        drawn.append(
            {
                "type": "scatter",
                "x": [days[i].isoformat() for i in way],
                "y": [values[i] for i in way],
                "text": [f"{said[i]} {note}" if i == at else said[i] for i in way],
                "mode": "lines+markers",
                "line": {**line, "dash": "2px,4px"},
                "marker": {"color": token(theme, "surface"), "size": [9 if i == at else 0 for i in way], "line": line},
                "hovertemplate": hover,
                **({"hoverinfo": "skip"} if len(way) == 1 else {}),
                "cliponaxis": False,
            }
        )
    last = max(at for at, value in enumerate(values) if value is not None)
    if not partial[last]:
        marker = {"color": judged_colour(series.metric, rows[last], theme), "size": 8}
        end = {"x": [days[last].isoformat()], "y": [values[last]], "mode": "markers", "marker": marker}
        drawn.append({"type": "scatter", **end, "hoverinfo": "skip", "cliponaxis": False})
    return drawn


def _gaps(series: Measurement, values: list[float | None], span: Span, theme: str, lang: str) -> list[Trace]:
    """Steps without a drawn value, marked at the base, each kind with its own sign."""
    gone = [at for at, value in enumerate(values) if value is None]
    if not gone:
        return []
    days, grey = days_of(series), token(theme, "text-3")
    states = [series.state[at] if series.state[at] in MARKS else "empty" for at in gone]
    marker = {
        "symbol": [MARKS[state] for state in states],
        "size": 7,
        "color": grey,
        "line": {"color": grey, "width": 1.5},
    }
    return [
        {
            "type": "scatter",
            "x": [days[at].isoformat() for at in gone],
            "y": [float(f"{span[0] + 0.04 * (span[1] - span[0]):.9g}")] * len(gone),
            "text": [wording.say(f"state.{state}", lang) for state in states],
            "mode": "markers",
            "marker": marker,
            "hovertemplate": "%{x|%Y-%m-%d} %{text}<extra></extra>",
            "cliponaxis": False,
        }
    ]


def _before(before: Measurement, days: list[date], theme: str, lang: str, compare: str) -> Trace:
    """The period compared with, laid step by step over the days of the series."""
    rows = before.rows()[: len(days)]
    return {
        "type": "scatter",
        **placed(days),
        "y": [value_of(row) for row in rows],
        "text": [f"{row.key} {wording.said(before.metric, row.value, row.state, lang)}" for row in rows],
        "mode": "lines",
        "line": {"color": token(theme, "text-3"), "width": 1.1},
        "hovertemplate": f"{wording.say(f'compare.before_{compare}', lang)} %{{text}}<extra></extra>",
    }


def _beside(beside: Measurement, theme: str, lang: str) -> Trace:
    """The line of another metric, in the colour of company; gaps stay gaps."""
    rows = beside.rows()
    return {
        "type": "scatter",
        **placed(days_of(beside)),
        "y": [value_of(row) for row in rows],
        "text": [wording.said(beside.metric, row.value, row.state, lang) for row in rows],
        "mode": "lines",
        "line": {"color": token(theme, "info"), "width": 1.6},
        "hovertemplate": f"{beside.metric.label.said(lang)} <b>%{{text}}</b><extra></extra>",
    }
