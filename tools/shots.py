"""Take a picture of every page in every theme and size into shots/, from a server started for it.

    python tools/shots.py [--lang en] [--page overview] [--out shots]

What is wrong on a page (an error in the console, a request that leaves this machine) is printed and ends with status 1.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from cockpit.catalogue import DEFAULTS, load_catalogue

ROOT = Path(__file__).resolve().parent.parent
SIZES = {"wall": (1920, 1080), "wide": (3840, 1080), "laptop": (1440, 900), "phone": (390, 844)}
THEMES = ("light", "dark")
LOCAL = re.compile(r"(https?://127\.0\.0\.1[:/]|data:|blob:|about:)")


@contextmanager
def serve() -> Iterator[str]:
    """The address of a running cockpit on a free port."""
    words = [Path(sys.executable).with_name("cockpit"), "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(  # noqa: S603 - our own words
        words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            for line in server.stdout or ():
                if found := re.search(r"https?://[\w.:-]+", line):
                    yield found[0].rstrip("/")
                    return
            raise SystemExit("The server ended before it printed its address: is there an edition? make run")
        finally:
            server.terminate()


def find_pages() -> dict[str, str]:
    """Name and path of every page, from the boards of the catalogue."""
    return {key: board.path for key, board in load_catalogue(DEFAULTS).boards.items()}


def take(page: Page, address: str, file: Path) -> None:
    """Open `address`, wait until nothing is under way, and write the picture."""
    page.goto(address, wait_until="networkidle")
    page.wait_for_function("document.fonts.status === 'loaded' && !document.querySelector('[data-dash-is-loading]')")
    page.wait_for_timeout(1500)  # the map draws tiles and labels after its data has come, and says nothing
    page.screenshot(path=file)


def main() -> int:
    """Read the words, take the pictures, tell the faults."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--lang", default="zh", choices=["zh", "en"])
    words.add_argument("--page", action="append", help="only this page; may be repeated")
    words.add_argument("--size", action="append", choices=SIZES, help="only this size; may be repeated")
    words.add_argument("--out", type=Path, default=ROOT / "shots")
    chosen = words.parse_args()
    chosen.out.mkdir(exist_ok=True)
    pages = {name: path for name, path in find_pages().items() if not chosen.page or name in chosen.page}
    faults: set[str] = set()
    chromium = os.environ.get("COCKPIT_CHROMIUM") or shutil.which("chromium")
    with serve() as server, sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for size in chosen.size or SIZES:
            width, height = SIZES[size]
            page = browser.new_page(viewport={"width": width, "height": height})
            page.on("console", lambda said: faults.add(said.text) if said.type == "error" else None)
            page.on("request", lambda asked: None if LOCAL.match(asked.url) else faults.add(f"asked for {asked.url}"))
            for name, path in pages.items():
                for theme in THEMES:
                    file = chosen.out / f"{name}-{size}-{theme}-{chosen.lang}.png"
                    take(page, f"{server}{path}?theme={theme}&lang={chosen.lang}", file)
                    print(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)
            page.close()
        browser.close()
    for fault in sorted(faults):
        print(f"fault: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
