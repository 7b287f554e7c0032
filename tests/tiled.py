"""A published city again, with vector tiles of views that are far too small to need them."""

from __future__ import annotations

import os
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from cockpit import editions
from cockpit.geography import read_geography, write_geography


def publish_tiled(source: Path, data: Path, above: int) -> str:
    """Publish in `data` the edition that serves in `source`, with tiles of its views of more than `above` units."""
    name = editions.current(source)
    manifest, old = editions.read_manifest(source, name), editions.folder(source) / name
    staging = editions.begin(data)
    for file in manifest.files:
        if not file.startswith("geo/"):
            (staging / file).parent.mkdir(parents=True, exist_ok=True)
            os.link(old / file, staging / file)
    bounds = pd.read_parquet(old / "extracts" / "boundaries.parquet")
    shapes = gpd.GeoDataFrame(
        bounds.drop(columns="geometry"), geometry=shapely.from_wkb(bounds["geometry"].to_numpy()), crs=4326
    )
    units = pd.read_parquet(old / "extracts" / "units.parquet")
    write_geography(read_geography(units, shapes), staging, tiled_above=above)
    return editions.publish(staging, data, manifest.city, manifest.span, manifest.tables)
