"""Small multiples, seasons and lists with bars: tables whose cells are drawn, each row or cell a button that picks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import numpy as np
from dash import html
from dash.development.base_component import Component

from cockpit import style, wording
from cockpit.catalogue import Metric
from cockpit.panels.controls import pick, pick_button
from cockpit.reading import Cell, Listing, words_of
from cockpit.reading.listing import Column
from cockpit.reading.problems import Month, Problem, Problems, cell_of, unfinished
from cockpit.wording import say

PLAIN = " =:/',.;"
"""What an SVG in an address need not escape: as words, many of a kind travel as little more than one."""
WIDTH, HEIGHT, GAP = 120, 30, 2
SHARES = (0.3, 0.5, 0.7, 0.9)
"""Edges of a season's colours: shares of the highest month."""


def multiples(found: Problems, where: Mapping[str, str], chosen: Sequence[str], lang: str, theme: str) -> html.Div:
    """A cell per category: the first metric large, its months as columns, the others below.

    `where` maps a category to what a click on its cell writes; `chosen` are pressed. The columns of all cells have one
    scale of their own each: shapes are compared, not heights.
    """
    cells = [
        _multiple(found, problem, where[problem.key], lang, theme, on=problem.key in chosen)
        for problem in found.problems
    ]
    return html.Div([html.Div(cells, className="multiples"), html.P(unfinished(found.months, lang), className="quiet")])


def _multiple(found: Problems, problem: Problem, where: str, lang: str, theme: str, *, on: bool) -> html.Button:
    said = [_said(metric, cell_of(metric, row), lang) for metric, row in zip(found.metrics, problem.rows, strict=True)]
    judged = [cell_of(metric, row).verdict for metric, row in zip(found.metrics, problem.rows, strict=True)]
    first = html.Span([html.Em(found.metrics[0].label.said(lang)), html.B(said[0])]) if said else None
    facts = [
        html.Span([html.I(metric.label.said(lang)), html.B(words, className="bad" if sense == "missed" else "")])
        for metric, words, sense in list(zip(found.metrics, said, judged, strict=True))[1:]
    ]
    label = f"{problem.name}：" + "，".join(
        f"{metric.label.said(lang)} {words}" for metric, words in zip(found.metrics, said, strict=True)
    )
    return html.Button(
        [
            html.Header([html.H3(problem.name), first]),
            html.Img(src=columns_picture(problem.months, found.months, theme), alt="", className="months"),
            html.Div(facts, className="facts"),
        ],
        type="button",
        className="multiple on" if on else "multiple",
        **pick(where=where),
        **{"aria-pressed": "true" if on else "false", "aria-label": label, "data-code": problem.key},
    )


def columns_picture(values: Sequence[float], months: Sequence[Month], theme: str) -> str:
    """An SVG of `values` as columns from zero, the last one outlined where its month is incomplete, as an address."""
    top = max([*values, 1])
    step = WIDTH / max(len(values), 1)
    fill = style.token(theme, "seq-4")
    parts = []
    for at, (value, month) in enumerate(zip(values, months, strict=True)):
        height = max(value / top * (HEIGHT - 2), 0.6)
        box = f'x="{at * step + GAP / 2:.1f}" y="{HEIGHT - height:.1f}" width="{step - GAP:.1f}" height="{height:.1f}"'
        outline = f'fill="none" stroke="{fill}" stroke-dasharray="2 1.5"'
        solid = f'fill="{fill}"'
        parts.append(f"<rect {box} {solid if month.whole else outline}/>")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f"{''.join(parts)}</svg>"
    )
    return f"data:image/svg+xml,{quote(svg, safe=PLAIN)}"


