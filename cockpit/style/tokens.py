"""The tokens of assets/10-tokens.css, read from that file, so that CSS and figures are of one source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from cockpit.errors import CockpitError, unknown

THEMES = ("light", "dark")
SCALES = {"seq": 5, "tgt": 5, "div": 5, "cls": 4, "cat": 6}
SHEET = Path(__file__).resolve().parents[2] / "assets" / "10-tokens.css"

_BLOCK = re.compile(r"(:root|\[data-theme=\"dark\"\])\s*\{(.*?)\}", re.DOTALL)
_TOKEN = re.compile(r"--([a-z0-9-]+)\s*:\s*([^;]+);")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@cache
def tokens(theme: str) -> Mapping[str, str]:
    """Every token of `theme` by name without dashes: {"text-2": "#43505C", ...}; dark inherits what it does not set.

    Raises:
        CockpitError: the style sheet is missing or has no block for the theme.
        UnknownName: no such theme.
    """
    if theme not in THEMES:
        raise unknown("theme", theme, THEMES)
    try:
        sheet = _COMMENT.sub("", SHEET.read_text(encoding="utf-8"))
    except OSError as fault:
        raise CockpitError(f"{SHEET} cannot be read: {fault}.", "Run from a complete checkout.") from fault
    blocks = {selector: dict(_TOKEN.findall(body)) for selector, body in _BLOCK.findall(sheet)}
    if len(blocks) != len(THEMES):
        raise CockpitError(f'{SHEET} needs one :root and one [data-theme="dark"] block.')
    dark = blocks['[data-theme="dark"]'] if theme == "dark" else {}
    return MappingProxyType({name: value.strip() for name, value in {**blocks[":root"], **dark}.items()})


def token(theme: str, name: str) -> str:
    """The value of one token: "text-2" of "dark" is "#B9C4CE". Raises UnknownName."""
    table = tokens(theme)
    if name not in table:
        raise unknown("token", name, table)
    return table[name]


def scale(theme: str, name: str) -> tuple[str, ...]:
    """The colours of a scale in order: seq, tgt, div (5), cls (4), cat (6)."""
    if name not in SCALES:
        raise unknown("scale", name, SCALES)
    return tuple(token(theme, f"{name}-{i}") for i in range(1, SCALES[name] + 1))


def luminance(colour: str) -> float:
    """Relative luminance of "#RRGGBB", 0 to 1. Source: WCAG 2.2, definition of relative luminance."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, success criterion 1.4.3."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink(theme: str, fill: str) -> str:
    """The text colour that reads best on `fill`: one of the theme's two inks."""
    inks = (token(theme, "ink-light"), token(theme, "ink-dark"))
    return max(inks, key=lambda colour: contrast(colour, fill))


def faded(colour: str, alpha: float) -> str:
    """`colour` as rgba with `alpha`: Plotly 7 takes no eight-digit hex."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"
