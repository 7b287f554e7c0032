"""Panels of the inspection board that name dwellings and inspectors: overdue, next round, rounds against load, frontier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cockpit import wording
from cockpit.catalogue import Metric, Panel
from cockpit.measure import (
    LAPSED,
    NEVER,
    ROUND,
    DueDays,
    Measurement,
    Rows,
    RowSource,
    read_due_days,
    read_dwellings,
    read_inspectors,
    read_orders,
)
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.listing import Cell, Chart, Column, Line, Listing
from cockpit.reading.view import View
from cockpit.store import Unit
from cockpit.wording import say

FRONTIER_DAYS = 30
"""Days before and after the as-of day that the frontier shows."""
MOST_ROUND = 5000
"""Dwellings of one grid put in walking order."""


@dataclass(frozen=True)
class Dwelling:
    """A dwelling on a list. `due` is None where nothing says since when it should have been seen."""

    dwelling: str
    grid: str
    grid_name: str
    building: str
    kind: str
    class_: str
    dwellings: int
    days: int
    never: bool
    due: date | None
    shut: int
    hazards: int | None
    place: int | None
    lon: float | None
    lat: float | None

    def overdue(self, day: date) -> int | None:
        """Days past its due day on `day`; below 0 while it is still ahead."""
        return None if self.due is None else (day - self.due).days

    def since(self, day: date) -> int | None:
        """Days since the last inspection; None when there was none."""
        return None if self.never or self.due is None else (day - self.due).days + self.days


def _dwellings(view: View, rows: Rows) -> list[Dwelling]:
    columns = {name: _plain(column) for name, column in rows.columns.items()}
    kinds, classes = view.snapshot.values["kind"], view.snapshot.values["class"]
    return [
        Dwelling(
            dwelling=columns["dwelling"][at],
            grid=columns["grid"][at],
            grid_name=columns["grid_name"][at],
            building=columns["building"][at] or "",
            kind=kinds[columns["kind"][at]],
            class_=classes[columns["class"][at]],
            dwellings=columns["dwellings"][at],
            days=columns["days"][at],
            never=columns["never"][at],
            due=None if columns["unknown"][at] else _day(rows.columns["due"][at]),
            shut=columns["shut"][at],
            hazards=columns["hazards"][at],
            place=columns["place"][at],
            lon=columns["lon"][at],
            lat=columns["lat"][at],
        )
        for at in range(len(columns["row_no"]))
    ]


def _plain(column: Any) -> list[Any]:
    mask = np.ma.getmaskarray(column)
    return [None if gone else value for value, gone in zip(np.ma.getdata(column).tolist(), mask, strict=True)]


def _day(value: np.datetime64) -> date:
    day: date = value.astype("datetime64[D]").item()
    return day


def _overdue(view: View, panel: Panel, metric: Metric) -> Answers:
    """Dwellings past their interval (or never seen), the longest first, a page of them."""
    lang = view.lang
    source = NEVER if panel.options.get("never") else LAPSED
    total = view.measure(metric)
    day, first = total.as_of, view.first_row(panel.key)
    rows = _page(view, source, day, day, first, view.rows)
    found = _dwellings(view, rows)
    grid = say("inspection.grid", lang)
    columns = (
        Column("dwelling", say("inspection.dwelling", lang)),
        Column("grid", grid),
        Column("kind", say("control.kind", lang)),
        Column("class", say("control.class", lang)),
        Column("interval", say("inspection.interval_head", lang), "days"),
        *((Column("since", say("inspection.since", lang), "days"),) if source is LAPSED else ()),
        Column("overdue", say("inspection.overdue", lang), "days"),
        Column("results", say("inspection.results" if source is LAPSED else "inspection.due_on", lang)),
    )
    lines = tuple(_overdue_line(view, each, day, never=source is NEVER) for each in found)
    words = [
        str(wording.quantity(total.total.value or 0, metric.unit, lang)),
        f"{say('app.as_of', lang)} {wording.day(day)}",
    ]
    if found and first == 0 and (days := found[0].overdue(day)) is not None:
        words.insert(1, say("inspection.longest", lang, n=days))
    finding = f"{metric.label.said(lang)} {' · '.join(words)}"
    listing = Listing(columns, lines, rows.total, first, finding, say("inspection.pseudonyms", lang))
    return Answers(metric, listing=listing, metrics=(metric,), data=tuple(found))


def _page(view: View, source: RowSource, day: date, until: date, first: int, most: int, unit: str = "") -> Rows:
    selection = view.selection.with_unit(unit or view.unit.code)
    return read_dwellings(view.snapshot, source, selection, view.scope, day, until, first, most)


def _overdue_line(view: View, each: Dwelling, day: date, *, never: bool) -> Line:
    catalogue, lang = view.snapshot.catalogue, view.lang
    over = each.overdue(day)
    last: Cell = Cell(each.due) if never else Cell(results_words(each, lang))
    verdict = "missed" if over is not None and over > 0 else ""
    cells = (
        Cell(each.dwelling),
        Cell(each.grid_name),
        Cell(catalogue.label("kind", each.kind, lang)),
        Cell(catalogue.label("class", each.class_, lang) if each.class_ else wording.NOTHING),
        Cell(each.days),
        *(() if never else (Cell(each.since(day)),)),
        Cell(over, "ok", verdict),
        last,
    )
    return Line(each.dwelling, cells, {"unit": each.grid} if each.grid != view.unit.code else {})


def results_words(each: Dwelling, lang: str) -> str:
    """What the last visits came to: not let in, how often; hazards left; entered without anything; never seen."""
    if each.never:
        return say("inspection.never_seen", lang)
    said = [say("inspection.shut", lang, n=each.shut)] if each.shut else []
    if each.hazards:
        said.append(say("inspection.hazards_left", lang, n=each.hazards))
    return " · ".join(said) or say("inspection.entered", lang)


# -- the next round --------------------------------------------------------------------------------------------------


def _round(view: View, panel: Panel, metric: Metric) -> Answers:
    """What is overdue or falls due soon: grid by grid, and within one grid dwelling by dwelling in walking order."""
    ahead = int(panel.options["days"])
    if view.tree.children(view.unit.code):
        return _round_of_grids(view, panel, metric, ahead)
    return _round_of_dwellings(view, panel, metric, ahead)


def _round_of_grids(view: View, panel: Panel, metric: Metric, ahead: int) -> Answers:
    lang, level = view.lang, view.tree.levels[-1]
    due_metric = view.snapshot.catalogue.metric(str(panel.options["ahead"]))
    overdue, due = view.measure(metric, level), view.measure(due_metric, level)
    units = {unit.code: unit for unit in view.tree.descendants(view.unit.code, level)}
    orders = read_orders(view.snapshot)
    first, size = view.first_row(panel.key), view.rows
    asked = overdue.value + due.value
    ranks = sorted(range(len(asked)), key=lambda at: (-asked[at], at))
    columns = (
        Column("unit", view.snapshot.catalogue.label("level", level, lang)),
        Column("overdue", metric.label.said(lang), "households"),
        Column("due", due_metric.label.said(lang), "households"),
        Column("round", say("inspection.round_total", lang), "households"),
        Column("order", say("inspection.order", lang)),
    )
    lines = []
    for at in ranks[first : first + size]:
        code = overdue.keys[at]
        name = Cell(overdue.names[at])
        cells = (name, Cell(overdue.value[at].item()), Cell(due.value[at].item()), Cell(asked[at].item()))
        words = say(f"inspection.order_{order_of(orders, units[code])}", lang)
        lines.append(Line(code, (*cells, Cell(words)), {"unit": code}))
    finding = say("inspection.round_of_grids", lang, n=len(ranks), days=ahead)
    listing = Listing(columns, tuple(lines), len(ranks), first, finding, say("inspection.round_note", lang))
    return Answers(metric, listing=listing, metrics=(metric, due_metric))


def order_of(orders: Mapping[str, NDArray[np.int64]], unit: Unit) -> str:
    """By what the dwellings of `unit` can be put in order: sequence, points, part of them, or nothing."""
    inside = (orders["g"] >= unit.lo) & (orders["g"] <= unit.hi)
    dwellings, sequenced, placed = (int(orders[name][inside].sum()) for name in ("dwellings", "sequenced", "placed"))
    if dwellings and sequenced == dwellings:
        return "sequence"
    if dwellings and placed == dwellings:
        return "points"
    return "part" if max(sequenced, placed) else "none"


def _round_of_dwellings(view: View, panel: Panel, metric: Metric, ahead: int) -> Answers:
    lang, catalogue = view.lang, view.snapshot.catalogue
    day = view.measure(metric).as_of
    rows = _page(view, ROUND, day, day + timedelta(days=ahead), 0, MOST_ROUND)
    found, how = in_walking_order(_dwellings(view, rows))
    first = view.first_row(panel.key)
    columns = (
        Column("stop", say("inspection.stop", lang), "count"),
        Column("dwelling", say("inspection.dwelling", lang)),
        Column("building", say("inspection.building", lang)),
        Column("kind", say("control.kind", lang)),
        Column("class", say("control.class", lang)),
        Column("due", say("inspection.due_on", lang)),
        Column("overdue", say("inspection.overdue", lang), "days"),
        Column("results", say("inspection.results", lang)),
    )
    lines = []
    for at, each in enumerate(found[first : first + view.rows], first + 1):
        over = each.overdue(day)
        orderable = each.place is not None if how == "sequence" else each.lon is not None
        lines.append(
            Line(
                each.dwelling,
                (
                    Cell(at if orderable else None),
                    Cell(each.dwelling),
                    Cell(each.building),
                    Cell(catalogue.label("kind", each.kind, lang)),
                    Cell(catalogue.label("class", each.class_, lang) if each.class_ else wording.NOTHING),
                    Cell(each.due),
                    Cell(over, "ok", "missed" if over is not None and over > 0 else ""),
                    Cell(results_words(each, lang)),
                ),
            )
        )
    words = say(f"inspection.order_{how}", lang)
    finding = say("inspection.round_of_dwellings", lang, n=len(found), days=ahead, order=words)
    listing = Listing(columns, tuple(lines), len(found), first, finding, say("inspection.pseudonyms", lang))
    return Answers(metric, listing=listing, metrics=(metric,), data=how)


def in_walking_order(dwellings: Sequence[Dwelling]) -> tuple[list[Dwelling], str]:
    """Dwellings as an inspector walks, and by what: their sequence, else a path through their points.

    Where neither is known for all, those known come first and the word is "part", or "none": then the longest overdue
    stand first, as they came.
    """
    sequenced = [each for each in dwellings if each.place is not None]
    placed = [each for each in dwellings if each.lon is not None and each.lat is not None]
    by_sequence = len(sequenced) >= len(placed) and bool(sequenced)
    known = sequenced if by_sequence else placed
    if not known:
        return list(dwellings), "none"
    rest = [each for each in dwellings if each not in known] if len(known) < len(dwellings) else []
    if by_sequence:
        walked = sorted(known, key=lambda each: (each.place or 0, each.dwelling))
    else:
        walked = [known[at] for at in path_through([(each.lon or 0.0, each.lat or 0.0) for each in known])]
    return walked + rest, "part" if rest else "sequence" if by_sequence else "points"


def path_through(points: Sequence[tuple[float, float]]) -> list[int]:
    """Places of `points` (degrees) in the order of a walk: from the north-western one always to the nearest not yet seen.

    Of several equally near the first given is next, so that dwellings of one building stay together.
    """
    at = np.array(points, dtype=np.float64)
    at[:, 0] *= np.cos(np.radians(at[:, 1].mean()))
    left = np.ones(len(at), dtype=bool)
    here = int(np.argmin(at[:, 0] - at[:, 1]))
    walk = []
    for _ in range(len(at)):
        walk.append(here)
        left[here] = False
        if left.any():
            away = np.where(left, ((at - at[here]) ** 2).sum(axis=1), np.inf)
            here = int(np.argmin(away))
    return walk


# -- inspectors and the frontier -------------------------------------------------------------------------------------


def _inspectors(view: View, panel: Panel, metric: Metric) -> Answers:
    """Each inspector's inspections of the period beside those the dwellings on their rounds ask for."""
    lang, whole = view.lang, view.measure(metric)
    selection = view.selection.with_unit(view.unit.code)
    found = {
        name: _plain(column)
        for name, column in read_inspectors(
            view.snapshot, selection, view.scope, whole.start, whole.end, whole.as_of
        ).items()
    }
    first = view.first_row(panel.key)
    shares = [visits / asked if asked else None for visits, asked in zip(found["visits"], found["asked"], strict=True)]
    ranks = sorted(range(len(shares)), key=lambda at: (shares[at] is None, shares[at] or 0, found["inspector"][at]))
    columns = (
        Column("inspector", say("inspection.inspector", lang)),
        Column("load", say("inspection.load", lang), "households"),
        Column("asked", say("inspection.asked", lang), "times"),
        Column("visits", say("inspection.done", lang), "times"),
        Column("share", say("inspection.done_share", lang), "percent"),
        Column("entered", say("inspection.entry_rate", lang), "percent"),
        Column("overdue", say("inspection.overdue_now", lang), "households"),
        Column("hazards", say("inspection.hazards", lang), "cases"),
    )
    lines = []
    for at in ranks[first : first + view.rows]:
        visits = found["visits"][at]
        low = shares[at] is not None and shares[at] < 1
        lines.append(
            Line(
                found["inspector"][at],
                (
                    Cell(found["inspector"][at]),
                    Cell(found["load"][at]),
                    Cell(round(found["asked"][at])),
                    Cell(visits),
                    Cell(shares[at], "ok" if shares[at] is not None else "empty", "missed" if low else ""),
                    Cell(found["entered"][at] / visits if visits else None, "ok" if visits else "empty"),
                    Cell(found["overdue"][at]),
                    Cell(found["hazards"][at]),
                ),
            )
        )
    behind = sum(share is not None and share < 1 for share in shares)
    finding = say("inspection.inspectors", lang, n=len(shares), behind=behind)
    chart = Chart("bar", ("asked", "visits"))
    note = say("inspection.inspectors_note", lang)
    return Answers(
        metric, listing=Listing(columns, tuple(lines), len(ranks), first, finding, note, chart), metrics=(metric,)
    )


