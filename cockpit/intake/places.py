"""Which base grid a row lies in: by its code, or by lon and lat; where both are given the code wins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from cockpit.contract import Table
from cockpit.geography import Geography
from cockpit.intake.bench import Bench
from cockpit.intake.checks import reject
from cockpit.intake.crs import WGS84, Convert, Points, find_converter

CHUNK = 1_000_000  # rows at a time
SAMPLE = 2_000  # points that a guess is made from
FITTING = 0.5  # a guess must be right for more than this share of them
SHIFTED = ("GCJ-02", "BD-09", WGS84)  # a few hundred metres apart: in a city most points of one lie in it as another
LEAST, RESCUED, LOST = (
    5,
    0.9,
    0.1,
)  # what makes a shift: points missed, share of them put right, relative loss of others


@dataclass(frozen=True)
class Placing:
    """What came of the points of one file: how many there were without a code, in no grid, against their code."""

    file: int
    points: int
    missed: int
    against: int
    coded: int


def place_rows(bench: Bench, table: Table, geography: Geography, systems: dict[int, str]) -> list[Placing]:
    """Find the grid of every row with a point, `systems` naming the coordinate system of each file by its number.

    Fills `placed_TABLE` (rid, found, lon, lat, away) and rejects rows without a code whose point is in no grid.
    """
    bench.run(f"CREATE TABLE placed_{table.name} (rid BIGINT, found VARCHAR, lon DOUBLE, lat DOUBLE, away DOUBLE)")
    if not table.placed:
        return []
    for file, system in systems.items():
        _locate(bench, table.name, geography, file, system)
    reject(
        bench,
        table.name,
        f"""SELECT s.rid, 'lon', s.lon || ', ' || s.lat,
            CASE WHEN isnan(p.away) THEN 'is no place on earth' ELSE 'lies in no grid' END,
            CASE WHEN isnan(p.away) THEN '' ELSE ': the nearest is ' || format('{{:,.0f}}', p.away) || ' m away' END
        FROM live_{table.name} AS s JOIN placed_{table.name} AS p USING (rid)
        WHERE s.grid IS NULL AND p.found IS NULL""",
    )
    rows = bench.ask(
        f"""SELECT s._file, count(*) FILTER (s.grid IS NULL), count(*) FILTER (s.grid IS NULL AND p.found IS NULL),
            count(*) FILTER (s.grid IS NOT NULL AND s.grid IS DISTINCT FROM p.found), count(s.grid)
        FROM stage_{table.name} AS s JOIN placed_{table.name} AS p ON p.rid = s.rowid
        GROUP BY s._file ORDER BY s._file"""
    )
    return [Placing(*row) for row in rows]


def _locate(bench: Bench, table: str, geography: Geography, file: int, system: str) -> None:
    convert = find_converter(system)
    for first in range(0, bench.count(f"SELECT count(*) FROM stage_{table}"), CHUNK):
        rows = bench.columns(
            f"SELECT rowid AS rid, lon, lat FROM stage_{table} WHERE rowid >= {first} AND rowid < {first + CHUNK}"
            f" AND _file = {file} AND _reason IS NULL AND lon IS NOT NULL AND lat IS NOT NULL"
        )
        if not len(rows["rid"]):
            continue
        lon, lat = convert(np.asarray(rows["lon"], dtype=np.float64), np.asarray(rows["lat"], dtype=np.float64))
        found, away = geography.locate(lon, lat)
        answer = pa.table(
            {
                "rid": np.asarray(rows["rid"]),
                "found": pa.array(found, pa.string()),
                "lon": lon,
                "lat": lat,
                "away": away,
            }
        )
        with bench.holding("answer", answer):
            bench.run(f"INSERT INTO placed_{table} SELECT rid, found, lon, lat, away FROM answer")


def guess_system(bench: Bench, table: str, geography: Geography, placing: Placing, system: str) -> str:
    """What the points of a file that mostly miss may be instead: a sentence, or "" when nothing fits better.

    Points beside a code must lie in the grid of that code, which shows shifts too small to leave the city.
    """
    coded = placing.against > 0
    rows = bench.columns(
        f"SELECT lon, lat, coalesce(s.grid, '') AS grid FROM stage_{table} AS s WHERE _file = {placing.file}"
        f" AND _reason IS NULL AND lon IS NOT NULL AND lat IS NOT NULL AND {'NOT ' if coded else ''}grid IS NULL"
        f" ORDER BY hash(_line) LIMIT {SAMPLE}"
    )
    x, y = (np.asarray(rows[part], dtype=np.float64) for part in ("lon", "lat"))

    def share(convert: Convert, east: Points, north: Points) -> float:
        found = geography.locate(*convert(east, north))[0]
        return float(np.mean(found == rows["grid"] if coded else found != None))  # noqa: E711  element by element

    if share(find_converter(system), y, x) > FITTING:
        return "lon and lat look exchanged"
    shares = {each: share(find_converter(each), x, y) for each in _candidates(geography) if each != system}
    best = max(shares, key=lambda each: shares[each])
    if shares[best] <= FITTING:
        return ""
    return f"these look like {best}: {shares[best]:.0%} would lie in {'the grid of their code' if coded else 'a grid'}"


def find_shift(bench: Bench, table: str, geography: Geography, placing: Placing, system: str) -> str:
    """The shifted system that takes in nearly all points which miss the city, and loses nearly none; "" if none does.

    Read in the wrong one of these systems, points only miss along one side of the city and the rest is misplaced.
    """
    if placing.missed < LEAST or system not in {*SHIFTED, "EPSG:4490", "OGC:CRS84"}:
        return ""
    missed, found = (
        bench.columns(
            f"SELECT s.lon, s.lat FROM stage_{table} AS s JOIN placed_{table} AS p ON p.rid = s.rowid"
            f" WHERE s._file = {placing.file} AND s.grid IS NULL AND p.found IS {state}"
            f" ORDER BY hash(s._line) LIMIT {SAMPLE}"
        )
        for state in ("NULL", "NOT NULL")
    )

    def share(rows: dict[str, Any], convert: Convert) -> float:
        lon, lat = convert(*(np.asarray(rows[part], dtype=np.float64) for part in ("lon", "lat")))
        return float(np.mean(geography.locate(lon, lat)[0] != None)) if len(lon) else 1.0  # noqa: E711  each element

    for other in SHIFTED:
        if other == system or (other == WGS84 and system not in SHIFTED):
            continue
        convert = find_converter(other)
        if share(missed, convert) >= RESCUED and 1 - share(found, convert) <= LOST * placing.missed / placing.points:
            return other
    return ""


def _candidates(geography: Geography) -> list[str]:
    """Systems that points of this city may come in: degrees, the shifted ones, CGCS2000 and UTM zones, web maps."""
    middle = float(geography.tree["lon"].iloc[0])
    zones = [f"EPSG:{code}" for code in range(4491, 4555)] if 73 < middle < 136 else ["EPSG:2263"]
    north = 32600 if float(geography.tree["lat"].iloc[0]) >= 0 else 32700
    return [WGS84, "GCJ-02", "BD-09", "EPSG:3857", f"EPSG:{north + int((middle + 180) // 6) + 1}", *zones]
