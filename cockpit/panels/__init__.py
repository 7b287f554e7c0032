"""Dash components: controls, tiles, map, tables, notices. They are given answers and words; they ask nothing."""

from __future__ import annotations

from cockpit.panels.controls import CONTROLS, controls, pick
from cockpit.panels.exporting import export_menu
from cockpit.panels.figure import figure_panel, graph
from cockpit.panels.listing import listing_table, pager
from cockpit.panels.mapping import callout, legend, level_switch, map_panel
from cockpit.panels.notices import empty, failure, notice
from cockpit.panels.problems import barred, course, multiples, season
from cockpit.panels.rail import comparisons, metric_list, presets, rail
from cockpit.panels.shell import bar, foot, header, shell
from cockpit.panels.tables import breakdown, ranking
from cockpit.panels.tile import absent, tile

__all__ = [
    "CONTROLS",
    "absent",
    "bar",
    "barred",
    "breakdown",
    "callout",
    "comparisons",
    "controls",
    "course",
    "empty",
    "export_menu",
    "failure",
    "figure_panel",
    "foot",
    "graph",
    "header",
    "legend",
    "level_switch",
    "listing_table",
    "map_panel",
    "metric_list",
    "multiples",
    "notice",
    "pager",
    "pick",
    "presets",
    "rail",
    "ranking",
    "season",
    "shell",
    "tile",
]
