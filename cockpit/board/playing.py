"""The map through time: its units week by week or month by month, as numbers for a player."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from cockpit import figures, wording
from cockpit.errors import CockpitError
from cockpit.measure import Window
from cockpit.measure.periods import steps
from cockpit.reading import View

REACH = {"week": timedelta(days=7 * 26 - 1), "month": timedelta(days=365)}
"""How far back a player goes where the chosen period is shorter than a few steps."""
FEW_DAYS = {"week": 56, "month": 150}
MOST_STEPS, MOST_CELLS = 60, 60_000
"""Steps played at most, and steps times units."""


def frames(view: View, step: str) -> dict[str, Any]:
    """The frames of the map of `view` by `step`, "week" or "month".

    Raises:
        CockpitError: no such step, nothing below the unit, or more units than can be played.
    """
    if step not in REACH:
        raise CockpitError(f"A map plays by week or month, not by {step!r}.")
    if not view.level:
        raise CockpitError(wording.say("state.nothing_below", view.lang, unit=view.unit.said(view.lang)))
    units = view.tree.descendants(view.around.code, view.level)
    windows = _windows(view, step)[-min(MOST_STEPS, MOST_CELLS // max(len(units), 1)) :]
    if len(windows) < 2:
        raise CockpitError(wording.say("desk.too_many", view.lang), wording.say("desk.higher_level", view.lang))
    metric, code = view.metric, view.around.code
    answers = [
        view.measure(metric, view.level, unit=code, start=one.start, end=one.end, as_of=one.end) for one in windows
    ]
    totals = [view.measure(metric, start=one.start, end=one.end, as_of=one.end).total for one in windows]
    found = figures.frames(answers, units, theme=view.theme, lang=view.lang)
    for frame, one, total in zip(found["frames"], windows, totals, strict=True):
        frame["words"] = wording.step(one.label, view.lang, long=True)
        frame["total"] = wording.said(view.metric, total.value, total.state, view.lang)
        frame["from"], frame["to"] = one.start.isoformat(), one.end.isoformat()
    return found | {"codes": [unit.code for unit in units], "level": view.level}


def _windows(view: View, step: str) -> list[Window]:
    """The whole steps of the chosen period, or of the last half year or year where that is short."""
    total = view.measure(view.metric)
    start: date = total.start
    if (total.end - start).days < FEW_DAYS[step]:
        start = total.end - REACH[step]
    first = max(start, view.snapshot.manifest.span.first_day)
    return [one for one in steps(first, total.end, step, "previous") if one.whole]  # type: ignore[arg-type]
