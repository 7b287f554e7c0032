"""Where the SQL of the cube is run: the few verbs the build needs, and DuckDB's way of doing them.

What a statement makes lies in one of two places: relations called `work.…` are in between and are thrown away, all
others are tables of the cube. Tables of the cube are in the DuckDB file that is being laid, whoever counted them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import duckdb

from cockpit.contract import Table
from cockpit.cube.templates import path_sql


class Engine(Protocol):
    """Runs statements of the cube's SQL. `faults` are the errors with which it says that one cannot be computed.

    in_passes: memory is bounded, so large views are counted in passes over parts of them.
    """

    faults: tuple[type[Exception], ...]
    in_passes: bool

    def read_extract(self, table: Table, path: Path | None) -> None:
        """Let work.extracts.<table> be the rows of a Parquet file, or no rows."""

    def share(self, *tables: str) -> None:
        """Tables that were made in the DuckDB file are to be read by statements."""

    def fill(self, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
        """Make `table` of a few rows given here; `columns` are names with their DuckDB types."""

    def run(self, script: str) -> None:
        """Run statements, each CREATE TABLE … AS, CREATE VIEW … AS or CREATE MACRO."""

    def lay(self, table: str, selects: Sequence[str]) -> None:
        """Make `table` of the rows of `selects`, one after the other."""

    def offer(self, name: str, select: str) -> str:
        """What stands in FROM, on the connection that lays the cube, for the rows of `select`, called `name`."""

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """The answer of one SELECT."""

    def drop(self, table: str) -> None:
        """Forget a table that is no longer read."""

    def close(self) -> None:
        """Let go of what was taken for the build."""


class DuckDB:
    """DuckDB in this process: every verb is a statement on the connection that lays the cube."""

    faults: tuple[type[Exception], ...] = (duckdb.Error,)
    in_passes = True

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def read_extract(self, table: Table, path: Path | None) -> None:
        """A view of the file, or an empty table."""
        read_extract(self.connection, table, path)

    def share(self, *tables: str) -> None:
        """They are read where they lie."""

    def fill(self, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
        """A table of those rows."""
        fill_table(self.connection, table, columns, rows)

    def run(self, script: str) -> None:
        """As it is written."""
        self.connection.execute(script)

    def lay(self, table: str, selects: Sequence[str]) -> None:
        """One INSERT after the other."""
        for place, select in enumerate(selects):
            self.connection.execute(f"INSERT INTO {table} {select}" if place else f"CREATE TABLE {table} AS {select}")

    def offer(self, name: str, select: str) -> str:  # noqa: ARG002  the rows need no name here
        """The question itself."""
        return f"({select})"

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """All rows of the answer."""
        found: list[tuple[Any, ...]] = self.connection.execute(question).fetchall()
        return found

    def drop(self, table: str) -> None:
        """The disk is free for the next."""
        self.connection.execute(f"DROP TABLE {table}")

    def close(self) -> None:
        """The connection is its maker's."""


def read_extract(connection: duckdb.DuckDBPyConnection, table: Table, path: Path | None) -> None:
    """Make work.extracts.<table> on `connection`: a view of a Parquet file, or an empty table."""
    if path is not None:
        connection.execute(f"CREATE VIEW work.extracts.{table.name} AS FROM read_parquet({path_sql(path)})")
    else:
        columns = ", ".join(f'"{column.name}" {column.sql_type}' for column in table)
        connection.execute(f"CREATE TABLE work.extracts.{table.name} ({columns})")


def fill_table(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]
) -> None:
    """Make `table` on `connection` of a few rows."""
    connection.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    gaps = ", ".join("?" for _ in columns)
    for row in rows:
        connection.execute(f"INSERT INTO {table} VALUES ({gaps})", list(row))
