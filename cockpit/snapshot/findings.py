"""Titles that state the finding in a sentence, computed from the numbers and from nothing else.

Of units: a notable change of the whole, and the unit that carries it; else a unit that changed its rank; else that
nothing notable happened. What is notable is said once, here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cockpit import wording
from cockpit.catalogue import Metric
from cockpit.measure import Measurement, Row
from cockpit.reading import worst_first
from cockpit.wording import say

POINTS = 0.01
"""A rate's change is notable from one point on."""
SHARE = 0.05
"""Any other amount's change is notable from a twentieth on ..."""
LEAST = 10
"""... and of counts, from ten on: 3 -> 4 is not a third more."""
CARRIES = 0.5
"""A unit carries a change when half of it, or more, is its own."""
JUDGED = ("ok", "approx")


@dataclass(frozen=True)
class Carrier:
    """The unit with the largest part in a change: its share of the whole change (1 = all of it)."""

    name: str
    share: float


def notable(metric: Metric, value: float | None, previous: float | None) -> bool:
    """Whether the change from `previous` to `value` is worth a title."""
    if value is None or previous is None:
        return False
    moved = abs(value - previous)
    if metric.unit == "percent":
        return moved >= POINTS - 1e-12
    least = LEAST if wording.counted(metric.unit) else 0.0
    return moved >= max(SHARE * abs(previous), least) and moved > 0


def finding_of_change(total: Measurement, now: Measurement, then: Measurement | None, lang: str, compare: str) -> str:
    """The title over a trend, a map and a ranking.

    Args:
        total: the whole, as one row.
        now: its units.
        then: the same units in the period compared with, numerators and denominators included.
        lang: language.
        compare: what `previous` is: "previous" or "year".
    """
    metric, row = total.metric, total.total
    words = {"unit": wording.place(total, lang), "metric": metric.label.said(lang)}
    if row.value is None or row.state not in JUDGED:
        return wording.finding(total, lang, compare=compare).rstrip("。.")
    if notable(metric, row.value, row.previous):
        moved = wording.change(metric, row.value, row.previous, lang).text.lstrip("+−")
        verb = say("headline.rose" if row.value > (row.previous or 0) else "headline.fell", lang)
        return _sentence(
            [say("headline.moved", lang, verb=verb, change=moved, **words), _carried(now, then, lang)], lang
        )
    if shifted := largest_shift(now):
        name, before, place, n = shifted
        key = "headline.rank_down" if place > before else "headline.rank_up"
        said = say(key, lang, name=name, before=before, now=place, metric=words["metric"])
        return _sentence([said, say("headline.rank_of", lang, n=n)], lang)
    value = wording.said(metric, row.value, row.state, lang)
    before_ = say(f"compare.before_{compare}", lang).lower()
    still = say(
        "headline.still" if row.previous is not None else "headline.level", lang, value=value, before=before_, **words
    )
    missed = sum(wording.meets(metric, each.value, each.state) is False for each in now.rows())
    return _sentence([still, say("headline.missed_units", lang, n=missed) if missed else ""], lang)


def carrier(now: Measurement, then: Measurement) -> Carrier | None:
    """The unit with the largest part in the change of the whole; None where a value is withheld or nothing changed.

    An amount's parts add up. A ratio N/D that was R is up by the sum over units of (n - R d)/D - (n0 - R d0)/D0, which
    is exact: a unit's part is what it has above the old ratio now, less what it had above it then.
    """
    if now.keys != then.keys or not len(now):
        return None
    if now.metric.ratio:
        n, d, n0, d0 = (
            np.asarray(column) for column in (now.numerator, now.denominator, then.numerator, then.denominator)
        )
        if not all(np.isfinite(column).all() for column in (n, d, n0, d0)) or d.sum() == 0 or d0.sum() == 0:
            return None
        old = n0.sum() / d0.sum()
        parts = (n - old * d) / d.sum() - (n0 - old * d0) / d0.sum()
    elif now.metric.quantile is not None or not (np.isfinite(now.value).all() and np.isfinite(then.value).all()):
        return None
    else:
        parts = now.value - then.value
    whole = float(parts.sum())
    if whole == 0 or not math.isfinite(whole):
        return None
    at = int(np.argmax(parts / whole))
    return Carrier(now.names[at], float(parts[at] / whole))


