"""Dwellings on a list: those overdue and those never seen, the longest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cockpit import wording
from cockpit.catalogue import Metric, Panel
from cockpit.measure import Rows, RowSource
from cockpit.measure.spans import LAPSED, NEVER, read_dwellings
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.listing import Cell, Column, Line, Listing
from cockpit.reading.view import View
from cockpit.wording import say


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


def dwellings_of(view: View, rows: Rows) -> list[Dwelling]:
    """The rows of a page as dwellings, in their order."""
    columns = {name: plain(column) for name, column in rows.columns.items()}
    kinds, classes, tree = view.snapshot.values["kind"], view.snapshot.values["class"], view.snapshot.tree()
    return [
        Dwelling(
            dwelling=columns["dwelling"][at],
            grid=columns["grid"][at],
            grid_name=tree.unit(columns["grid"][at]).said(view.lang),
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


def plain(column: NDArray[Any]) -> list[Any]:
    """A column of the store's as Python values, None where there is none."""
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
    rows = page_of(view, source, day, day, first, view.rows)
    found = dwellings_of(view, rows)
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
        f"{say('inspection.as_of', lang)} {wording.day(day)}",
    ]
    if found and first == 0 and (days := found[0].overdue(day)) is not None:
        words.insert(1, say("inspection.longest", lang, n=days))
    finding = f"{metric.label.said(lang)} {' · '.join(words)}"
    listing = Listing(columns, lines, rows.total, first, finding, say("inspection.pseudonyms", lang))
    return Answers(metric, listing=listing, metrics=(metric,), data=tuple(found))


def page_of(view: View, source: RowSource, day: date, until: date, first: int, most: int) -> Rows:
    """Rows `first` on of `source` below the view's unit, as they stand on `day` and due by `until`."""
    selection = view.selection.with_unit(view.unit.code)
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


READERS: Mapping[str, Reader] = {"overdue": _overdue}
