"""The real city: the Bronx, read from the operators' own files."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from cockpit.geography import read_geography, write_geography

CITY = Path(__file__).parents[2] / "shared" / "real-city"
pytestmark = [pytest.mark.real, pytest.mark.skipif(not CITY.exists(), reason="the real city's files are not here")]


@pytest.fixture(scope="module")
def bronx():
    units = pd.read_csv(CITY / "units.csv", dtype=str).rename(columns={"parent_code": "parent"})
    tracts = gpd.read_file(CITY / "tracts.geojson").rename(columns={"geoid": "code"})[["code", "geometry"]]
    areas = gpd.read_file(CITY / "nta_epsg2263.geojson").to_crs(4326).rename(columns={"nta2020": "code"})
    return read_geography(units, pd.concat([tracts, areas[["code", "geometry"]]]))


def test_the_tree_is_whole(bronx):
    levels = bronx.tree.groupby("level", sort=False).size()
    assert levels.to_dict() == {"city": 1, "borough": 1, "cdta": 15, "nta": 49, "tract": 361}
    assert list(levels.index) == ["city", "borough", "cdta", "nta", "tract"]
    assert (bronx.tree.loc[0, "lo"], bronx.tree.loc[0, "hi"]) == (0, 360)
    # the Bronx is 42.5 square miles of land
    assert bronx.tree.loc[0, "area_km2"] == pytest.approx(109, abs=1)


def test_neighbourhoods_in_feet_land_on_their_tracts(bronx):
    assert not any("is not the union" in note for note in bronx.notes)
    areas = gpd.read_file(CITY / "nta_epsg2263.geojson").to_crs(4326).set_index("nta2020").geometry
    made = dict(zip(bronx.tree["code"], bronx.shapes, strict=True))
    for code, given in areas.items():
        assert shapely.symmetric_difference(given, made[code]).area < 0.003 * given.area


def test_every_level_is_a_coverage_and_every_label_inside(bronx):
    for _, rows in bronx.tree.groupby("level"):
        assert shapely.coverage_is_valid(bronx.shapes[rows.index])
    points = shapely.points(bronx.tree["lon"], bronx.tree["lat"])
    assert shapely.contains(bronx.shapes, points).all()


def test_lots_lie_in_the_tract_their_file_names(bronx):
    lots = pd.read_csv(CITY / "lots.csv.gz", dtype=str, usecols=["latitude", "longitude", "tract_geoid"]).dropna()
    codes, away = bronx.locate(lots["longitude"].astype(float), lots["latitude"].astype(float))
    named = lots["tract_geoid"].str.replace(".0", "", regex=False).to_numpy()
    assert np.mean(codes == named) > 0.99
    assert np.isfinite(away).all()


def test_its_files_are_written_small(bronx, tmp_path):
    write_geography(bronx, tmp_path)
    files = list((tmp_path / "geo").glob("*.geojson.gz"))
    assert 427 <= len(files) <= 600
    assert max(path.stat().st_size for path in files) < 200_000
