"""When an event without a deadline is due: its category's limit, run on the city's working days."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from cockpit.catalogue import Category
from cockpit.intake.bench import Bench

DAY = 24 * 60 * 60 * 1_000_000  # microseconds


def set_deadlines(bench: Bench, categories: Iterable[Category], *, calendar: bool) -> int:
    """Fill the table `due` (rid, due_at) for live events without one. Returns how many got one.

    n working days end with the n-th working day after the day of report. Hours run on working days only, from
    midnight to midnight; a report on a day off starts its clock with the next working day.
    """
    limits = [(c.key, c.limit_hours, c.limit_days) for c in categories if c.limit_hours or c.limit_days]
    bench.run("CREATE TABLE due (rid BIGINT, due_at TIMESTAMP)")
    known = pa.table(
        {
            "category": pa.array([key for key, _, _ in limits], pa.string()),
            "micros": pa.array([None if h is None else round(h * 3_600_000_000) for _, h, _ in limits], pa.int64()),
            "days": pa.array([days for _, _, days in limits], pa.int64()),
        }
    )
    with bench.holding("given", known):
        bench.run("CREATE TEMP TABLE limits AS SELECT * FROM given")
    bench.run(
        "CREATE TEMP TABLE undue AS SELECT e.rid, e.reported_at AS start, CAST(e.reported_at AS DATE) AS day,"
        " l.micros, l.days FROM live_events AS e JOIN limits AS l USING (category) WHERE e.due_at IS NULL"
    )
    if bench.count("SELECT count(*) FROM undue"):
        _lay_out_days(bench, calendar=calendar)
        bench.run(_IN_HOURS)
        bench.run(_IN_DAYS)
    return bench.count("SELECT count(*) FROM due")


def _lay_out_days(bench: Bench, *, calendar: bool) -> None:
    """The table `workday`: every day that matters, whether it is worked, how many worked days there were up to it."""
    listed = (
        "SELECT date AS day, working FROM live_calendar"
        if calendar
        else "SELECT NULL::DATE AS day, true AS working WHERE false"
    )
    bench.run(
        f"""CREATE TEMP TABLE workday AS
        WITH listed AS ({listed}),
        reach AS (
            SELECT min(day) AS first, max(day) + CAST(
                30 + 2 * max(coalesce(days, 0) + coalesce(micros // {DAY}, 0)) + (SELECT count(*) FROM listed)
            AS INTEGER) AS last FROM undue
        ),
        days AS (SELECT CAST(unnest(generate_series(first, last, INTERVAL 1 DAY)) AS DATE) AS day FROM reach)
        SELECT day, worked, CAST(sum(CAST(worked AS INTEGER)) OVER (ORDER BY day) AS BIGINT) AS number FROM (
            SELECT day, coalesce(working, isodow(day) <= 5) AS worked FROM days LEFT JOIN listed USING (day)
        )"""
    )


# A moment's place among worked time: whole worked days before its day, and what of its own day has passed.
_IN_HOURS = f"""INSERT INTO due
WITH spent AS (
    SELECT u.rid, u.micros + CASE WHEN w.worked
        THEN (w.number - 1) * {DAY} + epoch_us(u.start) - epoch_us(CAST(u.day AS TIMESTAMP))
        ELSE w.number * {DAY} END AS total
    FROM undue AS u JOIN workday AS w USING (day) WHERE u.micros IS NOT NULL
)
SELECT s.rid, CAST(w.day AS TIMESTAMP) + to_microseconds(s.total - (w.number - 1) * {DAY})
FROM spent AS s JOIN workday AS w ON w.worked AND w.number = (s.total + {DAY} - 1) // {DAY}"""

_IN_DAYS = """INSERT INTO due
SELECT u.rid, CAST(w.day AS TIMESTAMP) + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND
FROM undue AS u JOIN workday AS r USING (day) JOIN workday AS w ON w.worked AND w.number = r.number + u.days
WHERE u.micros IS NULL"""
