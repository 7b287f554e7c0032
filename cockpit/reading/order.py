"""The order of rows: the same on the screen and in every file."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.measure import Measurement, Row

JUDGED = ("ok", "approx")


def worst_first(answer: Measurement) -> list[Row]:
    """Rows that deserve attention first; rows without a value, or with too little to judge, stand last."""
    sign = 1 if answer.metric.better == "higher" else -1
    return sorted(answer.rows(), key=lambda row: (row.state not in JUDGED, row.value is None, sign * (row.value or 0)))


def in_order(answer: Measurement, order: Sequence[str]) -> list[Row]:
    """Values of a dimension that occur.

    Rates stand in the catalogue's `order`, so that the same row stays at the same place; amounts largest first.
    """
    place = {value: at for at, value in enumerate(order)}
    rows = [row for row in answer.rows() if row.n or row.value]
    if answer.metric.ratio:
        return sorted(rows, key=lambda row: (place.get(row.key, len(place)), row.key))
    return sorted(rows, key=lambda row: -(row.value or 0))
