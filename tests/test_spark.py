"""The cube's SQL as Spark is told it, and the refusals; nothing here needs Spark. tests/spark has the rest."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from syrupy.assertion import SnapshotAssertion

from cockpit import cube
from cockpit.cube.comparing import Compared, compare
from cockpit.cube.engine import DuckDB
from cockpit.cube.spark import check_spark
from cockpit.cube.spark.address import read_address
from cockpit.cube.spark.dialect import Translator, parts, spark_type
from cockpit.errors import CockpitError, Unavailable
from tests.city import TinyCity, publish_city

# --- the SQL --------------------------------------------------------------------------------------------------------


class Listening(DuckDB):
    """DuckDB, and what it was told."""

    heard: list[str]

    def run(self, script: str) -> None:
        self.heard.append(script)
        super().run(script)

    def lay(self, table: str, selects: Sequence[str]) -> None:
        self.heard.append(f"CREATE TABLE {table} AS\n{selects[0]}")
        super().lay(table, selects)

    def offer(self, name: str, select: str) -> str:
        self.heard.append(f"CREATE TABLE work.{name} AS\n{select}")
        return super().offer(name, select)

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        self.heard.append(question)
        return super().rows(question)


@pytest.fixture(scope="module")
def heard(tiny: TinyCity, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every statement of a build, in its order."""
    Listening.heard = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cube, "DuckDB", Listening)
        publish_city(tiny, tmp_path_factory.mktemp("heard"))
    return Listening.heard


def translated(scripts: Sequence[str]) -> dict[str, str]:
    """Spark's SELECT of each relation that is made, and of each question by its own words."""
    translator, found = Translator(), {}
    for script in scripts:
        for text in parts(script):
            if re.search(r"^CREATE", text, re.MULTILINE):
                made = translator.statement(text)
                found[made.name] = made.select
            else:
                found[text] = translator.question(text)
    return found


def test_every_statement_of_the_cube_has_a_form_on_spark(heard: list[str]) -> None:
    made = translated(heard)
    laid = {"work.dwellings", "work.events", "work.events_rows", "dwelling_span", "flow_events_reported_at"}
    assert laid <= set(made)
    assert len(made) > 100


@pytest.mark.parametrize(
    "relation",
    [
        *("work.dwellings", "work.event_course", "work.event_past", "work.spans", "workday"),
        *("stock_dues_enters_leaves", "flow_team_events_closed_at", "large_category_flow_events_due_at"),
        "histogram_handling_hours",
    ],
)
def test_sql_on_spark(heard: list[str], relation: str, approved_sql: SnapshotAssertion) -> None:
    assert translated(heard)[relation] + "\n" == approved_sql


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELECT to_days(3)", "TO_DAYS"),
        ("SELECT my_own(3)", "MY_OWN"),
        ("SELECT date_diff('hour', x, y) FROM a", "days or microseconds"),
        ("SELECT a.x FROM a ASOF JOIN b ON a.x >= b.x", "ASOF"),
        ("SELECT max(x) FILTER (y) OVER (ORDER BY z) FROM a", "FILTER in a window"),
        ("SELECT list(x ORDER BY y) FROM a", "order within an aggregate"),
        ("SELECT CAST(unnest([1, 2]) AS INTEGER) AS x", "rows out of a list"),
        ("SELECT EXISTS (SELECT 1 FROM a) AS x", "EXISTS"),
        ("SELECT format('{:02d}', x) FROM a", "FORMAT"),
        ("SELECT FROM FROM", "has no form"),
    ],
)  # fmt: skip
def test_what_spark_would_do_otherwise_is_refused(sql: str, why: str) -> None:
    with pytest.raises(CockpitError, match=why):
        Translator().question(sql)


@pytest.mark.parametrize(
    ("sql", "spark"),
    [
        ("SELECT a / 2", "CAST(a AS DOUBLE) / CAST(2 AS DOUBLE)"),  # DuckDB divides in floating point
        ("SELECT a // 2", "a DIV 2"),
        ("SELECT date_diff('day', a, b)", "CAST(DATEDIFF(CAST(b AS DATE), CAST(a AS DATE)) AS BIGINT)"),
        ("SELECT isodow(a)", "( WEEKDAY(a) + 1 )"),
        ("SELECT epoch_us(a)", "UNIX_MICROS(CAST(a AS TIMESTAMP_LTZ))"),
        ("SELECT CAST(a AS TIMESTAMP)", "CAST(a AS TIMESTAMP_NTZ)"),
        ("SELECT CAST(a AS DECIMAL(18, 2))",
         "CAST(ROUND(CAST(a AS DOUBLE) * CAST(100 AS DOUBLE), 0) / CAST(100 AS DOUBLE) AS DECIMAL(18, 2))"),
        ("SELECT x FROM work.extracts.events AS x", "x FROM work_extracts_events AS x"),
    ],
)  # fmt: skip
def test_the_meaning_of_duckdb_is_kept(sql: str, spark: str) -> None:
    assert " ".join(Translator().question(sql).split()) == f"SELECT {spark}"


