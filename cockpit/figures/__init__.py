"""Figures: Measurement -> a figure as the browser is sent it. Pure and deterministic: no clock, no store, no state."""

from __future__ import annotations

from cockpit.figures.bullets import bullets
from cockpit.figures.calendar import calendar
from cockpit.figures.canvas import GRAPH_CONFIG, MAP_CONFIG, Figure, blank
from cockpit.figures.courses import courses
from cockpit.figures.frames import frames
from cockpit.figures.frontier import frontier
from cockpit.figures.labels import MOST_LABELS
from cockpit.figures.map import MOST_WORDS, legend, map_figure, map_record
from cockpit.figures.packing import packed
from cockpit.figures.problems import petals, stockflow
from cockpit.figures.pyramid import pyramid
from cockpit.figures.spots import spots_record
from cockpit.figures.trend import trend

__all__ = [
    "GRAPH_CONFIG",
    "MAP_CONFIG",
    "MOST_LABELS",
    "MOST_WORDS",
    "Figure",
    "blank",
    "bullets",
    "calendar",
    "courses",
    "frames",
    "frontier",
    "legend",
    "map_figure",
    "map_record",
    "packed",
    "petals",
    "pyramid",
    "spots_record",
    "stockflow",
    "trend",
]
