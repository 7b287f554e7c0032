"""Communities and how long nothing of a watched kind happened there, month by month."""

from __future__ import annotations

from datetime import date

from cockpit.catalogue import Catalogue
from cockpit.cube.engine import Engine
from cockpit.cube.templates import day_sql, fill
from cockpit.editions import Span

MOST_YEARS = 10
"""Streaks begin at most so many years before the as-of day, so that one slip of a date makes no century of months."""


def lay_streaks(engine: Engine, catalogue: Catalogue, span: Span) -> None:
    """Make the views `communities` and `streaks` beside work.events.

    The first month that counts is the first whole one of the data; the last is the last that ended by the as-of day.
    """
    known = {*catalogue.categories, *(key for (key,) in engine.rows("SELECT DISTINCT category FROM work.events"))}
    watched = {key for found in catalogue.problem_sets.values() if found.streak for key in found.categories}
    engine.fill("work.watched", {"category": "VARCHAR"}, [(key,) for key in sorted(watched & known)])
    first = _month_after(span.first_day)
    earliest = date(span.as_of.year - MOST_YEARS, span.as_of.month, 1)
    engine.run(fill("streak", first_month=day_sql(max(first, earliest)), last_day=day_sql(span.as_of)))


def _month_after(day: date) -> date:
    """`day` where it is the first of a month, else the first of the next month."""
    if day.day == 1:
        return day
    return date(day.year + 1, 1, 1) if day.month == 12 else date(day.year, day.month + 1, 1)
