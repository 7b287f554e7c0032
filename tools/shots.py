"""Take a picture of every page in every theme and size into shots/, from a server started for it.

Large sizes are taken as scenes of a wall, the laptop and the phone as desks.

    python tools/shots.py [--lang en] [--page overview] [--out shots]

What is wrong on a page (an error in the console, a request that leaves this machine) is printed and ends with status 1.
"""

import argparse
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from cockpit.catalogue import DEFAULTS, load_catalogue
from cockpit.snapshot.browser import LAUNCH, find_chromium
from cockpit.snapshot.screen import READY, TWO_FRAMES

ROOT = Path(__file__).resolve().parent.parent
SIZES = {
    "wall": (1920, 1080),
    "large": (3840, 2160),
    "wide": (3840, 1080),
    "laptop": (1440, 900),
    "phone": (390, 844),
}
WALLS = ("wall", "large", "wide")
PATIENCE = 90
THEMES = ("light", "dark")
LOCAL = re.compile(r"(https?://127\.0\.0\.1[:/]|data:|blob:|about:)")


@contextmanager
def serve(data: Path | None = None) -> Iterator[str]:
    """The address of a running cockpit on a free port, on another folder of editions where one is given."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    words = [
        Path(sys.executable).with_name("cockpit"),
        "serve",
        f"--port={port}",
        *([f"--data={data}"] if data else []),
    ]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(words, cwd=ROOT) as server:  # noqa: S603 - our own words
        try:
            while server.poll() is None:
                with suppress(URLError), urlopen(address, timeout=30):
                    yield address
                    return
                time.sleep(0.1)
            raise SystemExit("The server ended: is there an edition? Say make run first.")
        finally:
            server.terminate()


def find_pages() -> dict[str, str]:
    """Name and path of every page, from the boards of the catalogue."""
    return {key: board.path for key, board in load_catalogue(DEFAULTS).boards.items()}


def take(page: Page, board: str, address: str, file: Path) -> None:
    """Open `address`, wait until everything on it has been drawn, and write the picture."""
    page.goto(address)
    patience = time.monotonic() + PATIENCE
    while not page.evaluate(READY, board):  # asked from here: the page's own policy forbids a watcher inside it
        if time.monotonic() > patience:
            raise SystemExit(f"{address} was not drawn within {PATIENCE} seconds.")
        page.wait_for_timeout(100)
    page.evaluate(TWO_FRAMES)
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
    with serve() as server, sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=find_chromium(), args=LAUNCH)
        for size in chosen.size or SIZES:
            width, height = SIZES[size]
            page = browser.new_page(viewport={"width": width, "height": height})
            page.on("console", lambda said: faults.add(said.text) if said.type == "error" else None)
            page.on("request", lambda asked: None if LOCAL.match(asked.url) else faults.add(f"asked for {asked.url}"))
            for name, path in pages.items():
                for theme in THEMES:
                    file = chosen.out / f"{name}-{size}-{theme}-{chosen.lang}.png"
                    wall = "&wall=scene" if size in WALLS else ""
                    take(page, name, f"{server}{path}?theme={theme}&lang={chosen.lang}{wall}", file)
                    print(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)
            page.close()
        browser.close()
    for fault in sorted(faults):
        print(f"fault: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
