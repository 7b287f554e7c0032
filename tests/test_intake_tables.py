"""Every table of the contract, further trees, and the report for a person."""

from __future__ import annotations

import io
import json
from datetime import date

import pandas as pd
import pytest
from rich.console import Console

from cockpit.contract import TABLES
from cockpit.intake import print_report, render_page
from tests.delivery import DWELLINGS, EVENTS, GRIDS, INSPECTIONS, UNITS, Delivery, Row, boundaries, city, square

__all__ = ["city"]

# table -> sound rows, then rows to be rejected with the column that is to blame
TABLE_ROWS: dict[str, tuple[list[Row], list[tuple[Row, str]]]] = {
    "population": (
        [
            {"grid": "G1", "month": "2026-06", "count": "12"},
            {
                "grid": "G1",
                "month": "2026-06",
                "kind": "floating",
                "sex": "f",
                "age_from": "0",
                "age_to": "4",
                "count": "3",
            },
        ],
        [
            ({"grid": "D1", "month": "2026-06", "count": "1"}, "grid"),
            ({"grid": "G2", "month": "2026-06", "age_from": "9", "age_to": "5", "count": "1"}, "age_to"),
            ({"grid": "G2", "month": "2026-06", "count": "-1"}, "count"),
        ],
    ),
    "links": (
        [{"grid": "G1", "month": "2026-06-01", "department": "civil", "linked": "9", "total": "9"}],
        [({"grid": "G1", "month": "2026-05-01", "department": "civil", "linked": "10", "total": "9"}, "linked")],
    ),
    "facilities": (
        [
            {"facility_id": "F1", "kind": "clinic", "lon": "121.425", "lat": "31.205", "hours_per_day": "24"},
            {"facility_id": "F2", "kind": "clinic", "grid": "G1"},
        ],
        [
            ({"facility_id": "F3", "kind": "clinic", "grid": "G1", "hours_per_day": "25"}, "hours_per_day"),
            ({"facility_id": "F4", "kind": "clinic"}, "grid"),
        ],
    ),
    "posts": (
        [{"post_id": "P1", "unit": "D1", "team": "grid", "role": "officer", "filled": "是", "since": "2026-01-01"}],
        [
            ({"post_id": "P2", "unit": "D9", "team": "grid", "role": "officer"}, "unit"),
            ({"post_id": "P3", "unit": "D1", "team": "grid", "role": "officer", "filled": "perhaps"}, "filled"),
        ],
    ),
    "ratings": (
        [
            {
                "unit": "D1",
                "team": "police",
                "rater": "R1",
                "rater_role": "community",
                "rated_on": "2026-06-30",
                "score": "91.5",
            }
        ],
        [({"unit": "X", "rater": "R1", "rater_role": "residents", "rated_on": "2026-06-30", "score": "1"}, "unit")],
    ),
    "targets": (
        [
            {"unit": "C", "metric": "entry_rate", "due_on": "2026-12-31", "value": "0.9"},
            {"unit": "type:old town", "metric": "entry_rate", "due_on": "2026-12-31", "value": "0.8"},
        ],
        [({"unit": "old town", "metric": "entry_rate", "due_on": "2026-12-31", "value": "0.8"}, "unit")],
    ),
    "indicators": (
        [{"unit": "G1", "indicator": "trees", "date": "2026-06-30", "value": "-3"}],
        [({"unit": "G1", "indicator": "trees", "date": "2026-06-31", "value": "1"}, "date")],
    ),
    "tasks": (
        [
            {
                "task_id": "T1",
                "title": "all seen",
                "owner": "office",
                "due_on": "2026-12-31",
                "state": "open",
                "progress": "0.4",
            }
        ],
        [
            (
                {
                    "task_id": "T2",
                    "title": "t",
                    "owner": "o",
                    "due_on": "2026-12-31",
                    "state": "open",
                    "progress": "40",
                },
                "progress",
            ),
            (
                {"task_id": "T3", "title": "t", "owner": "o", "due_on": "2026-12-31", "state": "open", "unit": "X"},
                "unit",
            ),
        ],
    ),
    "calendar": ([{"date": "2026-10-01", "working": "否"}], [({"date": "2026-10-02", "working": ""}, "working")]),
}


@pytest.mark.parametrize("table", TABLE_ROWS)
def test_every_table_is_read_and_checked(city: Delivery, table: str) -> None:
    sound, faulty = TABLE_ROWS[table]
    city.head = city.head.replace("0.5", "0.9")
    city.give(table, [*sound, *(row for row, _ in faulty)])
    city.read()
    frame = city.content()[table]
    assert len(frame) == len(sound)
    assert tuple(frame.columns) == TABLES[table].names
    assert [row[1] for row in city.rejected(table)] == [column for _, column in faulty]


