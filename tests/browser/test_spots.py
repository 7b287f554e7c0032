"""A point on the map of events opens the course of its event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cockpit.access import Scope
from cockpit.board import the_boards
from cockpit.reading import look
from cockpit.reading.spots import read_spots
from cockpit.selection import Selection
from cockpit.store import Snapshot, Store
from tests.browser.reader import Reader

pytestmark = pytest.mark.browser

PATIENCE = 90_000  # ms: a long page over a map drawn in software, on a machine with other work
POLL = 200  # ms: a map that is being painted leaves no frame to wait for
# Where a point stands in the window, and which event the page takes it for; nothing until one is painted.
POINT = """() => {
  const gd = document.querySelector(".map-graph .js-plotly-plot"), map = gd && window.cockpit.mapOf(gd);
  const given = map && map.cockpitSpots;
  if (!given || given.kind !== "points" || !map.getLayer("spots-dots")) return null;
  const box = gd.getBoundingClientRect();
  const inside = (at) => Math.min(at.x, at.y, box.width - at.x, box.height - at.y) > 20;
  for (let i = 0; i < given.lon.length; i++) {
    const at = map.project([given.lon[i], given.lat[i]]), spot = inside(at) && window.cockpit.spotAt(map, at);
    if (spot) return { x: box.left + at.x, y: box.top + at.y, id: spot.id };
  }
  return null;
}"""


def lively(snapshot: Snapshot) -> str:
    """A unit right above base grids."""
    tree = snapshot.tree()
    return next(unit.code for unit in tree.units if unit.level == tree.levels[-2])


def test_a_point_opens_the_course_of_its_event(
    demo: tuple[str, Snapshot], make_data: Callable[[str], Any], open_reader: Callable[..., Reader]
) -> None:
    address, snapshot = demo
    selection = Selection(unit=lively(snapshot), spots="points")
    view = look(Store(make_data("demo")), Scope(), the_boards()["events"], selection)
    known = read_spots(view, snapshot.catalogue.metric("events_reported"))
    assert known is not None
    assert known.kind == "points"
    reader = open_reader(address)
    reader.page.set_default_timeout(PATIENCE)
    reader.open(f"/events?unit={selection.unit}&spots=points")
    reader.page.locator(".map-graph").scroll_into_view_if_needed()
    point = reader.page.wait_for_function(POINT).json_value()
    assert point["id"] in known.ids
    assert reader.page.locator(".p-course .course").count() == 0
    # The map says what is under the pointer; only then is it clicked. What counts is the sheet, not a map painted anew.
    reader.page.mouse.move(point["x"], point["y"])
    reader.page.wait_for_function("() => document.querySelector('.spot-tip:not([hidden])')", polling=POLL)
    reader.page.mouse.click(point["x"], point["y"])
    reader.page.wait_for_function("() => document.querySelector('.p-course .course-facts')", polling=POLL)
    assert f"focus={point['id']}" in reader.query()
    assert point["id"] in reader.page.locator(".p-course .course-facts").text_content()
    assert reader.page.locator(".p-course tbody tr").count() >= 1
    assert reader.unit() == selection.unit  # the place below the point was not chosen
