"""The city's units and their polygons, from staged text to what the geography is built of."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from cockpit.contract import TABLES
from cockpit.geography import Geography
from cockpit.intake.bench import Bench
from cockpit.intake.casts import name
from cockpit.intake.checks import reject
from cockpit.intake.crs import find_converter

_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")


def units_frame(bench: Bench) -> pd.DataFrame:
    """The live units as a frame of the contract's columns."""
    columns = ", ".join(name(column.name) for column in TABLES["units"])
    frame: pd.DataFrame = bench.frame(f"SELECT {columns} FROM live_units")
    return frame


def lay_shapes(bench: Bench, systems: dict[int, str]) -> gpd.GeoDataFrame:
    """The live boundaries as polygons in WGS84, `systems` naming the coordinate system of each file by its number.

    Fills `shape` (rid, wkb) and rejects rows whose shape cannot be read at all.
    """
    rows = bench.frame("SELECT rid, _file, tree, code, geometry FROM live_boundaries ORDER BY tree, code, rid")
    shapes = np.array([_read_shape(text) for text in rows["geometry"]], dtype=object)
    for file, system in systems.items():
        mine = np.flatnonzero((rows["_file"] == file).to_numpy() & (shapes != None))  # noqa: E711  element by element
        convert = find_converter(system)
        shapes[mine] = shapely.transform(
            shapely.force_2d(shapes[mine]), lambda xy, convert=convert: np.column_stack(convert(xy[:, 0], xy[:, 1]))
        )
    whole = np.array([shape is not None for shape in shapes], dtype=bool)
    found = pa.table(
        {"rid": rows["rid"].to_numpy()[whole], "wkb": pa.array(shapely.to_wkb(shapes[whole]), pa.binary())}
    )
    with bench.holding("found", found):
        bench.run("CREATE TABLE shape AS SELECT rid, wkb FROM found")
    reject(
        bench,
        "boundaries",
        "SELECT rid, 'geometry', left(geometry, 40), 'is no shape', ': WKT and hex of WKB are read'"
        " FROM live_boundaries WHERE rid NOT IN (SELECT rid FROM shape)",
    )
    kept = rows[whole].reset_index(drop=True)
    return gpd.GeoDataFrame(kept[["tree", "code"]], geometry=shapes[whole], crs=4326)


def _read_shape(text: str) -> shapely.Geometry | None:
    """A geometry from hex of WKB or from WKT; None for anything else."""
    hexed = _HEX.fullmatch(text) is not None
    shape: shapely.Geometry | None = (shapely.from_wkb if hexed else shapely.from_wkt)(text, on_invalid="ignore")
    return shape


def note_units(bench: Bench, geography: Geography) -> None:
    """Make the table `unit`: every unit of every tree, whether it is a base grid, its place in the order of grids."""
    columns = ["tree", "code", "level", "leaf", "g", "valid_to"]
    with bench.holding("given", pa.Table.from_pandas(geography.tree[columns], preserve_index=False)):
        bench.run(f"CREATE TABLE unit AS SELECT {', '.join(columns)} FROM given")
