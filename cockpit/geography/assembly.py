"""One tree put together: numbered rows, polygons, label points, areas and ranges of grids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from cockpit.geography.coverage import dissolve
from cockpit.geography.ground import MOST_NOTES, Ground, count_rest
from cockpit.geography.labels import place_labels
from cockpit.geography.nesting import Nesting
from cockpit.geography.overlay import Overlay
from cockpit.geography.plane import DECIMALS, Plane, Points, Positions, Shapes
from cockpit.geography.polygons import pick_polygons

DIFFERENCE = 0.01  # of its area: an upper polygon that is off its grids by more than this is reported
COLUMNS = [
    *("id", "tree", "code", "parent", "parent_id", "level", "depth", "name", "name_en", "type"),
    *("valid_from", "valid_to", "successor", "leaf", "g", "lo", "hi"),
    *("lon", "lat", "west", "south", "east", "north", "area_km2", "rank"),
]


@dataclass(frozen=True)
class Drawn:
    """A finished tree: rows with all COLUMNS, its part of `member`, polygons in metres and in degrees."""

    rows: pd.DataFrame
    member: pd.DataFrame
    flat: Shapes
    shapes: Shapes


def draw_admin(rows: pd.DataFrame, ground: Ground) -> Drawn:
    """The admin tree from its numbered rows and the base grids."""
    nesting = Nesting.of(rows)
    at = _grid_positions(rows)
    leaves = np.empty(len(rows), dtype=object)
    leaves[at] = ground.drawn
    given = np.empty(len(rows), dtype=object)
    given[at] = ground.given
    area = np.zeros(len(rows))
    area[at] = np.where(ground.late, 0.0, ground.area)
    area = nesting.add_up(area)
    area[at] = ground.area
    member = pd.DataFrame({"unit_id": rows["id"], "lo": rows["lo"], "hi": rows["hi"]})
    return _finish(rows, member, nesting.join(leaves), given, area, ground.plane)


def draw_overlay(overlay: Overlay, admin: Drawn) -> Drawn:
    """A further tree from its overlay; `admin` is the finished admin tree."""
    rows, nesting, plane = overlay.tree, overlay.nesting, overlay.ground.plane
    leaves = overlay.draw_leaves(admin.rows, admin.flat)
    given = np.empty(len(rows), dtype=object)
    given[overlay.leaves] = plane.unflatten(leaves[overlay.leaves])
    given[overlay.leaves[overlay.own]] = overlay.given[overlay.own]
    area = np.zeros(len(rows))
    area[overlay.leaves] = shapely.area(leaves[overlay.leaves])
    held = overlay.hold()
    filled = [part if len(part) else np.array([0, -1]) for part in held]  # lo > hi: empty
    ends = {
        "lo": np.array([part[0] for part in filled], dtype=np.int32),
        "hi": np.array([part[-1] for part in filled], dtype=np.int32),
    }
    member = _member(rows["id"].to_numpy(), held)
    return _finish(rows.assign(**ends), member, nesting.join(leaves), given, nesting.add_up(area), plane)


def _grid_positions(admin: pd.DataFrame) -> Positions:
    """Positions of the base grids among the admin rows, in the order of g."""
    g = admin["g"].to_numpy()
    at = np.flatnonzero(g >= 0)
    return at[np.argsort(g[at])]


def _member(ids: Positions, held: list[Positions]) -> pd.DataFrame:
    """Each unit's grids as maximal ranges of consecutive ordinals."""
    units, lows, highs = [], [], []
    for unit, grids in zip(ids, held, strict=True):
        if not len(grids):
            continue
        breaks = np.flatnonzero(np.diff(grids) > 1)
        lows.append(grids[np.append(0, breaks + 1)])
        highs.append(grids[np.append(breaks, len(grids) - 1)])
        units.append(np.full(len(breaks) + 1, unit))
    empty = [np.empty(0, dtype=np.int64)]
    columns = {"unit_id": units, "lo": lows, "hi": highs}
    return pd.DataFrame({name: np.concatenate(empty + part).astype(np.int32) for name, part in columns.items()})


def _finish(rows: pd.DataFrame, member: pd.DataFrame, flat: Shapes, given: Shapes, area: Points, plane: Plane) -> Drawn:
    """Label points, boxes and areas (m2); `given` are the leaves' polygons as delivered, in degrees."""
    shapes = plane.unflatten(flat)
    nesting = Nesting.of(rows)
    for i in nesting.uppers():
        # drawn empty only where all grids of the unit have been replaced: it still has its old place
        lost = shapely.is_empty(shapes[i])
        given[i] = dissolve(given[nesting.start[i] : nesting.stop[i]]) if lost else shapes[i]
    labels = place_labels(shapes, given)
    boxes = np.round(shapely.bounds(np.where(shapely.is_empty(shapes), given, shapes)), DECIMALS)
    rows = rows.assign(lon=labels[:, 0], lat=labels[:, 1])
    rows[["west", "south", "east", "north"]] = boxes
    rows["area_km2"] = area / 1e6
    return Drawn(rows[COLUMNS], member, flat, shapes)


def compare_uppers(part: Drawn, bounds: pd.DataFrame, plane: Plane) -> list[str]:
    """Notes on delivered polygons of upper units that are not what their grids make together."""
    upper = np.flatnonzero(~part.rows["leaf"].to_numpy())
    tree = str(part.rows["tree"].iloc[0])
    given, have = pick_polygons(bounds, tree, [part.rows["code"].iloc[i] for i in upper])
    upper = upper[have]
    told = list(_differences(part, upper, plane.flatten(given[have]))) if len(upper) else []
    return told[:MOST_NOTES] + count_rest(
        len(told), f"polygons of upper units of tree {tree!r} differ from their grids"
    )


def _differences(part: Drawn, upper: Positions, given: Shapes) -> Iterator[str]:
    made = part.flat[upper]
    shared = shapely.area(shapely.intersection(given, made))
    more = shapely.area(given) - shared
    less = shapely.area(made) - shared
    for i, over, under, whole in zip(upper, more, less, shapely.area(made), strict=True):
        if over + under > DIFFERENCE * whole:
            row = part.rows.iloc[i]
            yield (
                f"Table boundaries, tree {row['tree']!r}: the polygon of {row['code']} ({row['name']}) is not "
                f"the union of the units below it ({over / 1e6:.4f} km2 more, {under / 1e6:.4f} km2 less); "
                f"the union is used."
            )
