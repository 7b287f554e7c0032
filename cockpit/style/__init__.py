"""Style: tokens, the Plotly template, and the colour bins of maps and cells."""

from __future__ import annotations

from cockpit.style.bins import FEW, HIDDEN, NO_DATA, STATES, SUPPRESSED, Bins, bins, fill_of, round_edges, round_number
from cockpit.style.template import REM, size, template
from cockpit.style.tokens import SCALES, SHEET, THEMES, contrast, faded, ink, luminance, scale, token, tokens

__all__ = [
    "FEW",
    "HIDDEN",
    "NO_DATA",
    "REM",
    "SCALES",
    "SHEET",
    "STATES",
    "SUPPRESSED",
    "THEMES",
    "Bins",
    "bins",
    "contrast",
    "faded",
    "fill_of",
    "ink",
    "luminance",
    "round_edges",
    "round_number",
    "scale",
    "size",
    "template",
    "token",
    "tokens",
]