def test_a_macro_is_written_out_and_an_order_is_kept_for_duckdb() -> None:
    translator = Translator()
    translator.statement("CREATE MACRO work.twice(x) AS x + x")
    made = translator.statement("CREATE TABLE t AS SELECT work.twice(a * 2) AS b FROM u ORDER BY u.b DESC, b // 4")
    assert " ".join(made.select.split()) == "SELECT ( ( a * 2 ) + ( a * 2 ) ) AS b FROM u"
    assert made.order == "ORDER BY b DESC, b // 4"


@pytest.mark.parametrize(
    ("duck", "spark"),
    [
        ("BIGINT", "BIGINT"),
        ("HUGEINT", "DECIMAL(38, 0)"),
        ("DECIMAL(18,4)", "DECIMAL(18,4)"),
        ("TIMESTAMP[]", "ARRAY<TIMESTAMP_NTZ>"),
    ],
)
def test_types(duck: str, spark: str) -> None:
    assert spark_type(duck) == spark


def test_a_type_without_a_form_is_refused() -> None:
    with pytest.raises(CockpitError, match="INTERVAL"):
        spark_type("INTERVAL")


# --- the refusals ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "engine", ["spark://", "spark://host", "spark://host:0", "spark://host:99999", "spark://a b:7077"]
)
def test_what_is_no_address(engine: str) -> None:
    with pytest.raises(CockpitError, match="not the address of a Spark master"):
        read_address(engine)


@pytest.fixture
def nobody() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"spark://127.0.0.1:{taken.getsockname()[1]}"


def test_without_pyspark(monkeypatch: pytest.MonkeyPatch, nobody: str) -> None:
    monkeypatch.setattr("cockpit.cube.spark.find_spec", lambda name: None if name == "pyspark" else sys)
    with pytest.raises(Unavailable, match="not installed: pyspark"):
        check_spark(nobody)


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch, nobody: str) -> None:
    monkeypatch.setattr("cockpit.cube.spark.find_spec", lambda _name: sys)
    with pytest.raises(Unavailable, match=f"Nobody answers at {nobody}"):
        check_spark(nobody)


# --- two cubes side by side -----------------------------------------------------------------------------------------


def made(path: Path, *statements: str) -> Path:
    connection = duckdb.connect(str(path))
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path


def compared(folder: Path, left: Sequence[str], right: Sequence[str]) -> list[Compared]:
    return list(compare(made(folder / "left.duckdb", *left), made(folder / "right.duckdb", *right)))


def test_equal_cubes(tmp_path: Path) -> None:
    rows = "(1, 'x', 0.1::DOUBLE), (1, 'x', 0.1), (NULL, '', 2)"
    left = f"CREATE TABLE t AS FROM (VALUES {rows}) AS v(a, b, c)"
    right = f"CREATE TABLE t AS SELECT c, b, a FROM (VALUES {rows}) AS v(a, b, c) ORDER BY a DESC"
    assert compared(tmp_path, [left], [right]) == [Compared("t", 3, 3)]
    assert Compared("t", 3, 3).equal


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        ("SELECT 1 AS a, 0.1::DOUBLE AS b", Compared("t", 2, 1, 1, 0)),  # once, not twice
        ("FROM (VALUES (1, 0.1::DOUBLE), (NULL, 0.1)) AS v(a, b)", Compared("t", 2, 2, 1, 1)),
        ("SELECT 1 AS a, 0.1::DOUBLE + 1e-18 AS b FROM range(2)", Compared("t", 2, 2)),  # the same number
        ("SELECT 1 AS a, nextafter(0.1, 1::DOUBLE) AS b FROM range(2)", Compared("t", 2, 2, 2, 2)),
        ("SELECT 1 AS a FROM range(2)", Compared("t", fault="column b is DOUBLE and missing")),
        ("SELECT 1::BIGINT AS a, 0.1::DOUBLE AS b", Compared("t", fault="column a is INTEGER and BIGINT")),
    ],
)  # fmt: skip
def test_what_differs_is_counted(tmp_path: Path, right: str, expected: Compared) -> None:
    left = "CREATE TABLE t AS SELECT 1 AS a, 0.1::DOUBLE AS b FROM range(2)"
    assert compared(tmp_path, [left], [f"CREATE TABLE t AS {right}"]) == [expected]
    assert expected.equal == ("+ 1e-18" in right)


def test_a_table_that_one_has_not(tmp_path: Path) -> None:
    found = compared(tmp_path, ["CREATE TABLE a AS SELECT 1 AS x"], ["CREATE TABLE b AS SELECT 1 AS x"])
    assert found == [Compared("a", fault="only in the first"), Compared("b", fault="only in the second")]
    assert not any(row.equal for row in found)
