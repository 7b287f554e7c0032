"""Two cubes side by side: table by table, how many rows each has and how many of them the other has not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cockpit.cube.templates import path_sql


@dataclass(frozen=True)
class Compared:
    """A table of two cubes: rows of each, and rows that only one of them has, counted with their repetitions.

    fault: why the rows cannot be compared at all (the table or a column is missing, or has another type); else empty.
    """

    table: str
    left: int = 0
    right: int = 0
    only_left: int = 0
    only_right: int = 0
    fault: str = ""

    @property
    def equal(self) -> bool:
        """Whether both have the same rows, each as often."""
        return not self.fault and self.only_left == self.only_right == 0 and self.left == self.right


def compare(left: Path, right: Path, memory: str = "4GB") -> Iterator[Compared]:
    """Compare the DuckDB files `left` and `right`, table by table in alphabetical order; the order of rows is none.

    Numbers with a point are compared bit by bit, and empty values are equal to each other.
    """
    connection = duckdb.connect()
    try:
        connection.execute(f"SET memory_limit = '{memory}'")
        for name, path in (("a", left), ("b", right)):
            connection.execute(f"ATTACH {path_sql(path)} AS {name} (READ_ONLY)")
        shapes = {name: _shape(connection, name) for name in ("a", "b")}
        for table in sorted({*shapes["a"], *shapes["b"]}):
            fault = _unlike(shapes["a"].get(table), shapes["b"].get(table))
            yield Compared(table, fault=fault) if fault else _compare(connection, table)
    finally:
        connection.close()


def _shape(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, dict[str, str]]:
    """The tables of a database, with the types of their columns."""
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = ? ORDER BY ALL",
        [database],
    ).fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def _unlike(left: dict[str, str] | None, right: dict[str, str] | None) -> str:
    if left is None or right is None:
        return f"only in the {'second' if left is None else 'first'}"
    for column in sorted({*left, *right}):
        if left.get(column) != right.get(column):
            return f"column {column} is {left.get(column, 'missing')} and {right.get(column, 'missing')}"
    return ""


def _compare(connection: duckdb.DuckDBPyConnection, table: str) -> Compared:
    """Count each row as often as the first has it, less as often as the second has it: equal ones come to nothing."""
    columns = ", ".join(f'"{row[0]}"' for row in connection.execute(f'DESCRIBE a.main."{table}"').fetchall())
    row = connection.execute(
        f"SELECT sum(mine), sum(theirs), sum(greatest(mine - theirs, 0)), sum(greatest(theirs - mine, 0)) FROM (\n"
        f"    SELECT sum(side) AS mine, sum(1 - side) AS theirs FROM (\n"
        f'        SELECT 1 AS side, {columns} FROM a.main."{table}"\n        UNION ALL\n'
        f'        SELECT 0 AS side, {columns} FROM b.main."{table}"\n    ) GROUP BY {columns}\n)'
    ).fetchone()
    left, right, only_left, only_right = (int(number or 0) for number in row or (0, 0, 0, 0))
    return Compared(table, left, right, only_left, only_right)
