"""The as-of slider: a day chosen by dragging or by keys moves map, tiles and address, once, when it is let go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cockpit.access import Scope
from cockpit.measure import measure
from cockpit.selection import Selection
from cockpit.store import Snapshot
from tests.browser.reader import Reader

pytestmark = pytest.mark.browser

Town = tuple[str, Snapshot]
PAGE = "/inspection"


def shows(reader: Reader, snapshot: Snapshot, chosen: Selection) -> None:
    """The address has the day, and tiles and map have its numbers."""
    assert Selection.read(reader.query()) == chosen
    shown = reader.tiles()
    for key, value in shown.items():
        assert value == measure(snapshot, snapshot.catalogue.metric(key), chosen, Scope()).total.value, key
    day = chosen.as_of or snapshot.manifest.as_of
    assert reader.page.get_attribute(".dayline", "data-day") == day.isoformat()


def test_the_day_moves_by_keys_and_by_dragging(town: Town, open_reader: Callable[..., Reader]) -> None:
    address, snapshot = town
    reader, newest = open_reader(address), snapshot.manifest.as_of
    reader.open(PAGE)
    slider = reader.page.locator(".dayline")
    slider.focus()
    reader.act(lambda: slider.press("ArrowLeft"))
    shows(reader, snapshot, Selection(as_of=newest - timedelta(days=1)))
    reader.act(lambda: slider.press("ArrowRight"))
    shows(reader, snapshot, Selection())
    reader.act(lambda: slider.press("PageDown"))
    month_before = Selection.read(reader.query()).as_of
    assert month_before is not None
    assert 28 <= (newest - month_before).days <= 31
    shows(reader, snapshot, Selection(as_of=month_before))
    track = reader.page.locator(".dayline .track").bounding_box()
    knob = reader.page.locator(".dayline .knob").bounding_box()
    assert track
    assert knob
    middle = (track["y"] + 6, track["x"] + track["width"] / 2)

    def drag() -> None:
        reader.page.mouse.move(knob["x"] + knob["width"] / 2, knob["y"] + knob["height"] / 2)
        reader.page.mouse.down()
        reader.page.mouse.move(middle[1] + 40, middle[0], steps=3)
        reader.page.mouse.move(middle[1], middle[0], steps=3)
        reader.page.mouse.up()

    reader.act(drag)  # however far the pointer went, the page is drawn once
    chosen = Selection.read(reader.query()).as_of
    assert chosen is not None
    assert abs((newest - chosen).days - 45) <= 2
    shows(reader, snapshot, Selection(as_of=chosen))