def largest_shift(now: Measurement) -> tuple[str, int, int, int] | None:
    """The unit that changed its rank most, by a notable change of its own: name, rank before, rank now, of how many.

    Rank 1 is the best, or the largest where nothing is better. A shift counts from two places on, and from a quarter
    of all; of equal shifts, the one downwards.
    """
    known = [row for row in now.rows() if row.state in JUDGED and row.value is not None and row.previous is not None]
    if len(known) < 3:
        return None
    sign = 1 if now.metric.better == "lower" else -1
    place = {row.key: at for at, row in enumerate(sorted(known, key=lambda row: sign * (row.value or 0)), 1)}
    before = {row.key: at for at, row in enumerate(sorted(known, key=lambda row: sign * (row.previous or 0)), 1)}
    least = max(2, math.ceil(len(known) / 4))
    moved = [
        row
        for row in known
        if abs(place[row.key] - before[row.key]) >= least and notable(now.metric, row.value, row.previous)
    ]
    if not moved:
        return None
    row = max(moved, key=lambda row: (abs(place[row.key] - before[row.key]), place[row.key] - before[row.key]))
    return row.name, before[row.key], place[row.key], len(known)


def finding_of_tiles(totals: Sequence[Measurement], lang: str, compare: str) -> str:
    """The title over the headlines: which miss their target, else which changed most."""
    judged = {at: wording.verdict(each.metric, each.total.value, each.total.state) for at, each in enumerate(totals)}
    missed = [totals[at] for at, verdict in judged.items() if verdict == "missed"]
    if missed:
        names = ("、" if lang == "zh" else ", ").join(
            f"{each.metric.label.said(lang)} {wording.said(each.metric, each.total.value, each.total.state, lang)}"
            for each in missed
        )
        return say("headline.tiles_missed", lang, n=len(totals), missed=len(missed), names=names)
    moved = [each for each in totals if notable(each.metric, each.total.value, each.total.previous)]
    if moved:
        most = max(moved, key=lambda each: _relative(each.total))
        row = most.total
        return say(
            "headline.tiles_most",
            lang,
            metric=most.metric.label.said(lang),
            value=wording.said(most.metric, row.value, row.state, lang),
            compare=wording.comparison(compare, lang),
            change=wording.change(most.metric, row.value, row.previous, lang).text,
        )
    with_goal = sum(verdict in {"met", "near"} for verdict in judged.values())
    return say("headline.tiles_met", lang, n=with_goal) if with_goal else ""


def finding_of_values(answer: Measurement, lang: str) -> str:
    """The title over a breakdown: the worst rate, or the largest amount with its share."""
    metric = answer.metric
    rows = [row for row in worst_first(answer) if row.state in JUDGED and row.value is not None and row.n]
    if not rows:
        return ""
    first = rows[0]
    said = wording.said(metric, first.value, first.state, lang)
    words = {"metric": metric.label.said(lang), "name": first.name or say("state.empty", lang), "value": said}
    if metric.ratio or metric.quantile is not None:
        return say("headline.lowest" if metric.better == "higher" else "headline.highest", lang, **words)
    most = max(rows, key=lambda row: row.value or 0)
    words |= {
        "name": most.name or say("state.empty", lang),
        "value": wording.said(metric, most.value, most.state, lang),
    }
    whole = sum(row.value or 0 for row in rows)
    if len(rows) < len(answer) or not whole or min(row.value or 0 for row in rows) < 0:
        return say("headline.largest_plain", lang, **words)
    return say("headline.largest", lang, share=f"{(most.value or 0) / whole:.0%}", **words)


def _carried(now: Measurement, then: Measurement | None, lang: str) -> str:
    found = carrier(now, then) if then is not None and len(now) > 1 else None
    if found is None:
        return ""
    if found.share < CARRIES:
        return say("headline.scattered", lang)
    if found.share > 1:  # the others moved the other way: a share over 100 % would confuse
        return say("headline.alone", lang, name=found.name)
    return say("headline.carried", lang, share=f"{found.share:.0%}", name=found.name)


def _relative(row: Row) -> float:
    return abs((row.value or 0) - (row.previous or 0)) / (abs(row.previous or 0) or 1)


def _sentence(parts: Sequence[str], lang: str) -> str:
    return say("finding.comma", lang).join(part for part in parts if part)
