"""What a table and a column of the contract are, and the short notation they are written in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cockpit.errors import unknown

ColumnType = Literal["text", "date", "time", "deadline", "integer", "number", "boolean", "geometry"]

# How each type lies in an extract. A deadline is a time; one delivered as a bare date means the end of that day.
SQL_TYPES: dict[ColumnType, str] = {
    "text": "VARCHAR",
    "date": "DATE",
    "time": "TIMESTAMP",
    "deadline": "TIMESTAMP",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "geometry": "BLOB",
}


@dataclass(frozen=True)
class Column:
    """One column: its name, type, meaning and unit; `default` stands where a row leaves it empty."""

    name: str
    type: ColumnType
    meaning: str
    unit: str = ""
    required: bool = False
    default: str | int | bool | None = None

    @property
    def sql_type(self) -> str:
        """The DuckDB type the column has in an extract."""
        return SQL_TYPES[self.type]


@dataclass(frozen=True)
class Table:
    """One table: key columns, columns in their order on disk, and what one row is."""

    name: str
    key: tuple[str, ...]
    meaning: str
    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in the order on disk."""
        return tuple(column.name for column in self.columns)

    @property
    def placed(self) -> bool:
        """Whether a row lies in a base grid, given by code or by lon and lat."""
        return "lon" in self.names

    def column(self, name: str) -> Column:
        """The column called `name`. Raises UnknownName with a "did you mean"."""
        for column in self.columns:
            if column.name == name:
                return column
        raise unknown(f"column of table {self.name}", name, self.names)


def read_columns(text: str) -> tuple[Column, ...]:
    """Read columns from lines "name type[!] | meaning | unit | default"; "!" marks a required column."""
    return tuple(_column(line) for line in text.strip().splitlines())


def _column(line: str) -> Column:
    head, meaning, unit, default = (part.strip() for part in (line + " | | |").split("|")[:4])
    name, kind = head.split()
    value: str | int | bool | None = default or None
    if default in {"true", "false"}:
        value = default == "true"
    elif default.isdigit():
        value = int(default)
    return Column(name, kind.rstrip("!"), meaning, unit, kind.endswith("!"), value)  # type: ignore[arg-type]
