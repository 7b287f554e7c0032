"""Points into grids: the same answer as looking at every polygon, borders once, distances in metres."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings, strategies
from shapely import box

from cockpit.geography import read_geography
from tests.lattice import SOUTH, STEP, WEST, frame, list_units, make_lattice_city

COLUMNS, ROWS = 8, 6
GEO = read_geography(*make_lattice_city(COLUMNS, ROWS))
CODES = GEO.tree[GEO.tree["g"] >= 0].sort_values("g")["code"].to_numpy()

around = strategies.tuples(
    strategies.floats(WEST - 2 * STEP, WEST + (COLUMNS + 2) * STEP),
    strategies.floats(SOUTH - 2 * STEP, SOUTH + (ROWS + 2) * STEP),
)
vertices = strategies.sampled_from([tuple(xy) for xy in shapely.get_coordinates(GEO.grids)])


@settings(max_examples=60)
@given(strategies.lists(around | vertices, min_size=1, max_size=60))
def test_locating_equals_trying_every_grid(points):
    lon, lat = np.array(points).T
    codes, away = GEO.locate(lon, lat)
    metric = gpd.GeoSeries(GEO.grids, crs=4326).to_crs(32651)
    for x, y, code, metres in zip(lon, lat, codes, away, strict=True):
        hits = np.flatnonzero(shapely.intersects_xy(GEO.grids, x, y))
        if len(hits):
            assert code == CODES[hits[0]]
            assert metres == 0
        else:
            point = gpd.GeoSeries([shapely.Point(x, y)], crs=4326).to_crs(32651).iloc[0]
            assert code is None
            assert metres == pytest.approx(metric.distance(point).min(), rel=0.002, abs=0.01)


def test_every_border_and_corner_belongs_to_exactly_one_grid():
    squares = {
        "b": box(121, 31, 121.01, 31.01),
        "a": box(121.01, 31, 121.02, 31.01),
        "c": box(121, 31.01, 121.02, 31.02),
    }
    geo = read_geography(list_units("C - city", "a C grid", "b C grid", "c C grid"), frame(squares))
    codes, away = geo.locate([121.01, 121.01, 121.005, 121.015, 121.02], [31.005, 31.01, 31.01, 31.01, 31.02])
    assert list(codes) == ["a", "a", "b", "a", "c"]
    assert (away == 0).all()


def test_no_place_on_earth_is_in_no_grid():
    codes, away = GEO.locate([np.nan, 121.01, np.inf, 237310.0, 0.0], [31.01, np.nan, 31.0, 1004958.0, 0.0])
    assert list(codes) == [None] * 5
    assert np.isnan(away[:4]).all()
    assert away[4] == pytest.approx(12_800_000, rel=0.02)  # null island, along the ground
    codes, away = GEO.locate([], [])
    assert len(codes) == len(away) == 0


def test_locating_does_not_depend_on_how_many_points_are_asked_at_once(monkeypatch):
    rng = np.random.default_rng(2)
    lon = rng.uniform(WEST - STEP, WEST + (COLUMNS + 1) * STEP, 5000)
    lat = rng.uniform(SOUTH - STEP, SOUTH + (ROWS + 1) * STEP, 5000)
    codes, away = GEO.locate(lon, lat)
    monkeypatch.setattr("cockpit.geography.locator.CHUNK", 700)
    again, metres = GEO.locate(lon, lat)
    assert (codes == again).all()
    assert (away == metres).all()
