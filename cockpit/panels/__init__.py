"""Dash components: controls, tiles, map, tables, notices. They are given answers and words; they ask nothing."""

from __future__ import annotations

from cockpit.panels.chips import Chip, chip_line
from cockpit.panels.controls import CONTROLS, DAYS, controls, ground, pick, pick_button
from cockpit.panels.duty import duty_table, glyph, numbers_table
from cockpit.panels.exporting import export_menu
from cockpit.panels.facets import Box, facet
from cockpit.panels.figure import figure_panel, graph
from cockpit.panels.funnel import funnel
from cockpit.panels.heads import panel_tools
from cockpit.panels.links import link_matrix
from cockpit.panels.listing import listing_table, pager
from cockpit.panels.mapping import callout, legend, level_switch, map_panel, map_tools
from cockpit.panels.matrix import matrix
from cockpit.panels.notices import empty, failure, nothing_found, notice
from cockpit.panels.pareto import pareto
from cockpit.panels.problems import barred, course, multiples, season
from cockpit.panels.profile import profile
from cockpit.panels.rail import choices, comparisons, metric_list, over_list, presets, rail, tree_list
from cockpit.panels.scatter import scatter
from cockpit.panels.shell import bar, foot, header, shell
from cockpit.panels.slider import asof_slider, newest_button
from cockpit.panels.strikes import strikes
from cockpit.panels.tables import Narrowing, breakdown, ranking
from cockpit.panels.tile import absent, tile
from cockpit.panels.twin import twin

__all__ = [
    "CONTROLS",
    "DAYS",
    "Box",
    "Chip",
    "Narrowing",
    "absent",
    "asof_slider",
    "bar",
    "barred",
    "breakdown",
    "callout",
    "chip_line",
    "choices",
    "comparisons",
    "controls",
    "course",
    "duty_table",
    "empty",
    "export_menu",
    "facet",
    "failure",
    "figure_panel",
    "foot",
    "funnel",
    "glyph",
    "graph",
    "ground",
    "header",
    "legend",
    "level_switch",
    "link_matrix",
    "listing_table",
    "map_panel",
    "map_tools",
    "matrix",
    "metric_list",
    "multiples",
    "newest_button",
    "nothing_found",
    "notice",
    "numbers_table",
    "over_list",
    "pager",
    "panel_tools",
    "pareto",
    "pick",
    "pick_button",
    "presets",
    "profile",
    "rail",
    "ranking",
    "scatter",
    "season",
    "shell",
    "strikes",
    "tile",
    "tree_list",
    "twin",
]
