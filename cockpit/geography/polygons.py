"""The table `boundaries` made tidy, repaired where that is safe, and every fault of it as one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from cockpit.geography.plane import Shapes, polygonal
from cockpit.geography.units import ADMIN, find_leaves, read_texts

REPAIR_SHARE = 0.01  # a repair that changes the area by more than this is a guess, not a repair


def tidy_boundaries(boundaries: gpd.GeoDataFrame) -> pd.DataFrame:
    """Columns tree, code, geometry (2-D, WGS84 degrees, None where missing), ordered by tree and code."""
    if boundaries.crs is not None and boundaries.crs.to_epsg() != 4326:
        boundaries = boundaries.to_crs(4326)
    shapes = np.array(boundaries.geometry, dtype=object)
    rows = pd.DataFrame({"tree": read_texts(boundaries, "tree"), "code": read_texts(boundaries, "code")})
    rows.loc[rows["tree"] == "", "tree"] = ADMIN
    rows["geometry"] = pd.Series(shapely.force_2d(shapes), dtype=object)
    rows["_bytes"] = [shapely.to_wkb(shape) or b"" for shape in rows["geometry"]]
    rows["_later"] = rows["tree"] != ADMIN
    rows = rows.sort_values(["_later", "tree", "code", "_bytes"], kind="stable")
    return rows[["tree", "code", "geometry"]].reset_index(drop=True)


def repair_polygons(bounds: pd.DataFrame, units: pd.DataFrame) -> tuple[pd.DataFrame, list[str], list[str]]:
    """(the rows with sound polygons only, faults, notes on repairs); `units` are tidied rows, for the names."""
    names = dict(zip(zip(units["tree"], units["code"], strict=True), units["name"], strict=True))
    faults, notes, sound = [], [], []
    shapes = bounds["geometry"].to_numpy(copy=True)
    for i, key in enumerate(zip(bounds["tree"], bounds["code"], strict=True)):
        who = f"Table boundaries, tree {key[0]!r}: the polygon of {key[1]} ({names.get(key, 'unknown')})"
        shape, fault, note = repair_polygon(shapes[i])
        shapes[i] = shape
        sound.append(not fault)
        if fault:
            faults.append(f"{who} {fault}.")
        if note:
            notes.append(f"{who} {note}.")
    kept = bounds.assign(geometry=pd.Series(shapes, dtype=object))[np.array(sound, dtype=bool)]
    return kept.drop_duplicates(["tree", "code"]).reset_index(drop=True), faults, notes


def repair_polygon(shape: shapely.Geometry | None) -> tuple[shapely.Geometry | None, str, str]:
    """(polygon, fault, note): what is wrong with one geometry, or how it was mended; "" when nothing."""
    flaw = _find_flaw(shape)
    if flaw:
        return shape, flaw, ""
    whole = polygonal(shape)
    if shapely.is_valid(whole):
        return whole, "", "" if whole is shape else "had lines or points beside it, which were left out"
    reason = shapely.is_valid_reason(whole)
    mended = polygonal(shapely.make_valid(whole, method="structure", keep_collapsed=False))
    before, after = shapely.area(whole), shapely.area(mended)
    if shapely.is_empty(mended) or abs(after - before) > REPAIR_SHARE * max(after, before):
        return whole, f"is invalid beyond repair: {reason}", ""
    return mended, "", f"was invalid and has been repaired: {reason}"


def _find_flaw(shape: shapely.Geometry | None) -> str:
    """What makes a geometry no polygon in degrees at all, or ""."""
    if shape is None or shapely.is_empty(shape):
        return "is empty"
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return "has coordinates that are not numbers"
    west, south, east, north = shapely.bounds(shape)
    if west < -180 or east > 180 or south < -90 or north > 90:
        where = f"x {west:.1f} to {east:.1f}, y {south:.1f} to {north:.1f}"
        return f"does not lie in degrees of WGS84 ({where}): its coordinate system is another"
    if shapely.is_empty(polygonal(shape)):
        return f"is a {shape.geom_type}, not a polygon"
    return ""


def find_boundary_faults(bounds: pd.DataFrame, units: pd.DataFrame) -> Iterator[str]:
    """Polygons for nobody, two polygons for one unit, base grids without one, leaves of a further tree lost.

    `bounds` are all tidied rows, sound or not: an unsound polygon has its own fault already.
    """
    names = dict(zip(zip(units["tree"], units["code"], strict=True), units["name"], strict=True))
    keys = list(zip(bounds["tree"], bounds["code"], strict=True))
    for (tree, code), times in Counter(keys).items():
        where = f"Table boundaries, tree {tree!r}:"
        if (tree, code) not in names:
            yield f"{where} polygon for the unknown code {code!r}, which is not in table units."
        elif times > 1:
            yield f"{where} {code} ({names[tree, code]}) has {times} polygons."
    have = set(keys)
    admin = set(units.loc[units["tree"] == ADMIN, "code"])
    for tree in units["tree"].drop_duplicates():
        for code in find_leaves(units, tree):
            if not code or (tree, code) in have or (tree != ADMIN and code in admin):
                continue
            who = f"{code} ({names[tree, code]}) of tree {tree!r}"
            if tree == ADMIN:
                yield f"Table boundaries: base grid {who} has no polygon."
            else:
                yield (
                    f"Table boundaries: unit {who} has no units below it, no polygon, "
                    f"and is no unit of tree {ADMIN!r} either: nothing says which grids it holds."
                )


def pick_polygons(bounds: pd.DataFrame, tree: str, codes: list[str]) -> tuple[Shapes, NDArray[np.bool_]]:
    """The polygons of some codes of a tree, aligned to `codes`, and which of them have one (None if not)."""
    mine = bounds[bounds["tree"] == tree]
    known = dict(zip(mine["code"], mine["geometry"], strict=True))
    shapes = np.empty(len(codes), dtype=object)
    shapes[:] = [known.get(code) for code in codes]
    return shapes, np.array([code in known for code in codes], dtype=bool)
