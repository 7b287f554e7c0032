"""Frontier: dwellings by the day they fall due. What lies behind the as-of day is warm, what lies ahead is cold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cockpit import wording
from cockpit.figures.canvas import Figure, blank, marks, sheet
from cockpit.style import REM, size, template, token

if TYPE_CHECKING:
    from cockpit.measure import Measurement
    from cockpit.measure.spans import DueDays

GAP = 5
"""Days of room between the bars that stand for all earlier days and those of single days."""
TONES = ("seq-5", "seq-4", "seq-3")


def frontier(
    due: DueDays, answers: Sequence[Measurement], bounds: Sequence[int], *, theme: str, lang: str, rem: float = REM
) -> Figure:
    """Bars by due day, in days from the as-of day.

    Args:
        due: dwellings by due day.
        answers: what sums up each stretch of days ahead, as many as `bounds`.
        bounds: last day of each stretch, in days from the as-of day, rising.
        theme: "light" or "dark".
        lang: "zh" or "en".
        rem: px of one rem where it is shown.
    """
    if not due.counts.any() and not due.earlier and not due.never:
        return blank(wording.say("state.nothing", lang), theme, rem)
    first = (due.days[0] - due.day).days
    places = [first - 2 * GAP, first - GAP, *range(first, first + len(due.days))]
    counts = [due.never, due.earlier, *(int(n) for n in due.counts)]
    words = [
        wording.say("inspection.never_seen", lang),
        wording.say("inspection.earlier", lang, day=wording.day(due.days[0])),
        *(f"{wording.day(day)} {wording.weekday(day, lang)}" for day in due.days),
    ]
    said = [f"{name} <b>{wording.quantity(n, 'households', lang)}</b>" for name, n in zip(words, counts, strict=True)]
    bar = {
        "type": "bar",
        "x": places,
        "y": counts,
        "width": [1.8, 1.8, *[0.8] * len(due.days)],
        "marker": {"color": [token(theme, _tone(place, bounds)) for place in places]},
        "hovertext": said,
        "hoverinfo": "text",
    }
    layout = _layout(places, max(counts), bounds, theme, lang, rem)
    notes = {"annotations": _words(due, answers, bounds, theme, lang, rem), "shapes": _lines(bounds, theme)}
    return sheet([bar], layout | notes)


def _tone(place: int, bounds: Sequence[int]) -> str:
    if place <= 0:
        return "tgt-4"
    return next((tone for bound, tone in zip(bounds, TONES, strict=False) if place <= bound), "seq-2")


def _layout(
    places: Sequence[int], high: int, bounds: Sequence[int], theme: str, lang: str, rem: float
) -> dict[str, Any]:
    scale = rem / REM
    ticks = [mark for mark in marks(0, high or 1) if float(mark).is_integer()]
    shown = [places[0], places[1], places[2] // 2, 0, *bounds]
    names = [
        wording.say("inspection.never_short", lang),
        wording.say("inspection.earlier_short", lang),
        f"{wording.MINUS}{abs(places[2] // 2)}",
        wording.say("inspection.today", lang),
        *(f"+{bound}" for bound in bounds),
    ]
    return {
        "template": template(theme, rem),
        "margin": {"l": 46 * scale, "r": 4 * scale, "t": (len(bounds) * 16 + 6) * scale, "b": 22 * scale},
        "bargap": 0,
        "xaxis": {"range": [places[0] - 1.5, places[-1] + 1], "tickvals": shown, "ticktext": names, "tickangle": 0},
        "yaxis": {
            "range": [0, (high or 1) * 1.06],
            "tickvals": ticks,
            "ticktext": [wording.edge(mark, "count", lang) for mark in ticks],
        },
    }


def _lines(bounds: Sequence[int], theme: str) -> list[dict[str, Any]]:
    """A line at the as-of day, and a lighter one at the end of each stretch, up to its words."""
    ends = [(0.5, "text-2", 1.2), *((bound + 0.5, "line-2", 1.0) for bound in bounds)]
    return [
        {
            "type": "line",
            "x0": at,
            "x1": at,
            "yref": "paper",
            "y0": 0,
            "y1": 1 + 0.1 * place,
            "line": {"color": token(theme, name), "width": width},
        }
        for place, (at, name, width) in enumerate(ends)
    ]


def _words(
    due: DueDays, answers: Sequence[Measurement], bounds: Sequence[int], theme: str, lang: str, rem: float
) -> list[dict[str, Any]]:
    """Above the bars, a line each: how many are behind, and how many fall due up to the end of each stretch."""
    line = 16 * rem / REM
    place = {"y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    behind = due.never + due.earlier + int(due.counts[: (due.day - due.days[0]).days + 1].sum())
    said = f"{wording.say('inspection.past_due', lang)} {wording.quantity(behind, 'households', lang)}"
    font = {"size": size("axis", rem)}
    left = {"x": 0, "xref": "paper", "xanchor": "left"}
    notes = [{**place, **left, "text": said, "font": {**font, "color": token(theme, "bad")}}]
    for at, (bound, answer) in enumerate(zip(bounds, answers, strict=True)):
        count = wording.quantity(answer.total.value or 0, answer.metric.unit, lang)
        words = wording.say("inspection.within", lang, n=bound, value=count)
        grey = {**font, "color": token(theme, "text-2")}
        shift = {"yshift": at * line, "xshift": -3}
        notes.append({**place, **shift, "x": bound + 0.5, "xanchor": "right", "text": words, "font": grey})
    return notes
