"""Words of a PDF as they were written: no radicals in place of characters.

A CJK font draws 示 and the Kangxi radical ⽰ with one glyph, and Chromium writes the radical's number into the table
that readers search and copy by. It looks right and is not found. Here the tables are put right, not the drawing.
Source of the pairs: Unicode, compatibility decompositions and EquivalentUnifiedIdeograph.
"""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, IndirectObject, NameObject, StreamObject

_FIRST, _LAST = 0x2E80, 0x2FD5
_SUPPLEMENT = dict(
    zip(
        "⺁⺌⺒⺝⺟⺠⺧⺩⺬⺶⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻯⻰⻱⻲⻳",
        "厂小巳月母民牛王示羊西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿竜龙龜亀龟",
        strict=True,
    )
)
_CODE = rb"<([0-9A-Fa-f]{2,4})>"
_PLAIN = re.compile(_CODE + rb"(\s*)<([0-9A-Fa-f]{4})>")
_SECTION = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_RANGE = re.compile(_CODE + rb"\s*" + _CODE + rb"\s*<([0-9A-Fa-f]{4})>")


def character(radical: str) -> str:
    """The character that a radical stands for; anything else is itself."""
    if not _FIRST <= ord(radical) <= _LAST:
        return radical
    return _SUPPLEMENT.get(radical) or unicodedata.normalize("NFKC", radical)


def restore_words(content: bytes) -> bytes:
    """The PDF with characters where its fonts' tables name radicals."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    for number in range(1, len(writer._objects) + 1):  # noqa: SLF001 - pypdf lists objects nowhere else
        found = writer.get_object(IndirectObject(number, 0, writer))
        if not isinstance(found, DictionaryObject) or "/ToUnicode" not in found:
            continue
        table = found["/ToUnicode"].get_object()
        if not isinstance(table, StreamObject):
            continue
        fresh = DecodedStreamObject()
        fresh.set_data(restored(table.get_data()))
        found[NameObject("/ToUnicode")] = writer._add_object(fresh.flate_encode())  # noqa: SLF001
    sink = BytesIO()
    writer.write(sink)
    return sink.getvalue()


def restored(table: bytes) -> bytes:
    """A ToUnicode table with characters in place of radicals, in single entries and in ranges."""

    def section(match: re.Match[bytes]) -> bytes:
        change = _single if match[1] == b"char" else _spread
        pattern = _PLAIN if match[1] == b"char" else _RANGE
        return b"beginbf" + match[1] + pattern.sub(change, match[2]) + b"endbf"

    return _SECTION.sub(section, table)


def _single(match: re.Match[bytes]) -> bytes:
    return b"<" + match[1] + b">" + match[2] + _hex(int(match[3], 16))


def _spread(match: re.Match[bytes]) -> bytes:
    """A range that holds a radical, as the list of what it stands for."""
    first, last, to = (int(part, 16) for part in match.groups())
    if to > _LAST or to + last - first < _FIRST:
        return match[0]
    listed = b" ".join(_hex(to + at) for at in range(last - first + 1))
    return b"<" + match[1] + b"> <" + match[2] + b"> [" + listed + b"]"


def _hex(number: int) -> bytes:
    return f"<{ord(character(chr(number))):04X}>".encode()
