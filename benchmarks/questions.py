"""What a question costs: the store, plain DuckDB over the same Parquet, and pandas, side by side in one run.

    .venv/bin/python benchmarks/questions.py [--data DIR ... | --sizes small,city] [--repeats 15]
        [--without-pandas] [--without-plain]

Asks what the pages ask, of units and days drawn by lot, one client, answers not remembered: every lot of a question
once, when most of what it reads must be fetched from the file, and once more, warm. Prints the median of the first
round, median and 95th percentile of the warm one in milliseconds for each question and way of narrowing, the processor
time of all threads, and how many times as long the others take; where they say something else than the store, the run
fails. Without --data a demo city is made first for each of --sizes, which takes some minutes. Several give the curve of
growth: bytes, memory and milliseconds of each. Memory is the process's own at most, before the others are asked.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from rivals import QUESTIONS as OTHERS
from rivals import Case, Frames, Plain, measured

from cockpit import editions
from cockpit.access import Scope
from cockpit.catalogue import Panel
from cockpit.measure import Measurement, measure
from cockpit.reading import View, look, read_panel
from cockpit.recall import Recall, bytes_of
from cockpit.selection import Selection
from cockpit.store import Snapshot, Store

EVERYTHING = Scope(unit=None, smallest_cell=0)
WAYS = ("plain", "category", "group", "channel", "both")
DWELLING_WAYS = ("plain", "kind")

# question: metric, by, levels of the units it is asked of, days, ways
QUESTIONS: dict[str, tuple[str, str, tuple[int, ...], int, tuple[str, ...]]] = {
    "tile, 30 days and those before": ("on_time_rate", "", (0, 1, 2, 3, 4), 30, WAYS),
    "tile, a year": ("on_time_rate", "", (0, 1, 2, 3, 4), 365, WAYS),
    "children ranked, 30 days": ("rework_rate", "children", (0, 1, 2, 3), 30, WAYS),
    "children ranked, a year": ("rework_rate", "children", (0, 1, 2, 3), 365, WAYS),
    "all grids, 30 days": ("events_reported", "grid", (0,), 30, WAYS),
    "all grids, a year": ("events_reported", "grid", (0,), 365, WAYS),
    "all grids, open": ("events_open", "grid", (0,), 30, WAYS),
    "daily trend of a year": ("events_closed", "day", (0, 1, 2, 3, 4), 365, WAYS),
    "categories, 30 days": ("events_reported", "category", (0, 1, 2, 3), 30, ("plain", "channel")),
    "categories, a year": ("events_reported", "category", (0, 1, 2, 3), 365, ("plain", "channel")),
    "departments of a town": ("events_reported", "department", (2,), 30, WAYS),
    "coverage, a tile": ("inspection_coverage", "", (0, 1, 2, 3, 4), 30, DWELLING_WAYS),
    "coverage of children": ("inspection_coverage", "children", (0, 1, 2, 3), 30, DWELLING_WAYS),
    "coverage of all grids": ("inspection_coverage", "grid", (0,), 30, DWELLING_WAYS),
    "coverage, daily for a year": ("inspection_coverage", "day", (0, 1, 2, 3, 4), 365, DWELLING_WAYS),
    "funnel, 30 days": ("events_reported", "stage", (0, 1, 2, 3), 30, WAYS),
    "median handling time, 30 days": ("handling_hours_median", "", (0, 1, 2, 3), 30, ("plain", "category")),
}

# What a panel asks in several questions: board, kind of panel, levels, days, ways
PANELS: dict[str, tuple[str, str, tuple[int, ...], int, tuple[str, ...]]] = {
    "departments by towns": ("events", "matrix", (0, 1), 30, ("plain", "channel")),
    "overdue list of any day": ("inspection", "overdue", (0, 1, 2, 3), 30, DWELLING_WAYS),
}


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--data", type=Path, action="append", help="where editions lie; several make a curve")
    words.add_argument("--sizes", default="city", help="demo cities to make without --data: small,city,half,mega")
    words.add_argument("--repeats", type=int, default=15)
    words.add_argument("--without-pandas", action="store_true")
    words.add_argument("--without-plain", action="store_true")
    words.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "questions.json")
    chosen = words.parse_args()
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        for data in chosen.data or [made(size, Path(scratch) / size) for size in chosen.sizes.split(",")]:
            found.append(bench(data, chosen.repeats, plain=not chosen.without_plain, frames=not chosen.without_pandas))
            show(found[-1])
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")
    grown(found)


def made(size: str, data: Path) -> Path:
    """A demo city of that size in `data`."""
    subprocess.run([Path(sys.executable).with_name("cockpit"), "demo", "--size", size, "--data", data], check=True)  # noqa: S603
    return data


def bench(data: Path, repeats: int, *, plain: bool, frames: bool) -> dict[str, Any]:
    """Every question of the store; then the same of the others, and whether they say the same."""
    name = editions.current(data)
    began = time.perf_counter()
    store = Store(data)
    snapshot = store.current()
    opened = time.perf_counter() - began
    snapshot._recall = Recall(bytes_of, 0)  # noqa: SLF001  every question is to be answered, none remembered
    first = clock(partial(ask, snapshot, "on_time_rate", "", draw(snapshot, lots("first"), (0,), 30, "plain")))
    rows, drawn = [], []
    for question, (metric, by, levels, days, ways) in QUESTIONS.items():
        for way in ways:
            dice = lots(f"{question} {way}")
            cases = [draw(snapshot, dice, levels, days, way) for _ in range(repeats)]
            tables = ask(snapshot, metric, by, cases[0]).tables
            rows.append(
                {"question": question, "way": way, "tables": tables}
                | rounds([partial(ask, snapshot, metric, by, case) for case in cases])
            )
            drawn.append(cases[:5])
            print(line(rows[-1]), flush=True)
    panels = bench_panels(store, repeats)
    rows += panels
    drawn += [[] for _ in panels]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    for said, other in (("duckdb", Plain if plain else None), ("pandas", Frames if frames else None)):
        if other is not None:
            compare(snapshot, said, other(snapshot), rows, drawn)
    size = {path: record.bytes for path, record in editions.read_manifest(data, name).files.items()}
    return {
        "edition": name,
        "cube_bytes": size["cube.duckdb"],
        "extract_bytes": sum(n for path, n in size.items() if path.startswith("extracts/")),
        "tables": snapshot.manifest.tables,
        "units": sum(len(tree.units) for tree in snapshot.trees.values()),
        "open_ms": round(opened * 1e3, 1),
        "first_ms": round(first, 1),
        "memory_mb": round(memory),
        "load": os.getloadavg(),
        "questions": rows,
    }


def bench_panels(store: Store, repeats: int) -> list[dict[str, Any]]:
    """Every panel that asks several questions."""
    rows = []
    for question, (board, kind, levels, days, ways) in PANELS.items():
        for way in ways:
            views = [panel_view(store, board, levels, days, way, f"{question} {turn}") for turn in range(repeats)]
            panel = next(panel for panel in store.current().catalogue.boards[board].panels if panel.kind == kind)
            row = {"question": question, "way": way, "tables": ()}
            rows.append(row | rounds([partial(read_anew, view, panel) for view in views]))
            print(line(rows[-1]), flush=True)
    return rows


def compare(
    snapshot: Snapshot, said: str, other: Plain | Frames, rows: list[dict[str, Any]], drawn: list[list[Case]]
) -> None:
    """Put the times of another way of asking beside the store's.

    Raises:
        AssertionError: it says something else.
    """
    for row, cases in zip(rows, drawn, strict=True):
        question = row["question"]
        if question in OTHERS:
            row.update(summed(said, [clock(partial(other.ask, question, case)) for case in cases]))
            metric, by, *_ = QUESTIONS[question]
            for case in cases[:2]:
                mine = measured(question, list(ask(snapshot, metric, by, case).rows()))
                assert other.ask(question, case) == mine, (said, question, row["way"], case)
            print(line(row), flush=True)


def lots(seed: str) -> random.Random:
    """Lots that fall the same way every time."""
    return random.Random(seed)  # noqa: S311


def draw(snapshot: Snapshot, dice: random.Random, levels: tuple[int, ...], days: int, way: str) -> Case:
    """A unit of one of the levels (counted from the top), a period, a narrowing."""
    tree = snapshot.tree()
    level = tree.levels[min(dice.choice(levels), len(tree.levels) - 1)]
    unit = dice.choice([unit for unit in tree.units if unit.level == level])
    end = snapshot.manifest.as_of - timedelta(days=dice.randrange(0, 60 if days < 100 else 20))
    values = snapshot.values
    where = {}
    if way in {"category", "both"}:
        where["category"] = dice.choice(values["category"])
    if way == "group":
        where["category_group"] = dice.choice(values["category_group"])
    if way in {"channel", "both"}:
        where["channel"] = dice.choice(values["channel"])
    if way == "kind":
        where["kind"] = dice.choice(values["kind"])
    return unit, end - timedelta(days=days - 1), end, where


def panel_view(store: Store, board: str, levels: tuple[int, ...], days: int, way: str, seed: str) -> View:
    """The view of a board by lot, as of any of the newest days."""
    snapshot = store.current()
    unit, start, end, where = draw(snapshot, lots(f"{seed} {way}"), levels, days, way)
    narrowed = tuple((key, (value,)) for key, value in where.items())
    selection = Selection(unit=unit.code, start=start, end=end, where=narrowed)
    return look(store, EVERYTHING, snapshot.catalogue.boards[board], selection)


def read_anew(view: View, panel: Panel) -> None:
    """Read a panel as the first reader does: what it asks twice itself is answered once."""
    view.snapshot._recall = Recall(bytes_of)  # noqa: SLF001
    read_panel(replace(view, _asked={}), panel)


def ask(snapshot: Snapshot, metric: str, by: str, case: Case) -> Measurement:
    unit, start, end, where = case
    narrowed = tuple((key, (value,)) for key, value in where.items())
    selection = Selection(unit=unit.code, start=start, end=end, where=narrowed)
    return measure(snapshot, snapshot.catalogue.metric(metric), selection, EVERYTHING, by)


def clock(work: Callable[[], object]) -> float:
    gc.disable()
    began = time.perf_counter()
    work()
    gone = (time.perf_counter() - began) * 1e3
    gc.enable()
    return gone


def rounds(asks: list[Callable[[], object]]) -> dict[str, float]:
    """Every question asked once, then all once more, warm: both rounds' times, and the warm one's processor time."""
    first = summed("first", [clock(work) for work in asks])
    busy = time.process_time()
    warm = summed("store", [clock(work) for work in asks])
    return first | warm | {"store_cpu": round((time.process_time() - busy) * 1e3 / len(asks), 2)}


def summed(said: str, times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        f"{said}_median": round(statistics.median(times), 2),
        f"{said}_p95": round(ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))], 2),
        f"{said}_least": round(ordered[0], 2),
    }


def line(row: dict[str, Any]) -> str:
    ratios = "".join(
        f" {said} {row[f'{said}_median']:9.1f} ({row[f'{said}_median'] / row['store_median']:5.0f}x)"
        for said in ("duckdb", "pandas")
        if f"{said}_median" in row
    )
    kind = "+".join(dict.fromkeys(table.split("_")[0] for table in row["tables"]))
    return (
        f"{row['question']:32s} {row['way']:9s} {row['first_median']:7.1f} {row['store_median']:7.1f} "
        f"{row['store_p95']:7.1f} "
        f"{row['store_cpu']:7.1f}  {kind:16s}{ratios}"
    )


def show(found: dict[str, Any]) -> None:
    rows = found["questions"]
    size, opened = found["cube_bytes"] / 1e6, found["open_ms"]
    print(f"\ncube {size:.0f} MB, opened in {opened} ms, first answer {found['first_ms']} ms, ", end="")
    print(f"memory {found['memory_mb']} MB")
    print(f"asked first: medians above 50 ms {sum(row['first_median'] > 50 for row in rows)}, ", end="")
    print(f"95th percentiles above 100 ms {sum(row['first_p95'] > 100 for row in rows)}; warm: ", end="")
    print(f"medians above 50 ms: {sum(row['store_median'] > 50 for row in rows)} of {len(rows)}, ", end="")
    print(f"95th percentiles above 100 ms: {sum(row['store_p95'] > 100 for row in rows)}; load {found['load']}")


def grown(found: list[dict[str, Any]]) -> None:
    """The curve of growth: a line for each edition, smallest first."""
    print("\n   events   extracts       cube  opened   first  memory  median of medians  slowest median (ms)")
    for one in sorted(found, key=lambda one: one["cube_bytes"]):
        medians = [row["store_median"] for row in one["questions"]]
        extracts, cube = one["extract_bytes"] / 1e6, one["cube_bytes"] / 1e6
        print(
            f"{one['tables'].get('events', 0):9,} {extracts:7.0f} MB {cube:7.0f} MB "
            f"{one['open_ms']:7.0f} {one['first_ms']:7.1f} {one['memory_mb']:4.0f} MB "
            f"{statistics.median(medians):18.1f} {max(medians):15.1f}"
        )


if __name__ == "__main__":
    main()
