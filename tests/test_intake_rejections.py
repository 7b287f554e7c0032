"""What is wrong with a row rejects that row: file, line, column, value and reason; all others stay."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.delivery import DWELLINGS, EVENTS, INSPECTIONS, Delivery, Row, city

__all__ = ["city"]


def spoilt(rows: list[Row], at: int, **values: str) -> list[Row]:
    """The rows with one of them changed; row 0 stands in line 2."""
    return [row | values if i == at else row for i, row in enumerate(rows)]


# table, what is changed in line 5, then column, value and reason of its rejection
VALUES = [
    ("dwellings", {"dwelling_id": ""}, "dwelling_id", "", "is empty"),
    ("dwellings", {"registered": "many"}, "registered", "many", "is not a whole number"),
    ("dwellings", {"registered": "2.5"}, "registered", "2.5", "is not a whole number"),
    ("dwellings", {"count": "-1"}, "count", "-1", "is negative"),
    ("dwellings", {"area_m2": "-0.5"}, "area_m2", "-0.5", "is negative"),
    ("dwellings", {"area_m2": "nan"}, "area_m2", "nan", "is not a number"),
    ("dwellings", {"from_date": "2026-02-30"}, "from_date", "2026-02-30", "is not a date"),
    ("dwellings", {"from_date": "0026-02-01"}, "from_date", "0026-02-01", "is no plausible date"),
    (
        "dwellings",
        {"from_date": "2026-02-02", "to_date": "2026-02-01"},
        "to_date",
        "2026-02-01",
        "ends before it begins",
    ),
    ("dwellings", {"grid": "G9"}, "grid", "G9", "is no base grid: the units have no such code"),
    ("dwellings", {"grid": "D1"}, "grid", "D1", "is no base grid: its level is 区"),
    ("dwellings", {"grid": ""}, "grid", "", "is empty, and so are lon and lat"),
    ("dwellings", {"grid": "", "lat": "31.205"}, "lon", "", "is empty beside lat"),
    ("inspections", {"inspected_at": "yesterday"}, "inspected_at", "yesterday", "is not a time"),
    ("inspections", {"inspected_at": "1026-06-01"}, "inspected_at", "1026-06-01", "is no plausible time"),
    ("inspections", {"entered": "maybe"}, "entered", "maybe", "is neither yes nor no"),
    ("inspections", {"dwelling_id": "H99"}, "dwelling_id", "H99", "is not in dwellings"),
    ("events", {"category": ""}, "category", "", "is empty"),
    ("events", {"due_at": "31/12/2026"}, "due_at", "31/12/2026", "is not a time"),
    ("events", {"satisfaction": "6"}, "satisfaction", "6", "is not from 1 to 5"),
    ("events", {"returns": "-2"}, "returns", "-2", "is negative"),
    ("events", {"follows": "E03"}, "follows", "E03", "follows itself"),
    ("events", {"grid": "", "lon": "121.395", "lat": "31.205"}, "lon", "121.395, 31.205", "lies in no grid"),
    ("events", {"grid": "", "lon": "31.205", "lat": "121.405"}, "lon", "31.205, 121.405", "is no place on earth"),
]
ROWS = {"dwellings": DWELLINGS, "inspections": INSPECTIONS, "events": EVENTS}


@pytest.mark.parametrize(("table", "change", "column", "value", "reason"), VALUES)
def test_a_wrong_value_rejects_its_row_alone(
    city: Delivery, table: str, change: Row, column: str, value: str, reason: str
) -> None:
    city.with_dwellings()
    city.give(table, spoilt(ROWS[table], 3, **change))
    report = city.read().report

    (found,) = city.rejected(table)
    assert found[:3] == (5, column, value)
    assert found[3].startswith(reason)
    assert len(city.extract(table)) == 19
    told = next(item for item in report.tables if item.table == table)
    assert (told.rows, told.kept, told.rejected) == (20, 19, 1)
    assert told.reasons[0].line == 5


def test_a_point_outside_is_told_its_distance(city: Delivery) -> None:
    city.give("events", spoilt(EVENTS, 0, grid="", lon="121.395", lat="31.205"))
    city.read()
    reason = city.rejected("events")[0][3]
    # 0.005 degrees of longitude at 31.2 degrees north on WGS84
    assert reason == "lies in no grid: the nearest is 476 m away"


def test_the_first_faulty_column_gives_the_reason(city: Delivery) -> None:
    city.give("events", spoilt(EVENTS, 0, returns="x", reported_at="y"))
    city.read()
    assert [row[1:3] for row in city.rejected("events")] == [("reported_at", "y")]


def test_equal_rows_are_one_and_different_rows_of_one_key_are_none(city: Delivery) -> None:
    twice = DWELLINGS[1] | {"kind": "owner"}
    city.give("dwellings", [*DWELLINGS, DWELLINGS[0], DWELLINGS[0], twice])
    report = city.read().report
    rejected = city.rejected("dwellings")
    assert [row[:3] for row in rejected] == [(3, "dwelling_id", "H01"), (24, "dwelling_id", "H01")]
    assert rejected[0][3] == "stands in another row too, with other values: dwellings.csv, line 24"
    assert rejected[1][3] == "stands in another row too, with other values: dwellings.csv, line 3"
    assert sorted(city.extract("dwellings", "dwelling_id")) == sorted({f"H{i:02}" for i in range(20)} - {"H01"})
    told = next(item for item in report.tables if item.table == "dwellings")
    assert (told.identical, told.rejected, told.kept) == (2, 2, 19)


def test_rows_are_equal_by_value_not_by_spelling(city: Delivery) -> None:
    city.with_dwellings()
    again = [{"dwelling_id": "H00", "inspected_at": "2026-06-01T09:30:00.000", "entered": "1"}]
    city.give("inspections", [*INSPECTIONS, *again])
    city.read()
    assert len(city.extract("inspections")) == 20
    assert city.rejected("inspections") == []


def test_overlapping_periods_of_a_dwelling_are_rejected(city: Delivery) -> None:
    lives = [
        ("K1", "", "2026-01-31"),  # ends the day before the next begins: no overlap
        ("K1", "2026-02-01", ""),
        ("K2", "", "2026-02-01"),  # shares one day with the next
        ("K2", "2026-02-01", "2026-03-01"),
        ("K2", "2026-03-02", "2026-04-01"),  # free of both
        ("K3", "2026-01-01", ""),  # without end, so over all that follows
        ("K3", "2026-02-01", "2026-02-02"),
        ("K3", "2026-05-01", ""),
    ]
    rows = [{"dwelling_id": key, "grid": "G1", "from_date": first, "to_date": last} for key, first, last in lives]
    city.give("dwellings", [*DWELLINGS, *rows])
    city.read()
    assert [row[0] - 22 for row in city.rejected("dwellings")] == [2, 3, 5, 6, 7]
    assert {row[3] for row in city.rejected("dwellings")} == {"overlaps another period of the same dwelling"}
    assert city.rejected("dwellings")[0][2] == "... to 2026-02-01"


def test_an_inspection_of_a_rejected_dwelling_says_so(city: Delivery) -> None:
    city.give("dwellings", spoilt(DWELLINGS, 0, grid="G9"))
    city.give("inspections", INSPECTIONS)
    city.read()
    assert city.rejected("inspections") == [(2, "dwelling_id", "H00", "is in dwellings, but rejected there")]


def test_an_event_may_follow_and_concern_what_is_not_there(city: Delivery) -> None:
    city.with_dwellings()
    city.give("events", spoilt(EVENTS, 0, follows="long ago", dwelling_id="H99"))
    report = city.read().report
    assert city.rejected("events") == []
    notes = next(item.notes for item in report.tables if item.table == "events")
    assert notes == ("1 events name a dwelling that is not in dwellings; they are kept.",)


def test_an_unknown_category_is_kept_and_reported(city: Delivery) -> None:
    city.write("catalogue/categories.toml", '[[category]]\nkey = "litter"\ngroup = "order"\n')
    city.give("events", spoilt(EVENTS, 0, category="ghosts"))
    report = city.read().report
    assert "ghosts" in city.extract("events", "category")
    words = next(item.unknown_categories for item in report.tables if item.table == "events")
    assert [(word.value, word.rows) for word in words] == [("ghosts", 1)]


def test_a_code_wins_over_a_point_and_the_disagreement_is_counted(city: Delivery) -> None:
    rows = spoilt(DWELLINGS, 0, lon="121.415", lat="31.205")  # in G2; the code says G1
    rows = spoilt(rows, 1, lon="121.415", lat="31.205")  # in G2, as the code says
    rows = spoilt(rows, 2, lon="10", lat="10")  # far outside; the code says G3
    city.give("dwellings", rows)
    report = city.read().report
    assert dict(city.extract("dwellings", "dwelling_id", "grid"))["H00"] == "G1"
    notes = next(item.notes for item in report.tables if item.table == "dwellings")
    assert "2 of 3 rows with both a grid code and a point" in notes[0]


def test_a_point_finds_its_grid_and_is_kept(city: Delivery) -> None:
    city.give("events", spoilt(EVENTS, 0, grid="", lon="121.435", lat="31.2051"))
    city.read()
    rows = {row[0]: row[1:] for row in city.extract("events", "event_id", "grid", "lon", "lat")}
    assert rows["E00"] == ("G4", 121.435, 31.2051)
    assert rows["E01"] == ("G2", None, None)


def test_a_malformed_row_is_rejected_by_its_line(city: Delivery) -> None:
    text = 'dwelling_id,grid,building\nH1,G1,"two\nlines"\nH2,G1\nH3,G1,a,b\n\nH4,G1,c\nH5,G9,d\n'
    city.write("dwellings.csv", text)
    city.source("dwellings", 'table = "dwellings"\nfile = "dwellings.csv"')
    city.head = city.head.replace("0.5", "0.9")
    city.read()
    assert city.rejected("dwellings") == [
        (4, "", "", "has 2 values, the header has 3"),
        (5, "", "", "has 4 values, the header has 3"),
        (8, "grid", "G9", "is no base grid: the units have no such code"),
    ]
    assert city.extract("dwellings", "dwelling_id", "building") == [("H1", "two\nlines"), ("H4", "c")]


def test_a_quote_left_open_costs_each_line_it_swallows(city: Delivery) -> None:
    rows = "".join(f"H{i},G1,x\n" for i in range(20))
    city.write("dwellings.csv", f'dwelling_id,grid,building\n{rows}K1,G1,"open\nK2,G1,x\nK3,G1,x"y\n')
    city.source("dwellings", 'table = "dwellings"\nfile = "dwellings.csv"')
    city.read()
    assert [row[0] for row in city.rejected("dwellings")] in ([22, 23, 24], [])
    assert len(city.extract("dwellings")) >= 20


def test_rows_that_where_removes_are_not_looked_at(city: Delivery) -> None:
    city.give("dwellings", spoilt(DWELLINGS, 0, grid="G9", registered="x"), "where = \"grid <> 'G9'\"")
    report = city.read().report
    told = next(item for item in report.tables if item.table == "dwellings")
    assert (told.rows, told.filtered, told.rejected, told.kept) == (20, 1, 0, 19)


def test_an_expression_that_fails_on_a_row_rejects_that_row(city: Delivery) -> None:
    rows = [
        row | {"people": "12" if i else "a dozen", "flag": "true" if i != 1 else "x"} for i, row in enumerate(EVENTS)
    ]
    city.give(
        "events", rows, 'where = "CAST(flag AS BOOLEAN)"\nexpressions = { returns = "CAST(people AS INTEGER) / 4" }'
    )
    city.read()
    assert [(row[0], row[1]) for row in city.rejected("events")] == [(2, "returns"), (3, "event_id")]
    assert {row[3] for row in city.rejected("events")} == {
        "cannot be worked out: its expression fails on this row",
        "cannot be tested: 'where' fails on this row",
    }
    assert set(city.extract("events", "returns")) == {3}


def test_every_row_is_accounted_for(city: Delivery) -> None:
    city.with_dwellings()
    city.give(
        "inspections", [*spoilt(INSPECTIONS, 0, entered="?"), INSPECTIONS[5], {"dwelling_id": "", "inspected_at": ""}]
    )
    report = city.read().report
    for told in report.tables:
        assert told.rows == told.filtered + told.rejected + told.identical + told.corrected + told.kept
        assert told.kept == len(pd.read_parquet(city.staging / "extracts" / f"{told.table}.parquet"))
        assert told.rejected == len(city.rejected(told.table))
