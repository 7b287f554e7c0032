"""Hot spots as rows: the base grids with most events of the period, and in a base grid its events themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cockpit import wording
from cockpit.catalogue import Metric, Panel
from cockpit.measure import Measurement, Row
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.cells import change_of, rows_at
from cockpit.reading.incidents import read_cases
from cockpit.reading.listing import Cell, Chart, Column, Line, Listing
from cockpit.reading.profiles import known_metrics
from cockpit.reading.view import View
from cockpit.wording import say

TENTH = 10


def read_hotspots(view: View, panel: Panel, metric: Metric) -> Answers:
    """Base grids by `metric`, a count, most first: share of the whole, per km2 (option `area`), before, and change.

    Beside them the counts of option `metrics` that the edition knows. A base grid has none below: its events are told.
    """
    lowest, lang = view.tree.levels[-1], view.lang
    if view.unit.level == lowest:
        return read_cases(view, panel, metric)
    answer = view.measure(metric, lowest)
    some = np.flatnonzero(np.nan_to_num(answer.value))
    hot = some[np.lexsort((np.array(answer.keys)[some], -answer.value[some]))].tolist()
    beside = known_metrics(view, panel.options.get("metrics", ()))
    area = known_metrics(view, [str(panel.options.get("area", ""))])
    first, whole = view.first_row(panel.key), view.measure(metric).total.value or 0
    page = [answer.row(at) for at in hot[first : first + view.rows]]
    keys = [row.key for row in page]
    columns = [rows_at(view.measure(each, lowest), keys) for each in (*beside, *area)]
    lines = []
    for at, row in enumerate(page):
        others = [column[at] for column in columns]
        extent = others.pop() if area else None
        cells = (
            Cell(view.tree.unit(row.key).said(lang)),
            Cell(_above(view, row.key)),
            Cell(row.value),
            Cell((row.value or 0) / whole),
            *([_per_area(row, extent)] if area else []),
            *(Cell(each.value, each.state) for each in others),
            Cell(row.previous, "ok" if row.previous is not None else "empty"),
            change_of(row),
        )
        lines.append(Line(row.key, cells, {"unit": row.key}))
    listing = Listing(
        _columns(view, metric, beside, area=bool(area)),
        tuple(lines),
        total=len(hot),
        first=first,
        finding=_finding(view, answer, answer.value[hot].tolist(), whole),
        chart=Chart("bar", (metric.key,)),
    )
    return Answers(metric, listing=listing, metrics=(metric, *beside, *area))


def _columns(view: View, metric: Metric, beside: Sequence[Metric], *, area: bool) -> tuple[Column, ...]:
    lang = view.lang
    return (
        Column("name", view.snapshot.catalogue.label("level", view.tree.levels[-1], lang)),
        Column("above", say("problems.above", lang)),
        Column(metric.key, metric.label.said(lang), metric.unit),
        Column("share", say("events.share", lang), "percent"),
        *([Column("per_km2", say("problems.per_km2", lang), "events_per_km2")] if area else []),
        *(Column(each.key, each.label.said(lang), each.unit) for each in beside),
        Column("previous", say(f"compare.before_{view.selection.compare}", lang), metric.unit),
        Column("change", say("problems.change", lang), metric.unit),
    )


def _above(view: View, code: str) -> str:
    """The units between the chosen one and the base grid `code`, from the top."""
    between = [unit for unit in view.tree.ancestors(code) if unit.depth > view.unit.depth and unit.code != code]
    return " · ".join(unit.said(view.lang) for unit in between)


def _per_area(row: Row, area: Row | None) -> Cell:
    if area is None or not area.value:
        return Cell(None, "empty")
    return Cell((row.value or 0) / area.value)


def _finding(view: View, answer: Measurement, hot: Sequence[float], whole: float) -> str:
    """How much of the whole lies in a tenth of the base grids."""
    lang, period = view.lang, wording.period(answer.start, answer.end, view.lang)
    if not hot:
        return period
    tenth = max(len(answer) // TENTH, 1)
    share = sum(hot[:tenth]) / whole
    said = wording.quantity(share, "percent", lang)
    return f"{say('problems.hottest', lang, n=tenth, all=len(answer), share=said)} · {period}"


READERS: dict[str, Reader] = {"hotspots": read_hotspots}
