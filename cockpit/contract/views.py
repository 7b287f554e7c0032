"""What the cube can be asked: fact views, the dimensions they share, the tables they are made of."""

from __future__ import annotations

# What the cube can be asked by. A view is what measures are counted over; views of one family share their dimensions.
FAMILIES: dict[str, tuple[str, ...]] = {
    "event": ("category", "category_group", "channel", "severity", "department", "responsibility", "stage"),
    "dwelling": ("kind", "class"),
    "community": ("unit_type",),
}
VIEWS: dict[str, str] = {
    "events": "event",
    "dwellings": "dwelling",
    "inspections": "dwelling",
    "dues": "dwelling",  # a dwelling while one inspection interval holds for it
    "covers": "dwelling",  # a dwelling while it is covered by an inspection
    "covers_entered": "dwelling",  # the same by inspections that were entered
    "communities": "community",  # the units right above base grids, at their first grid
    "streaks": "community",  # a month of a community's streak without a watched event
}
# Tables a view needs: where one is missing there is no answer, rather than a zero.
VIEW_TABLES: dict[str, tuple[str, ...]] = {
    "events": ("events",),
    "dwellings": ("dwellings",),
    "inspections": ("dwellings", "inspections"),
    "dues": ("dwellings",),
    "covers": ("dwellings", "inspections"),
    "covers_entered": ("dwellings", "inspections"),
    "communities": (),
    "streaks": ("events",),
}
# The stages of an event in their order, each with the time STAGE_at it was passed. The dimension `stage` says the last
# one an event has passed, or that it is no more than reported.
REPORTED = "reported"
STAGES: tuple[str, ...] = ("filed", "dispatched", "arrived", "handled", "verified", "closed")
