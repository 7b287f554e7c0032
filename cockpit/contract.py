"""The data contract: every table an edition may hold, column by column. The only place that says what an extract is.

Codes and ids are text; dates are ISO; times are the city's wall clock. `data/README.md` is generated from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cockpit.errors import unknown

ColumnType = Literal["text", "date", "time", "deadline", "integer", "number", "boolean", "geometry"]

# How each type lies in an extract. A deadline is a time; one delivered as a bare date means the end of that day.
SQL_TYPES: dict[ColumnType, str] = {
    "text": "VARCHAR",
    "date": "DATE",
    "time": "TIMESTAMP",
    "deadline": "TIMESTAMP",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "geometry": "BLOB",
}

# What the cube can be asked by. A view is what measures are counted over; views of one family share their dimensions.
FAMILIES: dict[str, tuple[str, ...]] = {
    "event": ("category", "category_group", "channel", "severity", "department"),
    "dwelling": ("kind", "class"),
}
VIEWS: dict[str, str] = {
    "events": "event",
    "dwellings": "dwelling",
    "inspections": "dwelling",
    "dues": "dwelling",  # a dwelling while one inspection interval holds for it
    "covers": "dwelling",  # a dwelling while it is covered by an inspection
    "covers_entered": "dwelling",  # the same by inspections that were entered
}
# Tables a view needs: where one is missing there is no answer, rather than a zero.
VIEW_TABLES: dict[str, tuple[str, ...]] = {
    "events": ("events",),
    "dwellings": ("dwellings",),
    "inspections": ("dwellings", "inspections"),
    "dues": ("dwellings",),
    "covers": ("dwellings", "inspections"),
    "covers_entered": ("dwellings", "inspections"),
}

# Quantiles are exact up to this many rows; above, from a histogram whose buckets grow by BUCKET_GROWTH from
# BUCKET_LEAST, so that a value differs from its bucket's middle by less than 2 %.
EXACT_ROWS = 200_000
BUCKET_GROWTH = 1.04
BUCKET_LEAST = 0.0003

# The tree every city has: its administrative one.
ADMIN = "admin"


@dataclass(frozen=True)
class Column:
    """One column: its name, type, meaning and unit; `default` stands where a row leaves it empty."""

    name: str
    type: ColumnType
    meaning: str
    unit: str = ""
    required: bool = False
    default: str | int | bool | None = None

    @property
    def sql_type(self) -> str:
        """The DuckDB type the column has in an extract."""
        return SQL_TYPES[self.type]


@dataclass(frozen=True)
class Table:
    """One table: key columns, columns in their order on disk, and what one row is."""

    name: str
    key: tuple[str, ...]
    meaning: str
    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in the order on disk."""
        return tuple(column.name for column in self.columns)

    @property
    def placed(self) -> bool:
        """Whether a row lies in a base grid, given by code or by lon and lat."""
        return "lon" in self.names

    def column(self, name: str) -> Column:
        """The column called `name`. Raises UnknownName with a "did you mean"."""
        for column in self.columns:
            if column.name == name:
                return column
        raise unknown(f"column of table {self.name}", name, self.names)


def _columns(text: str) -> tuple[Column, ...]:
    """Read columns from lines "name type[!] | meaning | unit | default"; "!" marks a required column."""
    return tuple(_column(line) for line in text.strip().splitlines())


def _column(line: str) -> Column:
    head, meaning, unit, default = (part.strip() for part in (line + " | | |").split("|")[:4])
    name, kind = head.split()
    value: str | int | bool | None = default or None
    if default in {"true", "false"}:
        value = default == "true"
    elif default.isdigit():
        value = int(default)
    return Column(name, kind.rstrip("!"), meaning, unit, kind.endswith("!"), value)  # type: ignore[arg-type]


_PLACE = """grid text | base grid; else found from lon and lat
lon number | longitude, WGS84 after intake | degrees
lat number | latitude, WGS84 after intake | degrees
"""

_UNITS = """tree text | the tree the unit belongs to | | admin
code text! | the unit's code, unique in its tree
parent text | code of the unit above; empty at the top
level text! | name of the level, as the city calls it
name text! | the unit's name
name_en text | the unit's English name
type text | kind of unit, for fair comparison among peers
valid_from date | first day the unit exists
valid_to date | last day the unit exists, included
successor text | code of the unit that follows it
"""

