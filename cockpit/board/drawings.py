"""Each kind of panel: what it asks, and how the answer is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import isnan
from typing import Any

from dash import html
from dash.development.base_component import Component

from cockpit import figures, panels, style, wording
from cockpit.board.choosing import cleared, gestures, marked
from cockpit.catalogue import Board, Metric, Panel
from cockpit.contract import ADMIN
from cockpit.measure import CHILDREN, Measurement
from cockpit.reading import View, read_panel, reference_of
from cockpit.store import GeoFile, Unit
from cockpit.wording import say

BLEMISHES = "-"
"""The "level" of the file of ground that no unit of a tree looks after, or two do."""


def tile_panel(view: View, panel: Panel) -> Component | None:
    """A headline tile; where the edition lacks the metric or its table, a tile that says so."""
    found, lang, compare = read_panel(view, panel), view.lang, view.selection.compare
    if found.metric is None:
        return None
    if found.main is None:
        return panels.absent(found.metric, found.why, lang)
    stock = view.snapshot.catalogue.stock(found.metric)
    return panels.tile(
        found.main,
        found.other,
        found.series,
        compare,
        lang,
        view.theme,
        on=found.metric.key == view.metric.key,
        passed=None if stock else view.incomplete,
    )


def map_parts(view: View, board: Board, total: Measurement) -> dict[str, Any]:
    """Title, record, legend and callout of the map."""
    lang, metric = view.lang, view.metric
    head = html.H2(metric.label.said(lang))
    if not view.level:
        return {"map-head": [head], "record": None, "legend": [], "callout": _callout(view, total)}
    answer = view.measure(metric, view.level, unit=view.around.code)
    units = view.tree.descendants(view.around.code, view.level)
    file = view.snapshot.geo[(view.tree.name, view.around.code, view.level)]
    record = figures.map_record(
        answer,
        units,
        url=_address(view, file.roll or file.file),
        bbox=file.bbox,
        outline=_outline(view),
        overlay=_overlay(view),
        theme=view.theme,
        lang=lang,
        reference=reference_of(view, answer).value if not style.bins(metric).edges else None,
        selected=marked(view),
        above=_above(view),
    )
    record |= _inner(view, file) | _tiles(view, file)
    lowest = all(unit.leaf for unit in units)
    record |= {"how": gestures(view, lowest=lowest), "clear": cleared(view)}
    query = view.selection.pinned(view.snapshot.edition).to_query()
    switch = panels.level_switch(
        {level: _level(view, level) for level in view.levels}, view.level, lang, wall=view.selection.wall
    )
    return {
        "map-head": [
            head,
            html.Span(_below(view, answer), className="sub"),
            html.Div([switch, panels.map_tools(lang, f"/frames/{board.key}?{query}")], className="x"),
        ],
        "record": figures.packed(record) if file.tiles or file.n > figures.MOST_WORDS else record,
        "legend": panels.legend(record),
        "callout": _callout(view, total),
    }


def ranking_panel(view: View, panel: Panel) -> list[Any]:
    """The units of the map, worst first."""
    lang = view.lang
    title = panel.title.said(lang) if panel.title else _ranking_question(view.metric, lang)
    head = [html.H2(title)]
    found = read_panel(view, panel)
    answer = found.main
    if answer is None:
        return [html.Header(head), panels.empty(found.why)]
    head.append(html.Span(f"{view.metric.label.said(lang)} · {_below(view, answer)}", className="sub"))
    table = panels.ranking(answer, lang, view.selection.compare, marked(view))
    label = wording.finding_of_units(answer, lang)
    ground = panels.ground(cleared(view))
    return [
        html.Header(head),
        html.Div(table, className="body scroll", **ground, **{"aria-label": label, "role": "region"}),
    ]


def breakdown_panel(view: View, panel: Panel) -> list[Any]:
    """A metric by a dimension."""
    found, lang, by = read_panel(view, panel), view.lang, panel.by or ""
    metric, answer = found.metric, found.main
    title = panel.title.said(lang) if panel.title else say(f"control.{by}", lang)
    head = html.H2(title)
    if metric is None or answer is None:
        why = say("state.no_metric", lang)
        return [html.Header(head), panels.empty(why, found.why if found.why != why else "")]
    sub = html.Span(f"{metric.label.said(lang)} · {_time(view, answer)}{_unnarrowed(view, metric)}", className="sub")
    order = tuple(view.snapshot.catalogue.labels.get(by, {}))
    narrowings = {key: _narrowing(view, by, key) for key in answer.keys}
    lifted = {"where": _with(view, by, ())} if by in dict(view.selection.where) else {}
    table = panels.breakdown(
        answer,
        lang,
        view.selection.compare,
        say(f"control.{by}", lang),
        order,
        int(panel.options.get("rows", 12)),
        narrowings,
    )
    return [html.Header([head, sub]), html.Div(table, className="body scroll", **panels.ground(lifted))]


def trend_parts(view: View, panel: Panel) -> tuple[list[Any], Any]:
    """Header and figure of the trend: at least `days` days, so that a week has something to stand against."""
    found, lang = read_panel(view, panel), view.lang
    title = panel.title.said(lang) if panel.title else say("panel.trend", lang)
    metric, series = found.metric, found.main
    if metric is None or series is None:
        return [html.H2(title)], figures.blank(found.why, view.theme)
    figure = figures.trend(
        series,
        theme=view.theme,
        lang=lang,
        before=found.before,
        compare=view.selection.compare,
        annotations=tuple(view.snapshot.catalogue.annotations.values()),
    )
    sub = " · ".join(
        [
            metric.label.said(lang),
            wording.place(series, lang),
            wording.period(series.start, series.end, lang),
            say(f"panel.by_{series.by}", lang),
        ]
    )
    formula = html.Div(f"{metric.label.said(lang)} = {metric.formula.said(lang)}", className="x quiet")
    return [
        html.H2(title),
        html.Span(sub, className="sub", title=wording.finding_of_series(series, lang)),
        formula,
    ], figure


def _callout(view: View, total: Measurement) -> list[Any]:
    row, lang, metric = total.total, view.lang, view.metric
    made_of = wording.fraction(metric, row.numerator, row.denominator, lang)
    moved = wording.change(metric, row.value, row.previous, lang)
    facts = [
        f"{metric.label.said(lang)} {made_of}".strip(),
        f"{wording.comparison(view.selection.compare, lang)} {moved}",
        f"{_time(view, total)}{_unnarrowed(view, metric)}",
    ]
    return panels.callout(total, lang, facts)


def _outline(view: View) -> dict[str, str] | None:
    """The border of the drawn unit; where the map goes deeper than its children, the children's borders."""
    tree, around = view.tree, view.around
    if view.level != view.levels[0]:
        file = view.snapshot.geo[(tree.name, around.code, view.levels[0])]
        return {"url": _address(view, file.file), "code": ""}
    if around.parent is None:
        return None
    own = view.snapshot.geo.get((tree.name, around.parent, around.level))
    return {"url": _address(view, own.file), "code": around.code} if own else None


