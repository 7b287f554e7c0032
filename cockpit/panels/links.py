"""The matrix of links: units down, a dimension across, the number in every cell and its bin as the cell's colour."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from cockpit.catalogue import Metric
from cockpit.panels.controls import pick
from cockpit.panels.made import made
from cockpit.reading import Cell, Listing, words_of
from cockpit.style import NO_DATA, Bins, bins, fill_of, ink
from cockpit.wording import say


def link_matrix(listing: Listing, metric: Metric, theme: str, lang: str) -> Component:
    """`listing` with its numeric cells coloured as the map would colour them; suppressed ones are hatched."""
    parted = bins(
        metric, [cell.value for line in listing.lines for cell in line.cells if isinstance(cell.value, float)]
    )
    fills = fill_of(theme, parted)
    heads = [
        made(html.Th, column.label, scope="col", className="n" if column.numeric else "") for column in listing.columns
    ]
    rows = []
    for line in listing.lines:
        name = line.cells[0]
        button = made(html.Button, words_of(listing.columns[0], name, lang), type="button", className="row-name")
        if line.picks:
            button = made(html.Button, name.value, type="button", className="row-name", **pick(**line.picks))
        cells = [made(html.Td, button)]
        cells += [
            _cell(words_of(column, cell, lang), cell, fills, parted, theme, lang)
            for column, cell in zip(listing.columns[1:], line.cells[1:], strict=True)
        ]
        rows.append(made(html.Tr, cells, className="total" if line.strong else "", **{"data-code": line.key}))
    return made(html.Table, [made(html.Thead, made(html.Tr, heads)), made(html.Tbody, rows)], className="twin heat")


def _cell(words: str, cell: Cell, fills: dict[int, str], parted: Bins, theme: str, lang: str) -> html.Td:
    """A number on its bin's colour; what may not be shown is hatched, what there is none of is left blank."""
    if not isinstance(cell.value, int | float):
        hidden = cell.state == "suppressed"
        return made(
            html.Td, words, className="n quiet hatch" if hidden else "n quiet", title=say(f"state.{cell.state}", lang)
        )
    at = int(parted.index([float(cell.value)])[0])
    fill = fills[at if cell.state in {"ok", "approx"} else NO_DATA]
    missed = " bad" if cell.verdict == "missed" else ""
    style = {"background": fill, "color": ink(theme, fill)}
    return made(html.Td, words, className=f"n{missed}", style=style, **{"data-exact": repr(float(cell.value))})
