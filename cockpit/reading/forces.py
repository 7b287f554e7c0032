"""Who holds which post, and what stands where: lists of rows, and facilities held against their bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from cockpit.catalogue import Metric, Panel
from cockpit.contract import ADMIN
from cockpit.errors import Unavailable
from cockpit.measure import RowSource, measure, read_rows
from cockpit.reading.answers import Answers
from cockpit.reading.columns import read_columns
from cockpit.reading.grids import clause_of
from cockpit.reading.listing import Cell, Column, Line, Listing
from cockpit.reading.view import View
from cockpit.store import Columns
from cockpit.wording import say

_POSTS = RowSource(
    table="post",
    columns={
        "id": "d.post_id",
        "tree": "o.tree",
        "code": "o.code",
        "team": "d.team",
        "role": "d.role",
        "holder": "coalesce(d.holder, '')",
        "duty": "d.duty",
        "filled": "d.filled",
        "present": "coalesce(CAST(d.on_post AS INTEGER), -1)",
        "certified": "coalesce(CAST(d.certified AS INTEGER), -1)",
        "since": "d.since",
    },
    joins="JOIN unit AS o ON o.id = d.own",
    # what is amiss first: nobody, not on post, not certified
    order="filled, present = 1 AND certified = 1, present, since DESC NULLS LAST, code, id",
    of_units=True,
    dimensions=("team", "role"),
)
_FACILITIES = RowSource(
    table="facility_row",
    columns={
        "id": "d.facility_id",
        "code": "u.parent",
        "grid": "u.code",
        "facility": "d.facility",
        "area": "d.area_m2",
        "hours": "d.hours_per_day",
    },
    joins="JOIN unit AS u ON u.g = d.g",
    order="code, id",
    dimensions=("facility",),
)


def read_roster(view: View, panel: Panel, _metric: Metric) -> Answers:
    """Every post at and below the unit: holder by pseudonym, post, duty; what is amiss first."""
    lang, catalogue = view.lang, view.snapshot.catalogue
    if "posts" not in view.snapshot.manifest.tables:
        raise Unavailable(say("state.no_table_named", lang, tables="posts"))
    first = view.first_row(panel.key)
    found = read_rows(view.snapshot, _POSTS, view.selection, view.scope, first=first, most=view.rows)
    keys = ("unit", "team", "role", "duty", "holder", "present", "certified", "since")
    columns = tuple(Column(key, say(f"forces.post_{key}", lang)) for key in keys)
    lines = []
    for row in _rows(found.columns):
        unit = view.snapshot.tree(str(row["tree"])).get(str(row["code"]))
        team, role = (view.snapshot.values[key][int(row[key])] for key in ("team", "role"))
        filled = bool(row["filled"])
        cells = (
            Cell(unit.said(lang) if unit else str(row["code"])),
            Cell(catalogue.label("team", team, lang)),
            Cell(catalogue.label("role", role, lang)),
            Cell(str(row["duty"])),
            Cell(str(row["holder"]) if filled else say("forces.vacant", lang), "ok", "" if filled else "missed"),
            _yes(int(row["present"]), lang, filled=filled),
            _yes(int(row["certified"]), lang, filled=filled),
            Cell(_day(row["since"])),
        )
        lines.append(Line(str(row["id"]), cells, {"unit": unit.code} if unit else {}))
    listing = Listing(
        columns,
        tuple(lines),
        total=found.total,
        first=first,
        finding=say("forces.roster_finding", lang, n=found.total),
        note=clause_of(view, panel, say("forces.roster_note", lang)),
    )
    return Answers(listing=listing)


def read_stations(view: View, panel: Panel, _metric: Metric) -> Answers:
    """A row per community: how many facilities of each kind that the record asks for, and which bounds they miss.

    The option `kinds` lists them: `facility`, how many a community must have (`least`), and by the names of their
    thresholds `area_least`, `area_most`, `hours_least`.
    """
    lang, snapshot = view.lang, view.snapshot
    if "facilities" not in snapshot.manifest.tables:
        raise Unavailable(say("state.no_table_named", lang, tables="facilities"))
    if view.tree.name != ADMIN or view.unit.leaf:
        return Answers(why=say("forces.admin_only", lang))
    level = view.tree.levels[-2]
    counted = snapshot.catalogue.metrics[panel.options["count"]]
    kinds = panel.options["kinds"]
    units = view.tree.descendants(view.unit.code, level)
    columns, cells = (
        [Column("name", snapshot.catalogue.label("level", level, lang))],
        {u.code: list[Cell]() for u in units},
    )
    for kind in kinds:
        _add_kind(view, counted, kind, level, columns, cells)
    lines = [Line(u.code, (Cell(u.said(lang)), *cells[u.code]), {"unit": u.code}) for u in units]
    lines.sort(key=lambda line: -sum(cell.verdict == "missed" for cell in line.cells))
    short = sum(any(cell.verdict == "missed" for cell in line.cells) for line in lines)
    first = view.first_row(panel.key)
    return Answers(
        listing=Listing(
            tuple(columns),
            tuple(lines[first : first + view.rows]),
            total=len(lines),
            first=first,
            finding=say("forces.stations_finding", lang, n=short, all=len(lines)),
            note=clause_of(view, panel, say("forces.stations_note", lang)),
        ),
        metrics=(counted,),
    )


def _add_kind(
    view: View, counted: Metric, kind: dict[str, Any], level: str, columns: list[Column], cells: dict[str, list[Cell]]
) -> None:
    """The columns of one kind of facility: how many, and where the record has bounds its area and hours."""
    lang, snapshot, facility = view.lang, view.snapshot, kind["facility"]
    limits = snapshot.catalogue.thresholds
    where = (("facility", (facility,)),)
    selection = replace(view.selection, unit=view.unit.code, where=where)
    found = measure(snapshot, counted, selection, view.scope, level)
    name = snapshot.catalogue.label("facility", facility, lang)
    columns.append(Column(facility, name, counted.unit))
    least = int(kind.get("least", 0))
    for code, value in zip(found.keys, found.value, strict=True):
        cells[code].append(Cell(int(value), "ok", "missed" if value < least else "met" if least else ""))
    if "area_least" not in kind:
        return
    bounds = [limits[kind[key]] for key in ("area_least", "area_most", "hours_least")]
    columns.append(Column(f"{facility}_area", say("forces.area", lang), "m2"))
    columns.append(Column(f"{facility}_hours", say("forces.hours", lang), "hours"))
    rows = read_rows(snapshot, _FACILITIES, selection, view.scope, most=20_000)
    smallest: dict[str, tuple[float | None, float | None]] = {}
    for row in _rows(rows.columns):
        smallest.setdefault(str(row["code"]), (_number(row["area"]), _number(row["hours"])))
    for code, held in cells.items():
        area, hours = smallest.get(code, (None, None))
        held += [_within(area, bounds[0], bounds[1]), _within(hours, bounds[2], float("inf"))]


def _within(value: float | None, least: float, most: float) -> Cell:
    if value is None:
        return Cell(None, "empty")
    return Cell(value, "ok", "met" if least <= value <= most else "missed")


def _rows(columns: Columns) -> list[dict[str, Any]]:
    """The rows of a page as dictionaries."""
    names = list(columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*(columns[name] for name in names), strict=True)]


def _number(value: object) -> float | None:
    return None if value is np.ma.masked or value is None or np.isnan(value) else float(value)  # type: ignore[call-overload, arg-type]


def _day(value: object) -> date | None:
    if value is None or value is np.ma.masked or np.isnat(value):  # type: ignore[call-overload]
        return None
    day: date = value.astype("datetime64[D]").item()  # type: ignore[attr-defined]
    return day


def _yes(value: int, lang: str, *, filled: bool) -> Cell:
    """Yes, no, or nothing to say."""
    if not filled or value < 0:
        return Cell("")
    return Cell(say("forces.yes" if value else "forces.no", lang), "ok", "" if value else "missed")


READERS = {"columns": read_columns, "roster": read_roster, "stations": read_stations}
