"""What a question costs: the store, plain DuckDB over the same Parquet, and pandas, side by side in one run.

    .venv/bin/python benchmarks/questions.py [--data DIR] [--repeats 15] [--without-pandas] [--without-plain]

Asks what the pages ask, of units and days drawn by lot, warm, one client, answers not remembered. Prints median and
95th percentile in milliseconds for each question and way of narrowing, the processor time of all threads, and how many
times as long the others take. Without --data a demo city of size `city` is made first, which takes some minutes. A run
for each size, with --out, gives the curve of growth: the bytes of the cube stand beside the milliseconds.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from cockpit import editions
from cockpit.access import Scope
from cockpit.measure import measure
from cockpit.recall import Recall
from cockpit.selection import Selection
from cockpit.store import Snapshot, Unit

EVERYTHING = Scope(unit=None, smallest_cell=0)
WAYS = ("plain", "category", "group", "channel", "both")
DWELLING_WAYS = ("plain", "kind")
Case = tuple[Unit, date, date, dict[str, str]]

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
    "median handling time, 30 days": ("handling_hours_median", "", (0, 1, 2, 3), 30, ("plain", "category")),
}
# The same count by other means, for the questions that can be put in one line of SQL.
PLAIN = {
    "tile, 30 days and those before": "SELECT count(*), count(*) FILTER (closed_at <= due_at) FROM {e} WHERE {due}",
    "children ranked, 30 days": (
        "SELECT {below}, count(*), count(*) FILTER (returns > 0) FROM {e} WHERE {closed} GROUP BY 1"
    ),
    "all grids, 30 days": "SELECT grid, count(*) FROM {e} WHERE {reported} GROUP BY 1",
    "all grids, a year": "SELECT grid, count(*) FROM {e} WHERE {reported} GROUP BY 1",
    "daily trend of a year": "SELECT CAST(closed_at AS DATE), count(*) FROM {e} WHERE {closed} GROUP BY 1",
    "categories, a year": "SELECT category, count(*) FROM {e} WHERE {reported} GROUP BY 1",
    "coverage, a tile": (
        "SELECT count(*), count(v.dwelling_id) FROM {d} LEFT JOIN (SELECT DISTINCT dwelling_id FROM {i} "
        "WHERE inspected_at > DATE '{end}' - 30 AND inspected_at < DATE '{end}' + 1) AS v USING (dwelling_id) "
        "WHERE {valid}"
    ),
}


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--data", type=Path)
    words.add_argument("--repeats", type=int, default=15)
    words.add_argument("--without-pandas", action="store_true")
    words.add_argument("--without-plain", action="store_true")
    words.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "questions.json")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = chosen.data or Path(scratch)
        if chosen.data is None:
            subprocess.run(  # noqa: S603
                [Path(sys.executable).with_name("cockpit"), "demo", "--size", "city", "--data", scratch], check=True
            )
        found = bench(data, chosen.repeats, plain=not chosen.without_plain, frames=not chosen.without_pandas)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")
    show(found)


def bench(data: Path, repeats: int, *, plain: bool, frames: bool) -> dict[str, Any]:
    name = editions.current(data)
    began = time.perf_counter()
    snapshot = Snapshot(data, name)
    opened = time.perf_counter() - began
    snapshot._recall = Recall(0)  # noqa: SLF001  every question is to be answered, none remembered
    first = clock(partial(ask, snapshot, "on_time_rate", "", draw(snapshot, lots("first"), (0,), 30, "plain")))
    rows = []
    others = (Plain(snapshot) if plain else None, Frames(snapshot) if frames else None)
    for question, (metric, by, levels, days, ways) in QUESTIONS.items():
        for way in ways:
            dice = lots(f"{question} {way}")
            cases = [draw(snapshot, dice, levels, days, way) for _ in range(repeats)]
            ask(snapshot, metric, by, cases[0])
            tables = ask(snapshot, metric, by, cases[0])
            row: dict[str, Any] = {"question": question, "way": way, "tables": tables}
            busy = time.process_time()
            row |= summed("store", [clock(partial(ask, snapshot, metric, by, case)) for case in cases])
            row["store_cpu"] = round((time.process_time() - busy) * 1e3 / len(cases), 2)
            for other, said in zip(others, ("duckdb", "pandas"), strict=True):
                if other is not None and question in PLAIN:
                    times = [clock(partial(other.ask, question, case)) for case in cases[:5]]
                    row |= summed(said, times)
            rows.append(row)
            print(line(row), flush=True)
    size = {path: record.bytes for path, record in snapshot.manifest.files.items()}
    return {
        "edition": name,
        "cube_bytes": size["cube.duckdb"],
        "tables": snapshot.manifest.tables,
        "units": sum(len(tree.units) for tree in snapshot.trees.values()),
        "open_ms": round(opened * 1e3, 1),
        "first_ms": round(first, 1),
        "load": os.getloadavg(),
        "questions": rows,
    }


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


def ask(snapshot: Snapshot, metric: str, by: str, case: Case) -> list[str]:
    unit, start, end, where = case
    narrowed = tuple((key, (value,)) for key, value in where.items())
    selection = Selection(unit=unit.code, start=start, end=end, where=narrowed)
    return list(measure(snapshot, snapshot.catalogue.metric(metric), selection, EVERYTHING, by).tables)


class Plain:
    """DuckDB over the edition's Parquet, as whoever has no cube would ask."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.connection = duckdb.connect()
        extracts = snapshot.path / "extracts"
        self.connection.register("ancestors", ancestors(snapshot))
        for table in ("events", "inspections", "dwellings"):
            self.connection.execute(f"CREATE VIEW {table} AS FROM read_parquet('{extracts / table}.parquet')")

    def ask(self, question: str, case: Case) -> None:
        """Answer one question and forget the answer."""
        self.connection.execute(statement(self.snapshot, question, case)).fetchall()


