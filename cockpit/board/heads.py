"""The head of every panel and the table beside it: one way for all kinds, whatever draws them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html
from dash.development.base_component import Component

from cockpit import panels, wording
from cockpit.catalogue import Board, Metric, Panel
from cockpit.measure import CHILDREN
from cockpit.reading import STORY, Line, Listing, View, read_listing
from cockpit.selection import Selection
from cockpit.wording import say

FOLLOWING = ("split", "courses", "cross")
"""Kinds that, like the story, follow the metric on the map."""


def tables_of(selection: Selection) -> dict[str, str]:
    """The panels shown as tables, with the column each is sorted by: "map,trend:-value" -> {"map": "", ...}."""
    parts = [part.partition(":") for part in (selection.show or "").split(",") if part]
    return {key: sort for key, _, sort in parts}


def show_of(tables: dict[str, str]) -> str:
    """The address word for `tables`."""
    return ",".join(f"{key}:{sort}" if sort else key for key, sort in sorted(tables.items()))


def dressed(view: View, board: Board, panel: Panel, key: str, head: list[Any]) -> list[Any]:
    """The head of a panel with its tools."""
    tables = tables_of(view.selection)
    table = key in tables
    others = {name: sort for name, sort in tables.items() if name != key}
    query = view.selection.pinned(view.snapshot.edition).to_query()
    metric = _metric_of(view, panel)
    tools = panels.panel_tools(
        view.lang,
        name=_title(head),
        table=table,
        other=show_of(others if table else {**tables, key: ""}),
        about=_about(view, metric) if metric else (),
        file=f"/snapshot/{board.key}.csv?{query}&panel={key}" if table else "",
    )
    return [*head, tools]


def table_of(view: View, board: Board, key: str) -> Component | None:
    """The table of panel `key`, where the reader asked for it."""
    tables, lang = tables_of(view.selection), view.lang
    if key not in tables:
        return None
    data, listing = read_listing(view, board, key)
    narrowed = bool(view.selection.where)
    if listing is None:
        return panels.empty(data.answers.why or say("state.no_metric", lang))
    answer = data.answers.main
    if answer is not None and answer.by in {CHILDREN, *view.tree.levels}:
        lines = tuple(replace(line, picks={"unit": line.key}) for line in listing.lines)
        listing = replace(listing, lines=lines)
    return panels.twin(
        ordered(listing, tables[key]),
        tables[key],
        lambda sort: show_of({**tables, key: sort}),
        lang,
        label=listing.finding or (wording.place(answer, lang) if answer is not None else ""),
        narrowed=narrowed,
    )


def ordered(listing: Listing, sort: str) -> Listing:
    """The lines by one column; those without a value stand last, totals where they were."""
    keys = [column.key for column in listing.columns]
    if sort.removeprefix("-") not in keys:
        return listing
    at = keys.index(sort.removeprefix("-"))
    plain = [line for line in listing.lines if not line.strong]
    filled = [line for line in plain if line.cells[at].value not in {None, ""}]

    def rank(line: Line) -> tuple[float, str]:
        value = line.cells[at].value
        return (float(value), "") if isinstance(value, int | float) else (0.0, str(value))

    found = sorted(filled, key=rank, reverse=sort.startswith("-"))
    rest = [line for line in plain if line not in filled]
    return replace(listing, lines=(*found, *rest, *(line for line in listing.lines if line.strong)))


def _metric_of(view: View, panel: Panel) -> Metric | None:
    """The metric a panel is about, if it is about one."""
    if panel.metric:
        return view.snapshot.catalogue.metrics.get(panel.metric)
    return view.metric if panel.kind in (*STORY, *FOLLOWING) else None


def _about(view: View, metric: Metric) -> tuple[tuple[str, str], ...]:
    """What a number means: the question it answers, how it is made, its target, the clause that asks for it."""
    lang, clause = view.lang, view.snapshot.catalogue.clauses.get(metric.clause)
    facts = (
        (metric.label.said(lang), metric.question.said(lang)),
        (say("panel.formula", lang), metric.formula.said(lang)),
        (say("desk.target", lang), wording.bound(metric, lang)),
        (say("panel.clause", lang), clause.text.said(lang) if clause else metric.clause),
        (say("desk.status", lang), say(f"snapshot.status_{metric.status}", lang)),
    )
    return tuple((term, words) for term, words in facts if words)


def _title(head: list[Any]) -> str:
    """The words of a head's title."""
    titles = [part.children for part in head if isinstance(part, html.H2)]
    return str(titles[0]) if titles else ""
