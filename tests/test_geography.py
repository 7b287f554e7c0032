"""Polygons: repaired or refused, closed, simplified without gaps, dissolved, labelled."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import box

from cockpit.errors import Refused
from cockpit.geography import read_geography
from cockpit.geography.coverage import close_coverage, find_holes, simplify_coverage
from cockpit.geography.plane import Plane, round_degrees
from tests.lattice import STEP, frame, lay_lattice, list_units, make_lattice_city

TWO = ("C - city", "g1 C grid", "g2 C grid")


def grids_of(geo, code):
    row = geo.tree[(geo.tree["code"] == code) & (geo.tree["tree"] == "admin")].iloc[0]
    return geo.grids[row["lo"] : row["hi"] + 1]


@pytest.fixture(scope="module")
def lattice():
    return read_geography(*make_lattice_city())


def test_upper_units_are_what_their_grids_make_together(lattice):
    assert list(lattice.tree["level"].drop_duplicates()) == ["city", "district", "town", "grid"]
    for code, shape in zip(lattice.tree["code"], lattice.shapes, strict=True):
        whole = shapely.union_all(grids_of(lattice, code))
        assert shapely.symmetric_difference(shape, whole).area < 0.002 * whole.area
        assert shape.geom_type == "Polygon"
        assert not shape.interiors
    assert lattice.notes == ()


def test_every_level_covers_the_city_without_gaps_or_overlaps(lattice):
    city = lattice.shapes[0]
    for _, rows in lattice.tree.groupby("level"):
        shapes = lattice.shapes[rows.index]
        assert shapely.coverage_is_valid(shapes)
        assert shapely.area(shapes).sum() == pytest.approx(city.area, rel=1e-12)
        assert shapely.equals(shapely.coverage_union_all(shapes), city)


def test_simplified_grids_have_fewer_vertices_and_no_slivers_between_them():
    grids = lay_lattice(10, 10, wiggle=0.02, between=80, seed=3)
    plane = Plane.around(grids)
    flat = plane.flatten(grids)
    simple = simplify_coverage(flat, 5.0)
    assert shapely.get_num_coordinates(simple).sum() < 0.5 * shapely.get_num_coordinates(flat).sum()
    assert shapely.coverage_is_valid(simple)
    assert not len(find_holes(simple))
    assert shapely.area(simple).sum() == pytest.approx(shapely.union_all(simple).area, rel=1e-9)
    assert shapely.area(simple).sum() == pytest.approx(shapely.area(flat).sum(), rel=0.002)


@pytest.mark.parametrize("metres", [0.1, 1.0])
def test_borders_drawn_twice_are_closed(metres):
    rng = np.random.default_rng(7)
    grids = lay_lattice(12, 8)
    moved = [shapely.get_coordinates(shape)[:-1] for shape in grids]
    moved = np.array([shapely.Polygon(xy + rng.normal(0, metres / 1e5, xy.shape)) for xy in moved], dtype=object)
    assert not shapely.coverage_is_valid(moved)
    units, shapes = make_lattice_city()
    geo = read_geography(units, shapes.set_geometry(list(moved), crs=4326))
    assert any("whose borders do not match" in note for note in geo.notes)
    drawn = geo.shapes[geo.tree["g"] >= 0]
    assert shapely.coverage_is_valid(drawn)
    assert shapely.is_valid(drawn).all()
    assert {shape.geom_type for shape in drawn} == {"Polygon"}  # no splinters
    plane = Plane.around(drawn)
    # what is left open is wider than a slip of the pen, and the report names it
    holes = find_holes(plane.flatten(drawn))
    assert (2 * shapely.length(shapely.maximum_inscribed_circle(holes)) > 4).all() if len(holes) else True
    assert any("enclosed by base grids" in note for note in geo.notes) == bool(len(holes))
    before, after = (shapely.area(plane.flatten(part)) for part in (geo.grids, drawn))
    assert np.abs(after / before - 1).max() < 0.02


def test_an_overlap_is_reported_and_drawn_for_the_first():
    squares = {"g1": box(121, 31, 121.011, 31.01), "g2": box(121.01, 31, 121.02, 31.01)}
    geo = read_geography(list_units(*TWO), frame(squares))
    (note,) = [note for note in geo.notes if "overlap" in note]
    assert "g1 (名g1)" in note
    assert "g2 (名g2)" in note
    assert "(10.0% of the smaller)" in note
    assert f"{geo.tree['area_km2'].iloc[1] * 1 / 11:.4f} km2" in note
    drawn = dict(zip(geo.tree["code"], geo.shapes, strict=True))
    assert drawn["g1"].bounds[2] == 121.011
    assert drawn["g2"].bounds[0] == 121.011
    assert geo.tree["area_km2"].iloc[0] == pytest.approx(geo.tree["area_km2"].iloc[1:].sum())


def test_grids_that_lie_mostly_on_each_other_are_refused():
    squares = {
        "g1": box(121, 31, 121.02, 31.01),
        "g2": box(121.004, 31, 121.02, 31.01),
        "g3": box(121, 31, 121.02, 31.01),
    }
    with pytest.raises(Refused) as caught:
        read_geography(list_units(*TWO, "g3 C grid"), frame(squares))
    faults = caught.value.faults
    assert len(faults) == 3
    assert all("more than half" in fault for fault in faults)
    assert any("g1 (名g1) and g3 (名g3)" in fault for fault in faults)


def test_a_grid_and_those_that_followed_it_may_share_their_ground():
    units = list_units("C - city", "a0 C grid", "b1 C grid", "b2 C grid")
    units["valid_to"] = ["", "2025-12-31", "", ""]
    units["valid_from"] = ["", "", "2026-01-01", "2026-01-01"]
    new = {"b1": box(121, 31, 121.01, 31.01), "b2": box(121.01, 31, 121.02, 31.01)}
    geo = read_geography(units, frame({"a0": box(121, 31, 121.02, 31.01), **new}))
    assert any("Base grids replaced" in note and "(1): a0" in note for note in geo.notes)
    drawn = dict(zip(geo.tree["code"], geo.shapes, strict=True))
    assert drawn["a0"].is_empty
    assert drawn["b1"].equals(new["b1"])
    assert drawn["b2"].equals(new["b2"])
    assert list(geo.locate([121.005, 121.015], [31.005, 31.005])[0]) == ["b1", "b2"]
    rows = geo.tree.set_index("code")
    assert rows.loc["C", "area_km2"] == pytest.approx(rows.loc[["b1", "b2"], "area_km2"].sum())
    assert rows.loc["a0", "area_km2"] == pytest.approx(rows.loc["C", "area_km2"])
    assert not rows[["lon", "lat", "west", "south", "east", "north"]].isna().any(axis=None)


def test_a_district_of_replaced_grids_only_still_has_a_place():
    units = list_units("C - city", "A C district", "B C district", "a0 A grid", "b1 B grid")
    units["valid_to"] = ["", "", "", "2025-12-31", ""]
    units["successor"] = ["", "", "", "b1", ""]
    square = box(121, 31, 121.02, 31.01)
    rows = read_geography(units, frame({"a0": square, "b1": square})).tree.set_index("code")
    assert tuple(rows.loc["A", ["west", "south", "east", "north"]]) == square.bounds
    assert square.contains(shapely.Point(rows.loc["A", "lon"], rows.loc["A", "lat"]))


def test_ground_that_no_grid_covers_is_reported():
    units, shapes = make_lattice_city(6, 4)
    shapes["geometry"] = np.array(
        [g.difference(box(121.0075, 31.0035, 121.0085, 31.0045)) for g in shapes.geometry], dtype=object
    )
    geo = read_geography(units, shapes)
    assert any(note.startswith("1 gap enclosed by base grids") for note in geo.notes)
    (gap,) = [note for note in geo.notes if note.startswith("Gap of")]
    assert "0.0106 km2" in gap
    assert "G0001, G0002, G0007, G0008" in gap


def test_repairs_are_reported_and_kept_small():
    spike = shapely.Polygon([(121, 31), (121.01, 31), (121.01, 31.01), (121.01, 31.02), (121.01, 31.01), (121, 31.01)])
    assert not spike.is_valid
    mixed = shapely.GeometryCollection([box(121.01, 31, 121.02, 31.01), shapely.Point(121.1, 31)])
    geo = read_geography(list_units(*TWO), frame({"g1": spike, "g2": mixed}))
    assert any("g1 (名g1) was invalid and has been repaired" in note for note in geo.notes)
    assert any("g2 (名g2) had lines or points" in note for note in geo.notes)
    assert geo.grids[0].equals(box(121, 31, 121.01, 31.01))


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (shapely.Polygon([(121, 31), (121.01, 31.01), (121.01, 31), (121, 31.01)]), "invalid beyond repair"),
        (shapely.Polygon(), "is empty"),
        (None, "is empty"),
        (shapely.Point(121, 31), "is a Point, not a polygon"),
        (box(1004958, 237310, 1005000, 237400), "its coordinate system is another"),
        (shapely.Polygon([(121, 31), (np.inf, 31), (121.01, 31.01)]), "not numbers"),
    ],
)
def test_polygons_that_cannot_be_used_are_named(shape, words):
    with pytest.raises(Refused) as caught:
        read_geography(list_units(*TWO), frame({"g1": box(121, 31, 121.01, 31.01), "g2": shape}))
    (fault,) = caught.value.faults
    assert words in fault
    assert "g2 (名g2)" in fault


def test_two_polygons_for_one_grid_are_refused():
    bounds = pd.concat([frame({"g1": box(0, 0, 1, 1), "g2": box(1, 0, 2, 1)}), frame({"g1": box(5, 0, 6, 1)})])
    with pytest.raises(Refused) as caught:
        read_geography(list_units(*TWO), gpd.GeoDataFrame(bounds, crs=4326))
    assert caught.value.faults == ("Table boundaries, tree 'admin': g1 (名g1) has 2 polygons.",)


def test_boundaries_in_another_system_are_turned():
    squares = frame({"g1": box(121, 31, 121.01, 31.01), "g2": box(121.01, 31, 121.02, 31.01)})
    geo = read_geography(list_units(*TWO), squares.to_crs(4549))
    assert geo.tree.loc[1, ["west", "south", "east", "north"]].tolist() == [121, 31, 121.01, 31.01]


def test_an_upper_polygon_that_is_not_its_grids_is_reported_and_the_union_is_used():
    units, shapes = make_lattice_city(8, 4)
    plain = read_geography(units, shapes)
    at = plain.tree.index[plain.tree["code"] == "D00"][0]
    right, wrong = plain.shapes[at], shapely.affinity.translate(plain.shapes[at], STEP / 4)
    for upper, told in ((right, False), (wrong, True)):
        geo = read_geography(units, pd.concat([shapes, frame({"D00": upper})]))
        assert any("D00 (名D00) is not the union" in note for note in geo.notes) == told
        assert geo.shapes[at].equals(right)


def test_labels_lie_inside_what_is_drawn_and_what_was_given(lattice):
    for row, shape in zip(lattice.tree.itertuples(), lattice.shapes, strict=True):
        point = shapely.Point(row.lon, row.lat)
        assert shape.contains(point)
        assert shapely.union_all(grids_of(lattice, row.code)).contains(point)


def test_the_label_of_a_horseshoe_lies_on_the_horseshoe():
    horseshoe = box(121, 31, 121.03, 31.03).difference(box(121.01, 31.01, 121.03, 31.02))
    geo = read_geography(list_units("C - city", "g1 C grid"), frame({"g1": horseshoe}))
    points = shapely.points(geo.tree["lon"], geo.tree["lat"])
    assert shapely.contains(horseshoe, points).all()
    assert (shapely.distance(shapely.boundary(horseshoe), points) > 0.004).all()


def test_areas_are_those_of_the_ellipsoid(lattice):
    for code, area in zip(lattice.tree["code"], lattice.tree["area_km2"], strict=True):
        whole = gpd.GeoSeries([shapely.union_all(grids_of(lattice, code))], crs=4326)
        # UTM 51: the scale at this place is within 0.9996 .. 1.0004
        assert area == pytest.approx(whole.to_crs(32651).area.iloc[0] / 1e6, rel=2e-3)


def test_rounding_keeps_neighbours_matched_and_narrow_polygons_alive():
    needle = shapely.Polygon([(121, 31), (121.01, 31.0000002), (121.01, 31.0000004)])
    speck = box(121, 31, 121.0000001, 31.0000001)
    pinched = shapely.Polygon([(121, 31), (121.01, 31), (121.01, 31.01), (121.005, 31.0000001), (121, 31.01)])
    rounded = round_degrees(np.array([needle, speck, pinched], dtype=object))
    assert shapely.is_valid(rounded).all()
    assert not shapely.is_empty(rounded).any()
    grids = round_degrees(lay_lattice(6, 6))
    assert shapely.coverage_is_valid(grids)
    coordinates = shapely.get_coordinates(grids)
    assert (coordinates == np.round(coordinates, 6)).all()


def test_when_grids_cannot_be_closed_they_are_left_as_they_are():
    # the second polygon would lose all of its ground, though nobody said that it may
    pair = np.array([box(0, 0, 300, 300), box(100, 100, 200, 200)], dtype=object)
    closed, faulty = close_coverage(pair, np.array([0, 1]), np.zeros(2), 1.0, Plane(121, 31))
    assert faulty
    assert shapely.equals(closed, pair).all()
