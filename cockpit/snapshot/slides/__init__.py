"""PPTX: 16:9 slides with native charts, tables and maps; a city's own template where it has one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.util import Inches

from cockpit.errors import CockpitError
from cockpit.snapshot.deck import Deck, Page, Part
from cockpit.snapshot.slides import pages
from cockpit.snapshot.slides.canvas import MARGIN, WIDTH, Canvas, extent, fill_frame, set_east_asian
from cockpit.snapshot.slides.tables import Sheet, draw_sheet, row_height
from cockpit.wording import say

Draw = Callable[[Canvas], object]

FACE = "Microsoft YaHei"
FOOT = 818
QR = 66


def write_pptx(decks: Sequence[Deck], template: Path | None = None) -> bytes:
    """The slides of `decks`, one after the other, and their definitions once at the end.

    `template` gives masters, fonts and size; its own slides are left out.

    Raises:
        CockpitError: the template cannot be read, or has no layout with a title.
    """
    show = _open(template)
    writer = _Writer(show)
    for deck in decks:
        writer.add(deck, deck.title, partial(pages.title_page, deck=deck), first=True)
        for page in deck.pages:
            draw = {"tiles": pages.tiles_page, "story": pages.story_page}.get(page.kind, pages.group_page)
            rest = pages.left_over(deck, page)
            if not (rest and _only_rows(page)):  # else the slides that follow have all of them
                writer.add(deck, page.title, partial(draw, deck=deck, page=page), sub=page.sub)
            for part, first, last in rest:
                _add_table(writer, deck, part, first, last)
    _add_definitions(writer, decks)
    writer.close()
    sink = BytesIO()
    show.save(sink)
    return sink.getvalue()


def _only_rows(page: Page) -> bool:
    """Whether `page` would show the first rows of one long table and nothing else."""
    [first, *others] = page.parts
    return not others and first.listing is not None and first.listing.chart is None


def _open(template: Path | None) -> Any:  # noqa: ANN401 - python-pptx has no types
    if template is None:
        show = Presentation()
        show.slide_width, show.slide_height = Inches(40 / 3), Inches(7.5)
        for master in show.slide_masters:
            theme = master.part.part_related_by(RT.THEME)
            theme._blob = set_east_asian(theme.blob, FACE)  # noqa: SLF001 - python-pptx has no words for it
        return show
    try:
        show = Presentation(str(template))
    except Exception as fault:
        raise CockpitError(f"The template {template} cannot be read: {fault}.", "It must be a .pptx file.") from fault
    for slide in list(show.slides._sldIdLst):  # noqa: SLF001 - python-pptx has no words for it
        show.part.drop_rel(slide.rId)
        show.slides._sldIdLst.remove(slide)  # noqa: SLF001
    return show


class _Writer:
    """Adds slides, each with its title in the title's placeholder, and at the end numbers them and dates them."""

    def __init__(self, show: Any) -> None:  # noqa: ANN401
        self.show = show
        self.canvases: list[tuple[Deck, Canvas]] = []
        self.plain = _layout(show, PP_PLACEHOLDER.TITLE, fewest=True)
        self.first = _layout(show, PP_PLACEHOLDER.CENTER_TITLE, fewest=False) or self.plain

    def add(
        self, deck: Deck, title: str, draw: Callable[[Canvas], object], *, sub: str = "", first: bool = False
    ) -> None:
        """A slide of `deck` with `title`, and what `draw` puts on its canvas."""
        slide = self.show.slides.add_slide(self.first if first else self.plain)
        canvas = Canvas(slide, self.show.slide_width, self.show.slide_height)
        for holder in list(slide.placeholders):
            if holder.placeholder_format.idx != 0:
                holder._element.getparent().remove(holder._element)  # noqa: SLF001
        self._title(canvas, title, first=first)
        if not first:
            _sub(canvas, deck, sub)
        draw(canvas)
        self.canvases.append((deck, canvas))

    def _title(self, canvas: Canvas, title: str, *, first: bool) -> None:
        shape = canvas.slide.shapes.title
        place = (MARGIN, 250 if first else 36, WIDTH - 2 * MARGIN, 96 if first else 62)
        shape.left, shape.top, shape.width, shape.height = canvas.box(*place)
        size, room = (54.0, WIDTH - 2 * MARGIN) if first else (36.0, WIDTH - 2 * MARGIN)
        while extent(title, size) > room and size > (36 if first else 27):
            size -= 1
        if extent(title, size) > room:
            size = 32 if first else 23  # on two lines
        fill_frame(shape.text_frame, [[(title, "text", True)]], canvas.points(size), "left", middle=True)

    def close(self) -> None:
        """The footer of every slide: it travels without us."""
        codes = {id(deck): deck.stamp.qr() for deck, _ in self.canvases}
        for at, (deck, canvas) in enumerate(self.canvases, 1):
            _foot(canvas, deck, (at, len(self.canvases)), codes[id(deck)])


