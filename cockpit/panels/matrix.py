"""A matrix of cells: the number is the fact, the colour its index; totals at both ends are sums over sums."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from cockpit import style, wording
from cockpit.measure import Row
from cockpit.panels.controls import pick
from cockpit.panels.made import made
from cockpit.reading import Line, Matrix
from cockpit.style import Bins
from cockpit.wording import NOTHING, say


def matrix(found: Matrix, lines: Sequence[Line], where: dict[str, str], bins: Bins, theme: str, lang: str) -> html.Div:
    """Cells of `found`; `lines` are those of its listing. A cell drills into its unit and filters by its value.

    `where` has the narrowing that a click on a value writes.
    """
    heads = [
        html.Th("", scope="col"),
        *(html.Th(_unit_head(found, unit, lang), scope="col", className="u") for unit in found.units),
        html.Th(say("events.total", lang), scope="col", className="n"),
    ]
    body = []
    for value, line in zip(found.values, lines, strict=False):
        name = html.Button(value.name or value.key, type="button", className="row-name", **pick(**line.picks))
        cells = [
            _cell(found, found.cells[value.key].get(unit.key), unit, where[value.key], bins, lang)
            for unit in found.units
        ]
        body.append(html.Tr([html.Th(name, scope="row"), *cells, _end(found, value, lang)]))
    ends = [_end(found, unit, lang) for unit in (*found.units, found.whole)]
    total = html.Tr([html.Th(say("events.total", lang), scope="row"), *ends], className="total")
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody([*body, total])], className="matrix")
    colours = bins.colours(theme)
    fills = {f"--c{at}": colour for at, colour in enumerate(colours)}
    inks = {f"--i{at}": style.ink(theme, colour) for at, colour in enumerate(colours)}
    return html.Div([table, _legend(found, bins, colours, lang)], style={**fills, **inks})


def _unit_head(found: Matrix, unit: Row, lang: str) -> html.Button:
    missed = wording.verdict(found.metric, unit.value, unit.state) == "missed"
    return html.Button(
        unit.name,
        type="button",
        className="row-name bad" if missed else "row-name",
        title=f"{unit.name} {wording.said(found.metric, unit.value, unit.state, lang)}",
        **pick(unit=unit.key),
    )


def _cell(found: Matrix, row: Row | None, unit: Row, where: str, bins: Bins, lang: str) -> html.Td:
    metric = found.metric
    if row is None or row.value is None:
        return made(html.Td, NOTHING, className="none", title=say("state.empty", lang))
    made_of = wording.fraction(metric, row.numerator, row.denominator, lang)
    words = wording.short(metric, row.value, lang)
    if row.state in {"few", "suppressed"}:
        why = f"{made_of} {say(f'state.{row.state}', lang)}".strip()
        return made(html.Td, "" if row.state == "suppressed" else words, className="hatch", title=why)
    at = int(bins.index([row.value])[0])
    missed = " missed" if wording.verdict(metric, row.value, row.state) == "missed" else ""
    return made(html.Td, words, className=f"b{at}{missed}", title=made_of, **pick(unit=unit.key, where=where))


def _end(found: Matrix, row: Row, lang: str) -> html.Td:
    missed = wording.verdict(found.metric, row.value, row.state) == "missed"
    exact = {"data-exact": repr(float(row.value))} if row.value is not None else {}
    words = wording.short(found.metric, row.value, lang)
    made_of = wording.fraction(found.metric, row.numerator, row.denominator, lang)
    return made(html.Td, words, className="n bad" if missed else "n", title=made_of, **exact)


def _legend(found: Matrix, bins: Bins, colours: Sequence[str], lang: str) -> html.P:
    metric = found.metric
    parts: list[object] = [
        html.Span(f"{metric.label.said(lang)} {wording.unit_word(metric.unit, lang)}".strip(), className="lt")
    ]
    parts += [
        html.Span([html.I(style={"background": colour}), label], className="bin")
        for colour, label in zip(colours, bins.labels(lang), strict=True)
        if label
    ]
    parts.append(html.Span([html.I(className="hatch"), say("state.few", lang)], className="bin"))
    target = wording.target(metric, lang)
    return html.P([*parts, html.Span(target, className="ln") if target else None], className="matrix-legend")
