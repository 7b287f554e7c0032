"""The reader's own question: the map plays through time, a step of it is kept, and a view is saved under a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cockpit.access import Scope
from cockpit.measure import measure
from cockpit.selection import Selection
from cockpit.store import Snapshot
from tests.browser.reader import Reader
from tests.browser.test_drill import way_down

pytestmark = pytest.mark.browser

Town = tuple[str, Snapshot]
PLAYING = "() => window.cockpit.playing()"
CALLED = "before => (document.querySelector('.callout [data-exact]')?.dataset.exact || before) !== before"
COLOURS = """() => { const { map, state } = window.cockpit.shown()[0];
  return state.geo.features.map((_, id) => map.getFeatureState({ source: 'units', id }).c); }"""


def test_the_map_plays_through_time(demo: Town, open_reader: Callable[..., Reader]) -> None:
    """Weeks one after the other over the same shapes; the moment that is kept is the page's period."""
    address, snapshot = demo
    unit = way_down(snapshot)[1]
    reader = open_reader(address)
    page = reader.page
    reader.open(f"/explore?unit={unit.code}&metric=events_reported")
    shapes, still = reader.map()["url"], page.evaluate(COLOURS)
    page.click(".p-map [data-play]")
    page.wait_for_function("() => window.cockpit.playing()?.frames > 4")
    page.wait_for_function("() => window.cockpit.playing().at > 0")
    page.click(".player .go")
    assert page.evaluate(PLAYING)["running"] is False
    page.locator(".player input").focus()
    page.keyboard.press("Home")
    first = page.evaluate(COLOURS)
    words = page.inner_text(".player output")
    assert first != still
    assert all(first)
    assert reader.renders == 1  # numbers were asked for once, nothing was drawn anew
    page.keyboard.press("ArrowRight")
    assert page.inner_text(".player output") != words
    before = page.get_attribute(".callout [data-exact]", "data-exact")
    page.click(".player .keep")  # the map is painted twice: as it was, and for its new period
    page.wait_for_function(CALLED, arg=before)
    assert reader.renders == 2
    chosen = Selection.read(reader.query())
    assert chosen.unit == unit.code
    assert (chosen.end - chosen.start).days == 6
    assert reader.map()["url"] == shapes
    metric = snapshot.catalogue.metric("events_reported")
    exact = float(page.get_attribute(".callout [data-exact]", "data-exact") or "nan")
    assert exact == measure(snapshot, metric, chosen, Scope()).total.value


def test_a_view_is_saved_under_a_name_and_found_by_others(demo: Town, open_reader: Callable[..., Reader]) -> None:
    address, snapshot = demo
    unit = way_down(snapshot)[2]
    one, other = open_reader(address), open_reader(address)
    one.open(f"/explore?unit={unit.code}&metric=on_time_rate&compare=year")
    one.page.click("details.views summary")
    one.page.fill("details.views input", "周会 on time")
    one.page.keyboard.press("Enter")
    one.page.wait_for_selector("details.views li")
    other.open("/")
    other.page.click("details.views summary")
    other.page.locator("details.views li a", has_text="周会 on time").click()
    other.page.wait_for_function("() => window.cockpit?.mapState?.('explore')?.painted")
    assert other.unit() == unit.code
    assert other.query() == one.query()
    assert other.rows() == one.rows()
    other.page.click("details.views summary")
    other.page.locator("details.views li button").click()
    other.page.wait_for_selector("details.views li", state="detached")
