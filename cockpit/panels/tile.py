"""A headline tile: name, lamp in words, value and unit, spark, and the change against two other periods."""

from __future__ import annotations

from base64 import b64encode

import numpy as np
from dash import html
from numpy.typing import NDArray

from cockpit import wording
from cockpit.catalogue import Metric
from cockpit.measure import Measurement
from cockpit.panels.controls import pick
from cockpit.panels.made import made
from cockpit.style import token
from cockpit.wording import NOTHING, say

WIDTH, HEIGHT, INSET = 92, 36, 4


def tile(
    total: Measurement,
    other: Measurement | None,
    series: Measurement | None,
    compare: str,
    lang: str,
    theme: str,
    on: bool,
    passed: tuple[int, int] | None = None,
) -> html.Button:
    """The tile of `total`, which was compared by `compare`; `other` is the same total compared the other way.

    A click puts its metric on the page's map. `data-exact` is the unrounded value, for those who check. `passed` is
    how many days of an incomplete period have passed, of how many: nothing is judged before its end.
    """
    metric, row = total.metric, total.total
    state = {"few": " few", "suppressed": " suppressed", "empty": " empty-value"}.get(row.state, "")
    unfinished = passed is not None and not state
    verdict = "unjudged" if unfinished else wording.verdict(metric, row.value, row.state)
    lamp = say(f"state.{row.state}", lang) if state else wording.lamp(verdict, lang)
    if passed is not None and unfinished:
        lamp = f"◐ {say('state.partial_lamp', lang, done=passed[0], days=passed[1])}"
        state = " partial"
    return made(
        html.Button,
        [
            made(
                html.Header,
                [made(html.H3, metric.label.said(lang)), made(html.Span, lamp, className=f"lamp {verdict}")],
            ),
            made(html.Div, _value(total, lang), className="tv"),
            made(html.Div, _withheld(row.state) or _spark(series, lang, theme, unfinished=unfinished), className="sp"),
            made(html.Footer, _why(total, lang) or _changes(total, other, compare, lang)),
        ],
        type="button",
        className=f"tile {verdict}{state}{' on' if on else ''}",
        title=f"{metric.question.said(lang)} {metric.formula.said(lang)}",
        **pick(metric=metric.key),
        **{
            "aria-pressed": "true" if on else "false",
            "aria-label": wording.finding(total, lang, compare=compare),
            "data-metric": metric.key,
            "data-exact": "" if row.value is None else repr(float(row.value)),
        },
    )


def absent(metric: Metric, why: str, lang: str) -> html.Div:
    """The tile of a metric this edition cannot answer."""
    return made(
        html.Div,
        [
            made(
                html.Header,
                [
                    made(html.H3, metric.label.said(lang)),
                    made(html.Span, say("state.empty", lang), className="lamp unjudged"),
                ],
            ),
            made(html.Div, made(html.Span, NOTHING, className="v"), className="tv"),
            made(html.Footer, made(html.Span, why, className="quiet", title=why)),
        ],
        className="tile none empty-value",
    )


def _value(total: Measurement, lang: str) -> list[html.Span]:
    row = total.total
    if row.state in {"suppressed", "empty", "few"}:
        text = wording.said(total.metric, row.value, row.state, lang) if row.state == "suppressed" else NOTHING
        return [made(html.Span, text, className="v")]
    said = wording.judged(total.metric, row.value, lang)
    near = "≈ " if row.state == "approx" else ""
    return [made(html.Span, near + said.number, className="v"), made(html.Span, said.unit, className="u")]


def _withheld(state: str) -> list[object]:
    """Where a number is withheld its line is too: 45 degree lines, neither a nought nor a gap."""
    return [made(html.I, className="hatch")] if state == "suppressed" else []


def _why(total: Measurement, lang: str) -> html.Span | None:
    """Why there is no value to compare."""
    row = total.total
    if row.state == "few":
        base = row.denominator if total.metric.ratio else row.n
        words = say("state.few_why", lang, n=int(base or 0), fewest=total.metric.fewest)
    elif row.state == "suppressed":
        words = say("state.suppressed", lang)
    else:
        return None
    return made(html.Span, words, className="quiet", title=words)


def _changes(total: Measurement, other: Measurement | None, compare: str, lang: str) -> list[html.Span]:
    against = {"previous": "year", "year": "previous"}[compare]
    pairs = [(compare, total), *([(against, other)] if other is not None else [])]
    pairs.sort(key=lambda pair: pair[0] != "previous")  # 环比 stands left, 同比 right, whichever is chosen
    found = []
    for name, answer in pairs:
        row = answer.total
        moved = wording.change(answer.metric, row.value, row.previous, lang)
        marks = made(html.B, str(moved), className=moved.sense)
        found.append(made(html.Span, [made(html.I, wording.comparison(name, lang)), marks], className="dl"))
    return found


def _spark(series: Measurement | None, lang: str, theme: str, *, unfinished: bool = False) -> list[object]:
    """The line of the last steps and the target, as a picture of half a kilobyte."""
    if series is None or np.isfinite(series.value).sum() < 2:
        return []
    metric = series.metric
    note = wording.target(metric, lang) or say("panel.recent", lang, n=len(series))
    note = say("state.elapsed", lang) if unfinished else note
    picture = _picture(series.value, metric, theme, unfinished=unfinished)
    return [made(html.Img, src=picture, className="spark", alt=""), made(html.Em, note)]


def _picture(values: NDArray[np.float64], metric: Metric, theme: str, *, unfinished: bool) -> str:
    """An SVG of `values` as a data address; its end is hollow where the period is not over."""
    goal = metric.target if metric.target is not None and metric.better != "neither" else None
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if goal is not None and low - (high - low) <= goal <= high + (high - low):  # a far target would flatten the line
        low, high = min(low, goal), max(high, goal)
    span = (high - low) or 1.0
    x = np.linspace(INSET, WIDTH - INSET, len(values))
    y = HEIGHT - INSET - (values - low) / span * (HEIGHT - 2 * INSET)
    missed = not unfinished and wording.verdict(metric, float(values[-1])) == "missed"
    line, dot = token(theme, "text-3"), token(theme, "alarm" if missed else "text")
    end = f'fill="{token(theme, "surface")}" stroke="{dot}" stroke-width="1.6"' if unfinished else f'fill="{dot}"'
    parts = [f'<path d="{_path(x, y)}" fill="none" stroke="{line}" stroke-width="1.6" stroke-linejoin="round"/>']
    if goal is not None and low <= goal <= high:
        at = HEIGHT - INSET - (goal - low) / span * (HEIGHT - 2 * INSET)
        parts.append(f'<path d="M0 {at:.1f}H{WIDTH}" stroke="{line}" stroke-dasharray="2 3"/>')
    if np.isfinite(values[-1]):
        parts.append(f'<circle cx="{x[-1]:.1f}" cy="{y[-1]:.1f}" r="3" {end}/>')
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _path(x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    """A path through the finite points; a gap stays a gap."""
    found, pen = [], "M"
    for at, height in zip(x, y, strict=True):
        if np.isfinite(height):
            found.append(f"{pen}{at:.1f} {height:.1f}")
            pen = "L"
        else:
            pen = "M"
    return "".join(found)
