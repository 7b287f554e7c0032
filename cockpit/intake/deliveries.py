"""What a reader hands over: a file as a stream of text columns, with the line of every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

LINE = "line"
BATCH = 65_536  # rows at a time where the reader may choose

# The readers' own column names: names of the operator's may repeat or clash with ours.
PLACE = "c{}"


@dataclass
class Tally:
    """What happens while a file streams by."""

    rows: int = 0  # handed over
    blank: int = 0  # empty rows, as at the end of a sheet
    malformed: list[tuple[int, str, str]] = field(default_factory=list)  # (line, reason, detail): rows that are none
    share: float = 0.0  # of the file read so far
    longest: tuple[int, int] = (1, 0)  # the row that runs over most lines: how many, and where it begins


@dataclass(frozen=True)
class Delivery:
    """A file that was opened: its column names and coordinate system, and how to read its rows.

    `read` gives record batches with the columns c0, c1 ... as text ("" or null where empty) and `line` (header = 1).
    """

    names: tuple[str, ...]
    read: Callable[[Tally], Iterator[pa.RecordBatch]]
    system: str = ""
    typed: bool = False  # whether days and times come as such, written out in ISO by the reader
    twice: frozenset[str] = frozenset()  # names that stand over more than one column

    @property
    def schema(self) -> pa.Schema:
        """The schema of its batches."""
        return schema_of(len(self.names))


def schema_of(columns: int) -> pa.Schema:
    """The schema of batches with so many columns."""
    return pa.schema([*((PLACE.format(i), pa.string()) for i in range(columns)), (LINE, pa.int64())])


def tidy_names(given: Iterable[object]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Trimmed, filled and unrepeated column names, and those that stood there more than once."""
    names: list[str] = []
    seen: set[str] = set()
    twice: set[str] = set()
    for i, each in enumerate(given, start=1):
        name = str(each if each is not None else "").strip("\ufeff \t\r\n\u3000\u00a0") or f"column {i}"
        if name.lower() in seen:  # SQL does not tell upper from lower case
            twice.add(name)
            name = f"{name} (column {i})"
        seen.add(name.lower())
        names.append(name)
    return tuple(names), frozenset(twice)


def make_batch(columns: Sequence[pa.Array], lines: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.RecordBatch:
    """A batch of text columns and their rows' lines."""
    return pa.RecordBatch.from_arrays([*columns, pa.array(lines, pa.int64())], schema=schema_of(len(columns)))


def drop_blank(batch: pa.RecordBatch, tally: Tally) -> pa.RecordBatch:
    """The batch without rows in which every column is empty."""
    empty = pc.equal(pc.fill_null(pc.binary_length(batch.column(0)), 0), 0)
    if pc.any(empty).as_py():
        for column in batch.columns[1:-1]:
            empty = pc.and_(empty, pc.equal(pc.fill_null(pc.binary_length(column), 0), 0))
        tally.blank += pc.sum(empty).as_py() or 0
        batch = batch.filter(pc.invert(empty))
    tally.rows += batch.num_rows
    return batch


def as_text(column: pa.Array) -> pa.Array:
    """A typed column as the text a CSV would hold: ISO dates, whole numbers without ".0", true and false."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.cast(kind.value_type))
    if pa.types.is_floating(kind):
        return _floats_as_text(column.cast(pa.float64()))
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.array([None if value is None else value.hex() for value in column.to_pylist()], pa.string())
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.string())
    try:
        return column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())


def _floats_as_text(column: pa.Array) -> pa.Array:
    """Numbers with no fraction as whole numbers: a count of 2.0 is 2, a code of 101.0 is 101."""
    values = column.to_numpy(zero_copy_only=False)
    gone = np.isnan(values)
    whole = ~gone & (np.abs(values) < 2**53) & (np.floor(values) == values)
    texts = column.cast(pa.string())
    counts = pa.array(np.where(whole, values, 0).astype(np.int64)).cast(pa.string())
    return pc.if_else(pa.array(gone), None, pc.if_else(pa.array(whole), counts, texts))
