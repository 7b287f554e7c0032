"""A map of vector tiles does what every other does: colours, words, gestures, keys; and changes back to one file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cockpit.access import Scope
from cockpit.measure import measure
from cockpit.selection import Selection
from cockpit.store import Snapshot, Store, Unit
from tests.browser.reader import Reader
from tests.browser.test_desk import CURSOR, MARKED, box_around, drag
from tests.tiled import publish_tiled

pytestmark = pytest.mark.browser

Town = tuple[str, Snapshot]
ABOVE = 100  # the grids of the whole city have tiles, those of a district have not
SAID = "code => { const tip = document.querySelector('.tip'); return tip && !tip.hidden && tip.dataset.code === code; }"
BORDERED = """code => {
  const { map, state } = window.cockpit.shown()[0];
  const drawn = map.queryRenderedFeatures({ layers: ["hover-line"] }).filter((one) => one.state.hov);
  return drawn.some((one) => one.properties.code === code);
}"""
PAINTED_CODES = """() => {
  const { map, state } = window.cockpit.shown()[0];
  const seen = map.queryRenderedFeatures({ layers: ["units-fill"] });
  return Object.fromEntries(seen.map((one) => [state.geo.features[one.id].properties.code, one.state.c]));
}"""
RESTS = """() => new Promise((done) => {
  const { map } = window.cockpit.shown()[0];
  map.once("idle", done);
  map.triggerRepaint();
})"""
LAYERS = """() => {
  const layers = window.cockpit.shown()[0].map.getStyle().layers.map((layer) => layer.id);
  return layers.filter((id) => !id.startsWith("plotly-trace"));
}"""


@pytest.fixture(scope="module")
def tiled(
    make_data: Callable[[str], Path], serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory
) -> Town:
    """The demo city with tiles of all its grids, served."""
    data = tmp_path_factory.mktemp("tiled-demo")
    publish_tiled(make_data("demo"), data, ABOVE)
    return serve(data), Store(data).current()


def lowest(snapshot: Snapshot) -> str:
    return snapshot.tree().levels[-1]


def middle(snapshot: Snapshot) -> Unit:
    """A grid near the middle that has a value, so that it has a line of its own too."""
    tree = snapshot.tree()
    west, south, east, north = tree.root.bbox
    grids = tree.descendants(tree.root.code, lowest(snapshot))
    metric = snapshot.catalogue.metric(snapshot.catalogue.boards["overview"].metrics[0])
    answer = measure(snapshot, metric, Selection(), Scope(), lowest(snapshot))
    known = {row.key for row in answer.rows() if row.state == "ok"}
    away = {unit.code: abs(unit.lon - (west + east) / 2) + abs(unit.lat - (south + north) / 2) for unit in grids}
    return min((unit for unit in grids if unit.code in known), key=lambda unit: away[unit.code])


def test_colours_words_and_layers_are_those_of_any_map(
    tiled: Town, demo: Town, open_reader: Callable[..., Reader]
) -> None:
    readers = [open_reader(address) for address, _ in (tiled, demo)]
    for reader in readers:
        reader.open(f"/?level={lowest(tiled[1])}")
    ours, theirs = readers
    assert ours.map()["tiled"]
    assert not theirs.map()["tiled"]
    assert ours.map()["coloured"] == theirs.map()["coloured"] > ABOVE
    assert ours.page.evaluate(PAINTED_CODES) == theirs.page.evaluate(PAINTED_CODES)
    assert ours.text(".legend") == theirs.text(".legend")
    assert [one for one in ours.page.evaluate(LAYERS) if one != "inner"] == theirs.page.evaluate(LAYERS)
    # another metric, and another theme: the same again
    metric = tiled[1].catalogue.boards["overview"].metrics[1]
    for words in (f"{{metric: '{metric}'}}", "{theme: 'dark'}"):
        for reader in readers:
            reader.act(lambda reader=reader, words=words: reader.page.evaluate(f"window.cockpit.pick({words})"))
        assert ours.page.evaluate(PAINTED_CODES) == theirs.page.evaluate(PAINTED_CODES)


def test_a_recolour_sends_no_shapes(tiled: Town, open_reader: Callable[..., Reader]) -> None:
    address, snapshot = tiled
    reader = open_reader(address)
    reader.open(f"/?level={lowest(snapshot)}")
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    metric = snapshot.catalogue.boards["overview"].metrics[1]
    reader.act(lambda: reader.page.evaluate(f"window.cockpit.pick({{metric: '{metric}'}})"))
    assert asked
    assert [url for url in asked if "/tiles/" in url or "/geo/" in url] == []


def test_pointer_box_click_and_back(tiled: Town, open_reader: Callable[..., Reader]) -> None:
    address, snapshot = tiled
    reader, unit = open_reader(address), middle(snapshot)
    page, tree = reader.page, snapshot.tree()
    reader.open(f"/?level={lowest(snapshot)}")
    at = page.evaluate("code => window.cockpit.pointOf(code)", unit.code)
    page.mouse.move(at["x"] - 2, at["y"])
    page.mouse.move(at["x"], at["y"])
    page.wait_for_function(SAID, arg=unit.code)
    assert unit.name in reader.text(".tip")
    assert page.evaluate(MARKED) == unit.code
    page.wait_for_function(BORDERED, arg=unit.code)
    # a box chooses what lies in it, and their borders are drawn
    others = [one for one in tree.descendants(tree.root.code, lowest(snapshot)) if one.parent == unit.parent]
    every = [*others, *(one for one in tree.descendants(tree.root.code, lowest(snapshot)) if one not in others)]
    box, inside = box_around(reader, every)
    page.locator("[data-tool=box]").click()
    reader.act(lambda: drag(reader, box))
    assert set(Selection.read(reader.query()).units) == inside
    page.wait_for_function(
        "n => new Set(window.cockpit.shown()[0].map.queryRenderedFeatures({ layers: ['selected-line'] })"
        ".filter((one) => one.state.sel).map((one) => one.id)).size === n",
        arg=len(inside),
    )
    reader.act(page.go_back)
    # a click drills: the unit's neighbours come from one file; Back brings the tiles again
    reader.act(lambda: reader.click_unit(unit.code))
    assert reader.unit() == unit.code
    assert not reader.map()["tiled"]
    assert reader.map()["coloured"] > 0
    reader.act(page.go_back)
    assert reader.map()["tiled"]
    assert reader.map()["coloured"] > ABOVE


def test_the_wheel_looks_closer_and_stays(tiled: Town, open_reader: Callable[..., Reader]) -> None:
    address, snapshot = tiled
    reader = open_reader(address)
    reader.open(f"/?level={lowest(snapshot)}")
    page, zoom = reader.page, "window.cockpit.shown()[0].map.getZoom()"
    before = page.evaluate(zoom)
    box = page.locator(".map-graph").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -300)
    page.wait_for_function(f"before => {zoom} > before + 0.3", arg=before)
    page.evaluate(RESTS)
    assert page.evaluate(zoom) > before + 0.3
    page.locator("[data-tool=home]").click()
    page.wait_for_function(f"before => Math.abs({zoom} - before) < 0.01", arg=before)


def test_keys_walk_over_tiles(tiled: Town, open_reader: Callable[..., Reader]) -> None:
    address, snapshot = tiled
    reader = open_reader(address)
    reader.open(f"/?level={lowest(snapshot)}")
    reader.page.evaluate("window.cockpit.shown()[0].map.getCanvas().focus()")
    reader.page.keyboard.press("ArrowRight")
    first = reader.page.evaluate(CURSOR)
    reader.page.keyboard.press("ArrowRight")
    second = reader.page.evaluate(CURSOR)
    assert first != second
    reader.act(lambda: reader.page.keyboard.press("Enter"))
    assert reader.unit() == second
