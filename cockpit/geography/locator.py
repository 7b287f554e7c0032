"""Points -> the base grid they lie in, and how far outside the others are."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from cockpit.geography.plane import WGS84, Plane, Points, Shapes

CHUNK = 500_000  # points at a time: some 100 MB of geometry


class Locator:
    """Answers for polygons in degrees; `first` lists their positions, the one to be preferred first."""

    def __init__(self, shapes: Shapes, first: NDArray[np.int_]) -> None:
        self.shapes, self.first = shapes, first
        self.order = np.argsort(first)  # position -> preference, 0 best

    def find(self, lon: Points, lat: Points) -> tuple[NDArray[np.int_], Points]:
        """(position of the polygon or -1, metres to the nearest polygon: 0 inside, NaN for no real point)."""
        place = np.full(len(lon), -1, dtype=np.int64)
        away = np.full(len(lon), np.nan)
        real = np.flatnonzero((np.abs(lon) <= 180) & (np.abs(lat) <= 90))
        for at in np.array_split(real, max(1, -(-len(real) // CHUNK))):
            place[at] = self._inside(lon[at], lat[at])
        away[place >= 0] = 0.0
        out = real[place[real] < 0]
        away[out] = self._distance(lon[out], lat[out])
        return place, away

    def _inside(self, lon: Points, lat: Points) -> NDArray[np.int_]:
        # the index is over the points: then each polygon is prepared once for all the points near it
        known = shapely.STRtree(shapely.points(lon, lat))
        shape, point = known.query(self.shapes, predicate="intersects")
        best = np.full(len(lon), len(self.shapes), dtype=np.int64)
        np.minimum.at(best, point, self.order[shape])
        return np.append(self.first, -1)[best]

    @cached_property
    def _near(self) -> tuple[Points, Shapes, shapely.STRtree]:
        """Degrees stretched so that they are equally long both ways here: enough to find who is nearest."""
        stretch = np.array([np.cos(np.radians(Plane.around(self.shapes).lat)), 1.0])
        shapes = shapely.transform(self.shapes, lambda xy: xy * stretch)
        return stretch, shapes, shapely.STRtree(shapes)

    def _distance(self, lon: Points, lat: Points) -> Points:
        if not len(lon):
            return np.empty(0)
        stretch, shapes, tree = self._near
        points = shapely.points(np.column_stack([lon, lat]) * stretch)
        nearest = tree.nearest(points)
        feet = shapely.get_point(shapely.shortest_line(points, shapes[nearest]), 1)
        ends = shapely.get_coordinates(feet) / stretch
        return np.asarray(WGS84.inv(lon, lat, ends[:, 0], ends[:, 1])[2], dtype=np.float64)
