"""At 390 px: tiles two abreast, the list as the way down, filters in a sheet, nothing too small for a thumb."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cockpit.board import the_boards
from cockpit.store import Snapshot
from tests.browser.reader import Reader
from tests.browser.test_access import settle
from tests.browser.test_drill import way_down

pytestmark = pytest.mark.browser

PHONE = (390, 844)
BOARDS = the_boards()
# Every page once, every other one in English: what is common to all pages is seen in both.
PAGES = [(key, ("zh", "en")[at % 2]) for at, key in enumerate(BOARDS)]
SMALL = """() => [...document.querySelectorAll('button, a[href], summary, input:not([type=hidden])')].filter(one => {
  const box = one.getBoundingClientRect();
  const cell = one.closest('td, th, label')?.getBoundingClientRect();
  const high = Math.max(box.height, cell ? cell.height : 0);
  const apart = one.closest('.visually-hidden, .skip');
  const shown = one.checkVisibility({ checkVisibilityCSS: true }) && box.width && !apart;
  return shown && box.right > 0 && high < 43.5 && !one.matches('.maplibregl-ctrl *');
}).map(one => `${one.className} ${one.textContent.slice(0, 20)} ${one.getBoundingClientRect().height}`)"""
WIDER = """() => document.scrollingElement.scrollWidth <= innerWidth ? []
  : [...document.querySelectorAll('.app *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && one.checkVisibility())
    .map(one => one.className).slice(0, 5)"""
OVERLAP = """() => [...document.querySelectorAll('.p-figure .js-plotly-plot')].flatMap(gd => {
  const boxes = [...gd.querySelectorAll('.xtick text, .annotation-text')]
    .map(one => [one.textContent, one.getBoundingClientRect()]);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  return boxes.flatMap(([text, box], i) => boxes.slice(i + 1).filter(([, other]) => meet(box, other))
    .map(([other]) => `${text} / ${other}`));
})"""


@pytest.mark.parametrize(("key", "lang"), PAGES)
def test_every_page_fits_a_phone(
    demo: tuple[str, Snapshot], open_reader: Callable[..., Reader], key: str, lang: str
) -> None:
    reader = open_reader(demo[0], *PHONE)
    settle(reader, f"{BOARDS[key].path}?lang={lang}")
    assert reader.page.evaluate(WIDER) == []
    assert reader.page.evaluate(SMALL) == []
    assert reader.page.evaluate(OVERLAP) == []
    tops = reader.page.eval_on_selector_all(".tile", "tiles => tiles.map(tile => tile.getBoundingClientRect().top)")
    assert all(tops.count(top) == 2 for top in tops[: len(tops) // 2 * 2])


def test_drill_with_a_thumb(demo: tuple[str, Snapshot], open_reader: Callable[..., Reader]) -> None:
    """Down by the list, filters from the sheet, and up again by the crumb."""
    reader, way = open_reader(demo[0], *PHONE), way_down(demo[1])
    reader.open("/inspection")
    reader.act(lambda: reader.click_row(way[1].code))
    assert reader.unit() == way[1].code
    assert not reader.page.is_visible(".rail")
    reader.page.click(".to-filters")
    assert reader.page.get_attribute(".to-filters", "aria-expanded") == "true"
    reader.act(reader.page.locator('.rail [data-pick*=\'"compare": "year"\']').first.click)
    assert "compare=year" in reader.query()
    reader.page.keyboard.press("Escape")
    reader.page.wait_for_selector(".rail", state="hidden")
    assert reader.unit() == way[1].code  # the sheet went, not the unit
    reader.act(reader.page.locator(".crumb a").first.click)
    assert reader.unit() == way[0].code
