"""Polygons that share borders: closed without gaps, simplified without gaps, joined without seams."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from shapely.errors import GEOSException

from cockpit.geography.plane import Plane, Points, Positions, Shapes

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


def choose_gap(areas: Points) -> float:
    """The widest strip in metres between polygons of these areas that is a slip of the pen, not ground."""
    areas = areas[areas > 0]
    return float(min(LONGEST_GAP, np.sqrt(np.quantile(areas, 0.05)) / CORNER)) if len(areas) else 0.0


def close_coverage(
    flat: Shapes, first: Positions, shared: Points, tolerance: float, plane: Plane
) -> tuple[Shapes, int]:
    """(polygons without overlaps and slivers between them, how many did not fit their neighbours before).

    An overlap goes to the polygon that comes first in `first` (positions, best first), the same that locating
    a point there answers; `shared` is the area of each polygon (m2) that may be lost that way. Polygons that
    fit already are returned as they are, and so are all when GEOS cannot make them fit.
    """
    gap = choose_gap(shapely.area(flat))
    faulty = int((~shapely.is_empty(shapely.coverage_invalid_edges(flat, gap_width=gap))).sum())
    if not faulty:
        return flat, 0
    # snapping within the tolerance cannot be seen and leaves the fewest splinters; but now and then it gives
    # a polygon's ground to its neighbour, so the result is measured, and done again with less snapping
    edge = gap * shapely.length(flat)
    for snap in (tolerance, tolerance / 4, -1.0):
        try:
            closed = shapely.coverage_clean(flat[first], snapping_distance=snap, merge_strategy="min_index")
            closed = closed[np.argsort(first)]
            change = shapely.area(closed) - shapely.area(flat)
            if (change > edge).any() or (change < -edge - shared).any():
                continue
            closed = _settle(_fill_holes(_drop_splinters(closed, gap * gap), gap), plane)
        except GEOSException:
            continue
        if fits(closed):
            return closed, faulty
    return flat, faulty


def find_holes(flat: Shapes) -> Shapes:
    """The pieces of ground that polygons enclose together and none of them covers."""
    whole = dissolve(flat)
    if not shapely.get_num_interior_rings(shapely.get_parts(whole)).any():
        return np.empty(0, dtype=object)
    west, south, east, north = shapely.bounds(whole)
    free = shapely.get_parts(shapely.difference(shapely.box(west - 1, south - 1, east + 1, north + 1), whole))
    return free[shapely.bounds(free)[:, 0] >= west]  # type: ignore[no-any-return]


def _fill_holes(flat: Shapes, gap: float) -> Shapes:
    """Holes narrower than `gap` go to the neighbour with the longest border on them.

    The polygons must fit each other. GEOS can do this while it cleans, but takes time with the square of
    the number of holes: a minute for a large city whose borders were all drawn twice.
    """
    holes = find_holes(flat)
    if not len(holes):
        return flat
    width = 2 * shapely.length(shapely.maximum_inscribed_circle(holes, tolerance=gap / 20))
    holes = holes[width < gap]
    hole, unit = shapely.STRtree(flat).query(holes, predicate="intersects")
    border = shapely.length(shapely.intersection(shapely.boundary(holes[hole]), shapely.boundary(flat[unit])))
    best = pd.DataFrame({"hole": hole, "unit": unit, "border": border})
    best = best.sort_values(["border", "unit"], ascending=[False, True], kind="stable").drop_duplicates("hole")
    filled = flat.copy()
    hole, unit = best["hole"].to_numpy(), best["unit"].to_numpy()
    for i in np.unique(unit):
        filled[i] = dissolve(np.append(flat[i], holes[np.sort(hole[unit == i])]))
    return filled


def _settle(flat: Shapes, plane: Plane) -> Shapes:
    """The polygons as they will be written: crossings were found at any place, and rounding moves them."""
    for _ in range(3):
        settled = plane.flatten(plane.unflatten(flat))
        if fits(settled):
            return settled
        flat = shapely.coverage_clean(settled, snapping_distance=0.0, merge_strategy="min_index")
    return flat


def _drop_splinters(shapes: Shapes, small: float) -> Shapes:
    """Multipolygons without their parts below `small` m2, unless they have no other."""
    swept = shapes.copy()
    for i in np.flatnonzero(shapely.get_num_geometries(shapes) > 1):
        parts = shapely.get_parts(shapes[i])
        kept = parts[shapely.area(parts) >= small]
        swept[i] = shapely.multipolygons(kept) if len(kept) else shapes[i]
    return swept


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
