"""Grids that were redrawn: a large one was parted in two, two small ones became one. Who follows whom is told."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import pandas as pd
import shapely

from cockpit.demo.habits import ESTATE_TOWN
from cockpit.demo.numbering import BASIC

# Planted: the new estates made a grid too large; it was parted on this day.
PARTED_ON = date(2026, 4, 1)
# Planted: two small grids of the country became one on this day; the numbers of what they were end in these.
JOINED_ON = date(2026, 1, 1)
JOINED_TOWN = "沙湾镇"
_OLD = "901", "902"


def redraw(units: pd.DataFrame, grids: gpd.GeoDataFrame) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """The units with the grids that were before, and the grids with their polygons.

    The parted grid lay where the first two grids of a community of the estates' town lie now. The two joined ones are
    the halves of the first grid of a community of the country. A city too small for such communities was never redrawn.
    """
    names = units[units["tree"] == "admin"].set_index("name")["code"]
    shape = grids.set_index("code").geometry
    found: list[tuple[dict[str, object], shapely.Geometry]] = []
    parted, joined = (_first_grids(units, str(names[town])) for town in (ESTATE_TOWN, JOINED_TOWN))
    if parted:
        whole = shapely.union_all([shape[code] for code in parted[:2]])
        found.append((_was(units, parted[0], _OLD[0], PARTED_ON), whole))
        _begin(units, parted[:2], PARTED_ON)
    for heir in joined[:1]:
        halves = _halve(shape[heir])
        found += [(_was(units, heir, old, JOINED_ON), half) for old, half in zip(_OLD, halves, strict=True)]
        _begin(units, [heir], JOINED_ON)
    codes = [row["code"] for row, _ in found]
    polygons = [polygon for _, polygon in found]
    before = gpd.GeoDataFrame({"tree": "admin", "code": codes}, geometry=polygons, crs="EPSG:4326")
    return (
        pd.concat([units, pd.DataFrame([row for row, _ in found])], ignore_index=True),
        gpd.GeoDataFrame(pd.concat([grids, before], ignore_index=True), crs="EPSG:4326"),
    )


def _halve(shape: shapely.Geometry) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Its western and its eastern half."""
    west, south, east, north = shape.bounds
    middle = (west + east) / 2
    return (
        shapely.intersection(shape, shapely.box(west, south, middle, north)),
        shapely.intersection(shape, shapely.box(middle, south, east, north)),
    )


def _first_grids(units: pd.DataFrame, town: str) -> list[str]:
    """Codes of the basic grids of the town's first community that has two of them; none where none has."""
    mine = units[(units["tree"] == "admin") & (units["type"] == BASIC) & units["code"].str.startswith(town[:9])]
    grids = (sorted(found["code"]) for _, found in mine.groupby("parent", sort=True) if len(found) > 1)
    return next(grids, [])


def _was(units: pd.DataFrame, heir: str, number: str, day: date) -> dict[str, object]:
    """The row of a grid that was until the day before `day`, and is followed by `heir`."""
    found = units[(units["tree"] == "admin") & (units["code"] == heir)].iloc[0]
    row: dict[str, object] = {str(name): value for name, value in found.items()}
    stem = str(row["name"]).partition("第")[0]
    stem_en = str(row["name_en"]).partition(" Grid")[0]
    name = {"name": f"{stem}原第{number[1:]}网格", "name_en": f"{stem_en} Former Grid {number[1:]}"}
    return {**row, **name, "code": f"{row['parent']}{number}", "valid_to": day - timedelta(days=1), "successor": heir}


def _begin(units: pd.DataFrame, codes: list[str], day: date) -> None:
    units.loc[(units["tree"] == "admin") & units["code"].isin(codes), "valid_from"] = day
