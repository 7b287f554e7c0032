"""Each kind of panel: what it asks, and how the answer is shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
from dash import html
from dash.development.base_component import Component
from numpy.typing import NDArray

from cockpit import figures, panels, style, wording
from cockpit.board.view import View
from cockpit.catalogue import Metric, Panel
from cockpit.errors import Unavailable
from cockpit.measure import CHILDREN, Measurement, dimensions
from cockpit.wording import say

Floats = NDArray[np.float64]

SPARK_DAYS = 30
MOST_DAYS, MOST_WEEKS = 120, 730
"""Longest periods drawn day by day, and week by week; longer ones are drawn month by month."""


def tile_panel(view: View, panel: Panel) -> Component | None:
    """A headline tile; where the edition lacks the metric or its table, a tile that says so."""
    metric = _metric(view, panel)
    if metric is None:
        return None
    lang, compare = view.lang, view.selection.compare
    try:
        total = view.measure(metric)
        other = view.measure(metric, compare="year" if compare == "previous" else "previous")
        series = view.measure(metric, "day", start=total.end - timedelta(days=SPARK_DAYS - 1), end=total.end)
    except Unavailable as fault:
        return panels.absent(metric, fault.message, lang)
    return panels.tile(total, other, series, compare, lang, view.theme, on=metric.key == view.metric.key)


def map_parts(view: View, total: Measurement) -> dict[str, Any]:
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
        url=_address(view, file.file),
        bbox=file.bbox,
        outline=_outline(view),
        theme=view.theme,
        lang=lang,
        reference=_reference(view, answer),
        selected=None if view.around is view.unit else view.unit.code,
    )
    lowest = all(unit.leaf for unit in units)
    record["how"] = say("panel.click_lowest" if lowest else "panel.click_drills", lang)
    switch = panels.level_switch({level: _level(view, level) for level in view.levels}, view.level, lang)
    return {
        "map-head": [head, html.Span(_below(view, answer), className="sub"), html.Div(switch, className="x")],
        "record": record,
        "legend": panels.legend(record),
        "callout": _callout(view, total),
    }


def ranking_panel(view: View, panel: Panel) -> list[Any]:
    """The units of the map, worst first."""
    lang = view.lang
    title = panel.title.said(lang) if panel.title else _ranking_question(view.metric, lang)
    head = [html.H2(title)]
    if not view.level:
        return [html.Header(head), panels.empty(say("state.nothing_below", lang, unit=view.unit.said(lang)))]
    answer = _units_of(view, int(panel.options.get("least", 1)))
    head.append(html.Span(f"{view.metric.label.said(lang)} · {_below(view, answer)}", className="sub"))
    chosen = "" if view.around is view.unit else view.unit.code
    table = panels.ranking(answer, lang, view.selection.compare, chosen)
    label = wording.finding_of_units(answer, lang)
    return [html.Header(head), html.Div(table, className="body scroll", **{"aria-label": label, "role": "region"})]


def breakdown_panel(view: View, panel: Panel) -> list[Any]:
    """A metric by a dimension."""
    metric, lang, by = _metric(view, panel), view.lang, panel.by or ""
    title = panel.title.said(lang) if panel.title else say(f"control.{by}", lang)
    head = html.H2(title)
    if metric is None or by not in dimensions(view.snapshot.catalogue, metric):
        return [html.Header(head), panels.empty(say("state.no_metric", lang))]
    try:
        answer = view.measure(metric, by)
    except Unavailable as fault:
        return [html.Header(head), panels.empty(say("state.no_metric", lang), fault.message)]
    sub = html.Span(f"{metric.label.said(lang)} · {_time(view, answer)}{_unnarrowed(view, metric)}", className="sub")
    order = tuple(view.snapshot.catalogue.labels.get(by, {}))
    chosen = {key: _narrowed(view, by, key) for key in answer.keys}
    table = panels.breakdown(
        answer,
        lang,
        view.selection.compare,
        say(f"control.{by}", lang),
        order,
        int(panel.options.get("rows", 12)),
        chosen,
    )
    return [html.Header([head, sub]), html.Div(table, className="body scroll")]


def trend_parts(view: View, panel: Panel) -> tuple[list[Any], Any]:
    """Header and figure of the trend: at least `days` days, so that a week has something to stand against."""
    metric, lang = _metric(view, panel) or view.metric, view.lang
    whole = view.measure(metric)
    least = timedelta(days=int(panel.options.get("days", 1)) - 1)
    start = min(whole.start, max(whole.end - least, view.snapshot.manifest.span.first_day))
    step = _step((whole.end - start).days + 1)
    series = view.measure(metric, step, start=start, end=whole.end)
    past = series.window
    before = view.measure(metric, step, start=past.previous_start, end=past.previous_end)
    compare = view.selection.compare
    known = past.previous_end >= view.snapshot.manifest.span.first_day
    figure = figures.trend(
        series,
        theme=view.theme,
        lang=lang,
        before=before if known else None,
        compare=compare,
        annotations=tuple(view.snapshot.catalogue.annotations.values()),
    )
    title = panel.title.said(lang) if panel.title else say("panel.trend", lang)
    sub = " · ".join(
        [
            metric.label.said(lang),
            view.unit.said(lang),
            wording.period(start, whole.end, lang),
            say(f"panel.by_{step}", lang),
        ]
    )
    formula = html.Div(f"{metric.label.said(lang)} = {metric.formula.said(lang)}", className="x quiet")
    return [
        html.H2(title),
        html.Span(sub, className="sub", title=wording.finding_of_series(series, lang)),
        formula,
    ], figure


def _units_of(view: View, least: int) -> Measurement:
    """The map's units, or those of the first level with at least `least`: a list of four says little of where.

    Where children are of several levels and no level was chosen, all children.
    """
    around, tree = view.around, view.tree
    if view.selection.level in view.levels or view.around is not view.unit:
        return view.measure(view.metric, view.level, unit=around.code)
    deeper = [level for level in view.levels if view.snapshot.geo[(tree.name, around.code, level)].n >= least]
    level = deeper[0] if deeper else view.levels[-1]
    mixed = level == view.level and any(unit.level != level for unit in tree.children(around.code))
    return view.measure(view.metric, CHILDREN if mixed else level, unit=around.code)


def _reference(view: View, answer: Measurement) -> Floats:
    """Values of the whole level, where the bins are made from them: a colour keeps its meaning while drilling."""
    if len(style.bins(view.metric).edges) or view.around is view.tree.root:
        return answer.value
    return view.measure(view.metric, view.level, unit=view.tree.root.code).value


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


def _address(view: View, file: str) -> str:
    return f"/geo/{view.snapshot.edition}/{file}"


def _below(view: View, answer: Measurement) -> str:
    """Level, number of units, and how many miss the target: 街镇 · 42 个 · 11 个未达标."""
    lang, level = view.lang, view.level if answer.by == CHILDREN else answer.by
    missed = sum(
        wording.verdict(answer.metric, value, state) == "missed"
        for value, state in zip(answer.value, answer.state, strict=True)
    )
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


def _narrowed(view: View, by: str, value: str) -> str:
    """The `where` after a click on `value`: only it, or no longer it."""
    already = dict(view.selection.where).get(by) == (value,)
    return view.selection.with_where(by, () if already else (value,)).words()["where"]


def _level(view: View, level: str) -> str:
    return view.snapshot.catalogue.label("level", level, view.lang)


def _metric(view: View, panel: Panel) -> Metric | None:
    """The panel's metric, the view's when it has none, None when the edition has not got it."""
    return view.snapshot.catalogue.metrics.get(panel.metric) if panel.metric else view.metric


def _ranking_question(metric: Metric, lang: str) -> str:
    return say("panel.ranking_largest" if metric.better == "neither" else "panel.ranking", lang)


def _step(days: int) -> str:
    return "day" if days <= MOST_DAYS else "week" if days <= MOST_WEEKS else "month"
