"""Vector tiles: written by the kitchen, cut out of their archive, served within scope; numbers small on the wire."""

from __future__ import annotations

import base64
import gzip
import itertools
import json
import math
import shutil
import warnings

import numpy as np
import pandas as pd
import pyogrio
import pytest
from werkzeug.exceptions import HTTPException

import app
from cockpit import figures
from cockpit.access import Scope
from cockpit.errors import Unavailable
from cockpit.geography import read_geography, write_geography
from cockpit.routes.geometry import geometry, tile
from cockpit.settings import Settings
from cockpit.store import Store
from cockpit.tiles import Archive, read_directory, tile_id
from tests.answers import answer, unit
from tests.city import publish_city
from tests.lattice import make_lattice_city

UNITS, SHAPES = make_lattice_city(16, 16)
ABOVE = 50  # of the lattice's views, the whole city's grids and towns, and the grids of its districts


def write(folder, units=UNITS, shapes=SHAPES, above=ABOVE):
    write_geography(read_geography(units, shapes), folder, tiled_above=above)
    entries = json.loads((folder / "geo" / "index.json").read_text())
    return {(entry["unit"], entry["level"]): entry for entry in entries}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiled")
    return folder / "geo", write(folder)


def unpack(path):
    return json.loads(gzip.decompress(path.read_bytes()))


def places(zoom, box):
    """Columns and rows of the tiles that a box (west, south, east, north) touches."""
    west, south, east, north = box
    column = lambda lon: int((lon + 180) / 360 * 2**zoom)  # noqa: E731
    row = lambda lat: int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom)  # noqa: E731
    return itertools.product(range(column(west), column(east) + 1), range(row(north), row(south) + 1))


def features(body, folder):
    """The features of a packed tile, as GDAL reads them."""
    (folder / "one.pbf").write_bytes(gzip.decompress(body))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pyogrio.read_dataframe(folder / "one.pbf")


# --- the kitchen ---------------------------------------------------------------------------------------------------


def test_only_views_of_many_units_have_tiles(written):
    _, index = written
    tiled = {key for key, entry in index.items() if "tiles" in entry}
    assert tiled == {key for key, entry in index.items() if entry["n"] > ABOVE}
    assert ("C", "grid") in tiled
    assert ("C", "district") not in tiled


def test_every_unit_is_in_the_tiles_of_every_zoom(written, tmp_path):
    geo, index = written
    for key in (("C", "grid"), ("D00", "grid")):
        entry = index[key]
        archive, (first, last) = Archive(geo / entry["tiles"]), entry["zooms"]
        for zoom in range(first, last + 1):
            bodies = [archive.tile(zoom, *place) for place in places(zoom, entry["bbox"])]
            seen = set().union(*(features(body, tmp_path)["i"] for body in bodies if body))
            assert seen == set(range(entry["n"])), (key, zoom)
        assert archive.tile(last, 0, 0) is None
        assert archive.tile(first - 1, 0, 0) is None
        assert archive.tile(5, -1, 40) is None


def test_the_roll_names_the_units_in_the_order_of_their_places(written):
    geo, index = written
    entry = index["C", "grid"]
    roll, whole = unpack(geo / entry["roll"]), unpack(geo / entry["file"])["features"]
    for name in ("code", "name"):
        assert roll[name] == [feature["properties"][name] for feature in whole]
    assert "name_en" not in roll  # these units have none
    assert np.allclose(roll["lon"], [feature["properties"]["lon"] for feature in whole], atol=1e-5)
    # where each unit's own shape is: at its distance from the first of its parent's, in their file
    starts = [start for start, _ in roll["files"]]
    for at in range(entry["n"]):
        nearest = max(start for start in starts if start <= at)
        own = unpack(geo / dict(roll["files"])[nearest])["features"][at - nearest]
        assert own["properties"]["code"] == roll["code"][at]
        assert own["geometry"] == whole[at]["geometry"]


def test_lowest_units_of_such_a_tree_have_no_outline_of_their_own(written):
    _, index = written
    assert ("G0000", "grid") not in index
    assert ("C", "city") in index


def test_equal_input_gives_equal_tiles(written, tmp_path):
    geo, _ = written
    write(tmp_path, UNITS.sample(frac=1, random_state=3), SHAPES.sample(frac=1, random_state=4))
    again = {path.name: path.read_bytes() for path in (tmp_path / "geo").iterdir()}
    assert again == {path.name: path.read_bytes() for path in geo.iterdir() if path.name != "one.pbf"}


