"""A server with two workers, and readers who turn its pages over HTTP as a browser does, thinking in between."""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from cockpit import editions
from cockpit.catalogue import DEFAULTS, load_catalogue
from cockpit.snapshot.browser import LAUNCH, find_chromium
from cockpit.store import Store

# Seconds in which a server that was just started draws the first views of all boards: no reader meets it then.
STARTING = 15
COCKPIT = str(Path(sys.executable).with_name("cockpit"))
# Edition names say when they were made; an answer of one edition names no other.
_EDITION = re.compile(r"\b20\d{6}T\d{6}\w*\b")


def options(about: str | None, name: str, minutes: float, port: int) -> argparse.ArgumentParser:
    """The words of a program called `name` whose readers read for so many `minutes`."""
    words = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--data", type=Path)
    words.add_argument("--users", type=int, default=20)
    words.add_argument("--whole", action="store_true", help="ask for whole pages, not as far as a window shows")
    words.add_argument("--think", type=float, default=5.0)
    words.add_argument("--minutes", type=float, default=minutes)
    words.add_argument("--port", type=int, default=port)
    words.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / f"{name}.json")
    return words


@contextmanager
def city_in(data: Path | None) -> Iterator[Path]:
    """Where editions lie: `data`, or a demo city of size `city` made for the while."""
    with tempfile.TemporaryDirectory() as scratch:
        if data is None:
            subprocess.run([COCKPIT, "demo", "--size", "city", "--data", scratch], check=True)  # noqa: S603
        yield data or Path(scratch)


def tell(found: dict[str, object], out: Path) -> None:
    """Write and print what was found, and how busy the machine was."""
    found["load"] = os.getloadavg()
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(found, indent=1), encoding="utf-8")
    for key, value in found.items():
        print(f"{key:32s} {value}")


