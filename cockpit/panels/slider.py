"""The as-of slider: a day chosen by dragging along the trend. assets/asof.js moves it; a release picks the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dash import html

from cockpit import wording
from cockpit.panels.controls import pick_button
from cockpit.wording import say


def asof_slider(
    day: date,
    first: date,
    last: date,
    earliest: date,
    newest: date,
    ticks: Sequence[date],
    margins: tuple[float, float],
    lang: str,
) -> html.Div:
    """A slider from `first` to `last` lying under a plot whose axes leave `margins` px to the left and right.

    Keys may go back to `earliest`, beyond the plot; `newest` is the day that needs no word in the address. `ticks` are
    days to be seen on the track.
    """
    left, right = margins
    knob = html.Span(
        [html.I(className="line"), html.B(f"{say('inspection.as_of', lang)} {wording.short_day(day)}")],
        className="knob" + (" late" if _share(day, first, last) > 0.5 else ""),
        style={"left": f"{_share(day, first, last) * 100:.3f}%"},
    )
    marks = [
        html.I(className="tick", style={"left": f"{_share(tick, first, last) * 100:.3f}%"})
        for tick in ticks
        if first <= tick <= last
    ]
    done = html.I(className="done", style={"width": f"{_share(day, first, last) * 100:.3f}%"})
    data = {
        "data-first": first.isoformat(),
        "data-last": last.isoformat(),
        "data-earliest": earliest.isoformat(),
        "data-newest": newest.isoformat(),
        "data-day": day.isoformat(),
        "data-word": say("inspection.as_of", lang),
    }
    aria = {
        "aria-label": say("inspection.as_of_slider", lang),
        "aria-valuemin": 0,
        "aria-valuemax": (last - earliest).days,
        "aria-valuenow": (day - earliest).days,
        "aria-valuetext": wording.day(day),
    }
    track = html.Div([html.I(className="rail-line"), done, *marks, knob], className="track")
    return html.Div(
        track,
        className="dayline",
        role="slider",
        tabIndex=0,
        title=say("inspection.as_of_slider", lang),
        style={"--left": f"{left:g}px", "--right": f"{right:g}px"},
        **data,
        **aria,
    )


def newest_button(lang: str) -> html.Button:
    """Back to the newest day."""
    return pick_button(say("inspection.newest", lang), class_="lnk", asof="")


def _share(day: date, first: date, last: date) -> float:
    whole = (last - first).days or 1
    return min(max((day - first).days / whole, 0.0), 1.0)
