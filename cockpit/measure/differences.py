"""What two editions say differently: every metric of every unit, asked of both for the same days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cockpit.access import Scope
from cockpit.catalogue import Metric
from cockpit.errors import Unavailable
from cockpit.measure import Measurement, Row, measure
from cockpit.selection import Selection
from cockpit.store import Snapshot


@dataclass(frozen=True)
class Difference:
    """A metric of a unit, as one edition has it and as another; None where that edition has no such unit or number."""

    metric: str
    level: str
    code: str
    name: str
    before: float | None
    after: float | None


def differences(before: Snapshot, after: Snapshot, selection: Selection, scope: Scope) -> Iterator[Difference]:
    """Every metric and unit of the selection's tree that two editions have different numbers for, by metric and level.

    Both are asked for the same days, by default the newest thirty that both know. A number is different when its value,
    numerator or denominator is. Metrics that only one of the editions can answer are left out.
    """
    last = selection.end or min(before.manifest.as_of, after.manifest.as_of)
    asked = Selection(
        tree=selection.tree, start=selection.start, end=last, as_of=selection.as_of, where=selection.where
    )
    for key, metric in after.catalogue.metrics.items():
        if key in before.catalogue.metrics:
            for level in after.tree(selection.tree).levels:
                yield from _of_level(before, after, metric, asked, scope, level)


def _of_level(
    before: Snapshot, after: Snapshot, metric: Metric, selection: Selection, scope: Scope, level: str
) -> Iterator[Difference]:
    try:
        new = measure(after, metric, selection, scope, level)
        old = measure(before, before.catalogue.metrics[metric.key], selection, scope, level)
    except Unavailable:
        return
    same = old.keys == new.keys and all(
        np.array_equal(getattr(old, name), getattr(new, name), equal_nan=True)
        for name in ("value", "numerator", "denominator")
    )
    if same:
        return
    rows, others = _rows(new), _rows(old)
    for code in [*rows, *(code for code in others if code not in rows)]:
        one, two = others.get(code), rows.get(code)
        if _told(one) != _told(two):
            name = (two or one or Row(code, code, None, None, None, None, None, "")).name
            yield Difference(metric.key, level, code, name, one.value if one else None, two.value if two else None)


def _rows(answer: Measurement) -> dict[str, Row]:
    return {row.key: row for row in answer.rows()}


def _told(row: Row | None) -> tuple[object, ...]:
    return (row.value, row.numerator, row.denominator) if row else ()
