"""Workbooks: one sheet of an XLSX, XLS or ODS file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from cockpit.errors import Refused, suggest
from cockpit.intake.deliveries import BATCH, Delivery, Tally, drop_blank, make_batch, tidy_names
from cockpit.intake.files import DAMAGE, File


def open_sheet(file: File, name: str | None) -> Delivery:
    """Open a sheet, the first one unless named; its first row that is not empty is the header."""
    sheet = _load(file, name)
    top, header = next(((i, row) for i, row in enumerate(sheet.iter_rows(), start=1) if any(map(_text, row))), (0, []))
    if not top:
        raise Refused(f"{file.name}, sheet {sheet.name!r} is empty.")
    while header and not _text(header[-1]):
        header = header[:-1]
    names, twice = tidy_names(_text(cell) for cell in header)
    return Delivery(names, lambda tally: _read(sheet, top, len(names), tally), twice=twice, typed=True)


def _load(file: File, name: str | None) -> CalamineSheet:
    try:
        with file.open() as (stream, _):
            book = CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
        names = book.sheet_names
        if name is not None and name not in names:
            near = suggest(name, names)
            hint = f"Did you mean {near!r}?" if near else f"It has {', '.join(names)}."
            raise Refused(f"{file.name} has no sheet {name!r}.", hint=hint)
        return book.get_sheet_by_name(name or names[0])
    except (CalamineError, *DAMAGE) as fault:
        raise Refused(f"{file.name} is no workbook that can be opened: {fault}.") from fault


def _read(sheet: CalamineSheet, top: int, columns: int, tally: Tally) -> Iterator[pa.RecordBatch]:
    rows = islice(enumerate(sheet.iter_rows(), start=1), top, None)
    while chunk := list(islice(rows, BATCH)):
        whole = []
        for line, row in chunk:
            if any(map(_text, row[columns:])):
                tally.malformed.append((line, "has a value beside the columns of the header", ""))
            else:
                whole.append((line, row))
        texts = [[_text(row[i]) if i < len(row) else "" for _, row in whole] for i in range(columns)]
        lines = np.array([line for line, _ in whole], dtype=np.int64)
        yield drop_blank(make_batch([pa.array(column, pa.string()) for column in texts], lines), tally)
    tally.share = 1.0


def _text(cell: object) -> str:
    """A cell as a CSV would hold it; a whole number without ".0", a day without its midnight."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell).strip()
