"""A profile as a table: the first number has a bar, those that miss their target are warm."""

from __future__ import annotations

from dash import html

from cockpit import wording
from cockpit.panels.controls import pick
from cockpit.reading import Column, Line, Listing, words_of

SENSES = {"missed": " bad", "near": " warn"}


def profile(listing: Listing, chosen: str, lang: str, *, share: bool = False, bar: bool = True) -> html.Table:
    """The lines of `listing`, with a `bar` of their second column; the third is strong where it is a `share`."""
    at = 2 if share else 1
    values = [line.cells[1].value for line in listing.lines if not line.strong]
    top = max((abs(float(value)) for value in values if isinstance(value, int | float)), default=0.0) or 1.0
    heads = [
        html.Th(listing.columns[0].label, scope="col"),
        html.Th("", scope="col", className="meter") if bar else None,
        *(
            html.Th(_head(column, lang), scope="col", className="n" if column.numeric else "")
            for column in listing.columns[1:]
        ),
    ]
    body = [_row(listing.columns, line, top if bar else 0, at, chosen, lang) for line in listing.lines]
    return html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="twin profile")


def _head(column: Column, lang: str) -> list[object]:
    """A column's name with its unit, which so need not stand in every cell."""
    word = "" if column.unit == "percent" else wording.unit_word(column.unit, lang)
    return [column.label, html.Em(f" {word}") if word else None]


def _bare(column: Column, said: str, lang: str) -> str:
    word = wording.unit_word(column.unit, lang)
    return said if column.unit == "percent" or not word else said.removesuffix(f" {word}").removesuffix(word)


def _row(columns: tuple[Column, ...], line: Line, top: float, strong: int, chosen: str, lang: str) -> html.Tr:
    name, first = line.cells[0], line.cells[1]
    words = words_of(columns[0], name, lang)
    label = html.Button(words, type="button", className="row-name", **pick(**line.picks)) if line.picks else words
    cells = [html.Td(label)]
    if top:
        width = 100 * abs(float(first.value)) / top if isinstance(first.value, int | float) and not line.strong else 0
        cells.append(html.Td(html.Div(html.I(className="stem", style={"width": f"{width:.1f}%"})), className="meter"))
    for at, (column, cell) in enumerate(zip(columns[1:], line.cells[1:], strict=True), 1):
        quiet = " quiet" if cell.state not in {"ok", "approx"} else ""
        exact = {"data-exact": repr(float(cell.value))} if isinstance(cell.value, int | float) else {}
        class_ = ("n" if column.numeric else "") + SENSES.get(cell.verdict, "") + quiet
        said = _bare(column, words_of(column, cell, lang), lang)
        cells.append(html.Td(html.B(said) if at == strong and not quiet else said, className=class_.strip(), **exact))
    on = "total" if line.strong else "on" if line.key == chosen and chosen else ""
    return html.Tr(cells, className=on, **{"data-code": line.key})
