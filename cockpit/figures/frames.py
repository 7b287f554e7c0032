"""Frames of a map that plays: per step the bin and the words of every unit, on one scale for all steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cockpit.figures.alignment import align, bin_of, texts_of
from cockpit.figures.map import legend
from cockpit.style import bins, fill_of

if TYPE_CHECKING:
    from cockpit.measure import Measurement
    from cockpit.store import Unit


def frames(answers: Sequence[Measurement], units: Sequence[Unit], *, theme: str, lang: str) -> dict[str, Any]:
    """What the browser paints one after the other: numbers and words only, the shapes are there.

    `bins` and `texts` per frame are in the order of `units`; `colours` by bin and the `legend` hold for every frame.
    """
    pooled = np.concatenate([answer.value for answer in answers])
    parted = bins(answers[0].metric, pooled)
    codes = [unit.code for unit in units]
    found: list[dict[str, Any]] = []
    for answer in answers:
        aligned = align(answer, codes)
        found.append({"bins": bin_of(aligned, parted), "texts": texts_of(answer, aligned, parted, lang)})
    every = [place for frame in found for place in frame["bins"]]
    return {
        "frames": found,
        "colours": {str(place): colour for place, colour in fill_of(theme, parted).items()},
        "legend": legend(answers[0], every, parted, theme, lang),
    }
