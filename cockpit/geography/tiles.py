"""A level of very many polygons as vector tiles, and the roll of its units: what each is called and where it stands.

One archive (PMTiles) holds every tile of a view; the store cuts single tiles out of it. The features have nothing but
their place in the roll, `i`, which is also their place in the numbers that colour them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from cockpit.geography.plane import Points, Positions, Shapes

LAYER = "units"
PLACE = "i"
EXTENT = 8192  # steps across a tile: MapLibre's own measure; with DEEPEST a step is 1 m on the 31st parallel
DEEPEST = 12  # zoom; what lies deeper is drawn from its tiles
NARROWEST = 240  # px: a map that must still show all of a view
TILE = 512  # px across a tile, as MapLibre draws it
BUFFER = EXTENT // 50  # so that borders cut at a tile's edge are cut outside of it
UNBOUNDED = "1000000000"  # nothing may be left out of a tile for its size
HASH = 20


def write_tiles(tree: pd.DataFrame, units: Positions, shapes: Shapes, folder: Path) -> dict[str, object]:
    """Write archive and roll of the `units` (positions in `tree`) with their `shapes` (all of the tree's, degrees).

    Returns their part of the index entry: tiles and roll (names of files, by their content) and zooms (first, last).
    Equal input gives equal bytes.
    """
    first = first_zoom(np.asarray(shapely.total_bounds(shapes[units])))
    part = folder / "tiles.pmtiles"
    frame = gpd.GeoDataFrame({PLACE: np.arange(len(units))}, geometry=shapes[units], crs=4326)
    options = {
        "NAME": LAYER,
        "DESCRIPTION": LAYER,
        "MINZOOM": str(first),
        "MAXZOOM": str(DEEPEST),
        "EXTENT": str(EXTENT),
        "BUFFER": str(BUFFER),
        "MAX_SIZE": UNBOUNDED,
        "MAX_FEATURES": UNBOUNDED,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        pyogrio.write_dataframe(frame, part, driver="PMTiles", layer=LAYER, dataset_options=options)
    name = f"{hashlib.sha256(part.read_bytes()).hexdigest()[:HASH]}.pmtiles"
    part.replace(folder / name)
    return {"tiles": name, "roll": _write_roll(tree.iloc[units], folder), "zooms": [first, DEEPEST]}


def first_zoom(box: Points) -> int:
    """The zoom at which a box (west, south, east, north in degrees) fits into the narrowest map."""
    west, south, east, north = box.tolist()
    wide = (east - west) / 360
    high = (_mercator(north) - _mercator(south)) / (2 * math.pi)
    return max(0, min(DEEPEST, math.floor(math.log2(NARROWEST / TILE / max(wide, high, 1e-9)))))


def _mercator(lat: float) -> float:
    return math.asinh(math.tan(math.radians(lat)))


def _write_roll(rows: pd.DataFrame, folder: Path) -> str:
    """Codes, names and label points of units in the order of their places; names in English where there are any."""
    roll: dict[str, list[object]] = {name: rows[name].tolist() for name in ("code", "name")}
    if rows["name_en"].any():
        roll["name_en"] = rows["name_en"].tolist()
    roll |= {name: rows[name].round(5).tolist() for name in ("lon", "lat")}
    content = json.dumps(roll, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    name = f"{hashlib.sha256(content).hexdigest()[:HASH]}.json.gz"
    (folder / name).write_bytes(gzip.compress(content, 6, mtime=0))
    return name
