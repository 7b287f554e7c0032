"""Where the keys of a mapping file stand, so that every message names the line to be mended."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HEAD = re.compile(r"\s*\[\[?\s*([\w-]+)(?:\s*\.\s*([\w-]+))?[^\]]*\]\]?")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*(?:\.[^=]*)?=")


@dataclass(frozen=True)
class Spots:
    """Lines of one mapping file: (table, which one of that name, key) -> line; the key "" is the table's heading."""

    file: str
    lines: dict[tuple[str, int, str], int] = field(default_factory=dict)

    def head(self, table: str, key: str) -> str:
        """How a message names a key of a table that stands there once: file, line, table."""
        return f"{self._at(table, 0, key)}[{table}]"

    def source(self, position: int, table: str, key: str) -> str:
        """How a message names a source and a key of it: file, line, number, table fed, key."""
        head = f"{self._at('source', position, key)}source {position + 1}"
        return head + (f" ({table})" if table else "") + (f", {key}" if key else "")

    def _at(self, table: str, position: int, key: str) -> str:
        line = self.lines.get((table, position, key)) or self.lines.get((table, position, ""))
        return f"{self.file}, line {line}, " if line else f"{self.file}, "


def find_spots(file: str, text: str) -> Spots:
    """Read off where each table begins and each key of it stands."""
    lines: dict[tuple[str, int, str], int] = {}
    counts: dict[str, int] = {}
    name = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if head := _HEAD.match(line):
            table, inner = head.groups()
            if inner:  # [source.columns] is a key of the last [[source]]
                lines.setdefault((table, counts.get(table, 0), inner), number)
                name = ""
                continue
            name = table
            counts[name] = counts.get(name, -1) + 1
            lines[name, counts[name], ""] = number
        elif key := _KEY.match(line):
            lines.setdefault((name, counts.get(name, 0), key.group(1)), number)
    return Spots(file, lines)
