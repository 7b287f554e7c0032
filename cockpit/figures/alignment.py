"""An answer in the order of the units that a map draws, column by column: a map may have a hundred thousand of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cockpit import wording
from cockpit.style import HIDDEN, NO_DATA, STATES, Bins

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cockpit.measure import Measurement

UNSEEN, UNKNOWN = "hidden", ""
_PLACES = {**STATES, UNSEEN: HIDDEN, UNKNOWN: NO_DATA}


class Aligned(NamedTuple):
    """Per unit: its row in the answer (-1 for none), its value (NaN for none), its state.

    Units outside what the reader may see are UNSEEN and have no row; those that the answer has no row for are UNKNOWN.
    """

    at: NDArray[np.int64]
    value: NDArray[np.float64]
    state: NDArray[np.str_]


def align(measurement: Measurement, codes: Sequence[str], hidden: Collection[str] = ()) -> Aligned:
    """`measurement` in the order of `codes`."""
    places = {key: at for at, key in enumerate(measurement.keys) if key not in hidden}
    at = np.array([places.get(code, -1) for code in codes], dtype=np.int64)
    # one more than there are rows, for those who have none: -1 is the last
    value = np.append(np.asarray(measurement.value, dtype=np.float64), np.nan)[at]
    state = np.array([*measurement.state, UNKNOWN])[at]
    if hidden:
        state = np.where([code in hidden for code in codes], UNSEEN, state)
    return Aligned(at, value, state)


def bin_of(aligned: Aligned, parted: Bins) -> list[int]:
    """The bin of each unit by its exact value; what may not be judged has a bin of its own below zero."""
    found = parted.index(aligned.value)
    for state, place in _PLACES.items():
        found[aligned.state == state] = place
    return [int(place) for place in found]


def texts_of(measurement: Measurement, aligned: Aligned, parted: Bins, lang: str) -> list[str]:
    """Each unit's value in words, on the same side of every edge as its colour; equal values are written once."""
    metric = measurement.metric
    lines = sorted({*parted.edges, *(wording.lines_of(metric) if parted.scale == "tgt" else ())})

    def text(value: float | None, state: str) -> str:
        if state in {"suppressed", "empty", UNSEEN, UNKNOWN}:
            return wording.said(metric, None, "suppressed" if state == "suppressed" else "empty", lang)
        said = str(wording.quantity(value, metric.unit, lang, lines=lines, closed=parted.closed))
        return f"≈ {said}" if state == "approx" else said

    values = [None if isnan(value) else value for value in aligned.value.tolist()]  # a NaN equals no other
    pairs = list(zip(values, aligned.state.tolist(), strict=True))
    known = {pair: text(*pair) for pair in set(pairs)}
    return [known[pair] for pair in pairs]
