"""Answers and lists on standard output: a table for people, CSV, JSON and Parquet for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from cockpit.measure import Measurement

Record = dict[str, object]

# What every row has after the field that says which row it is, with the types of a Parquet file.
NUMBERS = ("value", "numerator", "denominator", "n", "previous")
STATE = "state"


class Form(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


class ListForm(StrEnum):
    """How a list is written."""

    TABLE = "table"
    JSON = "json"


def write_answer(answer: Measurement, dimensions: Sequence[str], form: Form, *, explain: bool) -> None:
    """Write `answer`. Numbers are exact, except in a table for people, where they have six digits.

    `dimensions` are those of the metric: a row of one is named after it. With `explain` the table chosen and the SQL
    stand before a table, inside JSON, and on standard error beside CSV and Parquet, whose bytes are the contract.
    """
    fields = _fields(answer, dimensions)
    rows = [_record(answer, fields, at) for at in range(len(answer))]
    if explain and form is not Form.JSON:
        for line in (f"table: {', '.join(answer.tables)}", *answer.sql):
            typer.echo(line, err=form is not Form.TABLE)
    if form is Form.JSON:
        _write_json(answer, rows, explain=explain)
    elif form is Form.CSV:
        _write_csv([*fields, *NUMBERS, STATE], rows)
    elif form is Form.PARQUET:
        _write_parquet(fields, rows)
    else:
        write_table([*fields, *NUMBERS, STATE], [[in_words(value) for value in row.values()] for row in rows])


def write_table(header: list[str], rows: list[list[str]]) -> None:
    """Print a table; on a pipe as wide as it needs to be, so that nothing is cut."""
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 10_000, highlight=False, markup=False)
    table = Table(*header, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def in_words(value: object) -> str:
    """A value of a table for people."""
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _fields(answer: Measurement, dimensions: Sequence[str]) -> tuple[str, ...]:
    """The fields that say which row it is: a step, a dimension value, or a unit."""
    if answer.by in {"day", "week", "month"}:
        return ("period",)
    return (answer.by,) if answer.by in dimensions else ("code", "name")


def _record(answer: Measurement, fields: tuple[str, ...], at: int) -> Record:
    row = answer.row(at)
    # A total has no key; it is about the unit itself.
    record: Record = dict(zip(fields, (row.key or ("" if answer.by else answer.unit.code), row.name), strict=False))
    return record | {name: getattr(row, name) for name in NUMBERS} | {STATE: row.state}


def _write_json(answer: Measurement, rows: list[Record], *, explain: bool) -> None:
    head = {"metric": answer.metric.key, "unit": answer.unit.code, "tree": answer.tree, "by": answer.by}
    days = {"from": str(answer.start), "to": str(answer.end), "as_of": str(answer.as_of)}
    told = {"tables": answer.tables, "sql": answer.sql} if explain else {}
    typer.echo(json.dumps({**head, **days, "edition": answer.edition, **told, "rows": rows}, ensure_ascii=False))


def _write_csv(header: list[str], rows: list[Record]) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(row.values() for row in rows)


def _write_parquet(fields: tuple[str, ...], rows: list[Record]) -> None:
    """The same columns and types whatever the rows hold, so that files of several questions can be read together."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    numbers = [(name, pa.int64() if name == "n" else pa.float64()) for name in NUMBERS]
    schema = pa.schema([*((name, pa.string()) for name in fields), *numbers, (STATE, pa.string())])
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), sink)
    sys.stdout.buffer.write(sink.getvalue())