def _sub(canvas: Canvas, deck: Deck, sub: str) -> None:
    """Of what and from when, under the title; and that it is a demonstration when it is."""
    stamp = deck.stamp
    words = " · ".join(part for part in (stamp.path, sub, stamp.period) if part)
    runs = [(words, "text-2", False)] + ([(f"    {stamp.demo}", "text-3", True)] if stamp.demo else [])
    canvas.text((MARGIN, 100, WIDTH - 2 * MARGIN, 28), [runs], 19)


def _foot(canvas: Canvas, deck: Deck, number: tuple[int, int], code: bytes) -> None:
    stamp, (page, pages_) = deck.stamp, number
    canvas.rule(MARGIN, FOOT, WIDTH - 2 * MARGIN, ink="line-2")
    *facts, link = stamp.lines()
    for some, x, w in ((facts[:3], 0, 450), (facts[3:6], 460, 410), (facts[6:], 880, 330)):
        lines = [[(f"{label}  ", "text", True), (words, "text-2", False)] for label, words in some]
        if x == 880 and stamp.demo:
            lines.append([(stamp.demo, "bad", True)])
        canvas.text((MARGIN + x, FOOT + 7, w, 66), lines, 14.5)
    tail = canvas.text((MARGIN + 1160, FOOT + 7, 240, 22), [[(f"{page} / {pages_}", "text", False)]], 19, align="right")
    tail.name = say("control.page", deck.lang, page=page, pages=pages_)
    shown = canvas.text((MARGIN + 1100, FOOT + 34, 300, 22), [[(link[0], "info", False)]], 14.5, align="right")
    shown.text_frame.paragraphs[0].runs[0].hyperlink.address = link[1]
    canvas.picture(code, (WIDTH - MARGIN - QR, FOOT + 6, QR, QR), "QR", link[1])


def _add_table(writer: _Writer, deck: Deck, part: Part, first: int, last: int) -> None:
    step = (1 if part.listing is not None else 2) * pages.ROWS_A_COLUMN
    rows = min(len(part.listing.lines), pages.MOST_LISTED) if part.listing is not None else len(part.rows)
    place = say("panel.all_rows", deck.lang, n=part.listing.count if part.listing is not None else rows)
    if rows > step:
        place += " · " + say("snapshot.continued", deck.lang, page=first // step + 1, pages=-(-rows // step))
    title = f"{part.title}（{place}）" if deck.lang == "zh" else f"{part.title} ({place})"
    writer.add(deck, title, partial(pages.table_page, deck=deck, part=part, first=first, last=last))


def _add_definitions(writer: _Writer, decks: Sequence[Deck]) -> None:
    """As many slides as the definitions need, each said once."""
    lang = decks[-1].lang
    keys = ("snapshot.definition", "panel.formula", "snapshot.target", "panel.clause")
    widths = (250.0, 520.0, 218.0, 500.0)
    lines = [
        [
            (each.label, "text", True),
            (each.formula, "text", False),
            (each.target, "text-2", False),
            (each.clause, "text-2", False),
        ]
        for each in dict.fromkeys(each for deck in decks for each in deck.definitions)
    ]
    heads, title = [say(key, lang) for key in keys], say("snapshot.definitions", lang)
    while lines:
        room, count = 600.0 - row_height(lines[0], widths), 1
        while count < len(lines) and room >= row_height(lines[count], widths):
            room -= row_height(lines[count], widths)
            count += 1
        some, lines = lines[:count], lines[count:]
        sheet = Sheet(title, tuple(widths), tuple(heads), tuple(some), words=frozenset(range(4)))
        writer.add(decks[-1], title, partial(draw_sheet, x=MARGIN, y=150, sheet=sheet))


def _layout(show: Any, kind: Any, *, fewest: bool) -> Any:  # noqa: ANN401
    """The layout with a title of `kind`; the barest of them when `fewest`.

    Raises:
        CockpitError: the barest is wanted, and no layout has a title.
    """
    found = [
        layout
        for layout in show.slide_layouts
        if any(holder.placeholder_format.type == kind for holder in layout.placeholders)
    ]
    if not found and fewest:
        raise CockpitError("The template has no layout with a title.", "Add PowerPoint's layout “Title Only” to it.")
    return (min(found, key=lambda layout: len(layout.placeholders)) if fewest else found[0]) if found else None
