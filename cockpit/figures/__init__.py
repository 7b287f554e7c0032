"""Figures: Measurement -> go.Figure. Pure and deterministic: no clock, no store, no state."""

from __future__ import annotations

from cockpit.figures.canvas import GRAPH_CONFIG, MAP_CONFIG, blank
from cockpit.figures.map import legend, map_figure, map_record
from cockpit.figures.problems import petals, stockflow
from cockpit.figures.ranking import pages, ranked, ranking
from cockpit.figures.spark import spark
from cockpit.figures.trend import trend

__all__ = [
    "GRAPH_CONFIG",
    "MAP_CONFIG",
    "blank",
    "legend",
    "map_figure",
    "map_record",
    "pages",
    "petals",
    "ranked",
    "ranking",
    "spark",
    "stockflow",
    "trend",
]
