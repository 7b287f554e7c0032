"""Text files: comma, tab or any one character between the values; any encoding; every row with its physical line."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from cockpit.errors import Refused
from cockpit.intake.deliveries import PLACE, Delivery, Tally, drop_blank, make_batch, tidy_names
from cockpit.intake.files import DAMAGE, File

BLOCK = 1 << 23  # bytes read at a time; a single row must fit in
MANY = 0.05  # so large a share of rows with unreadable bytes is a wrong encoding, not a slip
MARK = "\ufffd"  # stands for bytes that mean nothing in the encoding

Lines = NDArray[np.int64]


def open_delimited(file: File, encoding: str | None, delimiter: str | None) -> Delivery:
    """Open a text file by its header. Raises Refused where it is empty, damaged or in another encoding."""
    code = _choose_encoding(file, encoding)
    mark = delimiter or ("\t" if file.suffix == ".tsv" else ",")
    given, height = _read_header(file, code, mark)
    names, twice = tidy_names(given)
    return Delivery(names, lambda tally: _read(file, code, mark, len(names), height, tally), twice=twice)


def _choose_encoding(file: File, encoding: str | None) -> str:
    """The codec to read with: a byte order mark decides; GBK files may hold what only GB18030 has."""
    try:
        with file.open() as (stream, _):
            head = stream.read(4)
    except DAMAGE as fault:
        raise Refused(f"{file.name} cannot be opened: {fault}.") from fault
    if not head:
        raise Refused(f"{file.name} is empty.")
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    name = codecs.lookup(encoding or "utf-8").name
    return "gb18030" if name in {"gbk", "gb2312", "cp936"} else name


def _read_header(file: File, code: str, mark: str) -> tuple[list[str], int]:
    """The column names, and how many lines they take."""
    try:
        with file.open() as (stream, _):
            rows = csv.reader(io.TextIOWrapper(stream, code, errors="replace", newline=""), delimiter=mark)
            names, height = next(rows), rows.line_num
    except StopIteration:
        raise Refused(f"{file.name} is empty.") from None
    except (*DAMAGE, csv.Error) as fault:
        raise Refused(f"{file.name} cannot be read: {fault}.") from fault
    if not any(names):
        raise Refused(f"{file.name} has an empty first line, where its column names should be.")
    if MARK in "".join(names):
        raise _wrong_encoding(file, code, 1)
    return names, height


def _read(file: File, code: str, mark: str, columns: int, height: int, tally: Tally) -> Iterator[pa.RecordBatch]:
    """The rows in batches. A first look at the bytes tells whether every one of them is readable."""
    slip, odd = _look_through(file, code)
    numbers = _Numbers(columns, height, tally)
    size = max(1, file.path.stat().st_size)
    try:
        with file.open() as (stream, raw):
            plain = (
                stream if code.startswith("utf-8") and not slip else io.BufferedReader(_Recoded(stream, code), BLOCK)
            )
            for batch in _parse(plain, mark, columns, numbers):
                kept = drop_blank(make_batch(batch.columns, numbers.place(batch)), tally)
                tally.share = min(1.0, raw.tell() / size)
                yield _set_aside_spoilt(kept, code, tally) if slip else kept
            numbers.finish()
        if odd and numbers.ends_inside:
            raise Refused(f"{file.name}: the quote opened in line {_find_open_quote(file)} is never closed.")
    except pa.ArrowInvalid as fault:
        raise Refused(f"{file.name} cannot be read: {_explain(file, fault)}") from fault
    except DAMAGE as fault:
        raise Refused(
            f"{file.name} is damaged and cannot be read to its end: {fault}.", hint="Deliver it again."
        ) from fault
    spoilt = sum(reason == _SPOILT for _, reason, _ in tally.malformed)
    if slip and spoilt > MANY * (tally.rows + spoilt):
        raise _wrong_encoding(file, code, slip)


def _parse(stream: IO[bytes], mark: str, columns: int, numbers: _Numbers) -> Iterator[pa.RecordBatch]:
    names = [PLACE.format(i) for i in range(columns)]
    yield from pacsv.open_csv(
        pa.PythonFile(stream, mode="r"),
        # one thread: only then does every malformed row come with its number
        read_options=pacsv.ReadOptions(
            use_threads=False, block_size=BLOCK, column_names=names, skip_rows_after_names=1
        ),
        parse_options=pacsv.ParseOptions(
            delimiter=mark, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=numbers.note
        ),
        convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
    )


class _Numbers:
    """Numbers the rows of a file by their physical lines: rows that are no rows and quoted line ends count too."""

    def __init__(self, columns: int, height: int, tally: Tally) -> None:
        self.columns, self.tally = columns, tally
        self.row = 2  # number of the next row, the header being 1
        self.line = height + 1  # the line it begins in
        self.pending: list[tuple[int, int, int]] = []  # malformed rows: number, line ends inside, values found
        self.ends_inside = False  # whether the last row so far runs over several lines

    def note(self, row: pacsv.InvalidRow) -> str:
        """Remember a row with too many or too few values; told by the parser."""
        self.pending.append((row.number, row.text.count("\n"), row.actual_columns))
        return "skip"

    def place(self, batch: pa.RecordBatch) -> Lines:
        """The line of each row of the next batch; malformed rows that stand among them go to the tally."""
        good = batch.num_rows
        inside = _count_line_ends(batch)
        # number of good rows before each malformed one
        before = np.array([number for number, _, _ in self.pending], dtype=np.int64) - self.row
        before -= np.arange(len(self.pending))
        here = int(np.searchsorted(before, good, side="right"))
        before, bad = before[:here], self.pending[:here]
        self.pending = self.pending[here:]
        ends = np.concatenate([[0], np.cumsum([count for _, count, _ in bad])]).astype(np.int64)
        rank = np.searchsorted(before, np.arange(good), side="right")
        lines = self.line + np.arange(good) + rank + inside[:-1] + ends[rank]
        if good:
            self.ends_inside = bool(inside[-1] > inside[-2])
            self.tally.longest = max(self.tally.longest, *_longest(lines, np.diff(inside)))
        for j, (_, height, found) in enumerate(bad):
            first = int(self.line + before[j] + j + inside[before[j]] + ends[j])
            reason = f"has {found} values, the header has {self.columns}"
            self.tally.malformed.append((first, reason, ""))
            # a quote left open swallows the lines that follow: each of them is a row lost
            swallowed = f" in line {first}, which {reason}: is a quote left open?"
            self.tally.malformed += [
                (first + more, "belongs to a row that begins earlier,", swallowed) for more in range(1, height + 1)
            ]
        self.row += good + here
        self.line += good + here + int(inside[-1]) + int(ends[-1])
        return lines

    def finish(self) -> None:
        """Take in malformed rows after the last batch."""
        self.place(pa.RecordBatch.from_pydict({"none": pa.array([], pa.string())}))


def _count_line_ends(batch: pa.RecordBatch) -> Lines:
    """Line ends inside the values of the rows before each row, and after the last one: rows + 1 numbers."""
    ends = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        data = column.buffers()[2]
        if data is not None and (np.frombuffer(data, dtype=np.uint8) == ord("\n")).any():
            ends += pc.count_substring(column, "\n").to_numpy(zero_copy_only=False)
    return np.concatenate([[0], np.cumsum(ends)]).astype(np.int64)


def _longest(lines: Lines, ends: Lines) -> tuple[tuple[int, int]]:
    """(lines it runs over, line it begins in) of the longest row."""
    most = int(np.argmax(ends))
    return ((int(ends[most]) + 1, int(lines[most])),)


class _Recoded(io.RawIOBase):
    """A stream of bytes in any encoding as UTF-8; bytes that mean nothing become MARK."""

    def __init__(self, stream: IO[bytes], code: str) -> None:
        self.stream, self.left = stream, b""
        self.decoder = codecs.getincrementaldecoder(code)(errors="replace")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        target = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        while not self.left:
            given = self.stream.read(1 << 20)
            self.left = self.decoder.decode(given, final=not given).encode("utf-8")
            if not given:
                break
        count = min(len(target), len(self.left))
        target[:count], self.left = self.left[:count], self.left[count:]
        return count


_SPOILT = "has bytes that are not"


def _set_aside_spoilt(batch: pa.RecordBatch, code: str, tally: Tally) -> pa.RecordBatch:
    """The batch without rows in which some bytes could not be read."""
    spoilt = pc.match_substring(batch.column(0), MARK)
    for column in batch.columns[1:-1]:
        spoilt = pc.or_(spoilt, pc.match_substring(column, MARK))
    lines = batch.column(batch.num_columns - 1).filter(spoilt).to_pylist()
    tally.malformed += [(line, _SPOILT, f" {code}") for line in lines]
    tally.rows -= len(lines)
    return batch.filter(pc.invert(spoilt))


def _look_through(file: File, code: str) -> tuple[int, bool]:
    """The first line with bytes that are not of the encoding, 0 when there is none; whether a quote has no pair."""
    decoder = codecs.getincrementaldecoder(code)()
    line, quotes = 1, 0
    try:
        with file.open() as (stream, _):
            while chunk := stream.read(1 << 22):
                text = decoder.decode(chunk)
                line += text.count("\n")
                quotes += text.count('"')
            decoder.decode(b"", final=True)
    except UnicodeDecodeError as fault:
        return line + fault.object[: fault.start].decode(code, errors="replace").count("\n"), False
    except DAMAGE as fault:
        raise Refused(
            f"{file.name} is damaged and cannot be read to its end: {fault}.", hint="Deliver it again."
        ) from fault
    return 0, quotes % 2 == 1


def _wrong_encoding(file: File, code: str, line: int) -> Refused:
    guess = next((other for other in ("utf-8", "gb18030") if other != code and _reads(file, other)), "")
    hint = f"It reads as {guess}: write encoding = {guess!r}." if guess else "Write its encoding into the mapping."
    return Refused(f"{file.name}, line {line}: not {code.removesuffix('-sig')}.", hint=hint)


def _reads(file: File, code: str) -> bool:
    try:
        return _look_through(file, code)[0] == 0
    except Refused:
        return False


def _explain(file: File, fault: pa.ArrowInvalid) -> str:
    """What the parser means, in words that name a line."""
    if "straddling" not in str(fault):
        return f"{fault}."
    return f"the quote opened in line {_find_open_quote(file)} is never closed."


def _find_open_quote(file: File) -> int:
    """The line in which the last quote was opened that is still open at the end."""
    opened = 0
    with file.open() as (stream, _):
        for line, text in enumerate(stream, start=1):
            if text.count(b'"') % 2:
                opened = 0 if opened else line
    return opened
