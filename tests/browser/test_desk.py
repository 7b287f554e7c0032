"""The analyst's desk: search, filter, choose many, compare, send a link; and all of it with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Locator
from pypinyin import Style, lazy_pinyin

from cockpit.access import Scope
from cockpit.measure import dimensions, measure
from cockpit.selection import Selection
from cockpit.store import Snapshot, Unit
from tests.browser.reader import Reader
from tests.browser.test_drill import LARGEST_DRILL, way_down

pytestmark = pytest.mark.browser

Town = tuple[str, Snapshot]
Readers = Callable[..., Reader]
CURSOR = (
    "() => { const { state } = window.cockpit.shown()[0]; return state.geo.features[state.cursor]?.properties.code; }"
)

MARKED = (
    "() => { const { state } = window.cockpit.shown()[0]; return state.geo.features[state.hover]?.properties.code; }"
)


def says_what_is_asked(reader: Reader, snapshot: Snapshot) -> None:
    """Every tile has the number that `measure` gives for the address on the screen."""
    chosen, shown = Selection.read(reader.query()), reader.tiles()
    assert shown
    for key, value in shown.items():
        metric = snapshot.catalogue.metric(key)
        known = dimensions(snapshot.catalogue, metric)
        narrowed = replace(chosen, where=tuple(clause for clause in chosen.where if clause[0] in known))
        assert value == measure(snapshot, metric, narrowed, Scope()).total.value, key


def box_around(reader: Reader, units: list[Unit]) -> tuple[list[float], set[str]]:
    """A box around the first two of `units` on the screen, and the codes of all whose point lies in it."""
    at = {unit.code: reader.page.evaluate("code => window.cockpit.pointOf(code)", unit.code) for unit in units}
    two = [at[unit.code] for unit in units[:2]]
    left, right = min(p["x"] for p in two) - 6, max(p["x"] for p in two) + 6
    top, bottom = min(p["y"] for p in two) - 6, max(p["y"] for p in two) + 6
    inside = {code for code, p in at.items() if left < p["x"] < right and top < p["y"] < bottom}
    return [left, top, right, bottom], inside


def drag(reader: Reader, box: list[float]) -> None:
    mouse = reader.page.mouse
    mouse.move(box[0], box[1])
    mouse.down()
    mouse.move((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    mouse.move(box[2], box[3])
    mouse.up()


def box_of(reader: Reader, dimension: str, value: str) -> Locator:
    return reader.page.locator(f"[data-facet={dimension}] [data-box={value}]")


def test_an_analyst_finds_filters_compares_and_sends(demo: Town, open_reader: Readers) -> None:
    address, snapshot = demo
    reader, town = open_reader(address), way_down(snapshot)[2]
    page, units = reader.page, list(snapshot.tree().children(way_down(snapshot)[2].code))
    reader.open("/inspection")
    field = page.get_by_role("textbox").first
    field.click()
    field.press_sequentially("".join(lazy_pinyin(town.name, style=Style.FIRST_LETTER)))
    choice = page.get_by_role("option").filter(has_text=town.name).first
    choice.wait_for()
    assert choice.locator("mark").count() > 0
    reader.act(choice.click)
    assert reader.unit() == town.code
    # A filter: the name leaves one value alone, its box lets a second one in.
    reader.act(lambda: box_of(reader, "kind", "rented").click(position={"x": 60, "y": 10}))
    assert Selection.read(reader.query()).where == (("kind", ("rented",)),)
    reader.act(lambda: box_of(reader, "kind", "owner").click(position={"x": 6, "y": 10}))
    assert Selection.read(reader.query()).where == (("kind", ("owner", "rented")),)
    says_what_is_asked(reader, snapshot)
    # Shift filters without drilling: the map stays where it is.
    there = reader.map()["url"]
    page.keyboard.down("Shift")
    reader.act(lambda: reader.click_unit(units[0].code))
    page.keyboard.up("Shift")
    assert reader.map()["url"] == there
    assert reader.unit() == town.code
    assert Selection.read(reader.query()).units == (units[0].code,)
    says_what_is_asked(reader, snapshot)
    page.keyboard.down("Control")
    reader.act(lambda: reader.click_row(units[1].code))
    page.keyboard.up("Control")
    assert set(Selection.read(reader.query()).units) == {units[0].code, units[1].code}
    reader.act(page.locator(".rail [data-pick*=compare][aria-pressed=false]").click)
    assert Selection.read(reader.query()).compare == "year"
    # A box sums what lies in it; Back gives the choice before.
    box, inside = box_around(reader, [*units[1:], units[0]])
    page.locator("[data-tool=box]").click()
    reader.act(lambda: drag(reader, box))
    assert set(Selection.read(reader.query()).units) == inside
    says_what_is_asked(reader, snapshot)
    reader.act(page.go_back)
    assert set(Selection.read(reader.query()).units) == {units[0].code, units[1].code}
    reader.act(page.go_forward)
    # The link says all of it, to anybody.
    page.click("[data-copy]")
    page.wait_for_selector("[data-copied]")
    link = page.get_attribute("[data-copied]", "data-copied") or ""
    other = open_reader(address)
    other.open(link.removeprefix(other.address))
    assert other.tiles() == reader.tiles()
    assert other.rows() == reader.rows()
    assert other.text(".crumb") == reader.text(".crumb")
    # A click on the ground lets go of the units, one chip of the filter.
    where = page.locator(".map-graph").bounding_box()
    assert where is not None
    reader.act(lambda: page.mouse.click(where["x"] + 4, where["y"] + 4))
    assert Selection.read(reader.query()).units == ()
    reader.act(page.locator(".bar > .lnk").click)
    assert reader.query() == f"unit={town.code}"
    assert 0 < reader.bytes < LARGEST_DRILL


def test_the_pointer_is_told_and_marks_everywhere(demo: Town, open_reader: Readers) -> None:
    address, snapshot = demo
    reader, unit = open_reader(address), way_down(snapshot)[1]
    reader.open("/inspection")
    at = reader.page.evaluate("code => window.cockpit.pointOf(code)", unit.code)
    reader.page.mouse.move(at["x"] - 3, at["y"])
    reader.page.mouse.move(at["x"], at["y"])
    tip = reader.page.locator(".tip")
    tip.wait_for()
    assert unit.name in tip.inner_text()
    assert tip.locator(".how").inner_text().count("·") == 1  # both gestures
    box = tip.bounding_box()
    assert box is not None
    assert not (box["x"] <= at["x"] <= box["x"] + box["width"] and box["y"] <= at["y"] <= box["y"] + box["height"])
    assert reader.page.get_attribute(".p-ranking tr.hov", "data-code") == unit.code
    line = f".p-slide .js-plotly-plot[data-unit='{unit.code}']"
    reader.page.wait_for_selector(line)  # its own course stands in the trend
    assert unit.name in (reader.page.locator(f"{line} .annotation-text").last.text_content() or "")
    reader.page.mouse.move(2, 2)
    tip.wait_for(state="hidden")
    reader.page.wait_for_selector(line, state="detached")
    reader.page.locator(f".p-ranking tr[data-code='{unit.code}']").hover()
    assert reader.page.evaluate(MARKED) == unit.code
    reader.page.wait_for_selector(line)
    # A row that is no unit is marked too, and has no course to be asked for.
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    reader.page.locator("tr[data-code='rented']").first.hover()
    reader.page.wait_for_selector("tr.hov[data-code='rented']")
    reader.page.wait_for_selector(line, state="detached")
    reader.page.locator(f".p-ranking tr[data-code='{unit.code}']").hover()
    reader.page.wait_for_selector(line)
    assert [url for url in asked if "/lines/" in url and f"unit={unit.code}" not in url] == []


def test_borders_are_drawn_where_they_hide_nothing(demo: Town, open_reader: Readers) -> None:
    """From five pixels a unit of the middle size is across; twenty thousand grids are colours alone, from afar."""
    address, snapshot = demo
    reader, root = open_reader(address), snapshot.tree().root
    west, south, east, north = root.bbox
    for level in ("district", "grid"):
        reader.open(f"/inspection?level={level}")
        found = reader.page.evaluate(
            "() => { const { map, state } = window.cockpit.shown()[0];"
            " return [map.getLayer('units-line').minzoom, state.geo.features.length, map.getZoom()]; }"
        )
        least, units, zoom = found
        across = 512 * 2**least / 360 * ((east - west) * (north - south) / units) ** 0.5
        assert across == pytest.approx(5, rel=0.05) or least == 0
        assert least < zoom  # of this small city all borders are seen


def stops(reader: Reader, selector: str) -> int:
    """How often Tab stops inside `selector` until it has left it again; the first stop is where it is left."""
    inside = f"() => Boolean(document.activeElement.closest('{selector}'))"
    for _ in range(300):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate(inside):
            break
    else:
        raise AssertionError(f"Tab never comes to {selector}")
    count = 1
    reader.page.keyboard.press("Tab")
    while reader.page.evaluate(inside):
        count += 1
        reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Shift+Tab")
    return count


def test_down_and_up_with_the_keyboard_alone(demo: Town, open_reader: Readers) -> None:
    address, snapshot = demo
    reader = open_reader(address)
    press = reader.page.keyboard.press
    reader.open("/inspection")
    assert stops(reader, ".map-graph") == 1
    press("ArrowRight")
    first = reader.page.evaluate(CURSOR)
    press("ArrowUp")
    press("ArrowDown")
    code = reader.page.evaluate(CURSOR)
    assert {first, code} <= {unit.code for unit in snapshot.tree().children(snapshot.tree().root.code)}
    assert snapshot.tree().unit(code).name in reader.text(".tip")
    reader.act(lambda: press("Enter"))
    assert reader.unit() == code
    press("ArrowLeft")
    child = reader.page.evaluate(CURSOR)
    reader.act(lambda: press(" "))
    assert reader.unit() == code
    assert Selection.read(reader.query()).units == (child,)
    says_what_is_asked(reader, snapshot)
    press("ArrowLeft")
    press("ArrowDown")
    reader.act(lambda: press("Escape"))
    assert Selection.read(reader.query()) == Selection(unit=code)
    reader.act(lambda: press("Escape"))
    assert reader.query() == ""
    reader.act(lambda: press("t"))
    assert Selection.read(reader.query()).show == "map"
    assert reader.page.locator(".p-map table.twin").is_visible()
    reader.act(lambda: press("t"))
    press("?")
    reader.page.locator("dialog.help").wait_for()
    press("Escape")
    reader.page.locator("dialog.help").wait_for(state="hidden")
    assert reader.query() == ""


def test_rows_are_walked_and_sorted_with_the_keyboard(demo: Town, open_reader: Readers) -> None:
    reader = open_reader(demo[0])
    reader.open("/inspection")
    assert stops(reader, ".p-ranking tbody") == 1
    press, page = reader.page.keyboard.press, reader.page
    press("End")
    last = page.evaluate("document.activeElement.closest('tr').dataset.code")
    assert last == list(reader.rows())[-1]
    reader.act(lambda: press(" "))
    assert Selection.read(reader.query()) == Selection(units=(last,))
    reader.act(lambda: press("Escape"))
    page.locator(".p-ranking tbody .row-name").first.focus()
    reader.act(lambda: press("t"))
    head = page.locator(".p-ranking .twin th button")
    reader.act(lambda: head.nth(1).press("Enter"))
    assert Selection.read(reader.query()).show == "ranking:-value"
    exact = "cells => cells.map(cell => Number(cell.dataset.exact))"
    values = page.eval_on_selector_all(".p-ranking .twin tbody td:nth-child(2)", exact)
    assert values == sorted(values, reverse=True)
    with page.expect_download() as download:
        page.locator(".p-ranking header a", has_text="CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == len(values) + 1
