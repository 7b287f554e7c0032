"""An operator's delivery: a folder of files with its mapping, small and sound until a test spoils it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from cockpit.errors import Refused
from cockpit.intake import Intake, read_city

WEST, SOUTH, STEP = 121.40, 31.20, 0.01  # grid G1 is the first square of four in a row
GRIDS = ("G1", "G2", "G3", "G4")

UNITS = [
    {"code": "C", "parent": "", "level": "市", "name": "试城"},
    {"code": "D1", "parent": "C", "level": "区", "name": "东区"},
    {"code": "D2", "parent": "C", "level": "区", "name": "西区"},
    *(
        {"code": code, "parent": f"D{1 + i // 2}", "level": "网格", "name": f"{code} 网格"}
        for i, code in enumerate(GRIDS)
    ),
]
DWELLINGS = [
    {"dwelling_id": f"H{i:02}", "grid": GRIDS[i % 4], "kind": "rented", "registered": str(i), "floating": "1"}
    for i in range(20)
]
INSPECTIONS = [
    {"dwelling_id": f"H{i:02}", "inspected_at": f"2026-06-{1 + i:02} 09:30:00", "entered": "是"} for i in range(20)
]
EVENTS = [
    {"event_id": f"E{i:02}", "grid": GRIDS[i % 4], "category": "litter", "reported_at": f"2026-06-{1 + i:02} 08:00"}
    for i in range(20)
]

Row = dict[str, str]


def square(i: int) -> list[list[float]]:
    """The ring of grid number i."""
    west, east, north = WEST + i * STEP, WEST + (i + 1) * STEP, SOUTH + STEP
    return [[west, SOUTH], [east, SOUTH], [east, north], [west, north], [west, SOUTH]]


def boundaries() -> dict[str, Any]:
    """The four grids as GeoJSON."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": code},
                "geometry": {"type": "Polygon", "coordinates": [square(i)]},
            }
            for i, code in enumerate(GRIDS)
        ],
    }


def as_csv(rows: Sequence[Row], delimiter: str = ",") -> str:
    """Rows as the text of a CSV file; the header has every column that any row has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@dataclass
class Delivery:
    """A folder of files, the sources of its mapping, and what comes of them."""

    folder: Path
    sources: dict[str, str] = field(default_factory=dict)  # name of a source -> its TOML, below [[source]]
    head: str = '[city]\nname = "试城"\n[limits]\nrejected_share = 0.5\n'
    intake: Intake | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.give("units", UNITS)
        self.write("boundaries.geojson", json.dumps(boundaries()))
        self.source("boundaries", 'table = "boundaries"\nfile = "boundaries.geojson"')

    @property
    def staging(self) -> Path:
        return self.folder / "staging"

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file of the delivery."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def source(self, name: str, toml: str) -> None:
        """Put a source into the mapping, or in the place of the one of that name."""
        self.sources[name] = toml

    def give(self, table: str, rows: Sequence[Row], more: str = "") -> None:
        """Deliver a table as TABLE.csv, with `more` TOML in its source."""
        self.write(f"{table}.csv", as_csv(rows))
        self.source(table, f'table = "{table}"\nfile = "{table}.csv"\n{more}')

    def with_dwellings(self) -> Delivery:
        """The same with its dwellings."""
        self.give("dwellings", DWELLINGS)
        return self

    def mapping(self) -> Path:
        """Write the mapping file."""
        return self.write(
            "mapping.toml", self.head + "".join(f"\n[[source]]\n{toml}\n" for toml in self.sources.values())
        )

    def read(self) -> Intake:
        """Read the delivery into a fresh staging folder."""
        self.staging.mkdir(exist_ok=True)
        self.intake = read_city(self.mapping(), self.staging, lambda _what, _share: None)
        return self.intake

    def refuse(self) -> str:
        """Read the delivery, which must be refused; all that is said, in one text."""
        with pytest.raises(Refused) as caught:
            self.read()
        report = json.loads((self.staging / "report.json").read_text(encoding="utf-8"))
        assert report["faults"] == list(caught.value.faults or [str(caught.value)])
        return "\n".join([caught.value.message, *caught.value.faults, caught.value.hint])

    def extract(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """Rows of an extract in its order, all columns or the ones named; one column gives plain values."""
        names = ", ".join(f'"{column}"' for column in columns) or "*"
        rows = _ask(f"SELECT {names} FROM '{self.staging}/extracts/{table}.parquet'")
        return [row[0] for row in rows] if len(columns) == 1 else rows

    def rejected(self, table: str) -> list[tuple[int, str, str, str]]:
        """(line, column, value, reason) of the rejected rows, by line."""
        path = self.staging / "rejected" / f"{table}.parquet"
        return _ask(f"""SELECT line, "column", value, reason FROM '{path}' ORDER BY file, line""")

    def content(self) -> dict[str, pd.DataFrame]:
        """Every extract as a frame."""
        return {path.stem: pd.read_parquet(path) for path in sorted((self.staging / "extracts").glob("*.parquet"))}


def _ask(sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as con:
        return con.execute(sql).fetchall()


@pytest.fixture
def city(tmp_path: Path) -> Delivery:
    """Units and boundaries of a city of four grids."""
    return Delivery(tmp_path / "delivery")
