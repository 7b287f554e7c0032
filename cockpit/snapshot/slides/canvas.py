"""One slide to draw on, in the pixels of the design: 1600 x 900, whatever the template's own size."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from cockpit.style import token

WIDTH, HEIGHT, MARGIN = 1600, 900, 56
BODY_TOP, BODY_BOTTOM = 142, 800
ALIGN = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}
THEME = "light"

Run = tuple[str, str, bool]
"""Text, colour token or "#RRGGBB", bold."""


def colour(name: str) -> RGBColor:
    """A token of the paper's theme, or "#RRGGBB" itself."""
    return RGBColor.from_string((name if name.startswith("#") else token(THEME, name)).removeprefix("#"))


class Canvas:
    """A slide with the design's measures."""

    def __init__(self, slide: Any, width: int, height: int) -> None:  # noqa: ANN401 - python-pptx has no types
        self.slide = slide
        self.across, self.down = width / WIDTH, height / HEIGHT

    def box(self, x: float, y: float, w: float, h: float) -> tuple[Emu, Emu, Emu, Emu]:
        """A place in the slide's own units."""
        return (
            Emu(round(x * self.across)),
            Emu(round(y * self.down)),
            Emu(round(w * self.across)),
            Emu(round(h * self.down)),
        )

    def points(self, px: float) -> Pt:
        """A text size of the design in points."""
        return Pt(round(px * min(self.across, self.down) / 12700 * 4) / 4)

    def text(
        self,
        place: tuple[float, float, float, float],
        lines: Sequence[Sequence[Run]],
        size: float,
        *,
        align: str = "left",
        middle: bool = False,
        name: str = "",
    ) -> Any:  # noqa: ANN401 - python-pptx has no types
        """A text box of one paragraph a line; long lines wrap inside it."""
        shape = self.slide.shapes.add_textbox(*self.box(*place))
        if name:
            shape.name = name
        fill_frame(shape.text_frame, lines, self.points(size), align, middle=middle)
        return shape

    def rule(self, x: float, y: float, w: float, *, ink: str = "text", px: float = 1.0, down: float = 0.0) -> Any:  # noqa: ANN401
        """A straight line from (x, y), to the right by `w` and downwards by `down`."""
        left, top, right, low = self.box(x, y, w, down)
        line = self.slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, left, top, left + right, top + low)
        line.line.color.rgb = colour(ink)
        line.line.width = self.points(px)
        flatten(line)
        return line

    def block(self, x: float, y: float, w: float, h: float, fill: str, name: str = "", edge: str | None = None) -> Any:  # noqa: ANN401
        """A filled rectangle."""
        shape = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *self.box(x, y, w, h))
        flatten(shape)
        shape.fill.solid()
        shape.fill.fore_color.rgb = colour(fill)
        if edge:
            shape.line.color.rgb = colour(edge)
            shape.line.width = self.points(1)
        else:
            shape.line.fill.background()
        if name:
            shape.name = name
        return shape

    def picture(self, image: bytes, place: tuple[float, float, float, float], name: str, alt: str) -> Any:  # noqa: ANN401
        """A PNG with words for those who do not see it."""
        shape = self.slide.shapes.add_picture(BytesIO(image), *self.box(*place))
        shape.name = name
        describe(shape, alt)
        return shape

    def head(self, x: float, w: float, title: str, sub: str) -> None:
        """The head of a column: a rule, the question, and in small what is shown; below it where both do not fit."""
        self.rule(x, BODY_TOP, w, px=2.4)
        self.text((x, BODY_TOP + 8, w, 30), [[(title, "text", True)]], 19)
        taken = extent(title, 19) + 14
        beside = taken + extent(sub, 15) <= w
        place = (x + taken, BODY_TOP + 12, w - taken, 24) if beside else (x, BODY_TOP + 36, w, 24)
        if sub:
            self.text(place, [[(cut(sub, 15, place[2]), "text-3", False)]], 15)


def fill_frame(frame: Any, lines: Sequence[Sequence[Run]], size: Pt, align: str, *, middle: bool = False) -> None:  # noqa: ANN401
    """Write paragraphs of runs into a text frame without margins."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    for at, runs in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.alignment = ALIGN[align]
        for words, ink, bold in runs:
            run = paragraph.add_run()
            run.text = words
            run.font.size = size
            run.font.bold = bold
            run.font.color.rgb = colour(ink)


def extent(text: str, size: float) -> float:
    """Width of `text` in pixels, rather too wide than too narrow: fonts differ from desk to desk."""
    return sum(1.0 if ord(letter) > 0x2E7F else 0.62 for letter in text) * size


def cut(text: str, size: float, room: float) -> str:
    """`text` cut to `room` pixels, with an ellipsis when cut."""
    while text and extent(text, size) > room:
        text = text.removesuffix("…")[:-1].rstrip() + "…" if len(text) > 2 else ""
    return text


def flatten(shape: Any) -> None:  # noqa: ANN401
    """No shadow, whatever the theme gives its shapes: the style is taken away, and with it its effects."""
    for style in shape._element.findall(qn("p:style")):  # noqa: SLF001 - python-pptx has no words for it
        shape._element.remove(style)  # noqa: SLF001


def describe(shape: Any, words: str) -> None:  # noqa: ANN401
    """Alternative text of a shape."""
    found = shape._element.xpath(".//p:cNvPr")  # noqa: SLF001 - python-pptx has no words for it
    found[0].set("descr", words)


def set_east_asian(theme_xml: bytes, font: str) -> bytes:
    """A theme with `font` for Chinese and for Latin text: one face for both, so that digits and words agree."""
    root = etree.fromstring(theme_xml)
    for group in ("majorFont", "minorFont"):
        for kind in ("latin", "ea"):
            for node in root.iter(qn(f"a:{group}")):
                node.find(qn(f"a:{kind}")).set("typeface", font)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
