"""Rows as the cube keeps them: what the view says is what was there, to the last bit."""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.contract import between_days_sql, id_number, id_parts_sql, id_sql
from cockpit.cube.engine import DuckDB
from cockpit.cube.packing import keep_rows
from cockpit.store import Snapshot

MOMENT = datetime.fromisoformat("2026-06-01 12:00")
MOMENTS = {
    "whole": MOMENT,
    "the end of a day": datetime.fromisoformat("2026-06-01 23:59:59.999999"),
    "within a second": datetime.fromisoformat("2026-06-01 12:00:00.123456"),
    "before it all began": datetime.fromisoformat("1969-12-31 23:59:59.999999"),
    "long before": datetime.fromisoformat("1801-03-04 05:06:07.890123"),
    "none": None,
}


def kept(rows: list[tuple[object, ...]], columns: dict[str, str]) -> duckdb.DuckDBPyConnection:
    """A connection with the rows as `given`, and as the view `rows` says them."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE given ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    connection.executemany(f"INSERT INTO given VALUES ({', '.join('?' * len(columns))})", rows)
    keep_rows(connection, DuckDB(connection), "rows", ["FROM given"], "r.no")
    return connection


def same(connection: duckdb.DuckDBPyConnection, columns: dict[str, str]) -> bool:
    names = ", ".join(columns)
    return bool(
        connection.execute(f"SELECT {names} FROM given ORDER BY no").fetchall()
        == connection.execute(f"SELECT {names} FROM rows ORDER BY no").fetchall()
    )


@pytest.mark.parametrize("name", MOMENTS)
def test_a_moment_is_what_it_was(name: str) -> None:
    columns = {"no": "INTEGER", "reported_at": "TIMESTAMP"}
    connection = kept([(1, MOMENTS[name]), (2, MOMENT)], columns)
    assert same(connection, columns)
    [(kind,)] = connection.execute("SELECT DISTINCT typeof(reported_at) FROM rows").fetchall()
    assert kind == "TIMESTAMP"


@given(
    st.lists(
        st.datetimes(datetime.fromisoformat("1800-01-01"), datetime.fromisoformat("2199-12-31")), min_size=1, max_size=5
    )
)
def test_any_moment(moments: list[datetime]) -> None:
    columns = {"no": "INTEGER", "reported_at": "TIMESTAMP"}
    assert same(kept(list(enumerate(moments)), columns), columns)


@pytest.mark.parametrize("moment", ["due_at", "CASE WHEN no % 2 = 0 THEN due_at END", "coalesce(due_at, due_at)"])
def test_moments_of_some_rows_are_compared_as_they_are(moment: str) -> None:
    days = [datetime.fromisoformat(text) for text in ("2026-06-01", "2026-06-02")]
    connection = kept(list(enumerate([*MOMENTS.values(), *days])), {"no": "INTEGER", "due_at": "TIMESTAMP"})
    for first in days:
        bounds = [first.date(), days[1].date()]
        found = connection.execute(f"SELECT no FROM rows WHERE {between_days_sql(moment)}", bounds).fetchall()
        plain = f"SELECT no FROM rows WHERE ({moment}) >= CAST(? AS DATE) AND ({moment}) < CAST(? AS DATE) + 1"
        assert found == connection.execute(plain, bounds).fetchall()
    assert ("due_at_s" in between_days_sql(moment)) == (not moment.startswith("coalesce"))


STAGED = {
    "no": "INTEGER",
    "reported_at": "TIMESTAMP",
    "filed_at": "TIMESTAMP",
    "dispatched_at": "TIMESTAMP",
    "filed_hours": "DOUBLE",
    "dispatched_hours": "DOUBLE",
    "worked_hours": "DOUBLE",
}


def test_hours_that_moments_say_are_not_kept() -> None:
    filed, sent = MOMENT + timedelta(minutes=7), MOMENT + timedelta(hours=3)
    rows = [
        (1, MOMENT, filed, sent, 7 / 60, (180 - 7) / 60, 1.5),
        (2, MOMENT, None, sent, None, 3.0, None),
        (3, sent, filed, sent, 0.0, 0.0, 1 / 3600),  # a slip that goes backwards
    ]
    connection = kept(rows, STAGED)
    assert same(connection, STAGED)
    found = connection.execute("SELECT count(filed_hours_seconds), count(dispatched_hours_seconds) FROM rows_kept")
    assert found.fetchall() == [(0, 0)]


def test_seconds_are_there_for_comparing_with_days() -> None:
    days = [datetime.fromisoformat(text) for text in ("2026-06-01", "2026-06-02")]
    moments = [MOMENTS[name] for name in MOMENTS] + days
    columns = {"no": "INTEGER", "due_at": "TIMESTAMP"}
    connection = kept(list(enumerate(moments)), columns)
    said = "SELECT no FROM rows WHERE {} ORDER BY no"
    as_they_are = said.format("due_at >= CAST(? AS DATE) AND due_at < CAST(? AS DATE) + 1")
    for first in days:
        for last in days:
            bounds = [first.date(), last.date()]
            found = connection.execute(said.format(between_days_sql("due_at")), bounds).fetchall()
            assert found == connection.execute(as_they_are, bounds).fetchall()


def test_other_hours_are_kept_as_they_are() -> None:
    rows = [
        (1, MOMENT, MOMENT + timedelta(hours=1), None, 2.5, None, 0.1),  # by its steps it took longer
        (2, MOMENT, MOMENT + timedelta(hours=1), None, 123456789 / 3600000000.0, None, 7e-9),  # not whole seconds
    ]
    assert same(kept(rows, STAGED), STAGED)


IDS = ("E20250601-1b6d11", "F-000a228", "0012345", "abc", "", "x", "A-1B6D11", "-00000000001", "案-0f", None)


@pytest.mark.parametrize("text", IDS)
def test_an_id_is_what_it_was_and_is_found(text: str | None) -> None:
    columns = {"no": "INTEGER", "event_id": "VARCHAR"}
    connection = kept([(1, text), (2, "E-77")], columns)
    assert same(connection, columns)
    if text is not None:
        found = "SELECT no FROM rows WHERE event_id_no = ? AND event_id = ?"
        assert connection.execute(found, [id_number(text), text]).fetchall() == [(1,)]


@given(st.text())
def test_any_id(text: str) -> None:
    head, number = id_parts_sql("t")
    parts = f"SELECT {head} AS head, {number} AS no FROM (SELECT ? AS t)"
    said = duckdb.execute(f"SELECT {id_sql('head', 'no')}, no FROM ({parts})", [text])
    assert said.fetchall() == [(text, id_number(text))]


def test_events_of_which_a_check_failed_lie_first(snapshot_of_tiny: Snapshot) -> None:
    marks = snapshot_of_tiny.ask("SELECT failed FROM events_rows_kept ORDER BY rowid")["failed"].tolist()
    assert marks == sorted(marks, reverse=True)
    assert set(marks) == {True, False}
    known = "CASE WHEN failed_at IS NULL THEN coalesce(verify_failures, 0) ELSE len(failed_at) END"
    wrong = snapshot_of_tiny.ask(f"SELECT count(*) AS n FROM events_rows WHERE failed IS DISTINCT FROM ({known} > 0)")
    assert wrong["n"].tolist() == [0]
