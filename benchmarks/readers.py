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

from cockpit import editions
from cockpit.store import Store

COCKPIT = str(Path(sys.executable).with_name("cockpit"))
# Edition names say when they were made; an answer of one edition names no other.
_EDITION = re.compile(r"\b20\d{6}T\d{6}\w*\b")


def options(about: str | None, name: str, minutes: float, port: int) -> argparse.ArgumentParser:
    """The words of a program called `name` whose readers read for so many `minutes`."""
    words = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--data", type=Path)
    words.add_argument("--users", type=int, default=20)
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


def renders_of(address: str) -> list[dict[str, Any]]:
    """The callbacks that draw a whole page."""
    found: list[dict[str, Any]] = json.loads(
        urllib.request.urlopen(f"http://{address}/_dash-dependencies", timeout=30).read()
    )
    return [
        one for one in found if one["inputs"] == [{"id": "selection", "property": "data"}] and "foot" in one["output"]
    ]


def turn(address: str, callback: dict[str, Any], query: str) -> str:
    """What the server answers when `callback` draws its page for the address `query`."""
    outputs = [
        {"id": json.loads(part) if part.startswith("{") else part, "property": name}
        for part, _, name in (one.rpartition(".") for one in callback["output"].strip(".").split("..."))
    ]
    body = {
        "output": callback["output"],
        "outputs": outputs,
        "inputs": [{"id": "selection", "property": "data", "value": {"page": "/", "query": query}}],
        "state": [{**one, "value": None} for one in callback["state"]],
        "changedPropIds": ["selection.data"],
        "parsedChangedPropsIds": ["selection.data"],
    }
    request = urllib.request.Request(
        f"http://{address}/_dash-update-component", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  made above
        return str(answer.read(), "utf-8")


@dataclass
class Readers:
    """Readers on one server: the milliseconds of each page, what went wrong, and the editions that answered."""

    address: str
    data: Path
    think: float
    stop: threading.Event = field(default_factory=threading.Event)
    times: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        snapshot = Store(self.data).current()
        self.renders = renders_of(self.address)
        self.units = [unit.code for unit in snapshot.tree().units if not unit.leaf and unit.depth < 3]
        self.newest = snapshot.manifest.as_of

    def read(self, seed: int) -> None:
        """Turn page after page until it is enough; the first after a moment, so that not all begin at once."""
        dice = random.Random(seed)  # noqa: S311
        self.stop.wait(dice.uniform(0, self.think))
        while not self.stop.is_set():
            began = time.perf_counter()
            try:
                self.page(dice)
            except Exception as fault:  # noqa: BLE001  any failure is what this is looking for
                self.faults.append(repr(fault))
            self.times.append((time.perf_counter() - began) * 1e3)
            self.stop.wait(dice.uniform(0.5, 1.5) * self.think)

    def page(self, dice: random.Random) -> None:
        """One page of a unit drawn by lot, half the time of the newest days, as most who look do."""
        unit = dice.choice([*self.units[:8], dice.choice(self.units)])
        ago = dice.choice([0, dice.randrange(30)])
        end = self.newest - timedelta(days=ago)
        answer = turn(self.address, dice.choice(self.renders), f"unit={unit}" + (f"&to={end}" if ago else ""))
        named = set(_EDITION.findall(answer))
        if len(named) != 1:
            self.faults.append(f"an answer of the editions {sorted(named)}")
        if "cannot be read" in answer:
            self.faults.append("a panel tells of a fault")
        self.seen |= named

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
        ordered = sorted(self.times)
        return {
            "pages": len(ordered),
            "failures": len(self.faults),
            "first_failures": self.faults[:3],
            "page_median_ms": round(statistics.median(ordered), 1),
            "page_p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
            "page_most_ms": round(ordered[-1], 1),
            "editions_that_answered": len(self.seen),
            "editions_pruned": len(pruned),
            "editions_left": len(editions.list_editions(self.data)),
        }


def publish_again(data: Path) -> str:
    """The edition that serves as a new one, as an import that changes nothing would publish it."""
    source = editions.folder(data) / editions.current(data)
    manifest = editions.read_manifest(data, source.name)
    staging = editions.begin(data)
    for name in manifest.files:
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).hardlink_to(source / name)
    return editions.publish(staging, data, manifest.city, manifest.span, manifest.tables)
