"""Chinese and English are two dresses of one page: switching keeps everything, and no word is cut in either."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from cockpit.board import the_boards
from cockpit.store import Snapshot
from tests.browser.reader import Reader
from tests.browser.test_access import settle
from tests.browser.test_drill import way_down

pytestmark = pytest.mark.browser

BOARDS = the_boards()
# Every page once, every other one in English: what is common to all pages is seen in both.
PAGES = [(key, ("zh", "en")[at % 2]) for at, key in enumerate(BOARDS)]
# Words that are meant to be read whole: titles, tiles, buttons, marks of a legend. Subtitles may end in three dots.
WHOLE = "h2, h3, .tile .v, .tile .u, .lamp, .dl, .btn, .mini > *, .seg > *, .nav a, .list > *"
CUT = """whole => [...document.querySelectorAll(whole)]
  .filter(one => one.checkVisibility() && one.clientWidth && one.scrollWidth > one.clientWidth + 1
    && getComputedStyle(one).overflow !== 'visible')
  .map(one => `${one.className} ${one.textContent}`)"""
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_the_language_changes_and_nothing_else(demo: tuple[str, Snapshot], open_reader: Callable[..., Reader]) -> None:
    reader, way = open_reader(demo[0]), way_down(demo[1])
    reader.open(f"/inspection?unit={way[1].code}&metric=inspection_overdue&compare=year")
    reader.page.evaluate("window.mine = true")
    numbers = reader.tiles()
    switch = reader.page.locator(".meta .lnk[data-pick*=lang]")
    reader.act(switch.click)
    assert reader.page.evaluate("window.mine")  # no reload
    assert reader.page.evaluate("document.documentElement.lang") == "en"
    assert reader.tiles() == numbers
    assert reader.query() == f"unit={way[1].code}&metric=inspection_overdue&compare=year&lang=en"
    assert not HAN.search(reader.text(".tiles"))
    assert "万" not in reader.text(".board")
    reader.act(switch.click)
    assert reader.page.evaluate("document.documentElement.lang") == "zh-CN"
    assert reader.tiles() == numbers


@pytest.mark.parametrize(("key", "lang"), PAGES)
def test_no_word_is_cut(demo: tuple[str, Snapshot], open_reader: Callable[..., Reader], key: str, lang: str) -> None:
    reader = open_reader(demo[0])
    settle(reader, f"{BOARDS[key].path}?lang={lang}")
    assert reader.page.evaluate(CUT, WHOLE) == []
    if lang == "en":
        # The sources of clauses are cited as they are: S0(九).
        assert not HAN.search(re.sub(r"S\d(\([一-鿿]+\)|[一-鿿]+)", "", reader.text(".app").replace("中文", "")))
