"""The map of a hundred thousand micro-grids in a real browser that draws in software: does it work, and how fast.

    python benchmarks/tiles.py [--data DIR] [--cells 100000] [--rounds 3] [--shots DIR]

Makes the city in DIR where there is none (minutes), then opens, recolours, points at, boxes and clicks its cells. Ends
with status 1 where a gesture does not do what it does on any other map, or a recolour sends more than it may.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Page, sync_playwright

from benchmarks.microgrids import CELL, PLACE, publish
from benchmarks.screen import PAINTED, Wire, timed
from cockpit.snapshot.browser import LAUNCH, find_chromium
from cockpit.store import Snapshot, Store, Unit
from tools.shots import serve

MOST_SENT = 3.0  # bytes a unit in a recolour: 60 KB for 20,000
PATIENCE = 180_000
CLOSE = 13.5  # zoom at which a cell is some pixels wide
REACH = 30  # px from the middle of the box to its sides
CENTRE = """() => {
  const { left, top, width, height } = window.cockpit.shown()[0].gd.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}"""
MIDDLE = """() => {
  const { gd, map, state } = window.cockpit.shown()[0];
  const known = (one) => state.record.bins[one.id] >= 0;
  const away = ({ properties: p }) => {
    const at = map.project([p.lon, p.lat]);
    return Math.hypot(at.x - gd.clientWidth / 2, at.y - gd.clientHeight / 2);
  };
  return state.geo.features.filter(known).reduce((best, one) => (away(one) < away(best) ? one : best)).properties.code;
}"""
BORDERED = """() => {
  const { map } = window.cockpit.shown()[0];
  return map.queryRenderedFeatures({ layers: ["hover-line"] }).some((one) => one.state.hov);
}"""
RESTS = "() => { const { map } = window.cockpit.shown()[0]; return map.loaded() && !map.isMoving(); }"
SAID = (
    "name => { const tip = document.querySelector('.tip'); return tip && !tip.hidden && tip.innerText.includes(name); }"
)
FIRST = "() => document.querySelector('.map-graph .js-plotly-plot')?.dataset.painted"
HELD = "() => new URLSearchParams(location.search).get('units')?.split(',') || []"


def main() -> None:
    """Make, serve, drive, print."""
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--data", type=Path, default=PLACE)
    words.add_argument("--cells", type=int, default=100_000)
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--shots", type=Path)
    chosen = words.parse_args()
    if not (chosen.data / "CURRENT").exists():
        print("made edition", publish(chosen.data, chosen.cells))
    snapshot = Store(chosen.data).current()
    with serve(chosen.data.resolve()) as server, sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=find_chromium(), args=LAUNCH)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(PATIENCE)
        faults: list[str] = []
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        faults += drive(page, snapshot, f"{server}/inspection?level={CELL}", chosen.rounds, chosen.shots)
        browser.close()
    print("\n".join(faults) or "every gesture did what it should")
    sys.exit(bool(faults))


def drive(page: Page, snapshot: Snapshot, address: str, rounds: int, shots: Path | None) -> list[str]:
    """Every gesture once, recolours `rounds` times; what went wrong."""
    cells = [unit for unit in snapshot.tree().units if unit.level == CELL]
    wire = Wire(page)
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_function(FIRST)
    page.wait_for_load_state("networkidle")
    print(f"{len(cells):,} cells: first picture {time.perf_counter() - start:.1f} s, {wire.bytes / 1e6:.2f} MB")
    shot(page, shots, "whole")
    faults = recolour(page, wire, snapshot, len(cells), rounds)
    look_close(page)
    code = page.evaluate(MIDDLE)
    unit = next(cell for cell in cells if cell.code == code)
    hover(page, unit)
    shot(page, shots, "close")
    return faults + [word for word in (box(page, unit), click(page, unit, shots)) if word]


def recolour(page: Page, wire: Wire, snapshot: Snapshot, many: int, rounds: int) -> list[str]:
    """Other metrics of the board and back: bytes and seconds."""
    metrics = snapshot.catalogue.boards["inspection"].metrics[1:3]
    found = []
    for _ in range(rounds):
        found += [timed(page, wire, f"window.cockpit.pick({{metric: '{metric}'}})") for metric in (*metrics, "")]
    most, spent = max(size for size, _ in found), [seconds for _, seconds in found]
    print(f"recolour: at most {most / 1000:.0f} KB, median {statistics.median(spent):.2f} s, worst {max(spent):.2f} s")
    return [f"a recolour sent {most} bytes for {many} cells"] if most > MOST_SENT * many else []


def place_of(page: Page, unit: Unit) -> tuple[float, float]:
    """Where the unit's label point is on the screen."""
    at = page.evaluate("code => window.cockpit.pointOf(code)", unit.code)
    return at["x"], at["y"]


