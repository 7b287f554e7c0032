"""Figures of problems: a set's stock and flow month by month, and the five safeties as petals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cockpit import wording
from cockpit.figures.canvas import Figure, Trace, blank, marks, sheet
from cockpit.style import REM, faded, size, template, token
from cockpit.wording import say

if TYPE_CHECKING:
    from cockpit.reading.problems import Month, StockFlow
    from cockpit.reading.safeties import Scores

FULL, POINTS = 100.0, "points_of_100"


def stockflow(found: StockFlow, *, theme: str, lang: str, rem: float = REM) -> Figure:
    """What came above the line and what went below it, a column a month; what was left as a line on its own scale.

    Months that the data cuts are outlined only, and the last point of the stock is hollow.
    """
    labels = [month.label for month in found.months]
    came, went = found.new.value.tolist(), [-value for value in found.gone.value.tolist()]
    left = found.stock.value.tolist()
    if not any((*came, *went, *left)):
        return blank(say("state.empty", lang), theme, rem)
    traces: list[Trace] = []
    for values, colour, key in ((came, "seq-4", "new"), (went, "seq-2", "gone")):
        ink = token(theme, colour)
        whole = [ink if month.whole else faded(ink, 0.25) for month in found.months]
        edge = [0 if month.whole else 1.4 for month in found.months]
        traces.append(
            {
                "type": "bar",
                "x": labels,
                "y": values,
                "name": say(f"problems.{key}", lang),
                "marker": {"color": whole, "line": {"color": ink, "width": edge}},
                "customdata": [abs(value) for value in values],
                "hovertemplate": "%{x} %{customdata:,.0f}<extra>" + say(f"problems.{key}", lang) + "</extra>",
            }
        )
    notes = []
    for values, anchor, key in ((came, "bottom", "new"), (went, "top", "gone")):
        font = {"size": size("note", rem), "color": token(theme, "text-2")}
        words = {"text": say(f"problems.{key}", lang), "showarrow": False, "font": font, "yanchor": anchor}
        notes.append({"x": labels[0], "y": values[0], **words})
    traces.append(_stock_line(labels, left, found, theme, lang, rem))
    notes.append(_stock_word(labels, left, theme, lang, rem))
    layout = _scales(came, went, left, theme, rem)
    names = [_month(month, lang, first=not at) for at, month in enumerate(found.months)]
    layout["xaxis"] |= {"tickvals": labels, "ticktext": names}
    bars = {"template": template(theme, rem), "barmode": "relative", "bargap": 0.45}
    return sheet(traces, bars | layout | {"annotations": notes})


def _month(month: Month, lang: str, *, first: bool) -> str:
    """The month alone, its year below it where it begins."""
    name = f"{month.start.month}月" if lang == "zh" else f"{month.start:%b}"
    return f"{name}<br>{month.start.year}" if first or month.start.month == 1 else name


def _stock_line(labels: list[str], left: list[float], found: StockFlow, theme: str, lang: str, rem: float) -> Trace:
    line, scale = token(theme, "text"), rem / REM
    hollow = [token(theme, "surface") if not month.whole else line for month in found.months]
    return {
        "type": "scatter",
        "x": labels,
        "y": left,
        "yaxis": "y2",
        "mode": "lines+markers",
        "name": say("problems.in_stock", lang),
        "line": {"color": line, "width": 1.8 * scale},
        "marker": {"color": hollow, "size": 6 * scale, "line": {"color": line, "width": 1.4 * scale}},
        "hovertemplate": "%{x} %{y:,.0f}<extra>" + say("problems.in_stock", lang) + "</extra>",
    }


def _stock_word(labels: list[str], left: list[float], theme: str, lang: str, rem: float) -> dict[str, Any]:
    return {
        "x": labels[-1],
        "y": left[-1],
        "yref": "y2",
        "text": f"{say('problems.in_stock', lang)} {left[-1]:,.0f}",
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom",
        "yshift": 6 * rem / REM,
        "font": {"size": size("note", rem), "color": token(theme, "text")},
    }


def _scales(came: list[float], went: list[float], left: list[float], theme: str, rem: float) -> dict[str, Any]:
    """The bars' axis at the left, the stock's hidden above them, so that the line never crosses the bars' zero."""
    high, low, scale = max(came), min(went), rem / REM
    ticks = marks(low, high, 5)
    return {
        "margin": {"l": 46 * scale, "r": 12 * scale, "t": 10 * scale, "b": 40 * scale},
        "yaxis": {
            "range": [low * 1.7, max(high * 1.9, 1)],
            "tickvals": ticks,
            "ticktext": [f"{abs(tick):,.0f}" for tick in ticks],
            "zeroline": True,
            "zerolinecolor": token(theme, "text"),
            "zerolinewidth": 1.2,
        },
        "yaxis2": {
            "overlaying": "y",
            "visible": False,
            "range": [min(left) - 2.2 * (max(left) - min(left) + 1), max(left) + 0.35 * (max(left) - min(left) + 1)],
        },
        "xaxis": {"type": "category", "tickfont": {"size": size("axis", rem), "color": token(theme, "text-3")}},
    }


