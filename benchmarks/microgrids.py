"""A city of micro-grids: the small demo city with every grid cut into hundreds, published as an edition of its own.

    python benchmarks/microgrids.py [--data DIR] [--cells 100000]

Only what a map needs is carried over: the administrative tree, dwellings, and a season of inspections and events.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cockpit import editions
from cockpit.catalogue import catalogue_folders, load_catalogue
from cockpit.cube import build_cube
from cockpit.demo import make_city
from cockpit.demo.sizes import find_size
from cockpit.geography import read_geography, write_geography

PLACE = Path(tempfile.gettempdir()) / "cockpit-microgrids"
CELL = "cell"  # the new lowest level
DAYS = 60
TIMES = 20  # dwellings for one of the small city, each in a cell of its own
KEPT = ("units", "boundaries", "dwellings", "inspections", "events", "calendar")
BEND = 0.06  # of a border's length: how far its two new vertices stand off, so that cells have some 18 vertices


def main() -> None:
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--data", type=Path, default=PLACE)
    words.add_argument("--cells", type=int, default=100_000)
    chosen = words.parse_args()
    if not (chosen.data / editions.CURRENT).exists():
        publish(chosen.data, chosen.cells)
    print(f"The city of micro-grids is edition {editions.current(chosen.data)} in {chosen.data}.")


def publish(data: Path, cells: int) -> str:
    """Make the city and publish it in `data`; the edition's name."""
    staging = editions.begin(data)
    try:
        city = make_city(staging, "small", 1, lambda _what, _share: None)
        cut(staging, cells)
        catalogue = load_catalogue(*catalogue_folders(staging))
        span, tables = build_cube(staging, catalogue, city, lambda _what, _share: None)
        return editions.publish(staging, data, city, span, tables)
    finally:
        editions.discard(staging)


def cut(staging: Path, cells: int) -> None:
    """Give the extracts of `staging` one level more, of `cells` units, and draw it."""
    extracts = staging / "extracts"
    for path in extracts.glob("*.parquet"):
        if path.stem not in KEPT:
            path.unlink()
    for path in (staging / "geo").iterdir():
        path.unlink()
    units = pd.read_parquet(extracts / "units.parquet").query("tree == 'admin'")
    bounds = pd.read_parquet(extracts / "boundaries.parquet").query("tree == 'admin'")
    grids = bounds[bounds["code"].isin(units.loc[units["level"] == "grid", "code"])]
    shapes, owners = divide(shapely.from_wkb(grids["geometry"].to_numpy()), cells)
    new = name_cells(units.set_index("code"), grids["code"].to_numpy()[owners])
    drawn = gpd.GeoDataFrame({"tree": "admin", "code": new["code"]}, geometry=shapes, crs=4326)
    bare = (units["level"] == "grid") & ~units["code"].isin(new["parent"])  # replaced ones, whose ground is others' now
    every = pd.concat([units[~bare], new], ignore_index=True)
    write_geography(read_geography(every, drawn), staging)
    every.to_parquet(extracts / "units.parquet")
    stored = {"tree": "admin", "code": new["code"], "geometry": shapely.to_wkb(shapes)}
    pd.DataFrame(stored).to_parquet(extracts / "boundaries.parquet")
    move_rows(extracts, new)


def divide(grids: np.ndarray, cells: int) -> tuple[np.ndarray, np.ndarray]:
    """Polygons of some `cells` crooked cells that cover `grids` without gap, and the place of the grid of each."""
    rng = np.random.default_rng(1)
    whole = shapely.union_all(grids)
    west, south, east, north = shapely.bounds(whole)
    share = shapely.area(whole) / ((east - west) * (north - south))
    across = math.ceil(np.sqrt(1.01 * cells / share))  # at the edge some are lost
    x, y = np.meshgrid(np.linspace(west, east, across), np.linspace(south, north, across))
    step = np.array([(east - west) / across, (north - south) / across])
    seeds = np.stack([x.ravel(), y.ravel()], axis=1) + rng.uniform(-0.38, 0.38, (across * across, 2)) * step
    points = shapely.points(seeds)
    at, owner = shapely.STRtree(grids).query(points, predicate="within")
    at, first = np.unique(at, return_index=True)
    owner = owner[first]
    parts = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points[at]), extend_to=whole))
    seed, cell = shapely.STRtree(parts).query(points[at], predicate="within")
    found = np.empty(len(at), dtype=object)
    found[seed] = [
        shapely.Polygon(bend(shapely.get_coordinates(one))) for one in shapely.set_precision(parts[cell], 1e-7)
    ]
    edge = ~shapely.contains_properly(whole, found)
    found[edge] = shapely.intersection(shapely.make_valid(found[edge]), whole)
    return found, owner


