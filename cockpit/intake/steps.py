"""The course of an event, step by step, summed up in the columns of `events`."""

from __future__ import annotations

from cockpit.intake.bench import Bench

# column of events -> what the steps say of it. An event with steps takes these from them alone: steps are the full
# history, so a step that does not occur was not taken.
_WHOLE = {
    "filed_at": "min(moment) FILTER (step = 'filed')",
    "dispatched_at": "min(moment) FILTER (step = 'dispatched')",
    "arrived_at": "min(moment) FILTER (step = 'arrived')",
    "handled_at": "max(moment) FILTER (step = 'handled')",
    "verified_at": "max(moment) FILTER (step = 'verified')",
    "responded_at": "min(moment) FILTER (step = 'contacted')",
    "supervised_at": "min(moment) FILTER (step = 'supervised')",
    "reopened_at": "max(moment) FILTER (step = 'reopened')",
    # an event opened again after its last close is open
    "closed_at": (
        "CASE WHEN max(moment) FILTER (step = 'reopened') > max(moment) FILTER (step = 'closed') THEN NULL"
        " ELSE max(moment) FILTER (step = 'closed') END"
    ),
    "returns": "count(*) FILTER (step = 'returned')",
    "bounces": "count(*) FILTER (step = 'bounced')",
    "verify_failures": "count(*) FILTER (step = 'failed')",
    "extensions": "count(*) FILTER (step = 'extended')",
}

# What steps may or may not carry: where they are silent the event's own column stands. The last word counts; of two
# steps at one moment, the one further on in the alphabet, so that the answer is always the same.
_PARTLY = {
    "department": "arg_max(department, place) FILTER (step = 'dispatched' AND department IS NOT NULL)",
    "team": "arg_max(team, place) FILTER (step IN ('arrived', 'handled') AND team IS NOT NULL)",
    "due_at": "arg_max(due_at, place) FILTER (step IN ('filed', 'dispatched', 'extended') AND due_at IS NOT NULL)",
    "supervise_due_at": "arg_max(due_at, place) FILTER (step = 'supervised' AND due_at IS NOT NULL)",
}


def sum_up_steps(bench: Bench) -> None:
    """Write what the live steps say into the staged events."""
    parts = ", ".join(f"{sql} AS {column}" for column, sql in {**_WHOLE, **_PARTLY}.items())
    bench.run(
        f"""CREATE TEMP TABLE course AS SELECT event_id, {parts} FROM (
            SELECT *, "at" AS moment, strftime("at", '%Y%m%d%H%M%S%f') || step AS place FROM live_event_steps
        ) GROUP BY event_id"""
    )
    whole = ", ".join(f"{column} = c.{column}" for column in _WHOLE)
    partly = ", ".join(f"{column} = coalesce(c.{column}, stage_events.{column})" for column in _PARTLY)
    bench.run(f"UPDATE stage_events SET {whole}, {partly} FROM course AS c WHERE c.event_id = stage_events.event_id")
