"""Let a wall go round 500 times at great speed, through new editions and a touch now and then, and see it not grow.

    python -m tools.soak [--turns 500] [--every 25] [--wall city]

Memory is compared between an early round, when every scene has been loaded, and the last: heap after a collection,
nodes and listeners of the page, WebGL contexts alive, and frames. What has grown beyond its bound ends with status 1.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from cockpit import editions
from cockpit.settings import load_settings
from cockpit.snapshot.browser import LAUNCH, find_chromium
from tools.shots import serve

PACE = 40
PATIENCE = 900
# How much of each may be at the end, of what was there after the first editions.
BOUNDS = {"heap": 1.35, "nodes": 1.3, "listeners": 1.3, "contexts": 1.0, "frames": 1.0}
SLACK = {"heap": 8e6, "nodes": 2000, "listeners": 500, "contexts": 2, "frames": 1}
WATCH = """(() => {
  const make = HTMLCanvasElement.prototype.getContext;
  const kept = (window.top.contexts = window.top.contexts || []);
  HTMLCanvasElement.prototype.getContext = function (kind, ...words) {
    const found = make.call(this, kind, ...words);
    const known = !found || !kind.startsWith('webgl') || kept.some(one => one.deref() === found);
    if (!known) kept.push(new window.top.WeakRef(found)); // the top's own: a frame's would keep the frame
    return found;
  };
})()"""
ALIVE = """() => (window.contexts || []).filter(one => {
  const found = one.deref();
  return found && !found.isContextLost();
}).length"""


def copy_edition(data: Path) -> tuple[Path, list[str]]:
    """A data folder of two editions that differ in their names alone."""
    first = editions.current(data)
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    names = [first, f"{first}-02"]
    for name in names:
        shutil.copytree(editions.folder(data) / first, editions.folder(folder) / name)
        manifest = editions.folder(folder) / name / editions.MANIFEST
        told = json.loads(manifest.read_text(encoding="utf-8"))
        manifest.write_text(json.dumps({**told, "edition": name}), encoding="utf-8")
    editions.use(folder, first)
    return folder, names


def weigh(page: Page, session: CDPSession) -> dict[str, float]:
    """What the page holds after a collection."""
    session.send("HeapProfiler.collectGarbage")
    told = {row["name"]: row["value"] for row in session.send("Performance.getMetrics")["metrics"]}
    return {
        "heap": told["JSHeapUsedSize"],
        "nodes": told["Nodes"],
        "listeners": told["JSEventListeners"],
        "contexts": page.evaluate(ALIVE),
        "frames": page.evaluate("document.querySelectorAll('iframe').length"),
    }


def until(page: Page, script: str, what: str) -> None:
    """Wait until `script` is true, asking from here."""
    patience = time.monotonic() + PATIENCE
    while not page.evaluate(script):
        if time.monotonic() > patience:
            raise SystemExit(f"The wall stopped: {what}.")
        page.wait_for_timeout(50)


def soak(page: Page, data: Path, names: list[str], turns: int, every: int) -> tuple[dict[str, float], dict[str, float]]:
    """Turn the wall; what it weighed after the second edition, and at the end."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    until(page, "window.wall && window.wall.scenes.every(scene => scene.frame)", "not every scene came")
    page.evaluate("window.wall.state.born = Infinity")  # it would reload itself after some hours, and be young again
    early = weigh(page, session)
    for served, turn in enumerate(range(every, turns + 1, every), 1):
        until(page, f"window.wall.state.turns >= {turn}", f"at turn {turn}")
        editions.use(data, names[served % 2])
        here = f"window.wall.scenes.every(scene => scene.edition === {names[served % 2]!r})"
        until(page, here, f"edition {names[served % 2]} did not come to every scene")
        page.wait_for_timeout(2000)  # frames are dropped a while after they went
        now = weigh(page, session)
        if served == 2:
            early = now
        print(f"turn {turn}: " + ", ".join(f"{name} {value:,.0f}" for name, value in now.items()), flush=True)
    return early, weigh(page, session)


def main() -> int:
    """Read the words, soak, tell what grew."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--turns", type=int, default=500)
    words.add_argument("--every", type=int, default=25, help="turns between two editions")
    words.add_argument("--wall", default="city")
    chosen = words.parse_args()
    data, names = copy_edition(load_settings().data)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, data, ignore_errors=True)
        server = stack.enter_context(serve(data))
        browsers = stack.enter_context(sync_playwright())
        browser = browsers.chromium.launch(executable_path=find_chromium(), args=LAUNCH)
        stack.callback(browser.close)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.add_init_script(WATCH)
        page.goto(f"{server}/?wall={chosen.wall}&pace={PACE}")
        early, late = soak(page, data, names, chosen.turns, chosen.every)
    grown = [name for name in BOUNDS if late[name] > early[name] * BOUNDS[name] + SLACK[name]]
    for name in BOUNDS:
        print(f"{name:10} {early[name]:>14,.0f} -> {late[name]:>14,.0f}{'  GREW' if name in grown else ''}")
    for fault in sorted(set(faults)):
        print(f"fault: {fault}", file=sys.stderr)
    return 1 if grown or faults else 0


if __name__ == "__main__":
    sys.exit(main())
