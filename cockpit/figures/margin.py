"""The words around a trend: value, target and comparison at its right end, the names of policy dates above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cockpit import wording
from cockpit.figures.canvas import width_of
from cockpit.figures.steps import days_of, judged_colour, value_of
from cockpit.style import REM, size, token

if TYPE_CHECKING:
    from cockpit.catalogue import Annotation, Metric
    from cockpit.measure import Measurement

Drawings = list[dict[str, Any]]


def target_line(metric: Metric, theme: str) -> Drawings:
    """The dashed line of the target, 6-4; nothing for a metric without one."""
    if metric.target is None or metric.better == "neither":
        return []
    line = {"color": token(theme, "text-2"), "width": 1, "dash": "6px,4px"}
    level = {"y0": metric.target, "y1": metric.target}
    return [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, **level, "line": line}]


def end_words(
    series: Measurement,
    before: Measurement | None,
    span: tuple[float, float],
    *,
    theme: str,
    lang: str,
    rem: float,
    compare: str,
    beside: Measurement | None = None,
) -> Drawings:
    """Value now, target, value then and another metric's at the right end, at their heights but not on one another."""
    metric = series.metric
    at, now = _last(series)
    unfinished = series.partial[at]
    state = wording.say("state.partial" if unfinished else "panel.this_period", lang)
    grey = f'<span style="color:{token(theme, "text-3")};font-size:{size("axis", rem):g}px">{state}</span>'
    value = f"<b>{wording.judged(metric, now, lang)}</b>{'<br>' if unfinished else ' '}{grey}"
    words = [(now, value, judged_colour(metric, series.row(at), theme), "value")]
    if goal := wording.target(metric, lang):
        words.append((metric.target or 0.0, goal, token(theme, "text-2"), "axis"))
    if before is not None and any(value_of(row) is not None for row in before.rows()):
        then = _last(before)[1]
        said = f"{wording.say(f'compare.before_{compare}', lang)} {wording.judged(metric, then, lang)}"
        words.append((then, said, token(theme, "text-3"), "axis"))
    if beside is not None and any(value_of(row) is not None for row in beside.rows()):
        other = _last(beside)[1]
        said = f"{beside.metric.label.said(lang)}<br>{wording.judged(beside.metric, other, lang)}"
        words.append((other, said, token(theme, "info"), "axis"))
    places = apart([word[0] for word in words], span)
    place = {
        "x": 1,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 10 * rem / REM,
        "yanchor": "middle",
        "showarrow": False,
    }
    return [
        {**place, "text": text, "y": float(f"{y:.6g}"), "font": {"size": size(role, rem), "color": colour}}
        for y, (_, text, colour, role) in zip(places, words, strict=True)
    ]


def margin_of(words: Drawings, rem: float) -> float:
    """Width in px that the end words take; they stand outside the axes."""
    widest = max(
        float(width_of(line) * word["font"]["size"]) for word in words for line in _bare(word["text"]).split("\n")
    )
    return round(widest * 0.53 + 14 * rem / REM)


def _bare(text: str) -> str:
    """`text` without its marks, line breaks kept."""
    return re.sub(r"<[^>]*>", "", text.replace("<br>", "\n"))


def _last(series: Measurement) -> tuple[int, float]:
    """Place and value of the last step that has a value."""
    return max((at, value) for at, row in enumerate(series.rows()) if (value := value_of(row)) is not None)


def apart(values: Sequence[float], span: tuple[float, float], share: float = 0.17) -> list[float]:
    """`values` moved as little as makes neighbours `share` of the axis apart and keeps all of them on it."""
    gap = (span[1] - span[0]) * share
    order = sorted(range(len(values)), key=lambda i: values[i])
    places = [values[i] for i in order]
    for _ in range(40):  # each pass halves what is left to move
        for i in range(len(places) - 1):
            lack = gap - (places[i + 1] - places[i])
            if lack > 0:
                places[i], places[i + 1] = places[i] - lack / 2, places[i + 1] + lack / 2
    shift = max(0.0, span[0] + gap / 2 - places[0]) - max(0.0, places[-1] - span[1])
    moved = {i: place + shift for i, place in zip(order, places, strict=True)}
    return [moved[i] for i in range(len(values))]


def policy_dates(
    annotations: Sequence[Annotation], series: Measurement, theme: str, lang: str, rem: float
) -> tuple[Drawings, Drawings]:
    """Thin lines and their names at the dates of policy that fall into the series and concern its metric."""
    days = days_of(series)
    shapes: Drawings = []
    notes: Drawings = []
    for note in annotations:
        if not days[0] <= note.date <= days[-1] or (note.metrics and series.metric.key not in note.metrics):
            continue
        at = note.date.isoformat()
        line = {"color": token(theme, "info"), "width": 1.2}
        shapes.append({"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1.06, "line": line})
        late = (note.date - days[0]).days > (days[-1] - days[0]).days * 0.6  # written to the left, or it runs out
        side = {"xanchor": "right" if late else "left", "xshift": (-5 if late else 5) * rem / REM}
        text = f"{wording.short_day(note.date)} {note.text.said(lang)}"
        font = {"size": size("axis", rem), "color": token(theme, "info")}
        place = {"x": at, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
        notes.append({**place, **side, "text": text, "font": font})
    return shapes, notes
