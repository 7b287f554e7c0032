"""网格力量: who looks after which square."""

from __future__ import annotations

from typing import Any

from dash import callback, register_page
from dash.development.base_component import Component

from cockpit import board

BOARD = board.the_boards()["grids"]
register_page(__name__, path=BOARD.path, name=BOARD.key, title=f"{BOARD.label.zh} · 治理驾驶舱", order=BOARD.order)


def layout(**query: object) -> Component:
    """The frame, with the address in its controls."""
    return board.page(BOARD, query)


@callback(output=board.outputs(BOARD), inputs=board.inputs(BOARD), prevent_initial_call=True)
def render(asked: dict[str, Any], seen: dict[str, str] | None = None) -> dict[str, Any]:
    """Every number that is looked at, at once."""
    return board.render(BOARD, asked["query"], seen, asked.get("near"))
