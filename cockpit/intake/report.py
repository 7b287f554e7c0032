"""The report of an intake: what was read, what was kept, what was set aside and why."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from cockpit.contract import Table
from cockpit.intake.bench import Bench
from cockpit.intake.casts import name

MOST = 20  # different values shown of one kind; the rest is counted


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Reason(_Record):
    """Rows rejected for one reason, with the first of them as an example."""

    column: str
    reason: str
    rows: int
    file: str
    line: int
    value: str


class Word(_Record):
    """A value that nothing was said about, and how often it stands there."""

    column: str
    value: str
    rows: int


class FileReport(_Record):
    """One file as delivered and what came of its rows."""

    file: str
    sha256: str
    bytes: int
    rows: int
    blank: int
    malformed: int
    filtered: int
    rejected: int
    identical: int
    corrected: int
    kept: int
    unread: tuple[str, ...]
    personal: tuple[str, ...]


class SourceReport(_Record):
    """One source: its feed, its files, the values its recoding did not list."""

    source: int
    table: str
    feed: str
    owner: str
    every: str
    newest: date | None
    files: tuple[FileReport, ...]
    unlisted: tuple[Word, ...]


class ColumnReport(_Record):
    """One column of what was kept: the share of rows without a value, least and greatest value of dates and numbers."""

    column: str
    missing: float
    least: str | None
    greatest: str | None


class TableReport(_Record):
    """One table: where its rows went. rows = filtered + rejected + identical + corrected + kept."""

    table: str
    rows: int
    filtered: int
    rejected: int
    identical: int
    corrected: int
    kept: int
    rejected_share: float
    reasons: tuple[Reason, ...]
    columns: tuple[ColumnReport, ...]
    unknown_categories: tuple[Word, ...] = ()
    notes: tuple[str, ...] = ()


class Report(_Record):
    """All of an intake. `faults` says why the edition was refused; it is empty when it was not."""

    city: str
    mapping: str
    tables: tuple[TableReport, ...] = ()
    sources: tuple[SourceReport, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def list_reasons(bench: Bench, table: str) -> tuple[Reason, ...]:
    """Why rows of a table were rejected, the most frequent reason first."""
    rows = bench.ask(
        f"""SELECT "column", reason, count(*) AS rows,
            arg_min(d.name, place), arg_min(line, place), arg_min(value, place)
        FROM (SELECT *, [file, line] AS place FROM rejected_{table}) JOIN files AS d USING (file)
        GROUP BY ALL ORDER BY rows DESC, "column", reason"""
    )
    names = ("column", "reason", "rows", "file", "line", "value")
    return tuple(Reason(**dict(zip(names, row, strict=True))) for row in rows)


def list_columns(bench: Bench, table: Table) -> tuple[ColumnReport, ...]:
    """Missing share and range of every column that holds anything among the rows kept."""
    parts = []
    for column in table:
        value = name(column.name)
        ranged = column.type in {"date", "time", "deadline", "integer", "number"}
        ends = f"CAST(min({value}) AS VARCHAR), CAST(max({value}) AS VARCHAR)" if ranged else "NULL, NULL"
        parts.append(f"count({value}), {ends}")
    row = bench.ask(f"SELECT count(*), {', '.join(parts)} FROM live_{table.name}")[0]
    found = []
    for i, column in enumerate(table):
        filled, least, greatest = row[1 + 3 * i : 4 + 3 * i]
        if filled:
            missing = (row[0] - filled) / row[0]
            found.append(ColumnReport(column=column.name, missing=missing, least=least, greatest=greatest))
    return tuple(found)


def list_words(bench: Bench, column: str, rows: str) -> tuple[Word, ...]:
    """The most frequent values that the question `rows` gives (value, rows), and one entry for all the others."""
    found = bench.ask(f"SELECT value, rows FROM ({rows}) AS given(value, rows) ORDER BY rows DESC, value")
    words = [Word(column=column, value=value, rows=count) for value, count in found[:MOST]]
    if len(found) > MOST:
        rest = found[MOST:]
        words.append(Word(column=column, value=f"... and {len(rest)} more", rows=sum(count for _, count in rest)))
    return tuple(words)