def test_the_setting_decides_where_nothing_else_does(tmp_path, monkeypatch):
    assert Settings().tiled_above == 30_000
    monkeypatch.setenv("COCKPIT_TILED_ABOVE", "100")
    write(tmp_path / "few", above=None)
    assert len(list((tmp_path / "few" / "geo").glob("*.pmtiles"))) == 1
    monkeypatch.delenv("COCKPIT_TILED_ABOVE")
    write(tmp_path / "none", above=None)
    assert not list((tmp_path / "none" / "geo").glob("*.pmtiles"))


# --- the archive ---------------------------------------------------------------------------------------------------


def test_places_on_the_curve_are_those_of_the_specification():
    assert [tile_id(*place) for place in ((0, 0, 0), (1, 0, 0), (1, 0, 1), (1, 1, 1), (1, 1, 0), (2, 0, 0))] == [
        *range(6)
    ]
    assert tile_id(12, 3423, 1763) == 19078479


def test_every_place_of_a_zoom_is_its_own():
    found = {tile_id(4, x, y) for x in range(16) for y in range(16)}
    assert found == set(range(tile_id(4, 0, 0), tile_id(5, 0, 0)))


def test_a_directory_says_runs_and_what_lies_behind_one_another():
    # two entries: ids 5 and 5+300, runs of 1 and 2, lengths 10 and 7, offsets 0 and right behind
    body = bytes([2, 5, 0xAC, 0x02, 1, 2, 10, 7, 1, 0])
    assert [tuple(vars(run).values()) for run in read_directory(body)] == [(5, 1, 0, 10), (305, 2, 10, 7)]


@pytest.mark.parametrize("body", [b"", b"PMTiles\x03", b"x" * 200, b"PMTiles\x02" + bytes(200)])
def test_what_is_no_archive_is_said(tmp_path, body):
    (tmp_path / "a.pmtiles").write_bytes(body)
    with pytest.raises(Unavailable):
        Archive(tmp_path / "a.pmtiles")


# --- the route -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tiled(tiny, tmp_path_factory):
    """A store of the generated city with tiles of every view of more than one unit."""
    data = tmp_path_factory.mktemp("tiled-city")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COCKPIT_TILED_ABOVE", "1")
        publish_city(tiny, data)
    return Store(data)


def ask(store, scope, entry, zoom=None, encoding="gzip"):
    """The tile over the middle of a view."""
    zoom = entry.zooms[0] if zoom is None else zoom
    west, south, east, north = entry.bbox
    [place] = list(places(zoom, [(west + east) / 2, (south + north) / 2] * 2))
    with app.server.test_request_context(headers={"Accept-Encoding": encoding}):
        return tile(store, scope, store.current().edition, entry.tiles, (zoom, *place))


def lowest(store, code):
    tree = store.current().tree()
    return store.current().geo["admin", code, tree.levels[-1]]


def test_a_tile_is_packed_and_kept_for_a_year(tiled, tmp_path):
    entry = lowest(tiled, tiled.current().tree().root.code)
    found = ask(tiled, Scope(), entry)
    assert found.status_code == 200
    assert found.headers["Content-Encoding"] == "gzip"
    assert found.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(features(found.data, tmp_path))
    bare = ask(tiled, Scope(), entry, encoding="identity")
    assert "Content-Encoding" not in bare.headers
    assert bare.data == gzip.decompress(found.data)


def test_where_there_is_nothing_the_answer_is_empty(tiled):
    entry = lowest(tiled, tiled.current().tree().root.code)
    found = ask(tiled, Scope(), entry, zoom=3)
    assert (found.status_code, found.data) == (204, b"")
    assert "immutable" in found.headers["Cache-Control"]


def test_tiles_outside_the_scope_are_refused(tiled):
    root, *_ = tiled.current().tree().units
    mine, other = tiled.current().tree().children(root.code)[:2]
    within = Scope(unit=mine.code)
    found = ask(tiled, within, lowest(tiled, mine.code))
    assert found.status_code == 200
    assert found.headers["Cache-Control"].startswith("private")
    for code in (root.code, other.code):
        with pytest.raises(HTTPException) as refused:
            ask(tiled, within, lowest(tiled, code))
        assert refused.value.code == 403
        with app.server.test_request_context(), pytest.raises(HTTPException) as refused:
            geometry(tiled, within, tiled.current().edition, lowest(tiled, code).roll)
        assert refused.value.code == 403


