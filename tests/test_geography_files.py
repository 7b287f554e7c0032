"""The files of an edition: what the map, the cube and the store read."""

from __future__ import annotations

import gzip
import hashlib
import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from shapely import box

from cockpit.geography import read_geography, write_geography
from tests.lattice import frame, list_units, make_lattice_city

UNITS, SHAPES = make_lattice_city(12, 8, between=30)
POLICE = list_units("P - bureau", "B1 P beat", "B2 P beat", tree="police")
BEATS = frame({"B1": box(120, 30, 121.02, 32), "B2": box(121.02, 30, 122, 32)}, tree="police")


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted((folder / "geo").iterdir())}


def read_index(folder):
    return json.loads((folder / "geo" / "index.json").read_text())


def read_features(folder, entry):
    return json.loads(gzip.decompress((folder / "geo" / entry["file"]).read_bytes()))["features"]


def shapes_of(features):
    return np.array([shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features], dtype=object)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("edition")
    geo = read_geography(pd.concat([UNITS, POLICE]), pd.concat([SHAPES, BEATS]))
    write_geography(geo, folder)
    return geo, folder


def test_the_order_of_input_rows_changes_no_byte(written, tmp_path):
    units = pd.concat([UNITS, POLICE]).sample(frac=1, random_state=3)
    shapes = pd.concat([SHAPES, BEATS]).sample(frac=1, random_state=4)
    write_geography(read_geography(units, shapes), tmp_path)
    assert contents(tmp_path) == contents(written[1])


def test_there_is_a_file_for_every_unit_and_level_below_it_and_an_outline(written):
    geo, folder = written
    index = read_index(folder)
    found = {(entry["tree"], entry["unit"], entry["level"]): entry for entry in index}
    assert len(found) == len(index)
    expected = set()
    below: dict[int, set[int]] = {}
    for row in geo.tree.iloc[::-1].itertuples():
        children = geo.tree.index[geo.tree["parent_id"] == row.id]
        below[row.id] = set(children).union(*(below[child] for child in children))
        expected |= {(row.tree, row.code, geo.tree["level"].iloc[unit]) for unit in below[row.id]}
        expected.add((row.tree, row.code, row.level))
    assert set(found) == expected
    for (tree, unit, level), entry in found.items():
        features = read_features(folder, entry)
        at = geo.tree.index[(geo.tree["tree"] == tree) & (geo.tree["code"] == unit)][0]
        wanted = [at] if level == geo.tree["level"].iloc[at] else sorted(below[at])
        rows = geo.tree.iloc[[unit for unit in wanted if geo.tree["level"].iloc[unit] == level]]
        assert entry["n"] == len(features) == len(rows)
        assert [feature["id"] for feature in features] == list(range(len(features)))
        for feature, row in zip(features, rows.itertuples(), strict=True):
            expected_properties = {"code": row.code, "name": row.name, "name_en": "", "lon": row.lon, "lat": row.lat}
            assert feature["properties"] == expected_properties
        boxes = rows[["west", "south", "east", "north"]].to_numpy()
        assert entry["bbox"] == [*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)]


def test_files_are_named_by_their_content_rounded_and_packed_the_same_every_time(written):
    _, folder = written
    for path in (folder / "geo").glob("*.geojson.gz"):
        packed = path.read_bytes()
        content = gzip.decompress(packed)
        assert path.name.startswith(hashlib.sha256(content).hexdigest()[:20])
        assert packed[4:8] == b"\0\0\0\0"  # no time in the header
        coordinates = shapely.get_coordinates(shapes_of(json.loads(content)["features"]))
        assert (coordinates == np.round(coordinates, 6)).all()
    assert {entry["file"] for entry in read_index(folder)} == {path.name for path in (folder / "geo").glob("*.gz")}


