"""The demo's way to an edition: draw the city, let it live, write what an intake would have written."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cockpit.catalogue import Catalogue, catalogue_folders, copy_defaults, load_catalogue
from cockpit.demo.beats import draw_beats, draw_services
from cockpit.demo.days import working_exceptions
from cockpit.demo.facilities import draw_facilities
from cockpit.demo.generation import close_workshop, keep, lay_out, open_workshop, run, write_extract
from cockpit.demo.plan import CITY
from cockpit.demo.promises import draw_indicators, draw_targets, read_tasks
from cockpit.demo.redrawing import redraw
from cockpit.demo.settlement import Settlement, settle
from cockpit.demo.sizes import Size, find_size
from cockpit.demo.staff import draw_posts, draw_ratings
from cockpit.editions import City, Progress
from cockpit.geography import read_geography, write_geography

CATALOGUE = Path(__file__).parent / "catalogue"

# The rows of cities with more dwellings lie in no order: sorting, and writing one after the other, takes too long.
_SORTED = 2_000_000

# SQL files in the order they build on each other, and the extracts that are whole after each.
_COURSE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("dwellings", ("dwellings",)),
    ("inspections", ("inspections",)),
    ("reports", ()),
    ("events", ()),
    ("event_columns", ("events",)),
    ("event_steps", ("event_steps",)),
    ("population", ("population", "links")),
    ("resources", ()),
)
# Tables drawn in pandas.
_RESOURCES = ("facilities", "posts", "ratings", "targets", "indicators", "tasks")


def make_city(staging: Path, size: str, seed: int, progress: Progress) -> City:
    """Write the extracts, the catalogue and the geometry of a fictional city below `staging`.

    Raises:
        UnknownName: there is no such size.
    """
    scale = find_size(size)
    rng = np.random.default_rng(seed)
    progress("demo: ground", 0.0)
    catalogue = copy_catalogue(staging, scale)
    drawn = settle(rng, scale)
    units, boundaries = tabulate(rng, drawn, scale)
    with ThreadPoolExecutor(1, "map") as beside:
        # One core draws the map while DuckDB, mostly, keeps the others busy.
        drawn_map = beside.submit(lambda: write_geography(read_geography(units, boundaries), staging))
        _tell_facts(rng, staging, seed, scale, drawn, catalogue, (units, boundaries), progress)
        drawn_map.result()
    progress("demo", 1.0)
    return City(name=CITY[0], name_en=CITY[1], timezone="Asia/Shanghai", as_of=scale.as_of, demo=True)


def _tell_facts(
    rng: np.random.Generator,
    staging: Path,
    seed: int,
    scale: Size,
    drawn: Settlement,
    catalogue: Catalogue,
    ground: tuple[pd.DataFrame, gpd.GeoDataFrame],
    progress: Progress,
) -> None:
    """Let the city live, and write every extract; `ground` is its units and their boundaries."""
    units, boundaries = ground
    progress("demo: map and first draws", 0.1)
    connection = open_workshop(staging, seed, scale)
    try:
        run(connection, "draws")
        grids = lay_out(connection, rng, scale, drawn, catalogue)
        keep(connection, "units", units)
        for i, (name, tables) in enumerate(_COURSE):
            progress(f"demo: {name.replace('_', ' ')}", 0.2 + 0.7 * i / len(_COURSE))
            run(connection, name)
            if name == "inspections" and scale.dwellings > _SORTED:
                connection.execute("CREATE OR REPLACE VIEW inspections AS SELECT * FROM inspected")
            for table in tables:
                write_extract(connection, table, staging, ordered=scale.dwellings <= _SORTED)
        progress("demo: facilities and posts", 0.9)
        keep(connection, "boundaries", pd.DataFrame(boundaries).assign(geometry=shapely.to_wkb(boundaries.geometry)))
        keep(connection, "calendar", working_exceptions())
        people = connection.execute("FROM community_people").df()
        for name, frame in resource_frames(rng, scale, grids, drawn.places, people).items():
            keep(connection, name, frame)
        run(connection, "posts")
        for name in ("units", "boundaries", "calendar", *_RESOURCES):
            write_extract(connection, name, staging)
    finally:
        close_workshop(connection, staging)


def copy_catalogue(staging: Path, size: Size) -> Catalogue:
    """Copy the default catalogue and the demo city's own below `staging`, and read them as one."""
    own = copy_defaults(staging)
    for path in sorted(CATALOGUE.glob("*.toml")):
        shutil.copyfile(path, own / path.name)
    if size.calm != 1:
        rules = own / "intervals.toml"
        text = re.sub(
            r"(?m)^days = (\d+)$", lambda days: f"days = {round(int(days[1]) * size.calm)}", rules.read_text("utf-8")
        )
        rules.write_text(text, encoding="utf-8")
    return load_catalogue(*catalogue_folders(staging))


def tabulate(rng: np.random.Generator, drawn: Settlement, size: Size) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """The tables `units` and `boundaries` (WGS84) of all trees: the administrative one and six over its grids."""
    units = drawn.units.copy()
    units[["parent", "type"]] = units[["parent", "type"]].replace("", None)
    grids = gpd.GeoDataFrame({"tree": "admin", "code": drawn.grids["code"]}, geometry=drawn.shapes, crs="EPSG:4326")
    beats, areas = draw_beats(rng, drawn)
    others, grounds = draw_services(rng, drawn)
    everything = pd.concat([units, beats, others], ignore_index=True).assign(valid_from=size.first)
    everything, grids = redraw(everything, grids)
    return everything, gpd.GeoDataFrame(pd.concat([grids, areas, grounds], ignore_index=True), crs="EPSG:4326")


def resource_frames(
    rng: np.random.Generator, size: Size, grids: pd.DataFrame, places: pd.DataFrame, people: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The small tables that are drawn in pandas, by name; posts still carry their holders' numbers."""
    return {
        "facilities": draw_facilities(rng, grids, places),
        "numbered_posts": draw_posts(rng, grids, size),
        "ratings": draw_ratings(rng, grids, size),
        "targets": draw_targets(people, size),
        "indicators": draw_indicators(rng, people, size),
        "tasks": read_tasks(),
    }
