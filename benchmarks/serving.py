"""What serving costs: memory, time to the first answer, readers at once, and editions published under them.

    .venv/bin/python benchmarks/serving.py [--data DIR] [--users 20] [--minutes 1] [--editions 5] [--port 8180]

Starts `cockpit serve` with two workers for the memory and the first answer. Then readers on one store ask for the
numbers of a board and think for half a second to one and a half before the next; meanwhile editions are published,
their files links to those that serve, and old ones pruned. Prints failures, answers that mix two editions, the median
and the 95th percentile of a board's numbers. HTTP and drawing are not in these milliseconds.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from cockpit import editions
from cockpit.access import Scope
from cockpit.measure import measure
from cockpit.selection import Selection
from cockpit.store import Store

EVERYTHING = Scope(unit=None, smallest_cell=0)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--data", type=Path)
    words.add_argument("--users", type=int, default=20)
    words.add_argument("--minutes", type=float, default=1.0)
    words.add_argument("--editions", type=int, default=5)
    words.add_argument("--port", type=int, default=8180)
    words.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "serving.json")
    chosen = words.parse_args()
    cockpit = str(Path(sys.executable).with_name("cockpit"))
    with tempfile.TemporaryDirectory() as scratch:
        data = chosen.data or Path(scratch)
        if chosen.data is None:
            subprocess.run([cockpit, "demo", "--size", "city", "--data", scratch], check=True)  # noqa: S603
        found = serve(cockpit, data, chosen.port) | read(data, chosen.users, chosen.minutes * 60, chosen.editions)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(found, indent=1), encoding="utf-8")
    for key, value in found.items():
        print(f"{key:32s} {value}")


def serve(cockpit: str, data: Path, port: int) -> dict[str, object]:
    """Seconds until a fresh server answers, and the memory of its processes."""
    began = time.perf_counter()
    words = [cockpit, "serve", "--port", str(port), "--workers", "2", "--data", str(data)]
    server = subprocess.Popen(words, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_dash-layout", timeout=30).read()
                break
            except OSError:
                time.sleep(0.05)
        first = time.perf_counter() - began
        return {"first_answer_s": round(first, 2), "workers_mb": memory_of(server.pid)}
    finally:
        server.terminate()
        server.wait()


def memory_of(parent: int) -> list[int]:
    """Resident megabytes of a server's workers."""
    said = subprocess.run(["/bin/ps", "-o", "rss=", "--ppid", str(parent)], capture_output=True, text=True, check=False)  # noqa: S603
    return [int(line) // 1024 for line in said.stdout.split()]


@dataclass
class Readers:
    """Readers with think time on one store: the milliseconds of each board, and what went wrong."""

    store: Store
    stop: threading.Event = field(default_factory=threading.Event)
    times: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def read(self, seed: int) -> None:
        """Ask for board after board until it is enough."""
        dice = random.Random(seed)  # noqa: S311
        while not self.stop.is_set():
            began = time.perf_counter()
            try:
                self.board(dice)
            except Exception as fault:  # noqa: BLE001  any failure is what this is looking for
                self.faults.append(repr(fault))
            self.times.append((time.perf_counter() - began) * 1e3)
            self.stop.wait(dice.uniform(0.5, 1.5))

    def board(self, dice: random.Random) -> None:
        """Every number of a board for a unit and a day drawn by lot, all of one edition."""
        snapshot = self.store.current()
        unit = dice.choice([unit for unit in snapshot.tree().units if not unit.leaf])
        end = snapshot.manifest.as_of - timedelta(days=dice.randrange(30))
        said = {ask(self.store, snapshot.edition, unit.code, metric, by, end) for metric, by in BOARD}
        if said != {snapshot.edition}:
            self.faults.append(f"mixed {said}")


def read(data: Path, users: int, seconds: float, fresh: int) -> dict[str, object]:
    """Readers on one store, while editions come and go."""
    readers = Readers(Store(data))
    threads = [threading.Thread(target=readers.read, args=(seed,)) for seed in range(users)]
    for thread in threads:
        thread.start()
    published = [editions.current(data)]
    for _ in range(fresh):
        readers.stop.wait(seconds / (fresh + 1))
        published.append(publish_again(data))
        editions.prune(data, 2)
    readers.stop.wait(seconds / (fresh + 1))
    readers.stop.set()
    for thread in threads:
        thread.join()
    ordered = sorted(readers.times)
    return {
        "boards": len(ordered),
        "failures": len(readers.faults),
        "first_failures": readers.faults[:3],
        "board_median_ms": round(statistics.median(ordered), 1),
        "board_p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
        "editions_published": len(published) - 1,
        "editions_left": len(editions.list_editions(data)),
    }


# The panels of a board: metric and breakdown.
BOARD = (
    ("residents", ""),
    ("inspection_coverage", ""),
    ("inspection_overdue", ""),
    ("on_time_rate", ""),
    ("events_open", ""),
    ("inspection_coverage", "kind"),
    ("inspection_coverage", "children"),
    ("events_reported", "category"),
    ("inspection_coverage", "day"),
)


def ask(store: Store, edition: str, unit: str, metric: str, by: str, end: object) -> str:
    snapshot = store.edition(edition)
    selection = Selection(unit=unit, start=None, end=end)  # type: ignore[arg-type]
    return measure(snapshot, snapshot.catalogue.metric(metric), selection, EVERYTHING, by).edition


def publish_again(data: Path) -> str:
    """The edition that serves as a new one: every file a link."""
    source = editions.folder(data) / editions.current(data)
    manifest = editions.read_manifest(data, source.name)
    staging = editions.begin(data)
    for name in manifest.files:
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, staging / name)
    return editions.publish(staging, data, manifest.city, manifest.span, manifest.tables)


if __name__ == "__main__":
    main()
