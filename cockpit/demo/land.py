"""The ground of a fictional city: an organic coast, a river, and small cells that fit each other exactly.

Cells are Voronoi polygons of points that lie denser where more people live. Whatever is made of them (grids,
communities, towns, districts, police beats) shares every vertex with its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from cockpit.demo.plan import District

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]
Shapes = NDArray[np.object_]

# Open ocean, far from any coast: nobody's land is taken; but where GCJ-02 shifts points as it does at home. WGS84.
LON, LAT = 134.0, 28.0
_KM = np.array([111.320 * np.cos(np.radians(LAT)), 110.574])  # kilometres per degree there
_DIGITS = 7  # of a degree: a centimetre
STRETCH = 1.35  # wider than high, as screens are
_ON_RIVER = 4e-7  # degrees: the rounding of both ends of an edge

# How many more people live on a square kilometre than in the open country.
_DENSITY = {"old_town": 7.0, "new_town": 3.5, "industrial": 2.5, "rural": 0.0}
_REACH = {"old_town": 1.5, "new_town": 1.0, "industrial": 1.0, "rural": 1.0}  # how far it is felt


@dataclass(frozen=True)
class Land:
    """Cells of the city.

    cells     polygons, WGS84 degrees, together the whole land, every border shared
    x, y      their centres, km from the city's middle
    km2       their areas
    edges     pairs of neighbouring cells, shape (n, 2)
    wet       for each edge, whether the river runs between the two
    river     the river's course, degrees
    """

    cells: Shapes
    x: Numbers
    y: Numbers
    km2: Numbers
    edges: NDArray[np.int64]
    wet: NDArray[np.bool_]
    river: shapely.LineString


def draw_land(rng: np.random.Generator, cells: int, radius: float, districts: tuple[District, ...]) -> Land:
    """About `cells` cells on land of mean half height `radius` km, denser around the urban `districts`."""
    coast, river = _coast(rng, radius), _river(rng, radius)
    box = coast.buffer(radius)
    points = _points(rng, cells, coast, districts, radius)
    for _ in range(2):  # towards even cells, as blocks between streets are
        drawn = _voronoi(points, box)
        whole = shapely.covers(coast, drawn)
        points[whole] = shapely.get_coordinates(shapely.centroid(drawn[whole]))
    drawn = _cut(_voronoi(points, box), coast, river)
    centres = shapely.get_coordinates(shapely.centroid(drawn))
    placed = shapely.transform(drawn, _to_degrees)
    course = shapely.transform(river, _to_degrees)
    edges, wet = _neighbours(placed, course)
    return Land(placed, centres[:, 0], centres[:, 1], shapely.area(drawn), edges, wet, course)


def to_degrees(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """Kilometres from the middle -> longitude and latitude."""
    placed = _to_degrees(np.column_stack([x, y]))
    return placed[:, 0], placed[:, 1]


def _to_degrees(points: Numbers) -> Numbers:
    placed: Numbers = np.round(points / _KM + (LON, LAT), _DIGITS)
    return placed


def _coast(rng: np.random.Generator, radius: float) -> shapely.Polygon:
    """A closed curve of many waves, the long ones high: capes, bays and a ragged shore."""
    angle = np.linspace(0, 2 * np.pi, 900, endpoint=False)
    far = np.ones_like(angle)
    for wave in range(2, 60):
        high = 0.23 / wave**1.3 * rng.uniform(0.5, 1.0)
        far += high * np.cos(wave * angle + rng.uniform(0, 2 * np.pi))
    far *= radius
    return shapely.Polygon(np.column_stack([far * np.cos(angle) * STRETCH, far * np.sin(angle)]))


def _river(rng: np.random.Generator, radius: float) -> shapely.LineString:
    """From beyond the western shore to beyond the eastern one, passing a little south of the middle."""
    x = np.linspace(-2.4, 2.4, 240) * radius
    bends = sum(rng.uniform(0.4, 1) / k * np.sin(k * 1.1 * x / radius + rng.uniform(0, 6)) for k in range(1, 6))
    return shapely.LineString(np.column_stack([x, (0.14 * bends - 0.16) * radius]))


def _points(
    rng: np.random.Generator, count: int, coast: shapely.Polygon, districts: tuple[District, ...], radius: float
) -> Numbers:
    """Points on land, dense around the middles of urban districts."""
    shapely.prepare(coast)
    west, south, east, north = coast.bounds
    wide = 1.1 * radius / np.sqrt(len(districts))
    kept = np.empty((0, 2))
    while len(kept) < count:
        tried = rng.uniform((west, south), (east, north), (count * 4, 2))
        dense = np.ones(len(tried))
        for district in districts:
            off = (tried - (district.x * radius * STRETCH, district.y * radius)) / (STRETCH, 1.0)
            dense += _DENSITY[district.type] * np.exp(-(off**2).sum(axis=1) / (wide * _REACH[district.type]) ** 2)
        chance = dense / (1.5 * (1 + max(_DENSITY.values())))
        good = (rng.random(len(tried)) < chance) & shapely.contains_xy(coast, tried[:, 0], tried[:, 1])
        kept = np.vstack([kept, tried[good]])
    return kept[:count]


def _voronoi(points: Numbers, box: shapely.Polygon) -> Shapes:
    """The Voronoi polygon of each point, in the order of the points."""
    drawn = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=box, ordered=True)
    return np.asarray(shapely.get_parts(drawn), dtype=object)


def _cut(drawn: Shapes, coast: shapely.Polygon, river: shapely.LineString) -> Shapes:
    """The cells cut off at the coast and parted by the river.

    All lines are noded together, so that both sides of every border get the same new vertices.
    """
    for shape in (coast, river):
        shapely.prepare(shape)
    shore = coast.exterior
    shapely.prepare(shore)
    crossed = shapely.intersects(shore, drawn) | (shapely.intersects(river, drawn) & shapely.covers(coast, drawn))
    dry = shapely.covers(coast, drawn) & ~crossed
    lines = shapely.union_all([*shapely.boundary(drawn[crossed]), shore, river])
    faces = np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(lines))), dtype=object)
    inner = shapely.point_on_surface(faces)
    within, _ = shapely.STRtree(drawn[crossed]).query(inner, predicate="within")
    mine = np.zeros(len(faces), dtype=bool)
    mine[within] = True
    mine &= shapely.covers(coast, inner)
    return np.concatenate([drawn[dry], faces[mine]])


def _neighbours(cells: Shapes, river: shapely.LineString) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Pairs of cells that share an edge, and whether the river runs along it."""
    points, owner = shapely.get_coordinates(cells, return_index=True)
    whole = np.round(points * 10**_DIGITS).astype(np.int64)
    _, vertex = np.unique(_paired(whole), return_inverse=True)
    same = owner[:-1] == owner[1:]
    ends = np.sort(np.column_stack([vertex[:-1], vertex[1:]])[same], axis=1)
    side, middle = owner[:-1][same], ((points[:-1] + points[1:]) / 2)[same]
    order = np.lexsort((side, ends[:, 1], ends[:, 0]))
    ends, side, middle = ends[order], side[order], middle[order]
    twin = (ends[:-1] == ends[1:]).all(axis=1) & (side[:-1] != side[1:])
    pairs = np.column_stack([side[:-1], side[1:]])[twin]
    shapely.prepare(river)
    near = shapely.dwithin(river, shapely.points(middle[:-1][twin]), _ON_RIVER)
    _, at, edge = np.unique(_paired(pairs), return_index=True, return_inverse=True)
    wet = np.zeros(len(at), dtype=bool)
    np.logical_or.at(wet, edge, near)
    return pairs[at], wet


def _paired(pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """One number for each pair of numbers from 0 to 2**31, in the order of the pairs."""
    return (pairs[:, 0] << 32) + pairs[:, 1]
