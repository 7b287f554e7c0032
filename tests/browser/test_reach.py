"""A long page is drawn as far as it is looked at, and never shows what an earlier address said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cockpit.store import Snapshot
from tests.browser.reader import Reader
from tests.browser.test_drill import way_down

pytestmark = pytest.mark.browser

Town = tuple[str, Snapshot]
Readers = Callable[..., Reader]
EMPTY = "document.querySelectorAll('section.panel:empty').length"
# Whether all panels whose top is within one and a quarter windows are drawn.
DRAWN = """() => {
  const tall = 1.25 * innerHeight;
  const near = [...document.querySelectorAll("section.panel")].filter((one) => one.getBoundingClientRect().top < tall);
  return near.length > 0 && !near.some((one) => one.matches(":empty")) && window.cockpit.settled();
}"""
END = "scrollY + innerHeight > document.documentElement.scrollHeight - 9"


def down_to_the_end(reader: Reader) -> int:
    """Scroll by half a window until the page ends, waiting for what comes into sight; how often that was."""
    reader.page.wait_for_function(DRAWN)
    for turn in range(60):
        if reader.page.evaluate(END):
            assert reader.page.evaluate(EMPTY) == 0
            return turn
        reader.page.evaluate("scrollBy(0, 450)")
        reader.page.wait_for_function(DRAWN)
    raise AssertionError("the page has no end")


def test_scrolling_draws_what_comes_into_sight(demo: Town, open_reader: Readers) -> None:
    desk = open_reader(demo[0])
    desk.open("/events")
    assert desk.renders == 1
    assert desk.page.evaluate(DRAWN)
    assert desk.page.evaluate(EMPTY) > 10
    tiles = desk.tiles()
    assert down_to_the_end(desk) > 3
    assert desk.tiles() == tiles
    assert desk.renders > 3
    assert desk.text(".p-operations")


def test_another_address_leaves_nothing_of_the_last_one_below(demo: Town, open_reader: Readers) -> None:
    desk = open_reader(demo[0])
    desk.open("/events")
    down_to_the_end(desk)
    desk.page.evaluate("scrollTo(0, 0)")
    renders, below = desk.renders, way_down(demo[1])[1].code
    desk.page.locator(".p-map").scroll_into_view_if_needed()
    desk.act(lambda: desk.click_unit(below))
    assert desk.unit() == below
    assert desk.renders == renders + 1
    assert desk.page.evaluate(EMPTY) > 5  # far below: empty, and not the whole city's numbers
    down_to_the_end(desk)


def test_who_looks_for_words_finds_all_of_them(demo: Town, open_reader: Readers) -> None:
    desk = open_reader(demo[0])
    desk.open("/events")
    desk.page.keyboard.press("Control+f")
    desk.page.wait_for_function(f"() => {EMPTY} === 0 && window.cockpit.settled()")


def test_a_wall_shows_all_it_has(demo: Town, open_reader: Readers) -> None:
    wall = open_reader(demo[0], 1920, 1080)
    wall.open("/events?wall=scene")
    assert wall.page.evaluate(EMPTY) == 0
    assert wall.renders == 1
