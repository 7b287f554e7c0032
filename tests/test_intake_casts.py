"""What counts as a number, a date, a time, a yes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cockpit.contract import Column, ColumnType
from cockpit.intake.casts import cast, prepare, trim

moment = datetime.fromisoformat
ZONE = "Asia/Shanghai"


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(f"SET TimeZone = '{ZONE}'")
        yield con


def read(con: duckdb.DuckDBPyConnection, kind: ColumnType, text: str, *formats: str, name: str = "x") -> object:
    """What intake makes of a text."""
    column = Column(name, kind, "")
    plain = f"SELECT {prepare(column, 't')} AS p FROM (SELECT {trim('$1')} AS t)"
    return con.execute(f"SELECT {cast(column, 'p', formats, ZONE)} FROM ({plain})", [text]).fetchall()[0][0]


NUMBERS = [
    *((text, 2) for text in ("2", "2.0", " 2 ", "2.", "+2", "002", "２", "\u30002\u00a0", "2.000", "2e0")),
    *((text, 1234567) for text in ("1234567", "1,234,567", "１，２３４，５６７", "1,234,567.0")),
    *(
        (text, None)
        for text in ("", " ", "2.5", "two", "0x10", "1_000", "nan", "inf", "1,23", "12,34,567", "1 2", "--1")
    ),
    ("-3", -3),
    ("12345678901234567890", None),
    ("1e3", 1000),
    ("9007199254740993", 9007199254740993),
]


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_whole_numbers(con: duckdb.DuckDBPyConnection, text: str, value: int | None) -> None:
    assert read(con, "integer", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.5", 2.5),
        (".5", 0.5),
        ("1,234.5", 1234.5),
        ("３．５", 3.5),
        ("-1e-3", -0.001),
        ("inf", None),
        ("1e999", None),
    ],
)
def test_numbers(con: duckdb.DuckDBPyConnection, text: str, value: float | None) -> None:
    assert read(con, "number", text) == value


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (("true", "TRUE", "1", "1.0", "是", "Y", "y", "yes", "Ｙ"), True),
        (("false", "False", "0", "0.0", "否", "N", "n", "no"), False),
        (("", "2", "ja", "真"), None),
    ],
)
def test_yes_and_no(con: duckdb.DuckDBPyConnection, texts: tuple[str, ...], value: bool | None) -> None:
    assert {read(con, "boolean", text) for text in texts} == {value}


MORNING = moment("2026-01-02 09:05")
TIMES = [
    *((text, MORNING) for text in ("2026-01-02 09:05", "2026-01-02T09:05:00", "2026-01-02T09:05:00.000")),
    *((text, MORNING) for text in ("2026/1/2 9:05", "２０２６－０１－０２ ０９：０５", "2026-01-02T09:05:00,0")),
    # an offset is turned into the city's clock; both may stand in one column, with T or a space
    *((text, MORNING) for text in ("2026-01-02T01:05:00Z", "2026-01-02 01:05:00+00:00", "2026-01-01T20:05:00-0500")),
    *((text, MORNING) for text in ("2026-01-02 09:05:00+08", "2026-01-02 09:05:00 +0800", "2026-01-02T03:35+02:30")),
    *((text, None) for text in ("", "02/01/2026", "2026-13-01", "2026-02-30", "2026-01-02 25:00", "infinity", "epoch")),
    *((text, None) for text in ("2026-01-02 09", "today", "2026-01-02 24:01", "2026-01", "1767315900")),
    ("2026-01-02", moment("2026-01-02")),
    ("20260102", moment("2026-01-02")),
    ("2026-01-02 24:00:00", moment("2026-01-03")),
    ("2026-01-02 23:59:59.999999", moment("2026-01-02 23:59:59.999999")),
]


@pytest.mark.parametrize(("text", "value"), TIMES)
def test_times(con: duckdb.DuckDBPyConnection, text: str, value: datetime | None) -> None:
    assert read(con, "time", text) == value


END = moment("2026-01-02 23:59:59.999999")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, END) for text in ("2026-01-02", "2026/1/2", "20260102", "2026-01-02 24:00")),
        ("2026-01-02 00:00:00", moment("2026-01-02")),
        ("2026-01-02T01:05:00Z", MORNING),
    ],
)
def test_a_deadline_that_is_a_day_lasts_until_its_end(
    con: duckdb.DuckDBPyConnection, text: str, value: datetime
) -> None:
    assert read(con, "deadline", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            (text, date(2026, 1, 2))
            for text in ("2026-01-02", "2026-01-02T00:00:00.000", "2026/1/2", "2026-01-01T23:00Z")
        ),
        ("2026-00-02", None),
        ("9999-12-31", date(9999, 12, 31)),
    ],
)
def test_dates(con: duckdb.DuckDBPyConnection, text: str, value: date | None) -> None:
    assert read(con, "date", text) == value


@pytest.mark.parametrize("text", ["2026-01", "2026-01-01", "2026-01-31"])
def test_a_month_is_its_first_day(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert read(con, "date", text, name="month") == date(2026, 1, 1)


def test_formats_stand_instead_of_iso(con: duckdb.DuckDBPyConnection) -> None:
    assert read(con, "time", "02/01/2026 09:05", "%d/%m/%Y %H:%M") == MORNING
    assert read(con, "time", "2026-01-02 09:05", "%d/%m/%Y %H:%M") is None
    assert read(con, "time", "2026-01-02 09:05", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M") == MORNING
    assert read(con, "time", "2026-01-02T01:05Z", "%d/%m/%Y %H:%M", "ISO") == MORNING
    assert read(con, "time", "01/02/2026 09:05:00 AM", "%m/%d/%Y %I:%M:%S %p") == MORNING
    assert read(con, "date", "2026年1月2日", "%Y年%m月%d日") == date(2026, 1, 2)
    assert read(con, "deadline", "02/01/2026", "%d/%m/%Y") == END
    assert read(con, "deadline", "02/01/2026 09:05", "%d/%m/%Y %H:%M") == MORNING
    assert read(con, "time", "2026-01-02 03:05:00+0200", "%Y-%m-%d %H:%M:%S%z") == MORNING


def test_codes_keep_their_zeros(con: duckdb.DuckDBPyConnection) -> None:
    assert read(con, "text", " 007.0 ") == "007.0"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=30) | st.from_regex(r"[0-9+\-:. TZ,/e]{1,20}", fullmatch=True), min_size=40))
def test_no_text_stops_the_reading(con: duckdb.DuckDBPyConnection, texts: list[str]) -> None:
    kinds: list[ColumnType] = ["integer", "number", "boolean", "date", "time", "deadline"]
    for kind in kinds:
        column = Column("x", kind, "")
        plain = f"SELECT {prepare(column, 't')} AS p FROM (SELECT {trim('v')} AS t FROM (SELECT unnest($1) AS v))"
        rows = con.execute(f"SELECT {cast(column, 'p', (), ZONE)} FROM ({plain})", [texts]).fetchall()
        assert len(rows) == len(texts)