def _frontier(view: View, panel: Panel, metric: Metric) -> Answers:
    """Dwellings by the day they fall due, around the as-of day: what is behind is overdue, what is ahead is coming."""
    lang = view.lang
    day = view.measure(metric).as_of
    selection = view.selection.with_unit(view.unit.code)
    days = int(panel.options.get("days", FRONTIER_DAYS))
    found = read_due_days(view.snapshot, selection, view.scope, day, days, days)
    metrics = [view.snapshot.catalogue.metric(key) for key in panel.options.get("metrics", [])]
    columns = (
        Column("due", say("inspection.due_on", lang)),
        Column("dwellings", say("inspection.falling_due", lang), "households"),
        Column("side", say("column.state", lang)),
    )
    past, ahead = say("inspection.past_due", lang), say("inspection.ahead", lang)
    lines = [
        Line("never", (Cell(say("inspection.never_seen", lang)), Cell(found.never), Cell(past))),
        Line(
            "earlier",
            (Cell(say("inspection.earlier", lang, day=wording.day(found.days[0]))), Cell(found.earlier), Cell(past)),
        ),
        *(
            Line(each.isoformat(), (Cell(each), Cell(int(n)), Cell(past if each <= day else ahead)))
            for each, n in zip(found.days, found.counts, strict=True)
        ),
    ]
    answers = [view.measure(each) for each in metrics]
    listing = Listing(
        columns, tuple(lines), finding=_frontier_words(answers, lang), chart=Chart("column", ("dwellings",))
    )
    return Answers(metric, listing=listing, metrics=tuple(metrics), data=Frontier(found, tuple(answers)))


@dataclass(frozen=True)
class Frontier:
    """Due days, and the metrics that sum them up."""

    due: DueDays
    answers: tuple[Measurement, ...]


def _frontier_words(answers: Sequence[Measurement], lang: str) -> str:
    return " · ".join(
        f"{answer.metric.label.said(lang)} {wording.quantity(answer.total.value or 0, answer.metric.unit, lang)}"
        for answer in answers
    )


READERS: Mapping[str, Reader] = {
    "overdue": _overdue,
    "round": _round,
    "inspectors": _inspectors,
    "frontier": _frontier,
}