def test_empty_columns_take_their_defaults(city: Delivery) -> None:
    city.give("population", TABLE_ROWS["population"][0])
    city.give("dwellings", [{"dwelling_id": "1", "grid": "G1", "registered": "2", "floating": "3", "absent": "9"}])
    city.give("inspections", [{"dwelling_id": "1", "inspected_at": "2026-06-01"}])
    city.give("events", EVENTS[:1])
    city.read()
    kinds = set(city.extract("population", "kind", "sex", "age_from"))
    assert kinds == {("all", "all", None), ("floating", "f", 0)}
    # residents are registered + elsewhere + floating + overseas; who is absent lives somewhere else
    assert city.extract("dwellings", "count", "residents", "registered") == [(1, 5, 2)]
    assert city.extract("inspections", "entered") == [True]
    assert city.extract("events", "returns", "bounces", "verify_failures", "extensions", "due_at") == [
        (0, 0, 0, 0, None)
    ]
    assert city.extract("units", "tree")[0] == "admin"


def test_a_dwelling_without_people_has_no_number_of_them(city: Delivery) -> None:
    city.give("dwellings", [{"dwelling_id": "1", "grid": "G1"}, {"dwelling_id": "2", "grid": "G1", "residents": "0"}])
    city.read()
    assert city.extract("dwellings", "dwelling_id", "residents") == [("1", None), ("2", 0)]


def test_extracts_are_as_the_contract_says(city: Delivery) -> None:
    city.with_dwellings()
    city.give("inspections", INSPECTIONS)
    city.give("events", EVENTS)
    city.read()
    stored = {"VARCHAR": "str", "DATE": "date", "TIMESTAMP": "datetime", "BIGINT": "int", "DOUBLE": "float"}
    for name, frame in city.content().items():
        assert tuple(frame.columns) == TABLES[name].names
        for column in TABLES[name]:
            values = frame[column.name].dropna()
            if len(values) and column.sql_type in stored:
                assert stored[column.sql_type] in str(type(values.iloc[0])).lower() + str(values.dtype), column.name
    assert {path.name for path in (city.staging / "catalogue").iterdir()} == {"default", "city"}
    assert (city.staging / "geo" / "tree.parquet").exists()


def test_a_further_tree_with_its_own_polygons(city: Delivery) -> None:
    police = [
        {"tree": "police", "code": "P", "parent": "", "level": "局", "name": "警务"},
        {"tree": "police", "code": "P1", "parent": "P", "level": "区", "name": "一警区"},
        {"tree": "police", "code": "P2", "parent": "P", "level": "区", "name": "二警区"},
    ]
    city.give("units", [*(row | {"tree": ""} for row in UNITS), *police])
    shapes = boundaries()
    for code, ring in (("P1", [*square(0)[:1], *square(2)[1:3], square(0)[3], square(0)[0]]), ("P2", square(3))):
        polygon = {"type": "Polygon", "coordinates": [ring]}
        shapes["features"].append(
            {"type": "Feature", "properties": {"code": code, "tree": "police"}, "geometry": polygon}
        )
    city.write("boundaries.geojson", json.dumps(shapes))
    city.give(
        "posts",
        [
            {"post_id": "1", "tree": "police", "unit": "P1", "team": "t", "role": "r"},
            {"post_id": "2", "unit": "P1", "team": "t", "role": "r"},
        ],
    )
    city.read()
    assert city.extract("posts", "post_id") == ["1"]
    assert city.rejected("posts") == [(3, "unit", "P1", "is no unit of tree admin")]
    tree = pd.read_parquet(city.staging / "geo" / "tree.parquet")
    assert set(tree["tree"]) == {"admin", "police"}


def test_units_with_validity_and_successor(city: Delivery) -> None:
    rows = [row | {"valid_from": "2020-01-01", "valid_to": "", "successor": ""} for row in UNITS]
    city.give("units", rows)
    city.read()
    assert set(city.extract("units", "valid_from")) == {date(2020, 1, 1)}


def test_the_report_is_printed_and_is_a_page(city: Delivery) -> None:
    city.give(
        "dwellings", [row | {"registered": "x" if i == 3 else "1", "电话": "1"} for i, row in enumerate(DWELLINGS)]
    )
    city.give("events", [EVENTS[0] | {"category": "<script>"}, *EVENTS[1:]])
    report = city.read().report
    out = io.StringIO()
    print_report(report, Console(file=out, width=140))
    said = out.getvalue()
    for text in (
        "试城",
        "dwellings",
        "is not a whole number",
        "dwellings.csv",
        "personal, never read: 电话",
        "'<script>'",
    ):
        assert text in said
    page = (city.staging / "report.html").read_text(encoding="utf-8")
    assert page == render_page(report)
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page


def test_a_refusal_is_a_page_too(city: Delivery) -> None:
    city.give("dwellings", [row | {"grid": GRIDS[0] * 2} for row in DWELLINGS])
    city.refuse()
    assert "refused: Table dwellings: 20 of 20 rows" in (city.staging / "report.html").read_text(encoding="utf-8")
