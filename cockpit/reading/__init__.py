"""What a board asks of an edition, and the answers: the data half of a page, a wall and a snapshot.

One selection is resolved once (`look`), every panel asks once (`read_panel`). What is drawn from an answer is the
business of board (Dash) and of snapshot (files); since both draw the same answers, their numbers are the same.
"""

from __future__ import annotations

from cockpit.reading.facets import Facet, read_facets
from cockpit.reading.order import in_order, worst_first
from cockpit.reading.panels import Answers, PanelData, panel_key, read_panel, read_panels, reference_of
from cockpit.reading.view import View, look

__all__ = [
    "Answers",
    "Facet",
    "PanelData",
    "View",
    "in_order",
    "look",
    "panel_key",
    "read_facets",
    "read_panel",
    "read_panels",
    "reference_of",
    "worst_first",
]
