"""A city of crooked squares that share every border: units and polygons to read a geography from."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

WEST, SOUTH, STEP = 121.0, 31.0, 0.004  # some 400 m


def lay_lattice(columns: int, rows: int, wiggle: float = 0.1, between: int = 5, seed: int = 1) -> NDArray[Any]:
    """rows x columns polygons, row by row from the south-west; `between` vertices on each border, off by `wiggle`."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(WEST + STEP * np.arange(columns + 1), SOUTH + STEP * np.arange(rows + 1))
    corners = np.stack([x, y], axis=-1)
    corners += rng.uniform(-wiggle, wiggle, corners.shape) * STEP

    def border(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
        way = np.linspace(0, 1, between + 2)[1:-1, None]
        return a + (b - a) * way + rng.normal(0, wiggle / 8, (between, 2)) * STEP

    flat = {(j, i): border(corners[j, i], corners[j, i + 1]) for j in range(rows + 1) for i in range(columns)}
    steep = {(j, i): border(corners[j, i], corners[j + 1, i]) for j in range(rows) for i in range(columns + 1)}
    polygons = [
        shapely.Polygon(
            np.vstack(
                [
                    *(corners[j, i], flat[j, i], corners[j, i + 1], steep[j, i + 1]),
                    *(corners[j + 1, i + 1], flat[j + 1, i][::-1], corners[j + 1, i], steep[j, i][::-1]),
                ]
            )
        )
        for j in range(rows)
        for i in range(columns)
    ]
    return np.array(polygons, dtype=object)


def list_units(*lines: str, tree: str = "admin") -> pd.DataFrame:
    """Units from lines "code parent level", the root's parent written "-"; a name is 名 and the code."""
    rows = [line.split() for line in lines]
    return pd.DataFrame(
        {
            "code": [row[0] for row in rows],
            "parent": ["" if row[1] == "-" else row[1] for row in rows],
            "level": [row[2] for row in rows],
            "name": [f"名{row[0]}" for row in rows],
            "tree": tree,
        }
    )


def frame(shapes: dict[str, Any], tree: str = "admin") -> gpd.GeoDataFrame:
    """Boundaries from code -> polygon."""
    return gpd.GeoDataFrame({"tree": tree, "code": list(shapes)}, geometry=list(shapes.values()), crs=4326)


def make_lattice_city(columns: int = 12, rows: int = 8, **words: Any) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """City > 4 districts > towns of 2 x 2 grids > grids, on a lattice with an even number of columns and rows."""
    polygons = lay_lattice(columns, rows, **words)
    lines = ["C - city"]
    shapes = {}
    for at, polygon in enumerate(polygons):
        j, i = divmod(at, columns)
        district = f"D{2 * j // rows}{2 * i // columns}"
        town = f"{district}T{j // 2:02d}{i // 2:02d}"
        grid = f"G{at:04d}"
        lines += [f"{district} C district", f"{town} {district} town", f"{grid} {town} grid"]
        shapes[grid] = polygon
    return list_units(*dict.fromkeys(lines)), frame(shapes)
