"""The funnel as a table: a bar a stage, its pale tail what was lost at this step; only the slowest step is warm."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from cockpit.panels.controls import pick
from cockpit.reading import Line, Listing, Stage, words_of
from cockpit.wording import say


def funnel(listing: Listing, stages: Sequence[Stage], chosen: str, lang: str) -> html.Table:
    """`stages` beside the lines of `listing` that say them; a click keeps the events that got no further."""
    names = [column.label for column in listing.columns]
    heads = [
        html.Th(names[0], scope="col"),
        html.Th(names[1], scope="col", className="n"),
        html.Th("", scope="col", className="meter"),
        html.Th(names[2], scope="col", className="n"),
        *(html.Th(name, scope="col", className="n") for name in names[4:]),
    ]
    most = max((stage.reached for stage in stages), default=0) or 1
    body = [
        _row(listing, line, stage, most, on=stage.key == chosen, lang=lang)
        for line, stage in zip(listing.lines, stages, strict=True)
    ]
    return html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="twin funnel")


def _row(listing: Listing, line: Line, stage: Stage, most: float, *, on: bool, lang: str) -> html.Tr:
    said = [words_of(column, cell, lang) for column, cell in zip(listing.columns, line.cells, strict=True)]
    tail = html.I(className="tail", style={"width": f"{100 * stage.lost / most:.2f}%"}) if stage.lost > 0 else None
    bar = [html.I(className="stem", style={"width": f"{100 * stage.reached / most:.2f}%"}), tail]
    name = html.Button(stage.name, type="button", className="row-name", **pick(**line.picks))
    warm = "n slow" if stage.slowest else "n"
    cells = [
        html.Td(name, title=say("events.stuck", lang)),
        html.Td(html.B(_bare(said[1])), className="n", **{"data-exact": repr(float(stage.reached))}),
        html.Td(html.Div(bar), className="meter", title=f"{listing.columns[3].label} {said[3]}"),
        html.Td(said[2], className="n quiet"),
        *(html.Td(_bare(words), className=warm, title=words) for words in said[4:6]),
        html.Td(_bare(said[6]), className="n quiet"),
    ]
    return html.Tr(cells, className="on" if on else "", **{"data-code": stage.key})


def _bare(words: str) -> str:
    """Without its unit, which stands in the head."""
    return words.rpartition(" ")[0] or words
