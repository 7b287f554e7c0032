"""What a panel shows as rows and columns: its table on the screen, its sheet, its slide, its lines on a terminal.

Every kind of panel has one. Cells hold exact numbers; how they are said is decided by their column's unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from cockpit import wording
from cockpit.measure import Measurement, Row
from cockpit.wording import say

Value = str | float | int | date | datetime | None
WITHHELD = ("empty", "suppressed")
"""States of a cell that has no number to show."""


@dataclass(frozen=True)
class Column:
    """A column. `unit` is "" for words, else a unit of numbers as metrics have: count, percent, people, hours, days.

    `lines` are values its cells are judged by: a number is written with as many digits as it takes to be on its side.
    """

    key: str
    label: str
    unit: str = ""
    lines: tuple[float, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers: they stand right."""
        return bool(self.unit)


@dataclass(frozen=True)
class Cell:
    """A value, its state as in a Measurement, and how it is judged: "missed", "near", "met" or "" (not at all)."""

    value: Value = None
    state: str = "ok"
    verdict: str = ""


@dataclass(frozen=True)
class Line:
    """A row: `key` says which one it is (a unit's code, a value, a row's id); `picks` is what a click on it chooses."""

    key: str
    cells: tuple[Cell, ...]
    picks: Mapping[str, str] = field(default_factory=dict)
    strong: bool = False


@dataclass(frozen=True)
class Chart:
    """How slides draw a listing: the columns `series` over the words of the first column."""

    kind: Literal["bar", "stacked", "line", "column"]
    series: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """Rows and columns of a panel.

    `total` is how many lines there are in all when only some are here, `first` the place of the first of them, counted
    from 0. `finding` is the whole said in a sentence, `note` what a reader must know of it.
    """

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: int | None = None
    first: int = 0
    finding: str = ""
    note: str = ""
    chart: Chart | None = None

    @property
    def count(self) -> int:
        """How many lines there are in all."""
        return len(self.lines) if self.total is None else self.total


def words_of(column: Column, cell: Cell, lang: str) -> str:
    """What a cell says: a number with its unit, a day, words; a state where there is nothing to show."""
    if cell.state in WITHHELD:
        return say(f"state.{cell.state}", lang) if cell.state == "suppressed" else wording.NOTHING
    value = cell.value
    if value is None:
        return wording.NOTHING if column.numeric else ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return wording.day(value)
    if isinstance(value, str):
        return value
    said = str(wording.quantity(float(value), column.unit or "count", lang, lines=column.lines))
    return f"≈ {said}" if cell.state == "approx" else said


def listing_of(answer: Measurement, rows: Sequence[Row], heading: str, lang: str, compare: str) -> Listing:
    """The rows of an answer: name, code, value, numerator and denominator of a ratio, n, previous value, state."""
    metric, unit = answer.metric, answer.metric.unit
    parts = ("numerator", "denominator") if metric.ratio else ()
    columns = [
        Column("name", heading),
        Column("value", metric.label.said(lang), unit),
        *(Column(name, say(f"column.{name}", lang), "count") for name in (*parts, "n")),
        Column("previous", say(f"compare.before_{compare}", lang), unit),
        Column("state", say("column.state", lang)),
    ]
    return Listing(tuple(columns), tuple(_line(answer, row, parts, lang) for row in rows))


def _line(answer: Measurement, row: Row, parts: Sequence[str], lang: str) -> Line:
    hidden = row.state if row.state in WITHHELD else "ok"
    name = row.name or row.key or (say("state.empty", lang) if answer.by else answer.unit.said(lang))
    cells = [
        Cell(name),
        Cell(row.value, row.state, wording.verdict(answer.metric, row.value, row.state)),
        *(Cell(getattr(row, part), hidden) for part in (*parts, "n")),
        Cell(row.previous),
        Cell("" if row.state == "ok" else say(f"state.{row.state}", lang)),
    ]
    return Line(row.key or answer.unit.code, tuple(cells))
