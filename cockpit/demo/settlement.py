"""The drawn city: its units with codes and names, its base grids with their ground, its building places."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import shapely

from cockpit.demo.land import STRETCH, Land, Numbers, Places, Shapes, draw_land
from cockpit.demo.numbering import URBAN_VILLAGE, Regions, number_regions
from cockpit.demo.plan import INDUSTRY, NEW, OLD, RURAL, District, plan_city
from cockpit.demo.regions import Growth, share_out
from cockpit.demo.sizes import Size

_CELLS = 14  # of a grid, on average
_INSIDE = 0.85  # of the way from a cell's middle to its border: a place never stands on a border
_NARROW = 2e-5  # degrees, two metres: the coast leaves splinters that nothing stands on
_FLOODED = 0.012  # degrees from the river, some 1.2 km: so far low ground reaches
_DRY = 0.04  # degrees, 4 km: from there on nothing is left of it
# How many dwellings a grid has beside others, by type of town.
_CROWDING = {OLD: 1.15, NEW: 1.0, INDUSTRY: 0.9, RURAL: 0.55}


@dataclass(frozen=True)
class Settlement:
    """What the generators need to know of the drawn city.

    units   tree, code, parent ("" at the top), level, name, name_en, type; the administrative tree, top down
    shapes  polygon of each base grid, WGS84, in the order of `grids`
    grids   a row per base grid in code order: g, code, community, town, district (codes), town_name, area (type of
            town), place (type of community), special, dwellings, places (how many), flood (0 dry .. 1 at the river)
    places  a row per building place, by grid in walking order: g, place (from 0 in its grid), lon, lat
    land    the cells
    owner   the g of each cell
    """

    units: pd.DataFrame
    shapes: Shapes
    grids: pd.DataFrame
    places: pd.DataFrame
    land: Land
    owner: Places


def settle(rng: np.random.Generator, size: Size) -> Settlement:
    """Draw a city of `size`: land, regions, codes and names, dwellings per grid, building places."""
    districts = plan_city(rng, size)
    land = draw_land(rng, size.grids * _CELLS, size.radius_km, districts)
    units, grids, owner = number_regions(rng, land, districts, _regions(rng, size, land, districts))
    grids["dwellings"] = _dwellings(rng, grids, size)
    grids["flood"] = _flood(land, owner, len(grids))
    places = _places(rng, land, owner, size.points)
    grids["places"] = np.bincount(places["g"], minlength=len(grids))
    order = np.argsort(owner, kind="stable")
    bounds = np.searchsorted(owner[order], np.arange(len(grids) + 1))
    shapes = [shapely.coverage_union_all(land.cells[order[a:b]]) for a, b in pairwise(bounds)]
    return Settlement(units, np.array(shapes, dtype=object), grids, places, land, owner)


def _regions(rng: np.random.Generator, size: Size, land: Land, districts: tuple[District, ...]) -> Regions:
    growth = Growth(land, rng)
    radius = size.radius_km
    away = [(land.x / STRETCH - plan.x * radius) ** 2 + (land.y - plan.y * radius) ** 2 for plan in districts]
    middles = np.array([int(np.argmin(far)) for far in away])
    district = growth.grow(np.arange(len(land.cells)), middles, 4)
    town = growth.part(district, [len(plan.towns) for plan in districts])
    community = growth.part(town, share_out(size.communities, np.bincount(town).astype(float), 3))
    grid = growth.part(community, share_out(size.grids, np.bincount(community).astype(float)))
    return Regions(district, town, community, grid)


def _dwellings(rng: np.random.Generator, grids: pd.DataFrame, size: Size) -> Places:
    """Dwellings of each grid: by type of town and chance, more in urban villages, none in special grids."""
    weight = grids["area"].map(_CROWDING).to_numpy() * np.exp(rng.normal(0, 0.28, len(grids)))
    weight *= np.where(grids["place"] == URBAN_VILLAGE, 1.5, 1.0)
    lived_in = (grids["special"] == "").to_numpy()
    result = np.zeros(len(grids), dtype=np.int64)
    result[lived_in] = share_out(size.dwellings, weight[lived_in])
    return result


def _flood(land: Land, owner: Places, count: int) -> Numbers:
    """How low each grid lies: 1 at the river, 0 far from it, by its nearest cell."""
    shapely.prepare(land.river)
    near = shapely.dwithin(land.river, land.cells, _DRY)
    nearest: Numbers = np.full(count, np.inf)
    np.minimum.at(nearest, owner[near], shapely.distance(land.river, land.cells[near]))
    return np.asarray(np.round(np.exp(-nearest / _FLOODED * 3), 4), dtype=np.float64)


def _places(rng: np.random.Generator, land: Land, owner: Places, points: int) -> pd.DataFrame:
    """`points` building places in each cell that has room for them, in a disc inside it; numbered as one walks."""
    middle = shapely.point_on_surface(land.cells)
    room = shapely.distance(middle, shapely.boundary(land.cells)) * _INSIDE
    wide = room > _NARROW
    # A grid of splinters alone still has its roomiest one: somebody lives there.
    order = np.lexsort((-room, owner))
    wide[order[np.unique(owner[order], return_index=True)[1]]] = True
    cell = np.repeat(np.flatnonzero(wide), points)
    angle, far = rng.uniform(0, 2 * np.pi, len(cell)), np.sqrt(rng.random(len(cell)))
    x, y = shapely.get_x(middle)[cell], shapely.get_y(middle)[cell]
    places = pd.DataFrame(
        {
            "g": owner[cell],
            # a degree of longitude is shorter than one of latitude: the disc in degrees is an ellipse inside the cell
            "lon": np.round(x + room[cell] * far * np.cos(angle), 6),
            "lat": np.round(y + room[cell] * far * np.sin(angle), 6),
        }
    )
    places["_walk"] = _walk(places)
    places = places.sort_values(["g", "_walk", "lon", "lat"], kind="stable").reset_index(drop=True)
    places.insert(1, "place", places.groupby("g").cumcount())
    return places.drop(columns="_walk")


def _walk(places: pd.DataFrame) -> Numbers:
    """A walk around the grid: the direction in which a place lies from the middle of its grid."""
    middle = places.groupby("g")[["lon", "lat"]].transform("mean")
    north, east = (places["lat"] - middle["lat"]).to_numpy(), (places["lon"] - middle["lon"]).to_numpy()
    turn: Numbers = np.arctan2(north, east)
    return turn
