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
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from cockpit.geography.plane import Points, Shapes

LAYER = "units"
PLACE = "i"
EXTENT = 8192  # steps across a tile: MapLibre's own measure; with DEEPEST a step is 1 m on the 31st parallel
DEEPEST = 12  # zoom; what lies deeper is drawn from its tiles
NARROWEST = 240  # px: a map that must still show all of a view
TILE = 512  # px across a tile, as MapLibre draws it
BUFFER = EXTENT // 50  # so that borders cut at a tile's edge are cut outside of it
UNBOUNDED = "1000000000"  # nothing may be left out of a tile for its size
HASH = 20


def write_tiles(
    rows: pd.DataFrame, shapes: Shapes, files: Mapping[tuple[object, object], str], folder: Path
) -> dict[str, object]:
    """Write archive and roll of the units in `rows` of the tree, with their `shapes` (degrees).

    `files` are those of shapes by unit and level: where the roll says that a few units can be had whole.

    Returns their part of the index entry: tiles and roll (names of files, by their content) and zooms (first, last).
    Equal input gives equal bytes.
    """
    first = first_zoom(np.asarray(shapely.total_bounds(shapes)))
    part = folder / "tiles.pmtiles"
    frame = gpd.GeoDataFrame({PLACE: np.arange(len(rows))}, geometry=shapes, crs=4326)
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
    return {"tiles": name, "roll": _write_roll(rows, files, folder), "zooms": [first, DEEPEST]}


def first_zoom(box: Points) -> int:
    """The zoom at which a box (west, south, east, north in degrees) fits into the narrowest map."""
    west, south, east, north = box.tolist()
    wide = (east - west) / 360
    high = (_mercator(north) - _mercator(south)) / (2 * math.pi)
    return max(0, min(DEEPEST, math.floor(math.log2(NARROWEST / TILE / max(wide, high, 1e-9)))))


def _mercator(lat: float) -> float:
    return math.asinh(math.tan(math.radians(lat)))


def _write_roll(rows: pd.DataFrame, files: Mapping[tuple[object, object], str], folder: Path) -> str:
    """Codes, names and label points of units in the order of their places; names in English where there are any.

    `files` says whose shapes are where: the place of the first of each parent's units, and the parent's file.
    """
    roll: dict[str, list[object]] = {name: rows[name].tolist() for name in ("code", "name")}
    if rows["name_en"].any():
        roll["name_en"] = rows["name_en"].tolist()
    roll |= {name: rows[name].round(5).tolist() for name in ("lon", "lat")}
    starts = np.flatnonzero((rows["parent"] != rows["parent"].shift()).to_numpy())
    kin = [(int(at), rows["parent"].iloc[at], rows["level"].iloc[at]) for at in starts]
    roll["files"] = [[at, files[parent, level]] for at, parent, level in kin]
    content = json.dumps(roll, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    name = f"{hashlib.sha256(content).hexdigest()[:HASH]}.json.gz"
    (folder / name).write_bytes(gzip.compress(content, 6, mtime=0))
    return name
