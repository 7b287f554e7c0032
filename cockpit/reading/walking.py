"""The next round: grid by grid what is overdue or falls due soon, and within a grid the dwellings in walking order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from cockpit import wording
from cockpit.catalogue import Metric, Panel
from cockpit.measure.spans import ROUND, read_orders
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.dwellings import Dwelling, dwellings_of, page_of, results_words
from cockpit.reading.listing import Cell, Column, Line, Listing
from cockpit.reading.view import View
from cockpit.store import Unit
from cockpit.wording import say

MOST_ROUND = 5000
"""Dwellings of one grid put in walking order."""


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
        Column("overdue", metric.label.said(lang), "count"),
        Column("due", due_metric.label.said(lang), "count"),
        Column("round", say("inspection.round_total", lang), "count"),
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
    rows = page_of(view, ROUND, day, day + timedelta(days=ahead), 0, MOST_ROUND)
    found, how = in_walking_order(dwellings_of(view, rows))
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
    """Places of `points` (degrees) in the order of a walk: from the north-western one always to the nearest one left.

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


READERS: Mapping[str, Reader] = {"round": _round}
