"""How fast an operator's files become extracts: ten million inspections as CSV, a million points among 20,000 grids.

    .venv/bin/python benchmarks/intake.py [--inspections 10_000_000] [--folder DIR]

Prints the seconds and the peak memory of `read_city`; the files are made first and are not counted.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

import duckdb

from cockpit.intake import read_city

WEST, SOUTH, STEP, COLUMNS, ROWS = 121.0, 30.7, 0.005, 200, 100  # 20,000 grids
MAPPING = """[city]
name = "试城"
[[source]]
table = "units"
file = "units.csv"
[[source]]
table = "boundaries"
file = "grids.geojson"
[[source]]
table = "dwellings"
file = "dwellings.csv"
[[source]]
table = "inspections"
file = "inspections.csv"
[[source]]
table = "events"
file = "events.csv"
"""


def make_files(folder: Path, inspections: int) -> None:
    """Write the delivery: units, grids, a dwelling to every five inspections, events with points."""
    units = ["code,parent,level,name", "C,,市,试城", *(f"D{i},C,区,第{i}区" for i in range(10))]
    grids = []
    for i in range(COLUMNS):
        for j in range(ROWS):
            code, west, south = f"G{i:03}{j:03}", WEST + i * STEP, SOUTH + j * STEP
            units.append(f"{code},D{j // 10},网格,{code}")
            ring = [
                [west, south],
                [west + STEP, south],
                [west + STEP, south + STEP],
                [west, south + STEP],
                [west, south],
            ]
            shape = {"type": "Polygon", "coordinates": [ring]}
            grids.append({"type": "Feature", "properties": {"code": code}, "geometry": shape})
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    (folder / "units.csv").write_text("\n".join(units) + "\n", encoding="utf-8")
    (folder / "grids.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": grids}), encoding="utf-8"
    )
    dwellings = inspections // 5
    moment = "strftime(TIMESTAMP '2025-07-01' + to_seconds(CAST(hash(i) % 31536000 AS BIGINT)), '%Y-%m-%d %H:%M:%S')"
    tables = {
        "dwellings": f"""SELECT 'H' || lpad(CAST(i AS VARCHAR), 9, '0') AS dwelling_id, 'rented' AS kind,
            format('G{{:03d}}{{:03d}}', hash(i) % {COLUMNS}, hash(i * 3) % {ROWS}) AS grid
            FROM range({dwellings}) AS t(i)""",
        "inspections": f"""SELECT 'H' || lpad(CAST(hash(i * 7) % {dwellings} AS VARCHAR), 9, '0') AS dwelling_id,
            {moment} AS inspected_at, 'P' || hash(i * 3) % 5000 AS inspector,
            CASE WHEN hash(i * 5) % 10 < 8 THEN '是' ELSE '否' END AS entered FROM range({inspections}) AS t(i)""",
        "events": f"""SELECT i AS event_id, {WEST} + (hash(i) % 999900) / 1e6 AS lon,
            {SOUTH} + (hash(i * 9) % 499900) / 1e6 AS lat, 'litter' AS category, {moment} AS reported_at
            FROM range({inspections // 10}) AS t(i)""",
    }
    with duckdb.connect() as con:
        for name, sql in tables.items():
            con.execute(f"COPY ({sql}) TO '{folder / name}.csv' (HEADER)")


def main() -> None:
    """Make the files, read them, say how long each part took."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--inspections", type=int, default=10_000_000)
    words.add_argument("--folder", type=Path)
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name)
        make_files(folder, chosen.inspections)
        staging = folder / "staging"
        staging.mkdir()
        begun, parts = time.perf_counter(), [("", 0.0)]

        def told(what: str, _share: float) -> None:
            if what != parts[-1][0]:
                parts.append((what, time.perf_counter() - begun))

        read_city(folder / "mapping.toml", staging, told)
        whole = time.perf_counter() - begun
    for (what, start), (_, end) in zip(parts[1:], [*parts[2:], ("", whole)], strict=True):
        print(f"{what:32} {end - start:7.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{'whole':32} {whole:7.1f} s, {chosen.inspections / whole:,.0f} inspections a second, peak {peak:.1f} GB")


if __name__ == "__main__":
    main()
