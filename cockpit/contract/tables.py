"""The tables themselves, column by column, in the order they lie on disk. Columns may be added, never renamed."""

from __future__ import annotations

from cockpit.contract.records import Table, read_columns

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
team text! | team
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
            read_columns(_UNITS),
        ),
        Table(
            "boundaries",
            ("tree", "code"),
            "a unit's polygon; needed for the lowest admin level",
            read_columns(
                "tree text | the unit's tree | | admin\ncode text! | the unit\ngeometry geometry! | polygon, WGS84"
            ),
        ),
        Table(
            "dwellings",
            ("dwelling_id", "from_date"),
            "a dwelling, over one period of its life",
            read_columns(_DWELLINGS),
        ),
        Table(
            "inspections",
            ("dwelling_id", "inspected_at"),
            "one inspection of one dwelling",
            read_columns(_INSPECTIONS),
        ),
        Table("events", ("event_id",), "one event, from report to close", read_columns(_EVENTS)),
        Table("event_steps", ("event_id", "at", "step"), "one step of an event's course", read_columns(_STEPS)),
        Table(
            "population",
            ("grid", "month", "kind", "sex", "age_from", "age_to"),
            "people of one group in one grid and month",
            read_columns(_POPULATION),
        ),
        Table(
            "links",
            ("grid", "month", "department"),
            "match of two sources in one grid and month",
            read_columns(_LINKS),
        ),
        Table("facilities", ("facility_id",), "a facility", read_columns(_FACILITIES)),
        Table("posts", ("post_id",), "a post, filled or vacant", read_columns(_POSTS)),
        Table("ratings", ("tree", "unit", "team", "rater", "rated_on"), "a rating", read_columns(_RATINGS)),
        Table("targets", ("tree", "unit", "metric", "due_on"), "a target", read_columns(_TARGETS)),
        Table(
            "indicators",
            ("tree", "unit", "indicator", "date"),
            "a fact only a department knows",
            read_columns(_INDICATORS),
        ),
        Table("tasks", ("task_id",), "a task from a policy", read_columns(_TASKS)),
        Table(
            "calendar",
            ("date",),
            "a day whose working state differs from Monday to Friday",
            read_columns("date date! | day\nworking boolean! | whether it is a working day"),
        ),
    )
}
