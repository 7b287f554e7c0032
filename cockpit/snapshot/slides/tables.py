"""Native tables like a printed account: thin lines under rows, numbers to the right, warm only what misses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn
from pptx.util import Emu

from cockpit import wording
from cockpit.measure import Measurement, Row
from cockpit.snapshot.slides.canvas import Canvas, colour, extent, fill_frame
from cockpit.wording import say

ROW = 36.0
SIZE = 16.0
MOST_LINES = 2.0
WORDS = 1.3
"""Lines that break at words are not full: so much more of them is needed."""
PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's "no style, no grid"

Cell = tuple[str, str, bool]
"""Text, colour token, bold."""


@dataclass(frozen=True)
class Sheet:
    """A table before it is drawn. Columns in `words` stand left and wrap, the others right.

    With `ruled` the last line, a total, stands between two rules.
    """

    name: str
    widths: tuple[float, ...]
    heads: tuple[str, ...]
    lines: tuple[Sequence[Cell], ...]
    ruled: bool = False
    words: frozenset[int] = frozenset({0})
    size: float = SIZE

    @property
    def heights(self) -> list[float]:
        """Height of the head and of every line, in pixels of the design."""
        head = row_height([(text, "text-3", False) for text in self.heads], self.widths, self.size)
        return [max(head - 6, ROW * 0.85), *(row_height(line, self.widths, self.size) for line in self.lines)]


def answer_sheet(
    answer: Measurement, rows: Sequence[Row], heading: str, w: float, words: tuple[str, str], total: Row | None = None
) -> Sheet:
    """Rows of an answer as a table `w` wide; `words` are (language, comparison). `total` stands under them."""
    metric, (lang, compare) = answer.metric, words
    unit = wording.unit_word(metric.unit, lang)
    value_head = metric.label.said(lang) if extent(metric.label.said(lang), 1) <= 6.5 else say("column.value", lang)
    heads = [heading, f"{value_head} {unit}".strip() if metric.unit != "percent" else value_head]
    heads += [say("column.denominator", lang)] if metric.ratio else []
    heads.append(wording.comparison(compare, lang))
    lines = [_cells(answer, row, lang) for row in rows]
    if total is not None:
        _, *others = _cells(answer, total, lang)
        lines.append([(wording.place(answer, lang), "text", True), *((text, ink, True) for text, ink, _ in others)])
    widths = tuple(_widths(heads, lines, w))
    longest = max((extent(line[0][0], SIZE) for line in lines), default=0.0)
    if metric.ratio and longest > MOST_LINES * widths[0]:  # long names need the room more than the denominator does
        heads, lines = [*heads[:2], *heads[3:]], [[*line[:2], *line[3:]] for line in lines]
        widths = tuple(_widths(heads, lines, w))
    name = f"{metric.label.said(lang)} {heading}"
    return Sheet(name, widths, tuple(heads), tuple(lines), ruled=total is not None)


def _cells(answer: Measurement, row: Row, lang: str) -> list[Cell]:
    metric = answer.metric
    missed = wording.verdict(metric, row.value, row.state) == "missed"
    why = row.state in {"few", "suppressed", "empty"}
    value = wording.said(metric, row.value, row.state, lang)
    if row.state == "few":
        value = f"{value}（{say('state.few', lang)}）"
    moved = wording.change(metric, row.value, row.previous, lang)
    cells: list[Cell] = [(row.name or row.key or say("state.empty", lang), "text", missed)]
    cells.append((value, "text-3" if why else "bad" if missed else "text", missed))
    if metric.ratio:
        cells.append((_count(row.denominator, lang), "text-2", False))
    senses = {"good": "good", "bad": "bad", "neutral": "text-2"}
    cells.append((moved.text, senses[moved.sense], moved.sense == "bad" and missed))
    return cells


def _count(number: float | None, lang: str) -> str:
    return str(wording.quantity(number, "count", lang))


def _widths(heads: Sequence[str], lines: Sequence[Sequence[Cell]], w: float) -> list[float]:
    """Widths of the columns: the numbers' as they need, the name's the rest."""
    texts = [[head, *(line[at][0] for line in lines)] for at, head in enumerate(heads)]
    numbers = [min(max(max(extent(text, SIZE) for text in column) + 14, 70), w * 0.34) for column in texts[1:]]
    return [max(w - sum(numbers), w * 0.25), *numbers]


def draw_sheet(canvas: Canvas, x: float, y: float, sheet: Sheet) -> float:
    """A native table at (x, y); how far down it reaches in pixels."""
    heights = sheet.heights
    place = canvas.box(x, y, sum(sheet.widths), sum(heights))
    frame = canvas.slide.shapes.add_table(len(heights), len(sheet.heads), *place)
    frame.name = sheet.name
    grid = frame.table
    properties = grid._tbl.tblPr  # noqa: SLF001 - python-pptx has no words for it
    properties.find(qn("a:tableStyleId")).text = PLAIN_STYLE
    properties.set("bandRow", "0")
    for at, width in enumerate(sheet.widths):
        grid.columns[at].width = Emu(round(width * canvas.across))
    body: list[Sequence[Cell]] = [[(head, "text-3", False) for head in sheet.heads], *sheet.lines]
    for at, (line, height) in enumerate(zip(body, heights, strict=True)):
        grid.rows[at].height = Emu(round(height * canvas.down))
        strong = at == 0 or (sheet.ruled and at >= len(body) - 2)
        size = canvas.points(sheet.size * (0.94 if at == 0 else 1))
        for column, cell in enumerate(line):
            found = grid.cell(at, column)
            fill_frame(found.text_frame, [[cell]], size, "left" if column in sheet.words else "right")
            _dress(canvas, found, strong=strong)
    return y + sum(heights)


def row_height(line: Sequence[Cell], widths: Sequence[float], size: float = SIZE) -> float:
    """Height a row needs when its longest text wraps."""
    needs = [extent(text, size) / max(width - 6, 1) for (text, _, _), width in zip(line, widths, strict=True)]
    most = max(1 if need <= 1 else math.ceil(need * WORDS) for need in needs)
    return max(ROW, 10 + max(most, 1) * size * 1.32)


def _dress(canvas: Canvas, cell: Any, *, strong: bool) -> None:  # noqa: ANN401
    """A line under the cell and nothing else."""
    cell.margin_left, cell.margin_right = 0, Emu(round(6 * canvas.across))
    cell.margin_top = cell.margin_bottom = Emu(round(4 * canvas.down))
    cell.vertical_anchor = 3  # middle
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - python-pptx has no words for it
    for side in ("a:lnL", "a:lnR", "a:lnT"):
        line = etree.SubElement(properties, qn(side), w="0")
        etree.SubElement(line, qn("a:noFill"))
    line = etree.SubElement(properties, qn("a:lnB"), w=str(int(canvas.points(1.5 if strong else 1))))
    fill = etree.SubElement(line, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr"), val=str(colour("text" if strong else "line")))
    etree.SubElement(properties, qn("a:noFill"))
