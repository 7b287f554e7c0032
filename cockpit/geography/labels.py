"""Where a unit's name is written: the middle of its widest place, always inside its polygon."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from cockpit.geography.plane import DECIMALS, Points, Shapes

FINE = 200  # the search stops at this part of a shape's extent: a pixel or two in any view of it


def place_labels(drawn: Shapes, given: Shapes) -> Points:
    """(n, 2) lon and lat, inside both the drawn and the given polygon of each unit, in degrees.

    The pole of inaccessibility of the drawn polygon, on a grid stretched by the latitude so that "widest"
    is meant on the ground. Where it leaves the given polygon (both are thin there), the pole of what the
    two share; where they share nothing (a retired grid drawn empty), that of the given one.
    """
    points = np.full((len(drawn), 2), np.nan)
    full = ~shapely.is_empty(drawn)
    points[full] = _poles(drawn[full])
    lost = np.flatnonzero(~_inside(drawn, points) | ~_inside(given, points))
    if len(lost):
        shared = shapely.intersection(drawn[lost], given[lost])
        shared = np.where(shapely.area(shared) > 0, shared, given[lost])
        points[lost] = _poles(shared)
        out = lost[~_inside(given[lost], points[lost])]
        points[out] = shapely.get_coordinates(shapely.point_on_surface(given[out]))
    return points


def _inside(shapes: Shapes, points: Points) -> NDArray[np.bool_]:
    return np.asarray(shapely.contains_xy(shapes, points[:, 0], points[:, 1]), dtype=bool)


def _poles(shapes: Shapes) -> Points:
    if not len(shapes):
        return np.empty((0, 2))
    south, north = shapely.total_bounds(shapes)[[1, 3]]
    stretch = np.array([np.cos(np.radians((south + north) / 2)), 1.0])
    flat = shapely.transform(shapes, lambda xy: xy * stretch)
    west, south, east, north = shapely.bounds(flat).T
    circles = shapely.maximum_inscribed_circle(flat, tolerance=np.maximum(east - west, north - south) / FINE)
    poles: Points = np.round(shapely.get_coordinates(shapely.get_point(circles, 0)) / stretch, DECIMALS)
    return poles
