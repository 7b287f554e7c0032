"""A figure's finding in one sentence: read aloud in place of the picture, and true without it."""

from __future__ import annotations

from collections import Counter
from math import isnan
from operator import itemgetter
from typing import TYPE_CHECKING

from cockpit.wording.dates import day, period, step
from cockpit.wording.judgement import JUDGED_STATES, bound, change, comparison, meets, said, verdict
from cockpit.wording.numbers import NOTHING
from cockpit.wording.places import place
from cockpit.wording.words import say

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cockpit.measure import Measurement, Row


def _sentence(parts: Sequence[str], lang: str) -> str:
    return say("finding.comma", lang).join(part for part in parts if part) + say("finding.stop", lang)


def _known(measurement: Measurement) -> list[tuple[float, Row]]:
    """Rows that have a value to name, with it."""
    return [(value, measurement.row(at)) for value, at in _values(measurement)]


def _values(measurement: Measurement) -> list[tuple[float, int]]:
    """The values there are to name, each with the place of its row."""
    rows = zip(measurement.value.tolist(), measurement.state, strict=True)
    return [(value, at) for at, (value, state) in enumerate(rows) if state in JUDGED_STATES and not isnan(value)]


def finding(measurement: Measurement, lang: str = "zh", *, compare: str = "previous") -> str:
    """The finding of a total: value, target and verdict, change, day."""
    metric, row = measurement.metric, measurement.total
    key = verdict(metric, row.value, row.state)
    parts = [
        say(
            "finding.total",
            lang,
            unit=place(measurement, lang),
            metric=metric.label.said(lang),
            value=said(metric, row.value, row.state, lang),
        )
    ]
    if row.state in {"empty", "few", "suppressed"}:
        parts.append(say(f"state.{row.state}", lang))
    if bound_ := bound(metric, lang):
        parts += [say("finding.target", lang, bound=bound_), say(f"verdict.{key}", lang).lower()]
    moved = change(metric, row.value, row.previous, lang)
    if moved.text != NOTHING:
        parts.append(say("finding.change", lang, compare=comparison(compare, lang), change=moved.text))
    parts.append(say("finding.as_of", lang, day=day(measurement.as_of)))
    return _sentence(parts, lang)


def finding_of_units(measurement: Measurement, lang: str = "zh", *, hidden: Collection[str] = ()) -> str:
    """The finding of a map or a ranking: how many units, worst and best, how many miss the target.

    Nothing is said of the units in `hidden`, which the reader may not see.
    """
    metric = measurement.metric
    seen = [(value, at) for value, at in _values(measurement) if measurement.keys[at] not in hidden]
    known = sorted(seen, key=itemgetter(0), reverse=metric.better != "higher")
    if not known:
        return _nothing(measurement, lang)
    ends = [measurement.row(known[at][1]) for at in (0, -1)]
    first, last = ("most", "least") if metric.better == "neither" else ("worst", "best")
    alike = Counter((value, measurement.state[at]) for value, at in known)  # of very many units most are
    missed = sum(n for pair, n in alike.items() if meets(metric, *pair) is False)
    n = sum(key not in hidden for key in measurement.keys)
    unknown = n - len(known)
    parts = [
        say(
            "finding.units",
            lang,
            unit=place(measurement, lang),
            metric=metric.label.said(lang),
            n=n,
        ),
        _extreme(f"finding.{first}", ends[0], measurement, lang),
        _extreme(f"finding.{last}", ends[1], measurement, lang) if len(known) > 1 else "",
        say("finding.missed", lang, n=missed) if missed else "",
        say("finding.unknown", lang, n=unknown) if unknown else "",
        say("finding.as_of", lang, day=day(measurement.as_of)),
    ]
    return _sentence(parts, lang)


def finding_of_series(measurement: Measurement, lang: str = "zh") -> str:
    """The finding of a trend: from where to where, lowest and highest with their days, whether it is complete."""
    metric = measurement.metric
    known = _known(measurement)
    if not known:
        return _nothing(measurement, lang)
    rows = [row for _, row in known]
    low, high = min(known, key=itemgetter(0))[1], max(known, key=itemgetter(0))[1]
    parts = [
        say(
            "finding.series",
            lang,
            unit=place(measurement, lang),
            metric=metric.label.said(lang),
            period=period(measurement.start, measurement.end, lang),
        ),
        say(
            "finding.first_last",
            lang,
            first=said(metric, rows[0].value, rows[0].state, lang),
            last=said(metric, rows[-1].value, rows[-1].state, lang),
        ),
        say(
            "finding.low_high",
            lang,
            low=said(metric, low.value, low.state, lang),
            low_day=step(low.key, lang),
            high=said(metric, high.value, high.state, lang),
            high_day=step(high.key, lang),
        ),
        say("finding.target", lang, bound=bound(metric, lang)) if bound(metric, lang) else "",
        say("finding.partial", lang) if measurement.partial and measurement.partial[-1] else "",
    ]
    return _sentence(parts, lang)


def _extreme(key: str, row: Row, measurement: Measurement, lang: str) -> str:
    return say(key, lang, name=row.name, value=said(measurement.metric, row.value, row.state, lang))


def _nothing(measurement: Measurement, lang: str) -> str:
    return say("finding.nothing", lang, unit=place(measurement, lang), metric=measurement.metric.label.said(lang))