def bend(ring: np.ndarray) -> np.ndarray:
    """A ring with two vertices more on each of its sides, the same ones whichever way round a side is walked."""
    a, b = ring[:-1], ring[1:]
    turned = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    low, high = np.where(turned[:, None], b, a), np.where(turned[:, None], a, b)
    way = high - low
    off = np.stack([-way[:, 1], way[:, 0]], axis=1)
    chance = np.modf(np.abs(np.sin(low.sum(axis=1) * 12.9898e4 + high.sum(axis=1) * 78.233e4)) * 43758.5453)[0]
    first = low + way / 3 + off * (chance[:, None] * 2 - 1) * BEND
    second = low + way * 2 / 3 + off * (1 - chance[:, None] * 2) * BEND
    one, two = np.where(turned[:, None], second, first), np.where(turned[:, None], first, second)
    return np.concatenate([np.stack([a, one, two], axis=1).reshape(-1, 2), ring[-1:]])


def name_cells(units: pd.DataFrame, owners: np.ndarray) -> pd.DataFrame:
    """Rows of the table `units` for the cells of the grids `owners`, in their order."""
    rows = pd.DataFrame({"parent": owners})
    rows["n"] = rows.groupby("parent").cumcount() + 1
    number = rows["n"].astype(str).str.zfill(4)
    rows["code"] = rows["parent"] + number
    rows["name"] = units.loc[owners, "name"].to_numpy() + " " + number
    rows["name_en"] = units.loc[owners, "name_en"].to_numpy() + " " + number
    rows["valid_from"] = units.loc[owners, "valid_from"].to_numpy()
    rows["valid_to"] = units.loc[owners, "valid_to"].to_numpy()
    return rows.assign(tree="admin", level=CELL, type=None, successor=None).drop(columns="n")


def move_rows(extracts: Path, cells: pd.DataFrame) -> None:
    """Put every row that names a grid into one of the grid's cells, and let go of what is older than DAYS."""
    since = find_size("small").as_of - timedelta(days=DAYS)
    many = cells.groupby("parent").size().rename("many").reset_index()
    connection = duckdb.connect()
    connection.register("many", many)
    cell = "grid || lpad((hash({key}) % many + 1)::VARCHAR, 4, '0') AS grid"
    again = f"dwelling_id || '-' || again AS dwelling_id) FROM range({TIMES}) AS r (again),"
    connection.execute(
        f"CREATE TABLE dwellings AS SELECT * EXCLUDE (parent, many) REPLACE ({cell.format(key='dwelling_id')}) FROM ("
        "SELECT d.* REPLACE (greatest(from_date, $since) AS from_date, "
        f"{again} read_parquet('{extracts}/dwellings.parquet') AS d "
        "WHERE coalesce(to_date, DATE '2199-12-31') >= $since) JOIN many ON parent = grid",
        {"since": since},
    )
    connection.execute(
        f"CREATE TABLE inspections AS SELECT i.* REPLACE ({again} read_parquet('{extracts}/inspections.parquet') AS i "
        "WHERE inspected_at >= $since",
        {"since": since},
    )
    connection.execute("DELETE FROM inspections WHERE dwelling_id NOT IN (SELECT dwelling_id FROM dwellings)")
    connection.execute(
        f"CREATE TABLE events AS SELECT * EXCLUDE (parent, many) REPLACE ({cell.format(key='event_id')}) "
        f"FROM read_parquet('{extracts}/events.parquet') JOIN many ON parent = grid WHERE reported_at >= $since",
        {"since": since},
    )
    for table in ("dwellings", "inspections", "events"):
        connection.execute(f"COPY {table} TO '{extracts}/{table}.parquet' (FORMAT parquet)")


if __name__ == "__main__":
    main()
