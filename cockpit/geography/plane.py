"""The flat map of one city on which areas, distances and tolerances are metres."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]  # shapely polygons and multipolygons
Points = NDArray[np.float64]
Positions = NDArray[np.int_]

# 6 decimals of a degree are 0.11 m: below what the tightest map view can show, a third of the size of floats
DECIMALS = 6
WGS84 = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True)
class Plane:
    """Lambert's cylindrical equal-area map, true to scale on the latitude `lat` of the city.

    Areas are those of the ellipsoid everywhere; lengths are right to 1 % within half a degree of `lat`.
    It moves every vertex on its own, so borders that match in degrees match on the plane.
    """

    lon: float
    lat: float

    @classmethod
    def around(cls, shapes: Shapes) -> Self:
        """The plane centred on shapes in WGS84 degrees."""
        west, south, east, north = shapely.total_bounds(shapes)
        return cls((west + east) / 2, (south + north) / 2)

    @cached_property
    def _ways(self) -> tuple[pyproj.Transformer, pyproj.Transformer]:
        flat = pyproj.CRS.from_proj4(f"+proj=cea +lon_0={self.lon:.9f} +lat_ts={self.lat:.9f} +datum=WGS84 +units=m")
        there = pyproj.Transformer.from_crs("EPSG:4326", flat, always_xy=True)
        return there, pyproj.Transformer.from_crs(flat, "EPSG:4326", always_xy=True)

    def flatten(self, shapes: Shapes) -> Shapes:
        """Shapes in degrees -> shapes in metres."""
        return _move(shapes, self._ways[0])

    def unflatten(self, shapes: Shapes) -> Shapes:
        """Shapes in metres -> shapes in degrees, rounded as they are stored."""
        return round_degrees(_move(shapes, self._ways[1]))


def _move(shapes: Shapes, way: pyproj.Transformer) -> Shapes:
    def project(xy: Points) -> Points:
        return np.column_stack(way.transform(xy[:, 0], xy[:, 1]))

    return shapely.transform(shapes, project)  # type: ignore[no-any-return]


def round_degrees(shapes: Shapes) -> Shapes:
    """Coordinates rounded vertex by vertex: neighbours that matched still match.

    A polygon too narrow for the rounding is repaired; one too small for it is left as it was.
    """
    rounded = shapely.transform(shapes, lambda xy: np.round(xy, DECIMALS))
    for i in np.flatnonzero(~shapely.is_valid(rounded)):
        repaired = polygonal(shapely.make_valid(rounded[i], method="structure", keep_collapsed=False))
        rounded[i] = shapes[i] if shapely.is_empty(repaired) else repaired
    return shapely.remove_repeated_points(rounded)  # type: ignore[no-any-return]


def polygonal(shape: shapely.Geometry) -> shapely.Geometry:
    """The polygons of any geometry as one Polygon or MultiPolygon; lines and points fall away."""
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        return shape
    parts = [part for part in shapely.get_parts(shape, return_index=False) if "Polygon" in part.geom_type]
    return shapely.union_all(parts) if parts else shapely.Polygon()