def test_no_file_has_gaps_or_overlaps_and_the_city_keeps_its_area(written):
    geo, folder = written
    whole = geo.shapes[0].area
    for entry in read_index(folder):
        shapes = shapes_of(read_features(folder, entry))
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
        assert (shapely.union_all(shapes).geom_type, len(shapely.union_all(shapes).interiors)) == ("Polygon", 0)
        if entry["unit"] == "C":
            assert shapely.area(shapes).sum() == pytest.approx(whole, rel=1e-3)


def test_upper_levels_have_less_detail_and_outlines_follow_the_children(written):
    _, folder = written
    found = {(entry["unit"], entry["level"]): entry for entry in read_index(folder) if entry["tree"] == "admin"}
    towns = shapes_of(read_features(folder, found["C", "town"]))
    districts = shapes_of(read_features(folder, found["C", "district"]))
    assert shapely.get_num_coordinates(districts).sum() < shapely.get_num_coordinates(shapely.union_all(towns)) * 2
    for unit, level, inner in (("C", "city", "district"), ("D00", "district", "town"), ("D00T0000", "town", "grid")):
        (outline,) = shapes_of(read_features(folder, found[unit, level]))
        assert shapely.equals(outline, shapely.union_all(shapes_of(read_features(folder, found[unit, inner]))))


def test_children_of_several_levels_have_a_file_together(tmp_path):
    units = list_units("C - city", "D C district", "T D town", "g1 T grid", "S C town", "g2 S grid", "g3 C grid")
    grids = {f"g{n}": box(121 + n / 100, 31, 121 + (n + 1) / 100, 31.01) for n in (1, 2, 3)}
    geo = read_geography(units, frame(grids))
    write_geography(geo, tmp_path)
    found = {(entry["unit"], entry["level"]): entry for entry in read_index(tmp_path)}
    assert {level for unit, level in found if unit == "C"} == {"city", "district", "town", "grid", ""}
    assert {level for unit, level in found if unit == "D"} == {"district", "town", "grid"}
    names = [feature["properties"]["code"] for feature in read_features(tmp_path, found["C", ""])]
    assert names == list(geo.tree.loc[geo.tree["parent"] == "C", "code"])
    names = [feature["properties"]["code"] for feature in read_features(tmp_path, found["C", "grid"])]
    assert names == list(geo.tree.loc[geo.tree["level"] == "grid", "code"])


def test_the_tables_have_the_types_that_the_cube_expects(written):
    geo, folder = written
    tree = pq.read_table(folder / "geo" / "tree.parquet")
    assert tree.column_names == list(geo.tree.columns)
    whole = {"id", "parent_id", "depth", "g", "lo", "hi", "rank"}
    assert all(str(tree.schema.field(name).type) == "int32" for name in whole)
    assert str(tree.schema.field("valid_from").type) == "date32[day]"
    assert str(tree.schema.field("leaf").type) == "bool"
    assert tree["code"].to_pylist() == list(geo.tree["code"])
    member = pq.read_table(folder / "geo" / "member.parquet")
    assert member.column_names == ["unit_id", "lo", "hi"]
    admin = geo.tree[geo.tree["tree"] == "admin"]
    assert member.slice(0, len(admin)).to_pandas().to_numpy().tolist() == admin[["id", "lo", "hi"]].to_numpy().tolist()


def test_a_replaced_grid_is_an_empty_feature(tmp_path):
    units = list_units("C - city", "a0 C grid", "b1 C grid")
    units["valid_to"] = ["", "2025-12-31", ""]
    units["successor"] = ["", "b1", ""]
    square = box(121, 31, 121.01, 31.01)
    write_geography(read_geography(units, frame({"a0": square, "b1": square})), tmp_path)
    (entry,) = [entry for entry in read_index(tmp_path) if entry["unit"] == "C" and entry["level"] == "grid"]
    old, new = read_features(tmp_path, entry)
    assert old["geometry"]["coordinates"] == []
    assert square.contains(shapely.Point(old["properties"]["lon"], 31.005))
    assert shapes_of([new])[0].equals(square)