@contextmanager
def served(data: Path, port: int) -> Iterator[tuple[str, int, float]]:
    """`cockpit serve` with two workers: its address, its process, and the seconds until it answered."""
    began, address = time.perf_counter(), f"127.0.0.1:{port}"
    words = [COCKPIT, "serve", "--port", str(port), "--workers", "2", "--data", str(data)]
    server = subprocess.Popen(words, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://{address}/_dash-layout", timeout=30).read()
                break
            except OSError:
                time.sleep(0.05)
        yield address, server.pid, time.perf_counter() - began
    finally:
        server.terminate()
        server.wait()


def memory_of(parent: int) -> list[int]:
    """Resident megabytes of a server's workers."""
    said = subprocess.run(["/bin/ps", "-o", "rss=", "--ppid", str(parent)], capture_output=True, text=True, check=False)  # noqa: S603
    return [int(line) // 1024 for line in said.stdout.split()]


@dataclass(frozen=True)
class Page:
    """The callback that draws a board, and the positions of panels that a window of a desk asks it for (None: all)."""

    callback: dict[str, Any]
    near: list[int] | None

    def further(self) -> list[int] | None:
        """What is asked for half a window further down: the next panels."""
        if self.near is None:
            return None
        names = re.findall(r"-(?:panel|figure)-(\d+)\.", self.callback["output"])
        return sorted({*self.near, *[at for at in sorted(map(int, names)) if at not in self.near][:5]})


def pages_of(address: str, *, whole: bool) -> list[Page]:
    """Every board's page, as it is asked for by a Chromium of 1440 x 900 that opens it."""
    with urllib.request.urlopen(f"http://{address}/_dash-dependencies", timeout=30) as answer:
        callbacks: list[dict[str, Any]] = json.loads(answer.read())
    renders = {
        json.loads(one["inputs"][0]["id"])["board"]: one
        for one in callbacks
        if "foot" in one["output"] and '"asked"' in one["inputs"][0]["id"]
    }
    looked_at: dict[str, list[int]] = {} if whole else _looked_at(address)
    return [Page(callback, looked_at.get(board)) for board, callback in renders.items()]


def _looked_at(address: str) -> dict[str, list[int]]:
    """The panels each board's page asks for when it is opened."""
    found: dict[str, list[int]] = {}

    def note(request: Any) -> None:  # noqa: ANN401
        if "_dash-update" in request.url:
            for one in json.loads(request.post_data or "{}").get("inputs", []):
                if isinstance(one, dict) and isinstance(one.get("id"), dict) and one["id"].get("store") == "asked":
                    found.setdefault(one["id"]["board"], one["value"]["near"])

    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=find_chromium(), args=LAUNCH)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.on("request", note)
        for board in load_catalogue(DEFAULTS).boards.values():
            page.goto(f"http://{address}{board.path}")
            page.wait_for_function("() => window.cockpit?.settled?.()", timeout=120_000)
        browser.close()
    return found


def turn(address: str, page: Page, query: str, near: list[int] | None, seen: object = None) -> tuple[str, object]:
    """What the server answers when `page` is drawn for the address `query`, and the marks of what it then shows."""
    callback = page.callback
    outputs = [
        {"id": json.loads(part) if part.startswith("{") else part, "property": name}
        for part, _, name in (one.rpartition(".") for one in callback["output"].strip(".").split("..."))
    ]
    asked = {**callback["inputs"][0], "value": {"page": "/", "query": query, "near": near}}
    body = {
        "output": callback["output"],
        "outputs": outputs,
        "inputs": [asked],
        "state": [{**one, "value": seen} for one in callback["state"]],
        "changedPropIds": [f"{asked['id']}.data"],
        "parsedChangedPropsIds": [f"{asked['id']}.data"],
    }
    request = urllib.request.Request(
        f"http://{address}/_dash-update-component", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  made above
        text = str(answer.read(), "utf-8")
    return text, json.loads(text)["response"][callback["state"][0]["id"]]["data"]


@dataclass
class Readers:
    """Readers on one server: the milliseconds of each answer, what went wrong, and the editions that answered."""

    address: str
    data: Path
    think: float
    whole: bool = False
    stop: threading.Event = field(default_factory=threading.Event)
    opened: list[float] = field(default_factory=list)
    scrolled: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        snapshot = Store(self.data).current()
        self.pages = pages_of(self.address, whole=self.whole)
        self.units = [unit.code for unit in snapshot.tree().units if not unit.leaf and unit.depth < 3]
        self.newest = snapshot.manifest.as_of
        self.stop.wait(STARTING)

    def read(self, seed: int) -> None:
        """Turn page after page until it is enough; the first after a moment, so that not all begin at once."""
        dice = random.Random(seed)  # noqa: S311
        self.stop.wait(dice.uniform(0, self.think))
        while not self.stop.is_set():
            try:
                self.page(dice)
            except Exception as fault:  # noqa: BLE001  any failure is what this is looking for
                self.faults.append(repr(fault))
            self.pause(dice)

    def pause(self, dice: random.Random) -> None:
        """Think."""
        self.stop.wait(dice.uniform(0.5, 1.5) * self.think)

    def page(self, dice: random.Random) -> None:
        """One page of a unit drawn by lot, half the time of the newest days, as most who look do.

        One in three looks further down after a while.
        """
        unit = dice.choice([*self.units[:8], dice.choice(self.units)])
        ago = dice.choice([0, dice.randrange(30)])
        query = f"unit={unit}" + (f"&to={self.newest - timedelta(days=ago)}" if ago else "")
        page = dice.choice(self.pages)
        seen = self.timed(self.opened, page, query, page.near, None)
        if page.further() != page.near and dice.randrange(3) == 0:
            self.pause(dice)
            self.timed(self.scrolled, page, query, page.further(), seen)

    def timed(self, times: list[float], page: Page, query: str, near: list[int] | None, seen: object) -> object:
        """Ask for a page, note how long it took and what is wrong with it; the marks of what it shows."""
        began = time.perf_counter()
        answer, marks = turn(self.address, page, query, near, seen)
        times.append((time.perf_counter() - began) * 1e3)
        named = set(_EDITION.findall(answer))
        if len(named) != 1 and (named or not seen):  # what is seen already is not sent again
            self.faults.append(f"an answer of the editions {sorted(named)}")
        if "cannot be read" in answer:
            self.faults.append("a panel tells of a fault")
        self.seen |= named
        return marks

    def run(self, users: int, seconds: float, fresh: int = 0) -> dict[str, object]:
        """Let them read; meanwhile publish `fresh` editions and prune old ones."""
        threads = [threading.Thread(target=self.read, args=(seed,)) for seed in range(users)]
        for thread in threads:
            thread.start()
        pruned: list[str] = []
        for _ in range(fresh):
            self.stop.wait(seconds / (fresh + 1))
            publish_again(self.data)
            pruned += editions.prune(self.data, 2)
        self.stop.wait(seconds / (fresh + 1))
        self.stop.set()
        for thread in threads:
            thread.join()
        return {
            "pages": len(self.opened),
            "failures": len(self.faults),
            "first_failures": self.faults[:3],
            **_spread("page", self.opened),
            "scrolled": len(self.scrolled),
            **_spread("scrolled", self.scrolled),
            "editions_that_answered": len(self.seen),
            "editions_pruned": len(pruned),
            "editions_left": len(editions.list_editions(self.data)),
        }


def _spread(name: str, times: list[float]) -> dict[str, float]:
    """Median, 95th percentile and most of what was timed; nothing of nothing."""
    ordered = sorted(times)
    if not ordered:
        return {}
    found = {"median": statistics.median(ordered), "p95": ordered[int(0.95 * (len(ordered) - 1))], "most": ordered[-1]}
    return {f"{name}_{which}_ms": round(value, 1) for which, value in found.items()}


def publish_again(data: Path) -> str:
    """The edition that serves as a new one, as an import that changes nothing would publish it."""
    source = editions.folder(data) / editions.current(data)
    manifest = editions.read_manifest(data, source.name)
    staging = editions.begin(data)
    for name in manifest.files:
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).hardlink_to(source / name)
    return editions.publish(staging, data, manifest.city, manifest.span, manifest.tables)
