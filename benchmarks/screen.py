"""What a drill sends and how soon it is painted, in a real browser that draws in software.

    python benchmarks/screen.py [--data DIR] [--rounds 5]

Goals: a drill sends under 150 KB compressed and is painted within 2.5 s, a recolour within 1 s.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Page, sync_playwright

from cockpit.settings import load_settings
from cockpit.snapshot.browser import LAUNCH, find_chromium
from cockpit.store import Store
from tools.shots import serve

GOALS = {"drill": (150_000, 2.5), "recolour": (150_000, 1.0), "theme": (150_000, 1.0)}
# The map tells when it is at rest with its numbers. Asking the map itself at every frame would slow what is measured.
PAINTED = "seen => Number(document.querySelector('.map-graph .js-plotly-plot').dataset.painted) > seen"


class Wire:
    """Counts the bytes that come over the wire, caches apart."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._finished)

    def _finished(self, told: dict[str, float]) -> None:
        self.bytes += int(told["encodedDataLength"])


def timed(page: Page, wire: Wire, action: str) -> tuple[int, float]:
    """Bytes and seconds from `action`, a script, to the painted map."""
    seen = page.evaluate("window.cockpit.mapState().seq")
    wire.bytes, start = 0, time.perf_counter()
    page.evaluate(action)
    page.wait_for_function(PAINTED, arg=seen)
    spent = time.perf_counter() - start
    page.wait_for_load_state("networkidle")
    return wire.bytes, spent


def picks(data: Path) -> dict[str, list[dict[str, str]]]:
    """What is clicked: a drill down and back, two metrics, two themes."""
    snapshot = Store(data).current()
    child = snapshot.tree().children(snapshot.tree().root.code)[0]
    board = next(iter(snapshot.catalogue.boards.values()))
    return {
        "drill": [{"unit": child.code}, {"unit": ""}],
        "recolour": [{"metric": board.metrics[1]}, {"metric": ""}],
        "theme": [{"theme": "dark"}, {"theme": ""}],
    }


def main() -> None:
    """Measure, print one table."""
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--data", type=Path, default=load_settings().data)
    words.add_argument("--rounds", type=int, default=5)
    chosen = words.parse_args()
    with serve(chosen.data.resolve()) as server, sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=find_chromium(), args=LAUNCH)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        wire = Wire(page)
        start = time.perf_counter()
        page.goto(server)
        page.wait_for_function("() => window.cockpit?.settled?.()", timeout=120_000)
        first = time.perf_counter() - start
        page.wait_for_load_state("networkidle")
        print(f"{'':12}{'KB sent':>10}{'median s':>10}{'worst s':>10}  goal")
        print(f"{'first':12}{wire.bytes / 1000:10.0f}{first:10.2f}{first:10.2f}")
        for name, clicks in picks(chosen.data).items():
            found = [
                timed(page, wire, f"window.cockpit.pick({json.dumps(click)})")
                for _ in range(chosen.rounds)
                for click in clicks
            ]
            most, spent = max(size for size, _ in found), [seconds for _, seconds in found]
            size, limit = GOALS[name]
            met = most <= size and statistics.median(spent) <= limit
            goal = f"{size // 1000} KB, {limit:g} s {'met' if met else 'MISSED'}"
            print(f"{name:12}{most / 1000:10.1f}{statistics.median(spent):10.2f}{max(spent):10.2f}  {goal}")
        browser.close()


if __name__ == "__main__":
    main()