_DWELLINGS = (
    "dwelling_id text! | pseudonymous id of the dwelling\n"
    + _PLACE
    + """building text | pseudonymous id of the building
sequence integer | place in the inspector's walking order
kind text | use: owner, rented, vacant, collective, shop, or the city's own
class text | control class: green, yellow, orange, red, or the city's own
count integer | dwellings this row stands for; 0 is valid | dwellings | 1
rooms integer | rooms of the row | rooms
area_m2 number | floor area of the row | m2
residents integer | residents of the whole row; else registered + elsewhere + floating + overseas | people
registered integer | registered here and living here | people
absent integer | registered here, living elsewhere | people
elsewhere integer | living here, registered elsewhere in the city | people
floating integer | living here, registered outside the city | people
overseas integer | from overseas, living here | people
interval_days integer | own inspection interval; 0 means not inspected; else by class, then by kind | days
from_date date | first day the row is valid
to_date date | last day the row is valid, included
"""
)

_INSPECTIONS = """dwelling_id text! | the dwelling inspected
inspected_at time! | when
inspector text | pseudonym of the inspector
entered boolean | whether the inspector was let in | | true
persons_found integer | people found living there | people
changed boolean | whether the record of the dwelling changed
hazards integer | hazards found | hazards
hazards_fixed integer | hazards put right at once | hazards
"""

_EVENTS = (
    "event_id text! | id of the event\n"
    + _PLACE
    + """dwelling_id text | the dwelling it concerns
category text! | what it is about
reported_at time! | reported
channel text | how it arrived
severity text | how grave
department text | the department that must solve it
team text | the team that handled it
responsibility text | which of the four classes of responsibility
filed_at time | filed as a case
dispatched_at time | sent to a department
arrived_at time | first on the spot
handled_at time | handled
verified_at time | passed its check
closed_at time | closed
due_at deadline | must be closed by; else from the category's limit
handle_due_at deadline | must be handled by
response_due_at deadline | must be answered by
responded_at time | first contact with the reporter
returns integer | rework: sent back after a failed check | times | 0
bounces integer | refused by the department | times | 0
verify_failures integer | failed checks | times | 0
extensions integer | deadline extended | times | 0
supervised_at time | put under supervision
supervise_due_at deadline | must be solved by, under supervision
reopened_at time | opened again
resolved boolean | solved, by the call-back
satisfied boolean | satisfied, by the call-back
satisfaction integer | satisfaction, 1 to 5
reporter text | pseudonym of who reported it
verifier text | pseudonym of who checked it
minor boolean | settled by the simple procedure
urgent boolean | reported by the fast lane
refused boolean | the party refused to comply
operation text | joint operation that dealt with it
follows text | event it repeats or enforces
"""
)

_STEPS = """event_id text! | the event
at time! | when the step was taken
step text! | filed, dispatched, arrived, handled, verified, failed, returned, bounced, extended, reopened, ...
department text | by which department
team text | by which team
result text | outcome
due_at deadline | deadline set by the step
"""

_POPULATION = """grid text! | base grid
month date! | first day of the month
kind text | registered, absent, elsewhere, floating, overseas | | all
sex text | sex | | all
age_from integer | youngest age counted | years
age_to integer | oldest age counted, included | years
count integer! | people | people
"""

_LINKS = """grid text! | base grid
month date! | first day of the month
department text! | the other source
linked integer! | records found in both sources | records
total integer! | all records | records
"""

_FACILITIES = (
    """facility_id text! | id of the facility
kind text! | what it is
"""
    + _PLACE
    + """area_m2 number | floor area | m2
hours_per_day number | opening hours | hours
"""
)

_POSTS = """post_id text! | id of the post
tree text | tree of the unit | | admin
unit text! | unit the post serves
team text | team
role text! | what the post does
holder text | pseudonym of its holder
duty text | duty assigned
filled boolean | the post has a holder
on_post boolean | the holder is on post
certified boolean | the holder is certified
since date | held since
"""

_RATINGS = """tree text | tree of the unit | | admin
unit text! | unit rated
team text | team rated
rater text! | pseudonym of the rater
rater_role text! | community, manager, residents
rated_on date! | day of the rating
score number! | score given | points
"""