def test_only_listed_archives_are_cut(tiled):
    edition = tiled.current().edition
    entry = lowest(tiled, tiled.current().tree().root.code)
    for file in ("nothing.pmtiles", entry.file, entry.roll, "index.json", "../manifest.json"):
        with app.server.test_request_context(), pytest.raises(HTTPException) as refused:
            tile(tiled, Scope(), edition, file, (9, 1, 1))
        assert refused.value.code == 404, file
    with app.server.test_request_context(), pytest.raises(HTTPException) as refused:
        geometry(tiled, Scope(), edition, entry.tiles)  # never the archive as a whole
    assert refused.value.code == 404


def test_a_damaged_archive_is_no_tile(tiled, tmp_path):
    shutil.copytree(tiled.data, tmp_path / "data")
    store = Store(tmp_path / "data")
    entry = lowest(store, store.current().tree().root.code)
    (store.current().path / "geo" / entry.tiles).write_bytes(b"gone")
    with pytest.raises(HTTPException) as refused:
        ask(store, Scope(), entry)
    assert refused.value.code == 503


# --- numbers on the wire -------------------------------------------------------------------------------------------

ALL_GRIDS, MOST_SENT = 20_000, 60_000


def decoded(said):
    planes = np.frombuffer(base64.b64decode(said["of"]), dtype=np.uint8).reshape(said["width"], -1).astype(int)
    at = sum(plane << (8 * level) for level, plane in enumerate(planes))
    return [said["bins"][place] for place in at], [said["texts"][place] for place in at]


@pytest.mark.parametrize("many", [1, 255, 256, 257, 70_000])
def test_what_is_packed_is_unpacked_the_same(many):
    record = {"bins": [at % 5 for at in range(many)], "texts": [f"{at}" for at in range(many)], "url": "u"}
    found = figures.packed(record)
    assert decoded(found["said"]) == (record["bins"], record["texts"])
    assert found["said"]["width"] == (1 if many <= 256 else 2 if many <= 65_536 else 3)
    assert found.keys() == {"url", "said"}


@pytest.mark.parametrize(
    ("metric", "values"),
    [
        ("inspection_coverage", lambda chance: chance.beta(30, 2, ALL_GRIDS)),
        ("dwellings", lambda chance: chance.integers(100, 2000, ALL_GRIDS)),
        ("events_open", lambda chance: chance.poisson(4, ALL_GRIDS)),
    ],
)
def test_a_recolour_of_all_grids_is_small_on_the_wire(metric, values):
    units = [unit(f"990102001{at:06d}", f"网格{at}", at % 1000) for at in range(ALL_GRIDS)]
    above = [unit(f"D{at}", f"街道{at}", at) for at in range(236)]
    drawn = pd.Series(values(np.random.default_rng(1)), dtype=float).tolist()
    found = figures.map_record(
        answer(metric, drawn, keys=[one.code for one in units]),
        units,
        url="/geo/E/a.geojson.gz",
        bbox=(118, 24, 119, 25),
        theme="light",
        above=above,
    )
    text = json.dumps(figures.packed(found), ensure_ascii=False, separators=(",", ":"))
    sent = len(gzip.compress(text.encode(), 6))  # a little more than what the server's brotli makes of it
    assert 10_000 < sent < MOST_SENT
    assert "geometry" not in {key for key in found if key != "labels"}


def test_too_many_to_name_are_named_by_what_lies_above():
    many = figures.MOST_LABELS + 1
    units = [unit(f"G{at:04d}", f"网格{at}", at) for at in range(many)]
    above = [unit("D1", "东区"), unit("D2", "西区"), unit("T1", "长桥镇")]
    found = figures.map_record(
        answer("events_open", [1.0] * many, keys=[one.code for one in units]),
        units,
        url="u",
        bbox=(0, 0, 1, 1),
        theme="dark",
        above=above,
        selected=("G0007",),
    )
    facts = [feature["properties"] for feature in found["labels"]["features"]]
    assert [fact["text"] for fact in facts] == ["网格7", "东区", "西区", "长桥镇"]
    assert [fact["rank"] for fact in facts] == [0, 1, 2, 3]
