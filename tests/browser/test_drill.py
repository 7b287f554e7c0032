"""Down to the lowest level and back up, by map, ranking, Back, Esc and crumb, with the right numbers at every step."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from cockpit.access import Scope
from cockpit.measure import CHILDREN, measure
from cockpit.selection import Selection
from cockpit.store import Snapshot, Unit
from tests.browser.reader import Reader

pytestmark = pytest.mark.browser

Town = tuple[str, Snapshot]
LARGEST_DRILL = 150_000  # bytes on the wire


def way_down(snapshot: Snapshot) -> list[Unit]:
    """From the top to a lowest unit, always into the part with the largest box."""
    tree = snapshot.tree()
    way = [tree.root]
    while children := tree.children(way[-1].code):
        way.append(max(children, key=lambda unit: (unit.bbox[2] - unit.bbox[0]) * (unit.bbox[3] - unit.bbox[1])))
    return way


def holds(reader: Reader, snapshot: Snapshot, unit: Unit) -> None:
    """The page is about `unit` and every tile says what `cockpit ask` would."""
    assert reader.unit() == unit.code
    assert reader.query() == ("" if unit.parent is None else f"unit={unit.code}")
    shown = reader.tiles()
    assert shown
    for key, value in shown.items():
        asked = measure(snapshot, snapshot.catalogue.metric(key), Selection(unit=unit.code), Scope()).total.value
        assert value == asked, f"{key} of {unit.name}"


def test_down_by_map_and_up_again(town: Town, open_reader: Callable[..., Reader]) -> None:
    address, snapshot = town
    reader, way = open_reader(address), way_down(town[1])
    assert len(way) >= 5
    reader.open()
    holds(reader, snapshot, way[0])
    for unit in way[1:]:
        reader.act(lambda code=unit.code: reader.click_unit(code))
        holds(reader, snapshot, unit)
        state = reader.map()
        assert state["coloured"] > 0
        assert not state["fallback"]
    reader.act(lambda: reader.page.keyboard.press("Escape"))
    holds(reader, snapshot, way[-2])
    reader.act(reader.page.go_back)
    holds(reader, snapshot, way[-1])
    reader.act(reader.page.go_forward)
    holds(reader, snapshot, way[-2])
    reader.act(lambda: reader.page.locator(".crumb a").nth(1).click())
    holds(reader, snapshot, way[1])
    for _ in range(5):  # the crumb, the step back up, and the way down
        reader.act(reader.page.go_back)
    holds(reader, snapshot, way[len(way) - 4])
    assert 0 < reader.bytes < LARGEST_DRILL


def test_down_by_ranking(demo: Town, open_reader: Callable[..., Reader]) -> None:
    address, snapshot = demo
    reader, way = open_reader(address), way_down(snapshot)
    metric = snapshot.catalogue.metric(next(iter(snapshot.catalogue.boards["inspection"].metrics)))
    reader.open("/inspection")
    for above, unit in itertools.pairwise(way):
        answer = measure(snapshot, metric, Selection(unit=above.code), Scope(), CHILDREN)
        assert reader.rows() == {row.key: row.value for row in answer.rows()}
        reader.act(lambda code=unit.code: reader.click_row(code))
        holds(reader, snapshot, unit)
    # A lowest unit stays among its neighbours, marked.
    assert reader.page.get_attribute(".p-ranking tr.on", "data-code") == way[-1].code


def test_the_map_stays(demo: Town, open_reader: Callable[..., Reader]) -> None:
    """One map per page: a drill, a theme, a language and Back do not make it anew."""
    reader, way = open_reader(demo[0]), way_down(demo[1])
    reader.open()
    reader.page.evaluate("document.querySelector('.map-graph .js-plotly-plot').mine = true")
    reader.act(lambda: reader.click_unit(way[1].code))
    reader.act(lambda: reader.page.locator("[data-pick*=theme]").click())
    reader.act(lambda: reader.page.locator("[data-pick*=lang]").click())
    reader.act(reader.page.go_back)
    assert reader.page.evaluate("document.querySelector('.map-graph .js-plotly-plot').mine") is True


def test_a_slow_answer_never_covers_a_newer_one(demo: Town, open_reader: Callable[..., Reader]) -> None:
    reader, way = open_reader(demo[0]), way_down(demo[1])
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    reader.open()
    top = reader.map()["url"]
    reader.page.route("**/geo/**", hold)
    reader.click_unit(way[1].code)
    reader.page.wait_for_selector(f".crumb [data-unit='{way[1].code}']")
    reader.act(lambda: reader.page.keyboard.press("Escape"))  # the shapes of the top are already here
    for route in held:
        route.continue_()
    reader.page.unroute("**/geo/**")
    reader.page.wait_for_load_state("networkidle")
    assert reader.map()["url"] == top
    assert reader.unit() == way[0].code


def test_without_the_inside_of_plotly_its_own_choropleth_is_drawn(
    demo: Town, open_reader: Callable[..., Reader]
) -> None:
    reader = open_reader(demo[0])
    reader.page.add_init_script(
        "Object.defineProperty(window, 'cockpit', { get() { return this.kept; },"
        " set(kept) { this.kept = Object.assign(kept, { mapOf: () => null }); } })"
    )
    reader.page.goto(demo[0])
    reader.page.wait_for_function("() => window.cockpit?.mapState?.()?.painted")
    assert reader.map()["fallback"]