def season(found: Problems, metric: Metric, where: Mapping[str, str], lang: str, theme: str) -> html.Div:
    """`metric` by category and month with its numbers printed; the incomplete month dashed.

    The colour is the share of the category's own highest month: each row shows its own season, rare kinds too.
    """
    colours = style.scale(theme, "seq")
    heads = [
        html.Th(say("control.category", lang), scope="col"),
        *(
            html.Th(_short(month, lang), className=_part(month), scope="col", title=month.label)
            for month in found.months
        ),
        *(html.Th(each.label.said(lang), className="n", scope="col") for each in found.metrics),
    ]
    body = []
    for problem in found.problems:
        name = html.Button(problem.name, type="button", className="row-name", **pick(where=where[problem.key]))
        cells, top = [html.Td(name)], max([*problem.months, 1])
        for value, month in zip(problem.months, found.months, strict=True):
            fill = colours[int(np.searchsorted(SHARES, value / top, side="right"))]
            paint = {"background": fill, "color": style.ink(theme, fill)}
            exact = {"data-exact": repr(float(value))}
            cells.append(html.Td(f"{value:,.0f}", className=f"heat {_part(month)}", style=paint, **exact))
        cells += [
            html.Td(_said(each, cell_of(each, row), lang), className="n")
            for each, row in zip(found.metrics, problem.rows, strict=True)
        ]
        body.append(html.Tr(cells, **{"data-code": problem.key}))
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="season")
    return html.Div([table, _key(metric, colours, unfinished(found.months, lang), lang)])


def _key(metric: Metric, colours: Sequence[str], note: str, lang: str) -> html.Div:
    """The spans of the colours, and what is to be known of the last month."""
    words = [f"{edge:.0%}" for edge in SHARES]
    spans = [f"<{words[0]}", *(f"{low}\u2013{high}" for low, high in pairwise(words)), f"≥{words[-1]}"]
    bins = [
        html.Span([html.I(style={"background": colour}), span]) for colour, span in zip(colours, spans, strict=True)
    ]
    label = html.Em(say("problems.of_peak", lang, metric=metric.label.said(lang)))
    return html.Div([label, *bins, html.Span(note, className="r")], className="season-key")


def barred(listing: Listing, key: str, lang: str, most: int = 100) -> html.Div:
    """`listing` as a table whose column `key` is drawn as a bar beside its number, from zero."""
    place = [column.key for column in listing.columns].index(key)
    top = max((_number(line.cells[place]) for line in listing.lines), default=0) or 1
    heads: list[Any] = []
    for at, column in enumerate(listing.columns):
        heads.append(html.Th(column.label, scope="col", className="n" if column.numeric else ""))
        heads += [html.Th("", className="plot")] if at == place else []
    body = []
    for line in listing.lines[:most]:
        cells: list[Any] = []
        for at, (column, cell) in enumerate(zip(listing.columns, line.cells, strict=True)):
            cells.append(_cell(column, cell, lang, dict(line.picks) if not at else {}))
            width = {"left": 0, "width": f"{100 * _number(cell) / top:.1f}%"} if at == place else {}
            cells += [html.Td(html.I(className="stem", style=width), className="plot")] if at == place else []
        body.append(html.Tr(cells, **{"data-code": line.key}))
    left = len(listing.lines) - most
    others = html.P(say("panel.others", lang, n=left), className="quiet") if left > 0 else None
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="rows barred")
    return html.Div([table, others])


def course(name: str, facts: Sequence[tuple[str, str]], late: bool, table: Component, lang: str) -> html.Div:
    """An event's facts above its steps, and the way out."""
    terms = [html.Div([html.Dt(label), html.Dd(text)]) for label, text in facts]
    close = pick_button("×", name=say("problems.close", lang), class_="btn", focus="")
    name_ = html.B(name, className="bad" if late else "")
    head = html.Div([name_, html.Span(close, **{"data-close": ""})], className="course-head")
    return html.Div([head, html.Dl(terms, className="course-facts"), table], className="course")


def _cell(column: Column, cell: Cell, lang: str, picks: dict[str, str]) -> html.Td:
    words = words_of(column, cell, lang)
    shown = html.Button(words, type="button", className="row-name", **pick(**picks)) if picks else words
    exact = {"data-exact": repr(float(cell.value))} if isinstance(cell.value, int | float) else {}
    return html.Td(shown, className="n" if column.numeric else "", title=words, **exact)


def _said(metric: Metric, cell: Cell, lang: str) -> str:
    value = cell.value if isinstance(cell.value, int | float) else None
    return wording.said(metric, value, cell.state, lang)


def _number(cell: Cell) -> float:
    return float(cell.value) if isinstance(cell.value, int | float) else 0.0


def _short(month: Month, lang: str) -> str:
    """The month alone, with its year where it changes: 12月, 2026-1."""
    number = f"{month.start.month}月" if lang == "zh" else f"{month.start:%b}"
    return number if month.whole else f"{number}*"


def _part(month: Month) -> str:
    return "" if month.whole else "partial"
