"""A second tree over the same ground: police stations and their beats, drawn without regard to the grids' borders."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cockpit.demo.land import Places
from cockpit.demo.names import spell
from cockpit.demo.plan import CITY, CITY_CODE
from cockpit.demo.regions import Growth
from cockpit.demo.settlement import Settlement

TREE = "police"
_GRIDS = 11  # of a beat, on average
_BEATS = 4  # of a station, on average


def draw_beats(rng: np.random.Generator, drawn: Settlement) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """The tables `units` and `boundaries` of the police tree: city, stations, beats with polygons of their own."""
    growth, land = Growth(drawn.land, rng), drawn.land
    count = max(2, round(len(drawn.grids) / _GRIDS))
    stations = max(2, round(count / _BEATS))
    whole = np.zeros(len(land.cells), dtype=np.int64)
    station = growth.part(whole, [stations])
    share = np.full(stations, count // stations)
    share[: count % stations] += 1
    beat = growth.part(station, share)
    names = _station_names(drawn, station, stations)
    rows = [_unit(CITY_CODE, None, "city", *CITY)]
    shapes: list[tuple[str, shapely.Geometry]] = []
    first = 0
    for i in range(stations):
        code = f"JW{i + 1:02d}"
        rows.append(_unit(code, CITY_CODE, "station", names[i], spell(names[i])))
        for j in range(int(share[i])):
            mine = f"{code}{j + 1:02d}"
            stem = names[i].removesuffix("派出所")
            rows.append(_unit(mine, code, "beat", f"{stem}警格{j + 1:02d}", f"{spell(stem)} Beat {j + 1:02d}"))
            shapes.append((mine, shapely.coverage_union_all(land.cells[beat == first + j])))
        first += int(share[i])
    codes, polygons = zip(*shapes, strict=True)
    boundaries = gpd.GeoDataFrame({"tree": TREE, "code": codes}, geometry=list(polygons), crs="EPSG:4326")
    return pd.DataFrame(rows), boundaries


def _station_names(drawn: Settlement, station: Places, count: int) -> list[str]:
    """A station is called after the town most of its ground lies in; a second one there gets a number."""
    towns = drawn.grids["town_name"].to_numpy()[drawn.owner]
    used: dict[str, int] = {}
    names = []
    for i in range(count):
        found, sizes = np.unique(towns[station == i], return_counts=True)
        stem = str(found[np.argmax(sizes)])
        stem = stem.removesuffix("街道").removesuffix("镇")
        used[stem] = used.get(stem, 0) + 1
        names.append(f"{stem}{'' if used[stem] == 1 else '二三四五六七八九'[used[stem] - 2]}派出所")
    return names


def _unit(code: str, parent: str | None, level: str, name: str, name_en: str) -> dict[str, str | None]:
    return {"tree": TREE, "code": code, "parent": parent, "level": level, "name": name, "name_en": name_en}
