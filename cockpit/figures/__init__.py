"""Figures: Measurement -> go.Figure. Pure and deterministic: no clock, no store, no state."""

from __future__ import annotations

from cockpit.figures.bullets import bullets
from cockpit.figures.canvas import GRAPH_CONFIG, MAP_CONFIG, blank
from cockpit.figures.map import legend, map_figure, map_record
from cockpit.figures.pyramid import pyramid
from cockpit.figures.ranking import pages, ranked, ranking
from cockpit.figures.spark import spark
from cockpit.figures.trend import trend

__all__ = [
    "GRAPH_CONFIG",
    "MAP_CONFIG",
    "blank",
    "bullets",
    "legend",
    "map_figure",
    "map_record",
    "pages",
    "pyramid",
    "ranked",
    "ranking",
    "spark",
    "trend",
]
