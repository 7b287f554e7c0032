"""Shapes inside a delivery: carried whole as hex of WKB, or as the one point that says where a row is."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import shapely

from cockpit.intake.deliveries import as_text

SHAPE = "geometry"  # the column that carries a whole shape
POINT = ("lon", "lat")  # the columns that carry a point, in the file's own coordinate system


def shape_columns(column: pa.Array, whole: bool) -> list[pa.Array]:
    """WKB as text columns: SHAPE, or POINT; the point of a polygon lies inside it."""
    if whole:
        return [as_text(column)]
    shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False), on_invalid="ignore")
    points = np.where(shapely.get_type_id(shapes) == 0, shapes, shapely.point_on_surface(shapes))
    return [as_text(pa.array(part(points), pa.float64())) for part in (shapely.get_x, shapely.get_y)]


def step_aside(names: list[str], added: tuple[str, ...]) -> list[str]:
    """Field names that make room for the columns of the shape: the shape itself is the truth."""
    return [f"{name} (field)" if name in added else name for name in names]
