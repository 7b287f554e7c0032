"""Spark as an engine of the cube: statements are counted by a cluster, tables of the cube are laid by DuckDB.

Every statement is said to DuckDB too, without data: so it is DuckDB that says which columns of which types come out
of it, and Spark's rows are brought to these. What Spark makes lies as Parquet in a folder that this process and all
workers see under one path.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession

from cockpit.contract import Table
from cockpit.cube.engine import fill_table, read_extract
from cockpit.cube.spark.dialect import Statement, Translator, parts, spark_type, view_name
from cockpit.cube.templates import path_sql
from cockpit.errors import CockpitError

_WORK = "work."


class Fault(CockpitError):
    """Spark cannot compute what it was told."""


class Spark:
    """Verbs of `cockpit.cube.engine.Engine` on a Spark session; `folder` is where Parquet passes between the two."""

    faults: tuple[type[Exception], ...] = (duckdb.Error, Fault)
    in_passes = False  # what does not fit into memory is the cluster's business

    def __init__(self, connection: duckdb.DuckDBPyConnection, session: SparkSession, folder: Path) -> None:
        self._duck = connection
        self._session = session
        self._folder = folder.absolute()
        self._translator = Translator()
        self._folder.mkdir()

    def read_extract(self, table: Table, path: Path | None) -> None:
        """The file as Spark sees it, in the types DuckDB reads from it."""
        read_extract(self._duck, table, path)
        name = f"work.extracts.{table.name}"
        if path is not None:
            frame = self._session.read.parquet(str(path.absolute()))
        else:
            nothing = ", ".join(f"NULL AS `{column.name}`" for column in table)
            frame = self._session.sql(f"SELECT {nothing} LIMIT 0")
        self._as_described(name, frame).createOrReplaceTempView(view_name(name))

    def share(self, *tables: str) -> None:
        """Write them out for Spark."""
        for table in tables:
            path = self._path(table)
            path.mkdir()
            self._duck.execute(f"COPY (FROM {table}) TO {path_sql(path / 'part.parquet')} (FORMAT parquet)")
            self._offer(table)

    def fill(self, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
        """Made by DuckDB and shared."""
        fill_table(self._duck, table, columns, rows)
        self.share(table)

    def run(self, script: str) -> None:
        """Each statement in its turn."""
        for statement in parts(script):
            self._make(statement)

    def lay(self, table: str, selects: Sequence[str]) -> None:
        """All in one: there are no passes."""
        self._make(f"CREATE TABLE {table} AS\n" + "\nUNION ALL\n".join(selects))

    def offer(self, name: str, select: str) -> str:
        """Its Parquet."""
        made = f"{_WORK}{name}"
        self._make(f"CREATE TABLE {made} AS\n{select}")
        return f"(SELECT {self._columns(made)} FROM read_parquet({path_sql(self._path(made) / '*.parquet')}))"

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """Asked of Spark."""
        told = self._translator.question(question)
        with _in_words():
            return [tuple(row) for row in self._session.sql(told).collect()]

    def drop(self, table: str) -> None:
        """Its view and its twin; the files are removed with the folder."""
        self._session.catalog.dropTempView(view_name(table))
        self._duck.execute(f"DROP TABLE {table}")

    def close(self) -> None:
        """Give the cluster back."""
        self._session.stop()

    def _make(self, text: str) -> None:
        made = self._translator.statement(text)
        self._duck.execute(f"{text}\nWITH NO DATA" if made.kind == "TABLE" else text)
        if made.kind == "MACRO":
            return
        with _in_words():
            frame = self._session.sql(made.select)
            if made.kind == "VIEW":
                frame.createOrReplaceTempView(view_name(made.name))
                return
            self._as_described(made.name, frame).write.parquet(str(self._path(made.name)))
            self._offer(made.name)
        if not made.name.startswith(_WORK):
            self._load(made)

    def _as_described(self, name: str, frame: DataFrame) -> DataFrame:
        """The frame with the types that DuckDB gives the columns of relation `name`."""
        described = self._duck.execute(f"DESCRIBE {name}").fetchall()
        names = [str(row[0]) for row in described]
        if names != frame.columns:
            raise CockpitError(f"{name} has the columns {', '.join(names)}; Spark made {', '.join(frame.columns)}.")
        return frame.selectExpr(*(f"CAST(`{row[0]}` AS {spark_type(str(row[1]))}) AS `{row[0]}`" for row in described))

    def _offer(self, name: str) -> None:
        """Let statements on Spark read the Parquet of relation `name`."""
        self._session.read.parquet(str(self._path(name))).createOrReplaceTempView(view_name(name))

    def _load(self, made: Statement) -> None:
        """Lay what Spark made into the DuckDB file, in the order the statement asks for."""
        files = path_sql(self._path(made.name) / "*.parquet")
        columns = self._columns(made.name)
        self._duck.execute(f"INSERT INTO {made.name} SELECT {columns} FROM read_parquet({files}) {made.order}")

    def _columns(self, name: str) -> str:
        """The columns of what is called `name`, in the types that DuckDB gives them."""
        types = self._duck.execute(f"DESCRIBE {name}").fetchall()
        return ", ".join(f'CAST("{row[0]}" AS {row[1]}) AS "{row[0]}"' for row in types)

    def _path(self, name: str) -> Path:
        return self._folder / view_name(name)


@contextmanager
def _in_words() -> Iterator[None]:
    """Spark's faults as one sentence each, without the threads of its machinery."""
    try:
        yield
    except (PySparkException, Py4JError) as fault:
        raise Fault(f"Spark says: {str(fault).strip().splitlines()[0]}", "Its own log says more.") from fault