class Frames:
    """pandas, with everything it needs in memory; what that takes is part of the answer."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        extracts = snapshot.path / "extracts"
        columns = ["grid", "category", "channel", "reported_at", "closed_at", "due_at", "returns"]
        self.events = pd.read_parquet(extracts / "events.parquet", columns=columns)
        up = ancestors(snapshot)
        self.events = self.events.merge(up, left_on="grid", right_on="code").drop(columns="code")
        groups = {key: category.group for key, category in snapshot.catalogue.categories.items()}
        self.events["category_group"] = self.events["category"].map(groups).fillna("")
        for name in ("grid", "category", "channel", "category_group", *up.columns.drop("code")):
            self.events[name] = self.events[name].astype("category")

    def ask(self, question: str, case: Case) -> None:
        """Answer one question and forget the answer; coverage is not asked of pandas."""
        unit, start, end, where = case
        if question.startswith("coverage"):
            return
        day = {"tile": "due_at", "children": "closed_at", "daily": "closed_at"}.get(
            question.split(maxsplit=1)[0].strip(","), "reported_at"
        )
        frame = self.events
        mask = (frame[day] >= pd.Timestamp(start)) & (frame[day] < pd.Timestamp(end + timedelta(days=1)))
        mask &= frame[f"l{unit.depth}"] == unit.code
        for key, value in where.items():
            mask &= frame[key] == value
        found = frame[mask]
        if question.startswith("tile"):
            (found["closed_at"] <= found["due_at"]).sum()
        elif question.startswith("children"):
            found.groupby(f"l{min(unit.depth + 1, 4)}", observed=True)["returns"].agg(["size", lambda x: (x > 0).sum()])
        elif question.startswith("daily"):
            found.groupby(found["closed_at"].dt.date).size()
        else:
            found.groupby("grid" if "grids" in question else "category", observed=True).size()


def ancestors(snapshot: Snapshot) -> pd.DataFrame:
    """Code of each base grid, and l0, l1 ...: the codes of the units above it."""
    tree = snapshot.tree()
    return pd.DataFrame(
        {"code": unit.code, **{f"l{up.depth}": up.code for up in tree.ancestors(unit.code)}}
        for unit in tree.units
        if unit.leaf
    )


def statement(snapshot: Snapshot, question: str, case: Case) -> str:
    """The question as SQL over the extracts; words of the benchmark's own edition only."""
    unit, start, end, where = case
    groups = ", ".join(f"('{key}', '{item.group}')" for key, item in snapshot.catalogue.categories.items())
    narrowed = "".join(f" AND coalesce({key}, '') = '{value}'" for key, value in where.items())
    within = f" AND l{unit.depth} = '{unit.code}'{narrowed}"
    days = {
        said: f"{said}_at >= DATE '{start}' AND {said}_at < DATE '{end}' + 1{within}"
        for said in ("reported", "closed", "due")
    }
    events = "events JOIN ancestors ON code = grid"
    if "category_group" in where:
        events += f" LEFT JOIN (VALUES {groups}) AS c(category, category_group) USING (category)"
    valid = f"(to_date IS NULL OR to_date >= DATE '{end}'){within}"
    return PLAIN[question].format(
        e=events,
        d="dwellings JOIN ancestors ON code = grid",
        i="inspections",
        end=end,
        valid=valid,
        below=f"l{min(unit.depth + 1, len(snapshot.tree().levels) - 1)}",
        **days,
    )


def clock(work: Callable[[], object]) -> float:
    gc.disable()
    began = time.perf_counter()
    work()
    gone = (time.perf_counter() - began) * 1e3
    gc.enable()
    return gone


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
        f"{row['question']:32s} {row['way']:9s} {row['store_median']:7.1f} {row['store_p95']:7.1f} "
        f"{row['store_cpu']:7.1f}  {kind:16s}{ratios}"
    )


def show(found: dict[str, Any]) -> None:
    rows = found["questions"]
    size, opened = found["cube_bytes"] / 1e6, found["open_ms"]
    print(f"\ncube {size:.0f} MB, opened in {opened} ms, first answer {found['first_ms']} ms")
    print(f"medians above 50 ms: {sum(row['store_median'] > 50 for row in rows)} of {len(rows)}, ", end="")
    print(f"95th percentiles above 100 ms: {sum(row['store_p95'] > 100 for row in rows)}; load {found['load']}")


if __name__ == "__main__":
    main()
