"""The demo's way to an edition: draw the city, let it live, write what an intake would have written."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cockpit.catalogue import DEFAULTS, Catalogue, load_catalogue
from cockpit.demo.days import working_exceptions
from cockpit.demo.generation import keep, lay_out, open_workshop, run, write_extract
from cockpit.demo.plan import CITY
from cockpit.demo.settlement import Settlement, settle
from cockpit.demo.sizes import Size, find_size
from cockpit.editions import City, Progress
from cockpit.geography import read_geography, write_geography

CATALOGUE = Path(__file__).parent / "catalogue"

# SQL files in the order they build on each other, and the extracts that are whole after each.
_COURSE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("dwellings", ("dwellings",)),
    ("inspections", ("inspections",)),
    ("reports", ()),
    ("events", ()),
    ("event_columns", ("events",)),
)


def make_city(staging: Path, size: str, seed: int, progress: Progress) -> City:
    """Write the extracts, the catalogue and the geometry of a fictional city below `staging`.

    Raises:
        UnknownName: there is no such size.
    """
    scale = find_size(size)
    rng = np.random.default_rng(seed)
    progress("demo: ground", 0.0)
    catalogue = copy_catalogue(staging)
    drawn = settle(rng, scale)
    units, boundaries = tabulate(drawn, scale)
    progress("demo: map", 0.1)
    write_geography(read_geography(units, boundaries), staging)
    progress("demo: people and events", 0.2)
    connection = open_workshop(seed, scale)
    try:
        run(connection, "draws")
        lay_out(connection, rng, scale, drawn, catalogue)
        keep(connection, "units", units)
        keep(connection, "boundaries", pd.DataFrame(boundaries).assign(geometry=shapely.to_wkb(boundaries.geometry)))
        keep(connection, "calendar", working_exceptions())
        for name in ("units", "boundaries", "calendar"):
            write_extract(connection, name, staging)
        for i, (name, tables) in enumerate(_COURSE):
            progress(f"demo: {name}", 0.2 + 0.8 * i / len(_COURSE))
            run(connection, name)
            for table in tables:
                write_extract(connection, table, staging)
    finally:
        connection.close()
    progress("demo", 1.0)
    return City(name=CITY[0], name_en=CITY[1], timezone="Asia/Shanghai", as_of=scale.as_of, demo=True)


def copy_catalogue(staging: Path) -> Catalogue:
    """Copy the default catalogue and the demo city's own below `staging`, and read them as one."""
    default, own = staging / "catalogue" / "default", staging / "catalogue" / "city"
    for source, target in ((DEFAULTS, default), (CATALOGUE, own)):
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted(source.glob("*.toml")):
            shutil.copyfile(path, target / path.name)
    return load_catalogue(default, own)


def tabulate(drawn: Settlement, size: Size) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """The tables `units` and `boundaries` (WGS84) of the drawn city."""
    units = drawn.units.copy()
    units[["parent", "type"]] = units[["parent", "type"]].replace("", None)
    units["valid_from"] = size.first
    boundaries = gpd.GeoDataFrame(
        {"tree": "admin", "code": drawn.grids["code"]}, geometry=drawn.shapes, crs="EPSG:4326"
    )
    return units, boundaries