def _above(view: View) -> list[Unit]:
    """The units between the drawn unit and the level of its map, from the top down."""
    upper = view.levels[: view.levels.index(view.level)]
    return [unit for level in upper for unit in view.tree.descendants(view.around.code, level)]


def _inner(view: View, file: GeoFile) -> dict[str, str]:
    """Borders of the second level below the drawn unit, where the map of very many units goes deeper."""
    if (file.n <= figures.MOST_LABELS and not file.tiles) or view.level in view.levels[:2]:
        return {}
    return {"inner": _address(view, view.snapshot.geo[(view.tree.name, view.around.code, view.levels[1])].file)}


def _tiles(view: View, file: GeoFile) -> dict[str, Any]:
    """Where the vector tiles of a view of very many units are, and its shapes as one file should they be of no use."""
    if not file.tiles:
        return {}
    first, last = file.zooms
    tiles = f"/tiles/{view.snapshot.edition}/{file.tiles}/{{z}}/{{x}}/{{y}}.pbf"
    place = {"url": tiles, "zooms": [first, last], "shapes": _address(view, file.file)}
    return {"tiles": place, "hatched": []}  # the legend says which bins are hatched


def _overlay(view: View) -> dict[str, str] | None:
    """Borders of the lowest units of the tree laid over the map, and where they leave ground out or claim it twice."""
    tree = view.snapshot.trees.get(view.selection.over or "")
    if tree is None or tree is view.tree or view.scope.unit is not None:
        return None
    top = tree.root.code
    # of the whole city the base grids would be a net: the units above them
    fine = tree.name != ADMIN or view.unit.parent is not None or len(tree.levels) < 3
    file = view.snapshot.geo[(tree.name, top, tree.levels[-1 if fine else -2])]
    bare = view.snapshot.geo.get((tree.name, top, BLEMISHES))
    return {"url": _address(view, file.file), "blemishes": _address(view, bare.file) if bare else ""}


def _address(view: View, file: str) -> str:
    return f"/geo/{view.snapshot.edition}/{file}"


def _below(view: View, answer: Measurement) -> str:
    """Level, number of units, and how many miss the target: 街镇 · 42 个 · 11 个未达标."""
    lang, level = view.lang, view.level if answer.by == CHILDREN else answer.by
    values = [None if isnan(value) else value for value in answer.value.tolist()]
    alike = Counter(zip(values, answer.state, strict=True))  # of very many units most are
    missed = sum(n for pair, n in alike.items() if wording.verdict(answer.metric, *pair) == "missed")
    words = [say("panel.units_below", lang, level=_level(view, level), n=len(answer))]
    return " · ".join(words + ([say("panel.units_missed", lang, n=missed)] if missed else []))


def _time(view: View, answer: Measurement) -> str:
    """The as-of day of a stock, the period of a flow."""
    lang = view.lang
    if view.snapshot.catalogue.stock(answer.metric):
        return f"{say('app.as_of', lang)} {wording.day(answer.as_of)}"
    return wording.period(answer.start, answer.end, lang)


def _unnarrowed(view: View, metric: Metric) -> str:
    """That filters do not apply to `metric`, where that is so."""
    names = [say(f"control.{key}", view.lang) for key in view.ignored(metric)]
    return " · " + say("state.not_narrowed", view.lang, names="、".join(names)) if names else ""


def _narrowing(view: View, by: str, value: str) -> panels.Narrowing:
    """A click leaves `value` alone, or lifts that; a Ctrl-click adds it to those let through, or takes it out."""
    chosen = set(dict(view.selection.where).get(by, ()))
    only = () if chosen == {value} else (value,)
    return panels.Narrowing(_with(view, by, only), _with(view, by, chosen ^ {value}), value in chosen)


def _with(view: View, by: str, values: Iterable[str]) -> str:
    return view.selection.with_where(by, values).words()["where"]


def _level(view: View, level: str) -> str:
    return view.snapshot.catalogue.label("level", level, view.lang)


def _ranking_question(metric: Metric, lang: str) -> str:
    return say("panel.ranking_largest" if metric.better == "neither" else "panel.ranking", lang)
