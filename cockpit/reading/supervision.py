"""督办: open events whose checks failed again and again, and checks made by others than who reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from cockpit import wording
from cockpit.catalogue import Metric, Panel
from cockpit.contract import ADMIN, FAMILIES, SECONDS, between_days_sql, since_sql, until_sql
from cockpit.measure import Rows, RowSource, missing_tables
from cockpit.reading.answers import Answers
from cockpit.reading.incidents import GRID, listed
from cockpit.reading.listing import Cell, Column, Line, Listing, Value
from cockpit.reading.profiles import level_of
from cockpit.reading.view import SCREEN_ROWS, View
from cockpit.wording import say

LEAST = 8
NEAREST_SHOWN = 6
"""Events shown of each number of failed checks; the table has the others."""
DIMENSIONS = FAMILIES["event"]
# As of a day: what had happened by its end. Failed checks are known one by one, in order, where the steps are; else by
# their number.
_FAILED = (
    "CASE WHEN d.failed_at IS NULL THEN coalesce(d.verify_failures, 0) "
    "WHEN d.failed_at[-1] < z.ending THEN len(d.failed_at) "
    "ELSE len(list_filter(d.failed_at, lambda moment: moment < z.ending)) END"
)
_DUE = f"CASE WHEN {_FAILED} > z.most THEN coalesce(d.supervise_due_at, d.due_at) ELSE d.due_at END"
# Of the deadline's own day, how much has passed when it falls due.
_PASSED = "epoch_us(p.due - CAST(CAST(p.due AS DATE) AS TIMESTAMP)) / 86400000000.0"
_ALIKE = f"PARTITION BY least({_FAILED}, z.most + 1)"
_OPEN = (
    f"{until_sql('reported_at', 'd.')} AND (d.closed_at{SECONDS} IS NULL OR {since_sql('closed_at', 'd.')}) "
    f"AND {_FAILED} > 0"
)
# With every page come the ones of each number of failed checks that are due first, and how many there are of each.
STRIKES = RowSource(
    "events_rows",
    {
        "event_id": "d.event_id",
        "grid_no": "d.g",
        "category": "d.category",
        "department": "d.department",
        "strikes": _FAILED,
        "due": f"({_DUE})",
        "ending": "z.ending",
        "place": f"row_number() OVER ({_ALIKE} ORDER BY {_DUE} NULLS LAST, d.event_id)",
        "alike": f"count(*) OVER ({_ALIKE})",
    },
    "strikes DESC, due NULLS LAST, event_id",
    # An event of which no check failed has none, whatever the day: most are passed by at once.
    condition=f"d.failed AND {_OPEN}",
    joins="CROSS JOIN (SELECT CAST(? AS TIMESTAMP) AS ending, CAST(? AS INTEGER) AS most) AS z",
    dimensions=DIMENSIONS,
    lookup=(
        "JOIN unit AS u ON u.tree = 'admin' AND u.leaf AND u.g = p.grid_no "
        "LEFT JOIN workday AS t ON t.dt = CAST(p.ending AS DATE) - 1 "
        "LEFT JOIN workday AS w ON w.dt = CAST(p.due AS DATE)"
    ),
    details={
        "grid": "u.code",
        "hours": "(epoch_us(p.due) - epoch_us(p.ending)) / 3600000000.0",
        "workdays": f"round(CASE WHEN w.worked THEN w.number - 1 + {_PASSED} ELSE w.number END - t.number, 9) + 0.0",
    },
    also=f"place <= {NEAREST_SHOWN}",
)
# Of an edition that was made before rows said whether a check failed.
_STRIKES_BEFORE = replace(STRIKES, condition=_OPEN)
EXCEPTIONS = RowSource(
    "events_rows",
    {
        "event_id": "d.event_id",
        "grid": "u.code",
        "category": "d.category",
        "reporter": "d.reporter",
        "verifier": "d.verifier",
        "verified_at": "d.verified_at",
    },
    "verified_at DESC, event_id",
    condition=(
        f"{between_days_sql('reported_at', 'd.')} AND d.verified_at IS NOT NULL "
        "AND d.reporter IS NOT NULL AND d.verifier IS NOT NULL AND d.reporter <> d.verifier"
    ),
    joins=GRID,
    dimensions=DIMENSIONS,
)


@dataclass(frozen=True)
class Strike:
    """An open event with failed checks; `hours` are what is left until its deadline, negative when it is past."""

    event: str
    place: str
    grid: str
    category: str
    department: str
    strikes: int
    due: datetime | None
    hours: float | None
    workdays: float | None


@dataclass(frozen=True)
class Strikes:
    """By the number of failed checks, up to `most` + 1 and more: how many there are, and those due first.

    More than `most` failed checks put an event under supervision.
    """

    most: int
    counts: Mapping[int, int]
    nearest: Mapping[int, tuple[Strike, ...]]


def read_strikes(view: View, panel: Panel, metric: Metric) -> Answers:
    """Events open on the as-of day that failed a check, with the time left; option `threshold` names how many may."""
    lang, catalogue = view.lang, view.snapshot.catalogue
    if missing_tables(view.snapshot, metric):
        view.measure(metric)  # says which table is missing
    day = view.measure(metric).as_of
    most = int(catalogue.thresholds[str(panel.options["threshold"])])
    ending = datetime.combine(day + timedelta(days=1), datetime.min.time())
    first = view.first_row(panel.key)
    source = STRIKES if "failed" in view.snapshot.tables["events_rows"] else _STRIKES_BEFORE
    found = listed(view, source, [ending, most, day, ending], first, view.rows)
    finding = say("events.strikes_finding", lang, n=found.total, day=wording.day(day), most=most)
    columns = (
        Column("event", say("events.event", lang)),
        Column("place", say("events.place", lang)),
        Column("grid", say("events.grid", lang)),
        Column("category", say("control.category", lang)),
        Column("department", say("control.department", lang)),
        Column("strikes", say("events.strikes", lang), "times"),
        Column("due", say("events.due", lang)),
        Column("left", say("events.left", lang)),
        Column("hours", say("events.left_hours", lang), "hours"),
        Column("workdays", say("events.left_workdays", lang), "workdays"),
    )
    strikes = _strikes(view, found)
    page = [first < nth <= first + view.rows for nth in found.columns["nth"].tolist()]
    lines = tuple(_line(row, most, lang) for row, shown in zip(strikes, page, strict=True) if shown)
    listing = Listing(columns, lines, total=found.total, first=first, finding=finding)
    return Answers(metric, listing=listing, metrics=(metric,), data=_nearest(strikes, found, most))


def _nearest(strikes: list[Strike], found: Rows, most: int) -> Strikes:
    counts = dict.fromkeys(range(1, most + 2), 0)
    nearest: dict[int, list[Strike]] = {n: [] for n in counts}
    places, alike = (found.columns[name].tolist() for name in ("place", "alike"))
    for place, strike, of_all in sorted(zip(places, strikes, alike, strict=True), key=lambda row: row[0]):
        n = min(strike.strikes, most + 1)
        counts[n] = of_all
        if place <= NEAREST_SHOWN:
            nearest[n].append(strike)
    return Strikes(most, counts, {n: tuple(rows) for n, rows in nearest.items()})


def _line(row: Strike, most: int, lang: str) -> Line:
    over = row.hours is not None and row.hours < 0
    left = say("events.no_deadline", lang) if row.hours is None else wording.countdown(row.hours, lang)
    words: list[Value] = [row.event, row.place, row.grid, row.category, row.department]
    cells = (
        *(Cell(word) for word in words),
        Cell(row.strikes, verdict="missed" if row.strikes > most else ""),
        Cell(row.due),
        Cell(left, verdict="missed" if over else ""),
        Cell(row.hours, verdict="missed" if over else ""),
        Cell(row.workdays),
    )
    return Line(row.event, cells, {"focus": row.event})


def _strikes(view: View, found: Rows) -> list[Strike]:
    columns, place = found.columns, Places(view)
    rows = []
    for at in range(len(columns["event_id"])):
        above, own = place.named(str(columns["grid"][at]))
        category, department = (_label(view, name, int(columns[name][at])) for name in ("category", "department"))
        due, hours, workdays = moment(columns["due"][at]), number(columns["hours"][at]), number(columns["workdays"][at])
        event, strikes = str(columns["event_id"][at]), int(columns["strikes"][at])
        rows.append(Strike(event, above, own, category, department, strikes, due, hours, workdays))
    return rows


class Places:
    """Names of base grids: the unit above them that the page is about, and their own."""

    def __init__(self, view: View) -> None:
        self.tree, self.lang = view.snapshot.tree(ADMIN), view.lang
        self.level = level_of(view, LEAST)

    def named(self, grid: str) -> tuple[str, str]:
        """The unit above at the level of the page, and the grid."""
        way = self.tree.ancestors(grid)
        own = way[-1].said(self.lang)
        return next((unit.said(self.lang) for unit in way if unit.level == self.level), own), own


def _label(view: View, dimension: str, code: int) -> str:
    return view.snapshot.catalogue.label(dimension, view.snapshot.values[dimension][code], view.lang)


def moment(value: object) -> datetime | None:
    """A time of the store as one of Python's; None for none."""
    if value is np.ma.masked or (isinstance(value, np.datetime64) and np.isnat(value)):
        return None
    found = value.astype("datetime64[us]").item() if isinstance(value, np.datetime64) else value
    return found if isinstance(found, datetime) else None


