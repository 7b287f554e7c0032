"""Snapshots for meetings: a board and a selection as files, with the numbers of the screen. Knows no Dash."""

from __future__ import annotations

from cockpit.snapshot.browser import Browser, missing_browser
from cockpit.snapshot.deck import Deck, make_deck
from cockpit.snapshot.each import Round, clear_report, make_each, round_of, write_report
from cockpit.snapshot.files import write_whole
from cockpit.snapshot.formats import FORMATS, Format, Means, format_of
from cockpit.snapshot.pack import Pack, days_of, orders_of, read_pack
from cockpit.snapshot.screen import Sight

__all__ = [
    "FORMATS",
    "Browser",
    "Deck",
    "Format",
    "Means",
    "Pack",
    "Round",
    "Sight",
    "clear_report",
    "days_of",
    "format_of",
    "make_deck",
    "make_each",
    "missing_browser",
    "orders_of",
    "read_pack",
    "round_of",
    "write_report",
    "write_whole",
]
