"""For every reader: axe finds nothing serious on any page, charts say what they show, and focus can be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from cockpit.board import the_boards
from cockpit.snapshot.screen import WHOLE
from cockpit.store import Snapshot
from tests.browser.reader import Reader

pytestmark = pytest.mark.browser

BOARDS = the_boards()
# Every page once, every other one dark and in English: what is common to all pages is seen in both.
LOOKS = [(key, ("", "&theme=dark&lang=en")[at % 2]) for at, key in enumerate(BOARDS)]
SERIOUS = {"serious", "critical"}
SETTLED = "() => window.cockpit?.settled?.()"


def settle(reader: Reader, path: str) -> None:
    """Open a page, with all that a reader would have to scroll to."""
    reader.page.add_init_script(WHOLE)
    reader.page.goto(reader.address + path)
    reader.page.wait_for_function(SETTLED, timeout=90_000)


def violations(reader: Reader) -> list[dict[str, Any]]:
    """What axe holds to be serious, with the first elements concerned."""
    found = Axe().run(reader.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        {"rule": one["id"], "help": one["help"], "at": [node["html"][:160] for node in one["nodes"][:3]]}
        for one in found
        if one["impact"] in SERIOUS
    ]


@pytest.mark.parametrize(("key", "look"), LOOKS)
def test_axe_finds_nothing_serious(
    demo: tuple[str, Snapshot], open_reader: Callable[..., Reader], key: str, look: str
) -> None:
    reader = open_reader(demo[0])
    settle(reader, f"{BOARDS[key].path}?{look}")
    assert violations(reader) == []


@pytest.mark.parametrize("path", ["/?wall=scene", "/?wall=1"])
def test_axe_finds_nothing_serious_on_a_wall(
    demo: tuple[str, Snapshot], open_reader: Callable[..., Reader], path: str
) -> None:
    reader = open_reader(demo[0], 1920, 1080)
    reader.page.goto(reader.address + path)
    ready = SETTLED if "scene" in path else "() => window.wall && window.wall.state.at >= 0"
    reader.page.wait_for_function(ready)
    assert violations(reader) == []


def test_axe_finds_nothing_serious_on_a_phone(demo: tuple[str, Snapshot], open_reader: Callable[..., Reader]) -> None:
    reader = open_reader(demo[0], 390, 844)
    settle(reader, "/")
    assert violations(reader) == []
    reader.page.click(".to-filters")
    assert violations(reader) == []


def test_every_figure_is_a_picture_with_words(demo: tuple[str, Snapshot], open_reader: Callable[..., Reader]) -> None:
    reader = open_reader(demo[0])
    for board in BOARDS.values():
        settle(reader, board.path)
        reader.page.wait_for_function(
            "() => [...document.querySelectorAll('.p-figure .js-plotly-plot')].every(gd =>"
            " gd.getAttribute('role') === 'img' && (gd.getAttribute('aria-label') || '').length > 8)"
        )


def test_focus_is_seen(demo: tuple[str, Snapshot], open_reader: Callable[..., Reader]) -> None:
    """Whatever Tab reaches has an outline of at least two pixels."""
    reader = open_reader(demo[0])
    settle(reader, "/")
    width = "() => parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
    tag = "() => document.activeElement.outerHTML.slice(0, 120)"
    for _ in range(25):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate("() => document.activeElement !== document.body"):
            assert reader.page.evaluate(width) >= 2, reader.page.evaluate(tag)


def test_nothing_moves_for_those_who_want_no_motion(
    demo: tuple[str, Snapshot], open_reader: Callable[..., Reader]
) -> None:
    reader = open_reader(demo[0])
    reader.page.emulate_media(reduced_motion="reduce")
    settle(reader, "/")
    moving = """() => [...document.querySelectorAll('*')].filter(one => {
      const style = getComputedStyle(one);
      return style.transitionProperty !== 'none' && style.transitionProperty !== 'all'
        && style.transitionDuration.split(',').some(part => parseFloat(part) > 0);
    }).map(one => one.className).slice(0, 3)"""
    assert reader.page.evaluate(moving) == []
