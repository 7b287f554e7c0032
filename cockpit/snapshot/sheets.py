"""XLSX: a sheet per panel with typed numbers under a frozen header that says what they are, and the definitions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from cockpit import wording
from cockpit.measure import Measurement, Row
from cockpit.reading import WITHHELD, Listing, words_of
from cockpit.snapshot.deck import Deck, Part
from cockpit.wording import say

LONGEST_NAME = 31  # of a sheet, by Excel's rule
FORMATS = {"percent": "0.0%", "hours": "0.0", "ratio": "0.00", "km2": "0.00"}
NUMBERS = ("value", "numerator", "denominator", "n", "previous")


def write_xlsx(decks: Sequence[Deck]) -> bytes:
    """The workbook of `decks`: their panels one after the other, the definitions once."""
    sink = BytesIO()
    # Texts are texts: a unit's name that begins with "=" is no formula, and no text becomes a link.
    book = Workbook(
        sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": decks[0].title, "comments": decks[0].stamp.link})
    looks, lang = _Looks(book), decks[0].lang
    taken: set[str] = set()
    for deck in decks:
        unit = f"{deck.view.unit.said(lang)} " if len(decks) > 1 else ""
        for part in deck.parts:
            _panel(deck, part, book.add_worksheet(_name(unit + part.title, part.key, taken)), looks)
    _definitions(decks, book.add_worksheet(_name(say("snapshot.definitions", lang), "definitions", taken)), looks)
    book.close()
    return sink.getvalue()


class _Looks:
    """The workbook's cell formats, each made once."""

    def __init__(self, book: Workbook) -> None:
        font = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
        self.book, self.font = book, font
        self.title = book.add_format(font | {"bold": True, "font_size": 14})
        self.label = book.add_format(font | {"font_color": "#626E7A"})
        self.text = book.add_format(font)
        self.wrapped = book.add_format(font | {"text_wrap": True})
        self.head = book.add_format(font | {"bold": True, "bottom": 1, "text_wrap": True})
        self.head_number = book.add_format(font | {"bold": True, "bottom": 1, "align": "right", "text_wrap": True})
        self._numbers: dict[str, Any] = {}

    def number(self, unit: str) -> Any:  # noqa: ANN401 - XlsxWriter's format
        """The format of a number of `unit`."""
        code = FORMATS.get(unit, "#,##0")
        if code not in self._numbers:
            self._numbers[code] = self.book.add_format(self.font | {"num_format": code})
        return self._numbers[code]


def _panel(deck: Deck, part: Part, sheet: Worksheet, looks: _Looks) -> None:
    """Header, table, and below it what else the panel shows: a tile's other comparison and days, a trend's past."""
    at = _header(deck, f"{part.title} · {part.sub}", sheet, looks)
    main = part.main
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 6, 14)
    if part.listing is not None:
        _listing(part.listing, sheet, looks, at, deck.lang)
        return
    if main is None:
        sheet.write_string(at, 0, part.answers.why, looks.wrapped)
        return
    after = _table(deck, main, part.rows, part.heading, sheet, looks, at, frozen=True)
    if not part.rows:
        sheet.write_string(at + 1, 0, say("state.nothing", deck.lang), looks.text)
    answers, lang = part.answers, deck.lang
    others = [
        (answers.other, wording.comparison("year" if deck.view.selection.compare == "previous" else "previous", lang)),
        (answers.series, say("panel.by_day", lang)),
        (answers.before, say(f"compare.before_{deck.view.selection.compare}", lang)),
    ]
    for answer, words in others:
        if answer is not None:
            sheet.write_string(after + 1, 0, words, looks.label)
            heading = say("column.period", lang) if answer.by else part.heading
            after = _table(deck, answer, tuple(answer.rows()), heading, sheet, looks, after + 2)


def _listing(listing: Listing, sheet: Worksheet, looks: _Looks, at: int, lang: str) -> None:
    """A listing from row `at` on: numbers as numbers, days as days, what is withheld as its state."""
    for place, column in enumerate(listing.columns):
        word = wording.unit_word(column.unit, lang) if column.unit not in {"", "percent", "count"} else ""
        head = looks.head_number if column.numeric else looks.head
        sheet.write_string(at, place, f"{column.label} {word}".strip(), head)
    sheet.freeze_panes(at + 1, 1)
    sheet.repeat_rows(0, at)
    for row, line in enumerate(listing.lines, at + 1):
        for place, (column, cell) in enumerate(zip(listing.columns, line.cells, strict=True)):
            if isinstance(cell.value, int | float) and cell.state not in WITHHELD:
                sheet.write_number(row, place, cell.value, looks.number(column.unit))
            else:
                sheet.write_string(row, place, words_of(column, cell, lang), looks.text)
    left = listing.count - len(listing.lines)
    notes = [listing.note] if listing.note else []
    notes += [say("snapshot.more_rows", lang, n=left)] if left > 0 else []
    for row, words in enumerate(notes, at + 2 + len(listing.lines)):
        sheet.write_string(row, 0, words, looks.label)


