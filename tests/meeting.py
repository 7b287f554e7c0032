"""Decks of the generated city, and what stands in the files made from them."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
from dash.development.base_component import Component
from pptx import Presentation

from cockpit.access import Scope
from cockpit.catalogue import DEFAULTS, load_catalogue
from cockpit.selection import Selection
from cockpit.snapshot import Deck, make_deck
from cockpit.store import Store

BOARDS = load_catalogue(DEFAULTS).boards
WHEN = datetime(2026, 7, 1, 1, 30, tzinfo=UTC)
ADDRESS = "http://cockpit.example:8050"


def deck_of(data: Path, board: str, scope: Scope | None = None, only: str | None = None, **chosen: Any) -> Deck:
    scope = scope or Scope(smallest_cell=10)
    selection = Selection(**chosen)
    return make_deck(Store(data), BOARDS[board], selection, scope, when=WHEN, public_url=ADDRESS, only=only)


def components(node: object) -> Iterator[Component]:
    """Every component below `node`."""
    if isinstance(node, list | tuple):
        for one in node:
            yield from components(one)
    elif isinstance(node, Component):
        yield node
        yield from components(getattr(node, "children", None))


def slides_of(content: bytes) -> list[Any]:
    return list(Presentation(io.BytesIO(content)).slides)


def texts_of(slide: Any) -> str:
    """Everything that can be read on a slide."""
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def charts_of(content: bytes) -> list[tuple[str, list[list[float | None]]]]:
    """Native charts: name and the values of each series, which are those of the embedded workbook too."""
    found = []
    for slide in slides_of(content):
        for shape in slide.shapes:
            if not shape.has_chart:
                continue
            series = [list(line.values) for line in shape.chart.plots[0].series]
            book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
            rows = list(book.active.iter_rows(min_row=2, values_only=True))
            for at, values in enumerate(series, 1):
                assert all(near(row[at], value) for row, value in zip(rows, values, strict=True)), shape.name
            found.append((shape.name, series))
    return found


def near(one: float | None, other: float | None) -> bool:
    """The same number, as far as a spreadsheet's sixteen digits go."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-14)


def same(one: dict[str, float | None], other: dict[str, float | None]) -> bool:
    """The same numbers under the same names."""
    return set(one) == set(other) and all(near(one[key], other[key]) for key in one)


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    """Rows of every sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def table_of(rows: list[list[Any]]) -> dict[str, list[Any]]:
    """The first table of a panel's sheet: code -> value, numerator, denominator, n, previous, state."""
    head = next(at for at, row in enumerate(rows) if row[1] in {"编码", "Code"})
    found = {}
    for row in rows[head + 1 :]:
        if row[0] is None:
            break
        found[row[1] or ""] = row[2:8]
    return found
