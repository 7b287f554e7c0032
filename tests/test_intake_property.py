"""Any order of rows, any split over files, any form and any coordinate system give the same edition."""

from __future__ import annotations

import gzip
import random
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from cockpit.intake.crs import from_wgs84
from tests.delivery import DWELLINGS, GRIDS, INSPECTIONS, Delivery, Row, as_csv
from tests.workbook import write_workbook

FORMS = ("csv", "tsv", "gz", "gb18030", "parquet", "xlsx")
SYSTEMS = ("EPSG:4326", "GCJ-02", "BD-09", "EPSG:4549")


@cache
def tables() -> dict[str, tuple[Row, ...]]:
    """Rows with every fate: kept, twice alike, twice unlike, overlapping, without a dwelling, out of the city."""
    draw = random.Random(7)  # noqa: S311
    dwellings: list[Row] = [row | {"from_date": "", "to_date": ""} for row in DWELLINGS]
    dwellings += [
        {"dwelling_id": f"K{i}", "grid": draw.choice(GRIDS), "from_date": a, "to_date": b}
        for i, (a, b) in enumerate([("", "2026-03-01"), ("2026-03-02", ""), ("2026-02-01", "2026-05-01")] * 2)
    ]
    dwellings += [DWELLINGS[0] | {"from_date": "", "to_date": ""}, DWELLINGS[1] | {"kind": "owner", "from_date": ""}]
    dwellings += [dwellings[21] | {"dwelling_id": "K0"}, dwellings[22] | {"dwelling_id": "K4"}]
    inspections = [
        *INSPECTIONS,
        *INSPECTIONS[:5],
        *({"dwelling_id": f"K{i}", "inspected_at": f"2026-06-0{i + 1}T10:00+08:00", "entered": "0"} for i in range(6)),
        {"dwelling_id": "H99", "inspected_at": "2026-06-01 10:00", "entered": "1"},
        {"dwelling_id": "H05", "inspected_at": "never", "entered": "1"},
    ]
    events = [
        {
            "event_id": f"E{i:03}",
            "lon": repr(round(121.395 + draw.random() * 0.05, 6)),
            "lat": repr(round(31.199 + draw.random() * 0.012, 6)),
            "category": draw.choice(["litter", "noise"]),
            "reported_at": f"2026-06-{1 + i % 28:02} 08:{i % 60:02}",
        }
        for i in range(60)
    ]
    full = {"dwellings": dwellings, "inspections": inspections, "events": [*events, *events[:7]]}
    return {name: tuple(_filled(rows)) for name, rows in full.items()}


def _filled(rows: list[Row]) -> list[Row]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [{name: row.get(name, "") for name in names} for row in rows]


def shifted(rows: list[Row], system: str) -> list[Row]:
    """Events with their points in another system."""
    if system == "EPSG:4326":
        return rows
    lon, lat = (np.array([float(row[part]) for row in rows]) for part in ("lon", "lat"))
    x, y = from_wgs84(system, lon, lat)
    return [row | {"lon": repr(float(a)), "lat": repr(float(b))} for row, a, b in zip(rows, x, y, strict=True)]


def deliver(city: Delivery, table: str, rows: list[Row], pieces: int, forms: list[str], system: str) -> None:
    """Write the rows of a table as several files of several forms, each its own source."""
    for i in range(pieces):
        part, form = rows[i::pieces], forms[i % len(forms)]
        if part:
            name, more = _write(city, f"{table}-{i}", part, form)
            crs = f'crs = "{system}"\n' if table == "events" else ""
            city.source(f"{table}-{i}", f'table = "{table}"\nfile = "{name}"\n{crs}{more}')


def _write(city: Delivery, stem: str, rows: list[Row], form: str) -> tuple[str, str]:
    names = list(rows[0])
    if form == "parquet":
        columns = {name: [row[name] or None for row in rows] for name in names}
        pq.write_table(
            pa.table({n: pa.array(v, pa.string()) for n, v in columns.items()}), city.folder / f"{stem}.parquet"
        )
        return f"{stem}.parquet", ""
    if form == "xlsx":
        city.write(f"{stem}.xlsx", write_workbook(S=[names, *([row[name] for name in names] for row in rows)]))
        return f"{stem}.xlsx", ""
    if form == "tsv":
        city.write(f"{stem}.tsv", as_csv(rows, "\t"))
        return f"{stem}.tsv", ""
    if form == "gz":
        city.write(f"{stem}.csv.gz", gzip.compress(as_csv(rows).encode()))
        return f"{stem}.csv.gz", ""
    city.write(f"{stem}.csv", as_csv(rows).encode("gb18030" if form == "gb18030" else "utf-8"))
    return f"{stem}.csv", 'encoding = "gb18030"\n' if form == "gb18030" else ""


def outcome(city: Delivery) -> tuple[dict[str, pd.DataFrame], dict[str, list[tuple[str, str, str]]]]:
    """The extracts, and what was rejected for which reason, wherever it stood."""
    city.read()
    rejected = {}
    for path in sorted((city.staging / "rejected").glob("*.parquet")):
        reasons = [(column, value, reason.partition(":")[0]) for _, column, value, reason in city.rejected(path.stem)]
        rejected[path.stem] = sorted(reasons)
    return city.content(), rejected


def whole(folder: Path, seed: int | None, pieces: int, forms: list[str], system: str) -> Delivery:
    """The delivery of all tables, in a shuffled order unless there is no seed."""
    city = Delivery(folder)
    city.head = city.head.replace("0.5", "0.9")
    for table, given_ in tables().items():
        rows = list(given_)
        if seed is not None:
            random.Random(seed).shuffle(rows)  # noqa: S311
        deliver(city, table, shifted(rows, system) if table == "events" else rows, pieces, forms, system)
    return city


@cache
def plain() -> tuple[dict[str, pd.DataFrame], dict[str, list[tuple[str, str, str]]]]:
    """What comes of the rows in one CSV each, in WGS84."""
    with tempfile.TemporaryDirectory() as folder:
        return outcome(whole(Path(folder), None, 1, ["csv"], "EPSG:4326"))


@settings(max_examples=8)
@given(
    seed=st.integers(0, 1000),
    pieces=st.integers(1, 5),
    forms=st.lists(st.sampled_from(FORMS), min_size=1, max_size=4),
    system=st.sampled_from(SYSTEMS),
)
def test_the_same_rows_are_the_same_edition(seed: int, pieces: int, forms: list[str], system: str) -> None:
    extracts, rejected = plain()
    with tempfile.TemporaryDirectory() as folder:
        again, refused = outcome(whole(Path(folder), seed, pieces, forms, system))
    assert list(again) == list(extracts)
    for table, frame in extracts.items():
        assert_frame_equal(again[table], frame, check_exact=False, rtol=0, atol=1e-9)
    if system == "EPSG:4326":
        assert refused == rejected
    assert {table: len(rows) for table, rows in refused.items()} == {
        table: len(rows) for table, rows in rejected.items()
    }


def test_the_rows_have_every_fate() -> None:
    _, rejected = plain()
    reasons = {reason for rows in rejected.values() for _, _, reason in rows}
    assert reasons >= {
        "stands in another row too, with other values",
        "overlaps another period of the same dwelling",
        "is not in dwellings",
        "is in dwellings, but rejected there",
        "is not a time",
        "lies in no grid",
    }
