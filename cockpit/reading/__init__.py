"""What a board asks of an edition, and the answers: the data half of a page, a wall and a snapshot.

One selection is resolved once (`look`), every panel asks once (`read_panel`). What is drawn from an answer is the
business of board (Dash) and of snapshot (files); since both draw the same answers, their numbers are the same.
"""

from __future__ import annotations

from cockpit.reading import profiles, stages, supervision
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.explore import Course, breakdown_of, metrics_of
from cockpit.reading.facets import Facet, read_facets
from cockpit.reading.freshness import Freshness, LateFeed, freshness
from cockpit.reading.inspection import Slide, duty_picks
from cockpit.reading.listing import WITHHELD, Cell, Chart, Column, Line, Listing, listing_of, words_of
from cockpit.reading.matrix import Matrix
from cockpit.reading.order import in_order, worst_first
from cockpit.reading.panels import (
    STEPS,
    STORY,
    PanelData,
    heading_of,
    panel_key,
    panel_keys,
    read_listing,
    read_panel,
    read_panels,
    reference_of,
    rows_of,
)
from cockpit.reading.profiles import Pair, Pairs
from cockpit.reading.stages import Stage
from cockpit.reading.supervision import Strike, Strikes
from cockpit.reading.view import FILE_ROWS, View, look

__all__ = [
    "FILE_ROWS",
    "STEPS",
    "STORY",
    "WITHHELD",
    "Answers",
    "Cell",
    "Chart",
    "Column",
    "Course",
    "Facet",
    "Freshness",
    "LateFeed",
    "Line",
    "Listing",
    "Matrix",
    "Pair",
    "Pairs",
    "PanelData",
    "Reader",
    "Slide",
    "Stage",
    "Strike",
    "Strikes",
    "View",
    "breakdown_of",
    "duty_picks",
    "freshness",
    "heading_of",
    "in_order",
    "listing_of",
    "look",
    "metrics_of",
    "panel_key",
    "panel_keys",
    "profiles",
    "read_facets",
    "read_listing",
    "read_panel",
    "read_panels",
    "reference_of",
    "rows_of",
    "stages",
    "supervision",
    "words_of",
    "worst_first",
]
