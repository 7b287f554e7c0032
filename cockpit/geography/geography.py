"""From the tables `units` and `boundaries` to a checked, numbered and drawn geography."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from cockpit.errors import Refused
from cockpit.geography.assembly import compare_uppers, draw_admin, draw_overlay
from cockpit.geography.ground import Survey, lay_ground, survey_grids
from cockpit.geography.locator import Locator
from cockpit.geography.numbering import number_units
from cockpit.geography.overlay import Overlay
from cockpit.geography.plane import Points, Positions, Shapes
from cockpit.geography.polygons import find_boundary_faults, repair_polygons, tidy_boundaries
from cockpit.geography.units import ADMIN, find_successor_notes, find_unit_faults, tidy_units


@dataclass
class Geography:
    """The trees of a city over its base grids.

    tree    one row per unit of every tree, by `id`: id, tree, code, parent ("" at the root), parent_id (-1),
            level, depth, name, name_en, type, valid_from, valid_to (date or None), successor, leaf,
            g (ordinal of a base grid, -1 else), lo, hi (first and last g; lo > hi is empty; of further trees
            the least and the greatest), lon, lat (label point), west, south, east, north (degrees),
            area_km2, rank (place of the level in its tree, 0 at the top)
    member  unit_id, lo, hi: every unit as ranges of g, ascending; admin units have exactly one
    notes   what was found and dealt with, one sentence each: repairs, slivers, overlaps, gaps, differences
    shapes  polygon of every row of `tree`, WGS84 degrees, at the detail of the base grids
    grids   the base grids' polygons as delivered (repaired), in the order of g
    cover   for every further tree and base grid: tree, g, unit_id (-1), share, claimed, see Overlay.cover
    blemishes  by tree: ground in none of its units, or in two, see Overlay.blemishes; polygons in degrees
    """

    tree: pd.DataFrame
    member: pd.DataFrame
    notes: tuple[str, ...]
    shapes: Shapes
    grids: Shapes
    first: Positions
    cover: pd.DataFrame = field(default_factory=pd.DataFrame)
    blemishes: Mapping[str, list[tuple[str, str, shapely.Geometry]]] = field(default_factory=dict)

    def locate(self, lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.object_], Points]:
        """Points in degrees -> (code of the base grid, None when in no grid; metres to the nearest grid).

        The distance is 0 inside and NaN where lon or lat is missing or no place on earth. A point on a border
        or on ground that several grids claim belongs to the one of lowest g (replaced grids last).
        """
        lons, lats = (np.atleast_1d(np.asarray(part, dtype=np.float64)) for part in (lon, lat))
        place, away = self._locator.find(lons, lats)
        return self._codes[place], away

    @cached_property
    def _locator(self) -> Locator:
        return Locator(self.grids, self.first)

    @cached_property
    def _codes(self) -> NDArray[np.object_]:
        grids = self.tree[self.tree["g"] >= 0].sort_values("g")
        return np.array([*grids["code"], None], dtype=object)  # the last stands for "in no grid", -1


def read_geography(units: pd.DataFrame, boundaries: gpd.GeoDataFrame) -> Geography:
    """Check the tables `units` and `boundaries` (tree, code, geometry in WGS84) and build the geography.

    Raises:
        Refused: with every fault of both tables as one sentence in `faults`.
    """
    rows, bounds = tidy_units(units), tidy_boundaries(boundaries)
    sound, shape_faults, notes = repair_polygons(bounds, rows)
    survey = survey_grids(rows, sound)
    faults = [*find_unit_faults(rows), *find_boundary_faults(bounds, rows), *shape_faults]
    faults += survey.faults() if survey else []
    if faults or survey is None:
        count = f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}"
        raise Refused(
            f"The units and their boundaries are refused: {count}.",
            faults,
            "Correct the tables units and boundaries and import again.",
        )
    return _build(number_units(rows), sound, survey, notes)


def _build(numbered: pd.DataFrame, bounds: pd.DataFrame, survey: Survey, notes: list[str]) -> Geography:
    trees = {str(name): rows.reset_index(drop=True) for name, rows in numbered.groupby("tree", sort=False)}
    admin = trees.pop(ADMIN)
    ground = lay_ground(survey, admin)
    first = draw_admin(admin, ground)
    notes = [*notes, *survey.notes(), *ground.notes, *compare_uppers(first, bounds, ground.plane)]
    parts, covers = [first], []
    blemishes: dict[str, list[tuple[str, str, shapely.Geometry]]] = {}
    for rows in trees.values():
        overlay = Overlay(rows, bounds, ground, admin)
        part = draw_overlay(overlay, first)
        notes += [*overlay.notes, *compare_uppers(part, bounds, ground.plane)]
        parts.append(part)
        covers.append(overlay.cover())
        told = overlay.blemishes()
        drawn = ground.plane.unflatten(np.array([shape for *_, shape in told], dtype=object))
        blemishes[overlay.name] = [(kind, who, shape) for (kind, who, _), shape in zip(told, drawn, strict=True)]
    return Geography(
        tree=pd.concat([part.rows for part in parts], ignore_index=True),
        member=pd.concat([part.member for part in parts], ignore_index=True),
        notes=(*notes, *find_successor_notes(numbered)),
        shapes=np.concatenate([part.shapes for part in parts]),
        grids=ground.given,
        first=ground.first,
        cover=pd.concat(covers, ignore_index=True) if covers else pd.DataFrame(),
        blemishes=blemishes,
    )
