"""Figures as Plotly takes them: it refuses what it does not know."""

from __future__ import annotations

import json
from typing import Any

import plotly.graph_objects as go

from cockpit.figures import Figure


def checked(figure: Figure) -> go.Figure:
    """The figure as Plotly's own. Raises ValueError for a word or a value that Plotly does not know."""
    return go.Figure(figure)


def plain(figure: Figure) -> Any:
    """The figure as JSON, as Plotly reads it, without its template, which is tested once in test_style."""
    document = json.loads(checked(figure).to_json())
    del document["layout"]["template"]
    return document
