"""What a filter costs that no ledger holds: rows of events counted when they are asked for, at megacity scale.

    .venv/bin/python benchmarks/rowwise.py [--data DIR] [--rows 20000000] [--repeats 7]

Takes an edition (without --data a small demo city is made), repeats each of its event rows until there are as many as
in a year of a megacity, in the order in which the cube keeps them, and asks the store's own questions of them: narrowed
by each mark, over a month and over a year, as a tile, by child and by category, for the city and for a town. Prints the
median and the slowest in milliseconds. The other tables of the edition stay as they are: these questions do not read
them. The numbers that come out are those of the small city, times the repetition.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
from questions import EVERYTHING, clock

from cockpit import editions
from cockpit.contract import ROW_FILTERS
from cockpit.measure import measure
from cockpit.recall import Recall, bytes_of
from cockpit.selection import Selection
from cockpit.store import Snapshot

METRICS = ("events_reported", "on_time_rate", "handling_hours_median")
BREAKDOWNS = ("", "children", "category")
DAYS = (30, 365)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--data", type=Path)
    words.add_argument("--rows", type=int, default=20_000_000)
    words.add_argument("--repeats", type=int, default=7)
    words.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "rowwise.json")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        source = chosen.data or Path(scratch) / "demo"
        if chosen.data is None:
            subprocess.run([Path(sys.executable).with_name("cockpit"), "demo", "--data", source], check=True)  # noqa: S603
        data = Path(scratch) / "large"
        rows = enlarge(source, data, chosen.rows)
        found = {"rows": rows, "load": os.getloadavg(), "questions": bench(data, chosen.repeats)}
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(found, indent=1), encoding="utf-8")
    slowest = max(found["questions"], key=lambda row: row["median"])
    above = sum(row["median"] > 500 for row in found["questions"])
    print(f"\n{rows:,} rows; medians above 500 ms: {above} of {len(found['questions'])}; slowest: {slowest}")


def enlarge(source: Path, data: Path, rows: int) -> int:
    """Copy the current edition of `source` to `data` with its event rows repeated to about `rows`. Returns how many."""
    name = editions.current(source)
    shutil.copytree(editions.folder(source) / name, editions.folder(data) / name)
    (data / "CURRENT").write_text(name, encoding="utf-8")
    connection = duckdb.connect(str(editions.folder(data) / name / "cube.duckdb"))
    connection.execute("SET preserve_insertion_order = true")
    [(there, grids)] = connection.execute("SELECT count(*), max(g) + 1 FROM events_rows_kept").fetchall()
    times = max(rows // there, 1)
    stretch = max(-(-grids // 8), 1)
    connection.execute("ALTER TABLE events_rows_kept RENAME TO few")
    connection.execute("CREATE TABLE events_rows_kept AS FROM few LIMIT 0")
    connection.execute(
        "INSERT INTO events_rows_kept SELECT * EXCLUDE (copy) FROM (SELECT *, unnest(range(?)) AS copy FROM ("
        f"FROM few ORDER BY g // {stretch}, year(reported_at), month(reported_at), g, reported_at, event_id_no))",
        [times],
    )
    connection.execute("DROP TABLE few")
    connection.close()
    return int(there * times)


def bench(data: Path, repeats: int) -> list[dict[str, Any]]:
    snapshot = Snapshot(data, editions.current(data))
    snapshot._recall = Recall(bytes_of, 0)  # noqa: SLF001  every question is to be answered, none remembered
    tree = snapshot.tree()
    places = {"city": tree.units[0].code, "town": next(unit.code for unit in tree.units if unit.depth == 2)}
    end = snapshot.manifest.as_of
    found = []
    for mark in ROW_FILTERS["events"]:
        for place, unit in places.items():
            for days in DAYS:
                start = end - timedelta(days=days - 1)
                selection = Selection(unit=unit, start=start, end=end, where=((mark, ("yes",)),))
                for metric in METRICS:
                    for by in BREAKDOWNS:
                        found.append(asked(snapshot, selection, metric, by, repeats) | {"place": place, "days": days})
                        print(found[-1], flush=True)
    return found


def asked(snapshot: Snapshot, selection: Selection, metric: str, by: str, repeats: int) -> dict[str, Any]:
    """One question's milliseconds; the first is not counted."""
    times = [
        clock(lambda: measure(snapshot, snapshot.catalogue.metric(metric), selection, EVERYTHING, by))
        for _ in range(repeats + 1)
    ][1:]
    mark = selection.where[0][0]
    return {
        "mark": mark,
        "metric": metric,
        "by": by or "tile",
        "median": round(statistics.median(times), 1),
        "most": round(max(times), 1),
    }


if __name__ == "__main__":
    main()