def petals(found: Scores, *, theme: str, lang: str, rem: float = REM) -> Figure:
    """A petal a safety, as long as its score and as wide as its weight; those below the goal stand out.

    The ring is the goal.
    """
    known = [score for score in found.scores if score.value is not None]
    if not known:
        return blank(say("state.few", lang), theme, rem)
    scale, total = rem / REM, sum(score.safety.weight for score in found.scores)
    widths = [360 * score.safety.weight / total for score in found.scores]
    angles = [sum(widths[:at]) + width / 2 for at, width in enumerate(widths)]
    names = [score.safety.label.said(lang) for score in found.scores]
    words = [wording.quantity(score.value, POINTS, lang, lines=(found.goal,)).number for score in found.scores]
    colours = [
        token(theme, "line" if score.value is None else "tgt-1" if score.value >= found.goal else "tgt-5")
        for score in found.scores
    ]
    bars = {
        "type": "barpolar",
        "r": [score.value or 0 for score in found.scores],
        "theta": angles,
        "width": [width * 0.9 for width in widths],
        "marker": {"color": colours, "line": {"width": 0}},
        "customdata": list(zip(names, words, strict=True)),
        "hovertemplate": "%{customdata[0]} %{customdata[1]}<extra></extra>",
    }
    round_ = [step * 3 for step in range(121)]
    ring = {
        "type": "scatterpolar",
        "r": [found.goal] * len(round_),
        "theta": round_,
        "mode": "lines",
        "line": {"color": token(theme, "text-2"), "width": 1.2 * scale, "dash": "6px,4px"},
        "hoverinfo": "skip",
    }
    said = [f"{name}<br><b>{word}</b>" for name, word in zip(names, words, strict=True)]
    return sheet([bars, ring], {"template": template(theme, rem)} | _around(angles, said, theme, rem))


def _around(angles: list[float], words: list[str], theme: str, rem: float) -> dict[str, Any]:
    """The plane of the petals: no axes, `words` at `angles`, from the top and with the clock."""
    scale = rem / REM
    return {
        "margin": {"l": 30 * scale, "r": 30 * scale, "t": 44 * scale, "b": 48 * scale},
        "polar": {
            "bgcolor": "rgba(0,0,0,0)",
            "hole": 0.08,
            "radialaxis": {"range": [0, FULL], "visible": False},
            "angularaxis": {
                "tickvals": angles,
                "ticktext": words,
                "rotation": 90,
                "direction": "clockwise",
                "showgrid": False,
                "showline": False,
                "ticks": "",
                "tickfont": {"size": size("body", rem), "color": token(theme, "text")},
            },
        },
    }
