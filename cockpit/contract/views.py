"""What the cube can be asked: fact views, the dimensions they share, the tables they are made of."""

from __future__ import annotations

# What the cube can be asked by. A view is what measures are counted over; views of one family share their dimensions.
FAMILIES: dict[str, tuple[str, ...]] = {
    "event": ("category", "category_group", "channel", "severity", "department", "responsibility", "stage"),
    "dwelling": ("kind", "class"),
    "neighbourhood": ("unit_type",),
    "facility": ("facility",),
    "post": ("team", "role"),
    "rating": ("team", "rater_role"),
    "indicator": ("indicator",),
    "task": ("owner", "task_state"),
    "work": ("team",),
    "person": ("residence", "sex", "age"),
    "link": ("department",),
    "ground": (),  # nothing to part it by: what is measured over it is asked of units and days alone
}
VIEWS: dict[str, str] = {
    "events": "event",
    "dwellings": "dwelling",
    "inspections": "dwelling",
    "dues": "dwelling",  # a dwelling while one inspection interval holds for it
    "covers": "dwelling",  # a dwelling while it is covered by an inspection
    "nevers": "dwelling",  # a dwelling having an interval while it was never inspected
    "frontiers": "dwelling",  # a dwelling while it falls due within some days
    "covers_entered": "dwelling",  # the same by inspections that were entered
    "communities": "neighbourhood",  # the units right above base grids, at their first grid
    "streaks": "neighbourhood",  # a month of a community's streak without a watched event
    "facilities": "facility",
    "posts": "post",
    "ratings": "rating",
    "indicators": "indicator",
    "tasks": "task",
    "team_events": "work",  # an event by the team that handled it
    "team_rounds": "work",  # an inspection by the team its inspector has a post in
    "population": "person",  # people of one group, while their month is the latest delivered
    "links": "link",  # records matched with another department's, while their month is the latest delivered
    "grounds": "ground",  # a base grid while it exists
}
# Tables a view needs: where one is missing there is no answer, rather than a zero.
VIEW_TABLES: dict[str, tuple[str, ...]] = {
    "events": ("events",),
    "dwellings": ("dwellings",),
    "inspections": ("dwellings", "inspections"),
    "dues": ("dwellings",),
    "covers": ("dwellings", "inspections"),
    "nevers": ("dwellings", "inspections"),
    "frontiers": ("dwellings", "inspections"),
    "covers_entered": ("dwellings", "inspections"),
    "communities": (),
    "streaks": ("events",),
    "facilities": ("facilities",),
    "posts": ("posts",),
    "ratings": ("ratings",),
    "indicators": ("indicators",),
    "tasks": ("tasks",),
    "team_events": ("events",),
    "team_rounds": ("dwellings", "inspections", "posts"),
    "population": ("population",),
    "links": ("links",),
    "grounds": (),
}
# Views whose facts hang on a unit of any level, not on a base grid: a unit has those of the units at and below it.
UNIT_VIEWS = frozenset({"posts", "ratings", "indicators", "tasks"})
# Views whose measures have no dense running totals: few changes, or none, that are summed when they are asked.
SPARSE_VIEWS = UNIT_VIEWS | {
    *("facilities", "population", "links", "grounds", "communities", "streaks", "team_events", "team_rounds"),
}
# What the rows of a family's tables are put in order by, within a stretch of grids and a month: the dimensions that
# questions are narrowed by most, so that such a question reads little else.
LEADS: dict[str, tuple[str, ...]] = {"event": ("category_group", "category"), "dwelling": ("kind", "class")}
# Sets of dimensions with few values, whose changes are also kept by grid and month: long questions over many grids.
MONTHLY: dict[str, tuple[tuple[str, ...], ...]] = {
    "event": (("channel",), ("category_group",)),
    "dwelling": (("kind", "class"),),
}
# Sets of dimensions whose changes are kept day by day for large units; a family that is not named keeps all it has.
# What they do not hold is asked of the ledger, which lies in the order of LEADS.
LARGELY: dict[str, tuple[tuple[str, ...], ...]] = {
    "event": (
        ("channel", "category_group"),
        ("category", "category_group"),
        ("department", "channel"),
        ("severity", "responsibility", "stage"),
    ),
}
# Days after which running totals are told again even where nothing changed.
RETOLD_DAYS = 8
# The stages of an event in their order, each with the time STAGE_at it was passed. The dimension `stage` says the last
# one an event has passed, or that it is no more than reported.
REPORTED = "reported"
STAGES: tuple[str, ...] = ("filed", "dispatched", "arrived", "handled", "verified", "closed")
# Views whose rows the cube keeps whole, as VIEW_rows: for lists, for quantiles, and for filters that no ledger has.
ROW_VIEWS = frozenset({"events"})
# What lists show of such rows, beside what anything is counted by.
ROW_LISTED: dict[str, tuple[str, ...]] = {
    "events": (
        *("event_id", "lon", "lat", "team", "operation", "follows", "reporter", "verifier", "failed", "failed_at"),
        *("reported_at", "responded_at", "supervised_at", "reopened_at", "due_at", "supervise_due_at"),
        *(f"{stage}_at" for stage in STAGES),
        *("urgent", "minor", "refused", "returns", "bounces", "verify_failures", "extensions"),
    )
}
# What rows of a view are narrowed by that is no dimension of the cube: a condition on the row, "yes" where it is true
# and "no" elsewhere.
ROW_FILTERS: dict[str, dict[str, str]] = {
    "events": {
        "minor": "minor",
        "urgent": "urgent",
        "refused": "refused",
        "joint": "operation IS NOT NULL",
        "returned": "returns > 0",
        "bounced": "bounces > 0",
        "reopened": "reopened_at IS NOT NULL",
        "repeating": "repeats",
        "outside": "outside",
    }
}
# What such a filter is told by: without it in an edition, its "no" would be no one's word.
ROW_NEEDS: dict[str, dict[str, str]] = {
    "events": {
        "minor": "events.minor",
        "urgent": "events.urgent",
        "refused": "events.refused",
        "joint": "events.operation",
        "returned": "events.returns",
        "bounced": "events.bounces",
        "reopened": "events.reopened_at",
        "repeating": "events.follows",
        "outside": "catalogue.admission",
    }
}