def look_close(page: Page) -> None:
    """Turn the wheel over the middle of the map until cells can be told apart."""
    page.mouse.move(*page.evaluate(CENTRE))
    start = time.perf_counter()
    while page.evaluate("window.cockpit.shown()[0].map.getZoom()") < CLOSE:
        page.mouse.wheel(0, -240)
        page.wait_for_timeout(100)
    page.wait_for_function(RESTS)
    print(f"wheel: at zoom {CLOSE} and at rest after {time.perf_counter() - start:.1f} s")


def hover(page: Page, unit: Unit) -> None:
    """Point at a cell: the words beside the pointer are of that cell, its border is drawn."""
    x, y = place_of(page, unit)
    start = time.perf_counter()
    page.mouse.move(x - 1, y)
    page.mouse.move(x, y)
    page.wait_for_function(SAID, arg=unit.name)
    print(f"hover: said after {time.perf_counter() - start:.2f} s")
    page.wait_for_function(BORDERED)


def box(page: Page, unit: Unit) -> str:
    """A box of some pixels around a cell chooses the cells whose points lie in it."""
    x, y = map(round, place_of(page, unit))
    inside = page.evaluate(
        """([x, y, r]) => {
          const { gd, map, state } = window.cockpit.shown()[0];
          const { left, top } = gd.getBoundingClientRect();
          return state.geo.features.filter(({ properties: p }) => {
            const at = map.project([p.lon, p.lat]);
            return Math.abs(at.x + left - x) < r && Math.abs(at.y + top - y) < r;
          }).map((one) => one.properties.code).sort();
        }""",
        [x, y, REACH],
    )
    seen = page.evaluate("window.cockpit.mapState().seq")
    start = time.perf_counter()
    page.keyboard.down("Shift")
    page.mouse.move(x - REACH, y - REACH)
    page.mouse.down()
    page.mouse.move(x, y)
    page.mouse.move(x + REACH, y + REACH)
    page.mouse.up()
    page.keyboard.up("Shift")
    page.wait_for_function(PAINTED, arg=seen)
    held = sorted(page.evaluate(HELD))
    print(f"box: {len(held)} cells chosen after {time.perf_counter() - start:.2f} s")
    seen = page.evaluate("window.cockpit.mapState().seq")
    page.evaluate("window.cockpit.pick({units: ''})")
    page.wait_for_function(PAINTED, arg=seen)
    return "" if held == inside and held else f"the box chose {held[:5]}..., not {inside[:5]}..."


def click(page: Page, unit: Unit, shots: Path | None) -> str:
    """A click drills to the cell among its neighbours, who are drawn from one file; Back brings the tiles again."""
    x, y = place_of(page, unit)
    seen = page.evaluate("window.cockpit.mapState().seq")
    start = time.perf_counter()
    page.mouse.click(x, y)
    page.wait_for_function(PAINTED, arg=seen)
    print(f"click: drilled after {time.perf_counter() - start:.2f} s")
    now = page.get_attribute(".crumb [aria-current]", "data-unit")
    below = page.evaluate("window.cockpit.mapState()")
    shot(page, shots, "drilled")
    start = time.perf_counter()
    page.go_back()
    page.wait_for_function(PAINTED, arg=below["seq"])
    print(f"back: painted after {time.perf_counter() - start:.2f} s")
    again = page.evaluate("window.cockpit.mapState().tiled")
    if now != unit.code or below["tiled"] or not again:
        return f"a click on {unit.code} led to {now}, tiled {below['tiled']}, and back to tiled {again}"
    return ""


def shot(page: Page, shots: Path | None, name: str) -> None:
    if shots:
        shots.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=shots / f"{name}.png")


if __name__ == "__main__":
    main()
