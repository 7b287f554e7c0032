"""Polygons that lie on each other: who, how much, and which of the two is an older state of the same ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from cockpit.geography.plane import Shapes

SMALL_SHARE = 0.001  # of the smaller polygon: below it is digitising noise, closed silently
LARGE_SHARE = 0.5  # above it the two cannot both be right
SMALL_AREA = 1.0  # square metres


@dataclass(frozen=True)
class Overlap:
    """Two polygons (positions, a < b), the area they share in m2 and its share of the smaller one."""

    a: int
    b: int
    area: float
    share: float


def find_overlaps(flat: Shapes) -> list[Overlap]:
    """Every pair of polygons (in metres) that shares more than a small part of the smaller one, in order.

    Only polygons whose edges do not match their neighbours' are compared in full: where all edges match,
    nothing overlaps. Equal polygons match each other on every edge, so they are looked for on their own.
    """
    if shapely.coverage_is_valid(flat) and not _twins(flat).any():
        return []
    suspect = ~shapely.is_empty(shapely.coverage_invalid_edges(flat)) | _twins(flat)
    at = np.flatnonzero(suspect)
    one, other = shapely.STRtree(flat).query(flat[at], predicate="intersects")
    pairs = np.sort(np.column_stack([at[one], other]), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    area = shapely.area(shapely.intersection(flat[pairs[:, 0]], flat[pairs[:, 1]]))
    share = area / np.minimum(shapely.area(flat[pairs[:, 0]]), shapely.area(flat[pairs[:, 1]]))
    seen = (share > SMALL_SHARE) & (area > SMALL_AREA)
    return [
        Overlap(int(a), int(b), float(m2), float(part))
        for (a, b), m2, part in zip(pairs[seen], area[seen], share[seen], strict=True)
    ]


def _twins(flat: Shapes) -> NDArray[np.bool_]:
    """Which polygons stand there more than once, vertex for vertex."""
    known = pd.Series([shapely.to_wkb(shape) for shape in shapely.normalize(flat)], dtype=object)
    return np.asarray(known.duplicated(keep=False), dtype=bool)


def split_retired(overlaps: Sequence[Overlap], units: pd.DataFrame) -> tuple[list[Overlap], set[int]]:
    """(overlaps of units valid at the same time, positions of units that were followed by another).

    `units` has one row per polygon with valid_from, valid_to, code and successor. Where a grid was cut anew,
    the old grid and the new ones lie on the same ground on purpose: the older is retired.
    """
    codes, successors = list(units["code"]), list(units["successor"])
    starts, ends = list(units["valid_from"]), list(units["valid_to"])
    kept, retired = [], set()
    for overlap in overlaps:
        for old, new in ((overlap.a, overlap.b), (overlap.b, overlap.a)):
            named = successors[old] != "" and successors[old] == codes[new]
            if _before(ends[old], starts[new], named=named):
                retired.add(old)
                break
        else:
            kept.append(overlap)
    return kept, retired


def _before(end: date | None, start: date | None, *, named: bool) -> bool:
    """Whether a validity that ends here gives way to one that starts there (the same day counts)."""
    if end is None:
        return False
    return named if start is None else end <= start
