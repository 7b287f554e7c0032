"""A leader at a wall: scenes go round, a touch holds one and drills in it, and a silent server never blanks it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page

from cockpit import editions
from cockpit.board import the_boards, the_walls
from cockpit.store import Snapshot
from tests.browser.reader import Reader
from tests.browser.test_drill import way_down

pytestmark = pytest.mark.browser

SHAPES = {"wall": (1920, 1080), "wide": (3840, 1080), "three": (5760, 1080), "upright": (1080, 1920)}
SEEN = "() => window.wall && window.wall.state.at >= 0 && window.wall.scenes.every(scene => scene.frame)"


@pytest.fixture
def walls(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens walls and waits until every scene of theirs has been loaded; errors in any frame fail the test."""
    pages: list[Page] = []
    faults: list[str] = []

    def make(address: str, size: str = "wall") -> Page:
        width, height = SHAPES[size]
        page = chromium.new_page(viewport={"width": width, "height": height})
        pages.append(page)
        page.set_default_timeout(300_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        page.wait_for_function(SEEN)
        return page

    yield make
    for page in pages:
        page.close()
    assert faults == []


def state(page: Page, name: str) -> Any:
    return page.evaluate(f"window.wall.state.{name}")


def shown(page: Page) -> Frame:
    """The frame that is on the wall."""
    frame = page.locator("iframe.on").element_handle().content_frame()
    assert frame is not None
    return frame


def turn_to(page: Page, at: int) -> None:
    page.wait_for_function("at => window.wall.state.at === at", arg=at)


def test_leader(demo: tuple[str, Snapshot], walls: Callable[..., Page]) -> None:
    """Rotation through all scenes, a touch that drills, and back to the rotation."""
    address, snapshot = demo
    page = walls(f"{address}/?wall=city&pace=5")
    city = the_walls()["city"].scenes
    boards = {board.path: board.label.zh for board in the_boards().values()}
    assert len(city) >= 4
    turn_to(page, 0)
    for at in [*range(1, len(city)), 0]:
        turn_to(page, at)
        assert shown(page).url.endswith(f"{city[at].path}?wall=scene")
        assert page.inner_text("#scene").endswith(boards[city[at].path])
    frame, unit = shown(page), way_down(snapshot)[1]
    frame.locator(f".p-map [data-pick*={unit.level}]").first.click()
    assert page.evaluate("window.wall.held()")
    frame.wait_for_selector(f"[data-pick*={unit.level}][aria-pressed=true]")
    at = frame.evaluate("code => window.cockpit.pointOf(code)", unit.code)
    frame.wait_for_function("() => window.cockpit.settled()")
    box = page.locator("iframe.on").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
    frame.wait_for_selector(f".crumb [data-unit='{unit.code}']")
    assert "wall=scene" in frame.evaluate("location.search")
    page.click("#resume")
    turn_to(page, 1)
    turn_to(page, 0)  # the scene comes back as the wall was told, not as it was left
    assert shown(page).get_attribute(".crumb [aria-current]", "data-unit") == way_down(snapshot)[0].code


@pytest.mark.parametrize("size", SHAPES)
def test_nothing_is_cut_or_stretched(demo: tuple[str, Snapshot], walls: Callable[..., Page], size: str) -> None:
    page = walls(f"{demo[0]}/?wall=1", size)
    frame = shown(page)
    inside = """() => {
      const out = (box) => box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
      const tiny = (box) => box.width < 40 || box.height < 20;
      const size = (part) => parseFloat(getComputedStyle(part).fontSize);
      const words = (part) => part.childElementCount === 0 && part.textContent.trim() && part.offsetParent;
      const root = document.scrollingElement;
      const boxes = [...document.querySelectorAll('.tile, .panel, .meta')].map(part => part.getBoundingClientRect());
      const least = 0.874 * size(document.documentElement);
      const small = [...document.querySelectorAll('.tile *, .panel *, .meta *')]
        .filter(part => words(part) && size(part) < least)
        .map(part => `${part.className} ${part.textContent.slice(0, 20)}`);
      const scrolls = root.scrollHeight > innerHeight + 1 || root.scrollWidth > innerWidth + 1;
      const beyond = boxes.filter(box => out(box) || tiny(box)).length;
      return { scrolls, beyond, small, theme: document.documentElement.dataset.theme };
    }"""
    assert frame.evaluate(inside) == {"scrolls": False, "beyond": 0, "small": [], "theme": "dark"}
    assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")


def test_letters_of_figures_grow_with_the_wall(demo: tuple[str, Snapshot], walls: Callable[..., Page]) -> None:
    page = walls(f"{demo[0]}/?wall=1")
    sizes = []
    for width, height in ((1920, 1080), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        frame = shown(page)
        k = f"{1.15 * width / 1920:g}"
        frame.wait_for_function("k => document.querySelector('.p-trend .js-plotly-plot')?.fitted?.startsWith(k)", arg=k)
        text = "getComputedStyle(document.querySelector('.p-trend .xtick text')).fontSize"
        sizes.append(float(str(frame.evaluate(text)).removesuffix("px")))
    assert sizes[0] >= 14
    assert sizes[1] == pytest.approx(2 * sizes[0], rel=0.02)


def test_a_silent_server_leaves_the_last_picture_and_says_so(
    demo: tuple[str, Snapshot], walls: Callable[..., Page]
) -> None:
    page = walls(f"{demo[0]}/?wall=overview:20,inspection:20&pace=20")
    page.context.set_offline(True)
    page.wait_for_function("() => document.querySelector('#banner').innerText.includes('失去联系')")
    assert demo[1].manifest.as_of.isoformat() in page.inner_text("#banner")
    turns = state(page, "turns")
    page.wait_for_function("turns => window.wall.state.turns > turns + 1", arg=turns)  # what is loaded goes on
    assert shown(page).locator(".tile .v").count() > 0
    page.evaluate("window.before = true")
    page.context.set_offline(False)
    page.wait_for_function("() => !document.querySelector('#banner').innerText")
    page.wait_for_function("() => !window.before && window.wall")  # after some silence it starts afresh
    page.wait_for_function(SEEN)


@pytest.fixture
def second(
    make_data: Callable[[str], Path], serve: Callable[[Path], str], tmp_path: Path
) -> tuple[str, Path, list[str]]:
    """A server on a city with two editions, the first of which serves."""
    data = tmp_path / "two"
    shutil.copytree(make_data("demo"), data)
    [first] = editions.list_editions(data)
    other = f"{first}-02"
    shutil.copytree(editions.folder(data) / first, editions.folder(data) / other)
    manifest = editions.folder(data) / other / editions.MANIFEST
    told = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**told, "edition": other}), encoding="utf-8")
    editions.use(data, first)
    return serve(data), data, [first, other]


def test_a_wall_goes_on_to_a_new_edition(second: tuple[str, Path, list[str]], walls: Callable[..., Page]) -> None:
    address, data, (_, new) = second
    page = walls(f"{address}/?wall=overview:20,inspection:20&pace=20")
    editions.use(data, new)
    page.wait_for_function("new_ => window.wall.scenes.every(scene => scene.edition === new_)", arg=new)
    assert shown(page).inner_text(".meta .edition b") == new


def test_a_desk_goes_on_to_a_new_edition_unless_its_address_pins_one(
    second: tuple[str, Path, list[str]], open_reader: Callable[..., Reader]
) -> None:
    address, data, (old, new) = second
    free, pinned = open_reader(address), open_reader(address)
    free.open("/?metric=residents")
    pinned.open(f"/?edition={old}")
    editions.use(data, new)
    for reader in (free, pinned):
        with reader.page.expect_response("**/edition"):
            reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    free.page.wait_for_selector(f".meta [data-edition='{new}']")
    assert new in free.text("#news")
    assert free.query() == "metric=residents"
    assert pinned.text(".meta .edition b") == old
