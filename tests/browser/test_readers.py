"""What a reader relies on: links, search, language, independence of others, and a calm word when something is wrong."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pypinyin import lazy_pinyin

from cockpit.access import Scope
from cockpit.measure import measure
from cockpit.selection import Selection
from cockpit.store import Snapshot
from tests.browser.conftest import COCKPIT
from tests.browser.reader import Reader
from tests.browser.test_drill import way_down

pytestmark = pytest.mark.browser

Town = tuple[str, Snapshot]
Readers = Callable[..., Reader]


def test_an_address_restores_the_picture(town: Town, open_reader: Readers) -> None:
    address, snapshot = town
    unit = way_down(snapshot)[2]
    first, second = open_reader(address), open_reader(address)
    first.open()
    first.act(lambda: first.click_unit(way_down(snapshot)[1].code))
    first.act(lambda: first.click_unit(unit.code))
    first.act(lambda: first.page.locator(".tile").nth(3).click())
    first.act(lambda: first.page.locator("[data-pick*=compare][aria-pressed=false]").click())
    first.act(first.page.locator(".p-map .mini button").last.click)
    second.open("/?" + first.query())
    assert second.query() == first.query()
    assert second.unit() == unit.code
    assert second.tiles() == first.tiles()
    assert second.rows() == first.rows()
    assert second.map()["url"] == first.map()["url"]
    assert second.renders == 1


def test_the_page_says_what_the_command_line_says(demo: Town, open_reader: Readers) -> None:
    address, snapshot = demo
    unit, metric = way_down(snapshot)[2], snapshot.catalogue.boards["overview"].metrics[0]
    reader = open_reader(address)
    reader.open(f"/?unit={unit.code}")
    data = snapshot.path.parent.parent
    words = [COCKPIT, "ask", metric, "--unit", unit.code, "--format", "csv", "--data", data]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()
    row = dict(zip(said[0].split(","), said[1].split(","), strict=True))
    assert reader.tiles()[metric] == pytest.approx(float(row["value"]), abs=1e-15)


def test_a_copied_link_pins_the_edition(demo: Town, open_reader: Readers) -> None:
    reader = open_reader(demo[0])
    reader.open(f"/?unit={way_down(demo[1])[1].code}")
    reader.page.click("[data-copy]")
    reader.page.wait_for_selector("[data-copied]")
    link = reader.page.get_attribute("[data-copied]", "data-copied") or ""
    assert link.endswith(f"&edition={demo[1].edition}")
    numbers = reader.tiles()
    reader.open(link.removeprefix(reader.address))
    assert reader.tiles() == numbers


@pytest.mark.parametrize("typed", ["name", "pinyin", "initials", "code"])
def test_a_unit_is_found_by_what_is_typed(demo: Town, open_reader: Readers, typed: str) -> None:
    unit = way_down(demo[1])[3]
    syllables = lazy_pinyin(unit.name)
    words = {
        "name": unit.name,
        "pinyin": "".join(syllables),
        "initials": "".join(syllable[0] for syllable in syllables),
        "code": unit.code,
    }
    reader = open_reader(demo[0])
    reader.open()
    field = reader.page.get_by_role("textbox").first
    field.click()
    field.press_sequentially(words[typed])
    choice = reader.page.get_by_role("option").filter(has_text=unit.name).first
    choice.wait_for()
    reader.act(choice.click)
    assert reader.unit() == unit.code


def test_the_language_changes_everything_but_the_numbers(demo: Town, open_reader: Readers) -> None:
    reader = open_reader(demo[0])
    reader.open()
    numbers, metric = reader.tiles(), demo[1].catalogue.metric(demo[1].catalogue.boards["overview"].metrics[0])
    assert metric.label.zh in reader.text(".p-map h2")
    reader.act(lambda: reader.page.locator("[data-pick*=lang]").click())
    assert metric.label.en in reader.text(".p-map h2")
    assert reader.page.get_attribute("html", "lang") == "en"
    assert reader.tiles() == numbers
    # No word of the other language is left, but in names that have no translation.
    labels = [metric.label.zh for metric in demo[1].catalogue.metrics.values()]
    assert [label for label in labels if label in reader.text(".app")] == []
    reader.act(lambda: reader.page.locator("[data-pick*=lang]").click())
    assert reader.query() == ""


def test_the_theme_changes(demo: Town, open_reader: Readers) -> None:
    reader = open_reader(demo[0])
    reader.open()
    assert reader.page.get_attribute("html", "data-theme") == "light"
    reader.act(lambda: reader.page.locator("[data-pick*=theme]").click())
    assert reader.page.get_attribute("html", "data-theme") == "dark"


def test_the_period_by_preset_and_by_hand(demo: Town, open_reader: Readers) -> None:
    address, snapshot = demo
    metric = snapshot.catalogue.metric("events_reported")
    reader = open_reader(address)
    reader.open(f"/?metric={metric.key}")
    reader.act(reader.page.locator("[id$=-period] button").first.click)
    week = Selection.read(reader.query())
    assert (week.end - week.start).days == 6
    exact = float(reader.page.get_attribute(".callout [data-exact]", "data-exact") or "nan")
    assert exact == measure(snapshot, metric, week, Scope()).total.value
    field = reader.page.locator(".days input").first
    field.fill("2026-09-01")
    reader.act(lambda: field.press("Enter"))
    assert Selection.read(reader.query()).start.isoformat() == "2026-09-01"


def test_a_late_feed_is_told_where_its_numbers_stand(demo: Town, open_reader: Readers) -> None:
    """The lamp counts feeds, and the tiles that a late one fills say since when; the others stay as they are."""
    address, snapshot = demo
    page = open_reader(address).page
    late = {"feed": "12345", "owner": "热线", "newest": "2026-11-18", "days": 3, "metrics": ["events_open"]}
    heard = {"edition": snapshot.edition, "until": "", "demo": False, "days": 0, "fresh": 4, "feeds": 5, "late": [late]}
    page.route("**/edition", lambda route: route.fulfill(json=heard))
    page.goto(address)
    page.wait_for_selector(".tile[data-late]")
    assert [tile.get_attribute("data-metric") for tile in page.locator(".tile[data-late]").all()] == ["events_open"]
    said = "what => getComputedStyle(document.querySelector(`.tile[data-late] ${what}`), '::after').content"
    assert page.evaluate(said, ".lamp") == '"▲ 迟 3 天"'
    assert page.evaluate(said, "footer") == '"停在 2026-11-18 · 热线 12345"'
    assert page.inner_text(".meta .fresh") == "▲ 4/5 路按时"
    assert "热线 12345" in (page.get_attribute(".meta .fresh", "title") or "")


def test_readers_do_not_meet(demo: Town, open_reader: Readers) -> None:
    address, snapshot = demo
    way = way_down(snapshot)
    one, other = open_reader(address), open_reader(address)
    one.open()
    other.open("/inspection?lang=en")
    one.act(lambda: one.click_unit(way[1].code))
    before = other.tiles()
    other.act(other.page.locator("[id$=-period] button").last.click)
    assert one.unit() == way[1].code
    assert other.unit() == way[0].code
    assert one.page.get_attribute("html", "lang") == "zh-CN"
    assert other.tiles() != before
    one.act(one.page.locator("[id$=-period] button").last.click)
    assert one.unit() == way[1].code


def test_pages_carry_the_selection(demo: Town, open_reader: Readers) -> None:
    reader, unit = open_reader(demo[0]), way_down(demo[1])[2]
    reader.open(f"/?unit={unit.code}&compare=year")
    reader.page.locator(".nav a").nth(1).click()
    reader.page.wait_for_selector("#inspection-tiles .tile")
    reader.page.wait_for_function("() => window.cockpit.mapState('inspection')?.painted")
    assert reader.unit() == unit.code
    assert reader.query() == f"unit={unit.code}&compare=year"
    reader.page.go_back()
    reader.page.wait_for_selector("#overview-tiles .tile")
    assert reader.unit() == unit.code


@pytest.mark.parametrize(
    ("query", "notices"),
    [
        ("unit=nowhere", 1),
        ("metric=nonsense", 1),
        ("edition=19990101T000000", 1),
        ("tree=nothing", 1),
        ("unit=nowhere&metric=nonsense&edition=x", 3),
        ("from=soon&lang=fr&level=moon&%00=%ff&where=::", 0),
    ],
)
def test_words_that_make_no_sense(demo: Town, open_reader: Readers, query: str, notices: int) -> None:
    reader = open_reader(demo[0])
    reader.open(f"/?{query}")
    assert reader.page.locator(".notices .notice").count() == notices
    assert reader.unit() == demo[1].tree().root.code
    assert "Traceback" not in reader.text("body")


def test_without_an_edition_the_page_says_how_to_make_one(
    serve: Callable[[Path], str], open_reader: Readers, tmp_path: Path
) -> None:
    reader = open_reader(serve(tmp_path))
    reader.page.goto(reader.address)
    reader.page.wait_for_selector("#failure .notice")
    assert "cockpit demo" in reader.text("#failure")
    # The page also asks which edition serves, and a browser tells of that answer as of a fault.
    reader.faults[:] = [fault for fault in reader.faults if "503" not in fault]