def _header(deck: Deck, title: str, sheet: Worksheet, looks: _Looks) -> int:
    """Title and stamp in the first rows; the row after them. Printed pages carry their number and the edition."""
    stamp = deck.stamp
    sheet.write_string(0, 0, f"{deck.title} · {title}" + (f"（{stamp.demo}）" if stamp.demo else ""), looks.title)
    lines = stamp.lines()
    for at, (label, words) in enumerate(lines):
        row, column = 1 + at // 2, 0 if at % 2 == 0 else 3
        sheet.write_string(row, column, f"{label}：{words}" if deck.lang == "zh" else f"{label}: {words}", looks.label)
    sheet.insert_image(
        0, 9, "qr.png", {"image_data": BytesIO(stamp.qr(3)), "description": stamp.link, "object_position": 3}
    )
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    said = f"{stamp.path} · {stamp.period} · {say('app.as_of', deck.lang)} {stamp.as_of} · {stamp.edition}"
    demo = f"&C{_plain(stamp.demo)}" if stamp.demo else ""
    sheet.set_footer(f"&L{_plain(said)}{demo}&R&P / &N")
    return 1 + (len(lines) + 1) // 2


def _table(
    deck: Deck,
    answer: Measurement,
    rows: tuple[Row, ...],
    heading: str,
    sheet: Worksheet,
    looks: _Looks,
    at: int,
    *,
    frozen: bool = False,
) -> int:
    """A table from row `at` on; the row after it. Missing numbers are empty cells, their state is in words."""
    lang, unit = deck.lang, answer.metric.unit
    word = wording.unit_word(unit, lang)
    value = answer.metric.label.said(lang) + (f" {word}" if word and unit != "percent" else "")
    heads = [heading, say("column.code", lang), value, *(say(f"column.{name}", lang) for name in NUMBERS[1:])]
    for column, words in enumerate([*heads, say("column.state", lang)]):
        sheet.write_string(at, column, words, looks.head if column < 2 else looks.head_number)
    if frozen:
        sheet.freeze_panes(at + 1, 1)
        sheet.repeat_rows(0, at)
    units = {"value": unit, "previous": unit}
    for line, row in enumerate(rows, at + 1):
        sheet.write_string(line, 0, _row_name(answer, row, lang), looks.text)
        sheet.write_string(line, 1, row.key if answer.by else answer.code, looks.label)
        for column, name in enumerate(NUMBERS, 2):
            number = getattr(row, name)
            if number is not None:
                sheet.write_number(line, column, number, looks.number(units.get(name, "count")))
        sheet.write_string(line, 7, _state(deck, row), looks.label)
    return at + 1 + len(rows)


def _row_name(answer: Measurement, row: Row, lang: str) -> str:
    return row.name or row.key or (say("state.empty", lang) if answer.by else wording.place(answer, lang))


def _state(deck: Deck, row: Row) -> str:
    """Why there is no number, or how far to trust it; nothing for an ordinary one."""
    if row.state == "ok":
        return ""
    words = say(f"state.{row.state}", deck.lang)
    return f"{words} <{deck.view.scope.smallest_cell}" if row.state == "suppressed" else words


def _definitions(decks: Sequence[Deck], sheet: Worksheet, looks: _Looks) -> None:
    lang = decks[0].lang
    at = _header(decks[0], say("snapshot.definitions", lang), sheet, looks)
    heads = ["snapshot.definition", "panel.formula", "column.value", "snapshot.target", "panel.clause"]
    for column, key in enumerate(heads):
        sheet.write_string(at, column, say(key, lang), looks.head)
    sheet.freeze_panes(at + 1, 1)
    for line, each in enumerate(dict.fromkeys(each for deck in decks for each in deck.definitions), at + 1):
        cells = (each.label, each.formula, each.unit, each.target, each.clause)
        for column, words in enumerate(cells):
            sheet.write_string(line, column, words, looks.wrapped)
    for column, width in enumerate((26, 48, 10, 24, 60)):
        sheet.set_column(column, column, width)


def _name(title: str, key: str, taken: set[str]) -> str:
    """A sheet's name by Excel's rules: 31 characters, without signs of references or an apostrophe, each once."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '") or key
    name, count = plain[:LONGEST_NAME], 2
    while name.casefold() in taken:
        tail = f" {count}"
        name, count = plain[: LONGEST_NAME - len(tail)] + tail, count + 1
    taken.add(name.casefold())
    return name


def _plain(text: str) -> str:
    """`text` for a printed footer, where & begins a command."""
    return text.replace("&", "&&")[:80]