def number(value: object) -> float | None:
    """A number of the store; None for none."""
    if value is np.ma.masked or value is None:
        return None
    found = float(value)  # type: ignore[arg-type]
    return None if np.isnan(found) else found


def page_of(view: View, panel: Panel) -> int:
    """Rows of a page: on the screen as many as the panel's option `rows` says, elsewhere what is asked for."""
    return int(panel.options.get("rows", view.rows)) if view.rows == SCREEN_ROWS else view.rows


def read_exceptions(view: View, panel: Panel, metric: Metric) -> Answers:
    """Events of the period that were checked by others than who reported them, newest first."""
    lang = view.lang
    total = view.measure(metric)
    size = page_of(view, panel)
    first = replace(view, rows=size).first_row(panel.key)
    found = listed(view, EXCEPTIONS, [total.start, total.end], first, size)
    columns, place = found.columns, Places(view)
    heads = ("event", "place", "grid", "category", "reporter", "verifier", "verified_at")
    names = {"category": "control.category"}
    lines = []
    for at in range(len(columns["event_id"])):
        event = str(columns["event_id"][at])
        values: list[Value] = [
            event,
            *place.named(str(columns["grid"][at])),
            _label(view, "category", int(columns["category"][at])),
            str(columns["reporter"][at]),
            str(columns["verifier"][at]),
            moment(columns["verified_at"][at]),
        ]
        lines.append(Line(event, tuple(map(Cell, values)), {"focus": event}))
    row = total.total
    value = wording.said(metric, row.value, row.state, lang)
    finding = say("events.exceptions_finding", lang, metric=metric.label.said(lang), value=value, n=found.total)
    listing = Listing(
        tuple(Column(name, say(names.get(name, f"events.{name}"), lang)) for name in heads),
        tuple(lines),
        total=found.total,
        first=first,
        finding=finding,
    )
    return Answers(metric, main=None, listing=listing, metrics=(metric,))


READERS = {"strikes": read_strikes, "exceptions": read_exceptions}