_TARGETS = """tree text | tree of the unit | | admin
unit text! | unit, or type:NAME for all units of a type
metric text! | metric of the catalogue
due_on date! | to be met by
value number! | value to be met
clause text | clause that sets it
"""

_INDICATORS = """tree text | tree of the unit | | admin
unit text! | unit
indicator text! | indicator of the catalogue
date date! | day it holds for
value number! | value
"""

_TASKS = """task_id text! | id of the task
title text! | what was promised
unit text | unit it concerns
owner text! | office that owns it
due_on date! | due
state text! | open, done, stopped, or the city's own
progress number | share done | 0 to 1
milestones text | milestones, one per line
clause text | clause it comes from
"""

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "units",
            ("tree", "code"),
            "a unit of a tree: city, district, town, community, grid",
            _columns(_UNITS),
        ),
        Table(
            "boundaries",
            ("tree", "code"),
            "a unit's polygon; needed for the lowest admin level",
            _columns(
                "tree text | the unit's tree | | admin\ncode text! | the unit\ngeometry geometry! | polygon, WGS84"
            ),
        ),
        Table(
            "dwellings",
            ("dwelling_id", "from_date"),
            "a dwelling, over one period of its life",
            _columns(_DWELLINGS),
        ),
        Table(
            "inspections",
            ("dwelling_id", "inspected_at"),
            "one inspection of one dwelling",
            _columns(_INSPECTIONS),
        ),
        Table("events", ("event_id",), "one event, from report to close", _columns(_EVENTS)),
        Table("event_steps", ("event_id", "at", "step"), "one step of an event's course", _columns(_STEPS)),
        Table(
            "population",
            ("grid", "month", "kind", "sex", "age_from", "age_to"),
            "people of one group in one grid and month",
            _columns(_POPULATION),
        ),
        Table(
            "links",
            ("grid", "month", "department"),
            "match of two sources in one grid and month",
            _columns(_LINKS),
        ),
        Table("facilities", ("facility_id",), "a facility", _columns(_FACILITIES)),
        Table("posts", ("post_id",), "a post, filled or vacant", _columns(_POSTS)),
        Table("ratings", ("tree", "unit", "team", "rater", "rated_on"), "a rating", _columns(_RATINGS)),
        Table("targets", ("tree", "unit", "metric", "due_on"), "a target", _columns(_TARGETS)),
        Table(
            "indicators",
            ("tree", "unit", "indicator", "date"),
            "a fact only a department knows",
            _columns(_INDICATORS),
        ),
        Table("tasks", ("task_id",), "a task from a policy", _columns(_TASKS)),
        Table(
            "calendar",
            ("date",),
            "a day whose working state differs from Monday to Friday",
            _columns("date date! | day\nworking boolean! | whether it is a working day"),
        ),
    )
}


def table(name: str) -> Table:
    """The table called `name`. Raises UnknownName with a "did you mean"."""
    if name not in TABLES:
        raise unknown("table", name, TABLES)
    return TABLES[name]


def render_dictionary() -> str:
    """The data dictionary as Markdown: one section per table, as it stands in `data/README.md`."""
    parts = [_DICTIONARY_HEAD]
    for item in TABLES.values():
        parts.append(f"\n## {item.name}\n\n{item.meaning[0].upper()}{item.meaning[1:]}. Key: {', '.join(item.key)}.\n")
        parts.append("| column | type | unit | meaning | when empty |\n|---|---|---|---|---|")
        for column in item:
            empty = "refused" if column.required else ("" if column.default is None else f"{column.default}".lower())
            parts.append(f"| {column.name} | {column.type} | {column.unit} | {column.meaning} | {empty} |")
    return "\n".join(parts) + "\n"


_DICTIONARY_HEAD = """# The data contract

Generated from `cockpit/contract.py` by `cockpit contract > data/README.md`; a test compares the two. Editions live in
this folder and are not committed.

A required column (when empty: refused) sets a row aside when it is empty; a missing one refuses the whole file.
`text` keeps leading zeros. `time` is the city's wall clock unless it carries an offset. `deadline` is a time; a
bare date means the end of that day. A row names its grid by `grid` or by `lon` and
`lat`; where both are given the code wins. No names, identity numbers, telephone numbers or addresses of people enter
an extract."""
