"""Polygons that share borders: closed without gaps, simplified without gaps, joined without seams."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import GEOSException

from cockpit.geography.plane import Points, Shapes

VIEW = 2000  # pixels of a wide screen: one of them is the most a border may move in its tightest view
CORNER = 20  # nor may it move by more than this part of a small unit's side
LONGEST_GAP = 5.0  # metres: wider strips between grids are ground that nobody has, not a slip of the pen


def choose_tolerance(spans: Points, areas: Points) -> float:
    """The tolerance in metres for polygons of these areas (m2) drawn in views of these widths (m).

    GEOS removes a vertex when its triangle is smaller than tolerance squared (Visvalingam-Whyatt), so with
    the width of a typical view / VIEW no border moves by a pixel to speak of.
    """
    spans, areas = spans[spans > 0], areas[areas > 0]
    if not len(spans) or not len(areas):
        return 0.0
    return float(min(np.median(spans) / VIEW, np.sqrt(np.quantile(areas, 0.05)) / CORNER))


def close_coverage(flat: Shapes, first: NDArray[np.int_], gap: float) -> tuple[Shapes, NDArray[np.bool_]]:
    """(polygons without overlaps and without gaps narrower than `gap` metres, which of them had a fault).

    An overlap goes to the polygon that comes first in `first` (positions, best first), the same that
    locating a point there answers. Polygons that fit already are returned as they are. When GEOS cannot
    make them fit, or a polygon would be lost, all are returned as they are.
    """
    gap = min(gap, LONGEST_GAP)
    faulty = ~shapely.is_empty(shapely.coverage_invalid_edges(flat, gap_width=gap))
    if not faulty.any():
        return flat, faulty
    try:
        closed = shapely.coverage_clean(flat[first], gap_width=gap, merge_strategy="min_index")
    except GEOSException:
        return flat, faulty
    result = np.empty(len(flat), dtype=object)
    result[first] = closed
    return result, faulty


def fits(flat: Shapes) -> bool:
    """Whether neighbours share every vertex of their borders and none overlap."""
    return bool(shapely.coverage_is_valid(flat[~shapely.is_empty(flat)]))


def simplify_coverage(flat: Shapes, tolerance: float) -> Shapes:
    """Fewer vertices, the same neighbours: every shared border is simplified once for both sides.

    Polygons that do not fit each other are simplified one by one at a tenth of the tolerance: that leaves
    the gaps they have and opens none that could be seen.
    """
    full = np.flatnonzero(~shapely.is_empty(flat))
    simple = flat.copy()
    if fits(flat):
        simple[full] = shapely.coverage_simplify(flat[full], tolerance)
        return simple
    simple[full] = shapely.simplify(flat[full], tolerance / 10, preserve_topology=True)
    return simple


def dissolve(shapes: Shapes) -> shapely.Geometry:
    """One shape of many: the seams go where the parts fit, by the general union where they do not."""
    parts = shapes[~shapely.is_empty(shapes)]
    if len(parts) < 2:
        return parts[0] if len(parts) else shapely.Polygon()
    try:
        whole = shapely.coverage_union_all(parts)
    except GEOSException:
        whole = None
    total = float(shapely.area(parts).sum())
    # coverage_union does not check: overlapping or mismatched parts come out invalid or too large
    if whole is not None and shapely.is_valid(whole) and abs(shapely.area(whole) - total) <= 1e-9 * total:
        return whole
    return shapely.union_all(parts)
