"""What is wrong with a file, a tree or too many rows refuses the edition, in sentences that name the place."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from cockpit.errors import Refused
from cockpit.intake import read_city
from tests.delivery import DWELLINGS, EVENTS, INSPECTIONS, UNITS, Delivery, as_csv, boundaries, city

__all__ = ["city"]


def test_too_many_rejected_rows_refuse_the_edition(city: Delivery) -> None:
    city.head = '[city]\nname = "试城"\n'  # the share allowed is 5 % unless the mapping says otherwise
    rows = [row | {"registered": "x" if i < 2 else "1"} for i, row in enumerate(DWELLINGS)]
    city.give("dwellings", rows)
    said = city.refuse()
    assert "Table dwellings: 2 of 20 rows (10.0%) are rejected, 5.0% are allowed" in said
    assert "2 x registered 'x' is not a whole number (first in dwellings.csv, line 2)" in said
    assert not (city.staging / "extracts").exists()


def test_the_share_allowed_is_not_too_many(city: Delivery) -> None:
    city.head = '[city]\nname = "试城"\n'
    city.give("dwellings", [row | {"registered": "x" if i < 1 else "1"} for i, row in enumerate(DWELLINGS)])
    city.read()
    assert len(city.extract("dwellings")) == 19


def test_a_missing_column_is_named_with_a_suggestion(city: Delivery) -> None:
    city.give("dwellings", DWELLINGS, 'columns = { kind = "kindd" }')
    said = city.refuse()
    line = city.mapping().read_text(encoding="utf-8").splitlines().index('columns = { kind = "kindd" }') + 1
    assert (
        f"mapping.toml, line {line}, source 3 (dwellings), columns: dwellings.csv: there is no column 'kindd'" in said
    )
    assert "Did you mean 'kind'?" in said


def test_a_required_column_must_come_from_somewhere(city: Delivery) -> None:
    city.give("dwellings", [{"id": "1", "grid": "G1"}])
    assert "nothing gives column 'dwelling_id' of table dwellings" in city.refuse()


def test_a_placed_table_needs_a_place(city: Delivery) -> None:
    city.give("dwellings", [{"dwelling_id": "1", "lon": "121"}])
    assert "neither grid nor lon and lat are given" in city.refuse()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "dwellings.csv is empty."),
        (b"\n", "dwellings.csv has an empty first line, where its column names should be."),
        (b"dwelling_id,grid\n", "dwellings.csv has a header and no rows."),
        ("dwelling_id,grid,姓\nH1,G1,x\n".encode("gb18030"), "line 1: not utf-8. It reads as gb18030"),
        (b"dwelling_id,grid\n" + "中文,G1\n".encode("gb18030"), "line 2: not utf-8. It reads as gb18030"),
        (b'dwelling_id,grid\nH1,"G1\n' + b"H2,G1\n" * 1_500_000, "the quote opened in line 2 is never closed"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(city: Delivery, content: bytes, said: str) -> None:
    city.write("dwellings.csv", content)
    city.source("dwellings", 'table = "dwellings"\nfile = "dwellings.csv"')
    assert said in city.refuse()


@pytest.mark.parametrize(
    "name", ["dwellings.csv.gz", "dwellings.parquet", "dwellings.xlsx", "dwellings.geojson", "dwellings.gpkg"]
)
def test_a_damaged_file_is_named(city: Delivery, name: str) -> None:
    whole = gzip.compress(as_csv(DWELLINGS * 100).encode())
    city.write(name, whole[:-12] if name.endswith("gz") else b"this is none")
    city.source("dwellings", f'table = "dwellings"\nfile = "{name}"')
    said = city.refuse()
    assert f"source 3 (dwellings), file: {name}" in said
    assert "Traceback" not in said


def test_a_single_unreadable_byte_costs_its_row_only(city: Delivery) -> None:
    text = as_csv([row | {"building": "b"} for row in DWELLINGS]).encode()
    city.write("dwellings.csv", text.replace(b",b\n", b",\xff\n", 1))
    city.source("dwellings", 'table = "dwellings"\nfile = "dwellings.csv"')
    city.head = '[city]\nname = "试城"\n'
    city.read()
    assert city.rejected("dwellings") == [(2, "", "", "has bytes that are not utf-8")]


def test_a_file_of_which_no_row_is_left_refuses(city: Delivery) -> None:
    city.with_dwellings()
    city.write("more.csv", as_csv([{"dwelling_id": "K1", "grid": "G9"}]))
    city.source("more", 'table = "dwellings"\nfile = "more.csv"')
    assert "every row of more.csv is rejected; no row is left" in city.refuse()


def test_a_where_that_nothing_fits_refuses(city: Delivery) -> None:
    city.give("dwellings", DWELLINGS, "where = \"kind = 'palace'\"")
    assert "where: no row of dwellings.csv fits it; no row is left" in city.refuse()


TREES = [
    ([*UNITS, {"code": "G5", "parent": "D9", "level": "网格", "name": "孤"}], "D9"),  # orphan
    ([*UNITS, UNITS[1] | {"parent": "D2"}], "D1"),  # two parents
    ([row | {"parent": "D2"} if row["code"] == "C" else row for row in UNITS], "C"),  # cycle
    ([*UNITS, {"code": "C2", "parent": "", "level": "市", "name": "二城"}], "C2"),  # two roots
    ([*UNITS, {"code": "G5", "parent": "D1", "level": "网格", "name": "无界"}], "G5"),  # grid without polygon
]


@pytest.mark.parametrize(("units", "named"), TREES)
def test_a_faulty_tree_refuses_whatever_the_share(city: Delivery, units: list[dict[str, str]], named: str) -> None:
    city.give("units", units)
    city.head = city.head.replace("0.5", "1")
    assert named in city.refuse()


def test_a_unit_given_twice_with_other_words_refuses(city: Delivery) -> None:
    city.give("units", [*UNITS, UNITS[3] | {"name": "other"}])
    assert "G1" in city.refuse()


def test_a_unit_delivered_twice_alike_is_one(city: Delivery) -> None:
    city.give("units", [*UNITS, *UNITS])
    report = city.read().report
    assert len(city.extract("units")) == len(UNITS)
    assert report.tables[0].identical == len(UNITS)


def test_a_shape_that_is_none_leaves_a_grid_without_polygon(city: Delivery) -> None:
    shapes = boundaries()
    shapes["features"][0]["geometry"] = None
    city.write("boundaries.geojson", json.dumps(shapes))
    said = city.refuse()
    assert "G1" in said
    assert "geometry" in said


def test_all_faults_of_all_files_are_named_at_once(city: Delivery) -> None:
    city.give("dwellings", DWELLINGS, 'columns = { kind = "nope" }')
    city.give("inspections", INSPECTIONS, "where = \"nobody = 'x'\"")
    city.give("events", EVENTS, 'expressions = { returns = "sum(event_id)" }')
    said = city.refuse()
    assert "'nope'" in said
    assert "'nobody'" in said
    assert "calls 'sum'" in said


def test_points_that_mostly_miss_the_city_are_refused_with_a_guess(city: Delivery) -> None:
    rows = [row | {"grid": "", "lon": "31.205", "lat": "121.405"} for row in DWELLINGS]
    city.give("dwellings", rows)
    assert "20 of 20 points, read as EPSG:4326, lie in no grid; lon and lat look exchanged." in city.refuse()


def test_a_refusal_leaves_a_report_of_what_was_read(city: Delivery) -> None:
    city.give("dwellings", [row | {"registered": "x"} for row in DWELLINGS])
    city.refuse()
    report = json.loads((city.staging / "report.json").read_text(encoding="utf-8"))
    told = next(item for item in report["tables"] if item["table"] == "dwellings")
    assert (told["rows"], told["rejected"], told["kept"]) == (20, 20, 0)
    assert [path.name for path in city.staging.iterdir() if path.name.startswith(".")] == []


def test_a_mapping_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no mapping file"):
        read_city(tmp_path / "mapping.toml", tmp_path, lambda _what, _share: None)
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["faults"]
