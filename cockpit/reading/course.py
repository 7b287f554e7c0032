"""The course of one event, step by step: when, by which department and team, with what result. Never by whom.

The event is the address word `focus`, so that its course is a link. It is looked for within all that the reader may
see, wherever the board looks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cockpit.catalogue import Metric, Panel
from cockpit.contract import id_number
from cockpit.measure import RowSource, read_rows
from cockpit.reading.answers import Answers, Reader
from cockpit.reading.incidents import EVENTS, GRID, place_name, records, word
from cockpit.reading.listing import Cell, Column, Line, Listing
from cockpit.reading.view import View
from cockpit.wording import say

# Moments of an event that has no steps of its own, in their order.
MOMENTS = ("filed", "dispatched", "responded", "arrived", "handled", "verified", "supervised", "closed", "reopened")
DEADLINES = ("due_at", "supervise_due_at")
_MARKS = ("urgent", "minor", "refused")
_COUNTS = ("returns", "bounces", "verify_failures", "extensions")

EVENT = RowSource(
    EVENTS,
    {
        "grid": "u.name",
        "grid_en": "u.name_en",
        "unit": "u.code",
        "reported_at": "d.reported_at",
        **{f"{moment}_at": f"d.{moment}_at" for moment in MOMENTS},
        **{deadline: f"d.{deadline}" for deadline in DEADLINES},
        **{mark: f"coalesce(d.{mark}, false)" for mark in _MARKS},
        **{count: f"coalesce(d.{count}, 0)" for count in _COUNTS},
        **{name: f"d.{name}" for name in ("category", "channel", "severity", "department")},
        "team": "d.team",
        "operation": "d.operation",
        "follows": "d.follows",
    },
    "reported_at",
    "d.event_id_no = ? AND d.event_id = ?",
    joins=GRID,
)
STEPS = RowSource(
    "event_step",
    {name: f'd."{name}"' for name in ("at", "step", "department", "team", "result", "due_at")},
    '"at", step',
    "d.event_id_no = ? AND d.event_id = ?",
)


@dataclass(frozen=True)
class Course:
    """An event in focus: its facts in words, label and text, and the unit it lies in."""

    event_id: str
    name: str
    unit: str
    facts: tuple[tuple[str, str], ...]
    late: bool


def read_course(view: View, _panel: Panel, metric: Metric) -> Answers:
    """The steps of the event in focus, each with the hours since the one before."""
    lang, event_id = view.lang, view.selection.focus
    if event_id is None:
        return Answers(metric, why=say("problems.choose_event", lang))
    # The whole of what the reader may see, unnarrowed: a link to an event must not depend on where the board looks.
    everywhere = replace(view.selection, unit=None, units=(), tree="admin", where=())
    known = [id_number(event_id), event_id]
    found = records(read_rows(view.snapshot, EVENT, everywhere, view.scope, known, most=1))
    if not found:
        return Answers(metric, why=say("problems.no_event", lang, id=event_id))
    event = found[0]
    steps = records(read_rows(view.snapshot, STEPS, everywhere, view.scope, known, most=200))
    steps = steps or _moments(event)
    columns = (
        Column("step", say("problems.step", lang)),
        Column("at", say("problems.at", lang)),
        Column("hours", say("problems.since_before", lang), "hours"),
        Column("department", say("control.department", lang)),
        Column("team", say("problems.team", lang)),
        Column("result", say("problems.result", lang)),
        Column("due_at", say("problems.due", lang)),
    )
    lines, before = [_line(view, 0, {"step": "reported", "at": event["reported_at"]}, None)], event["reported_at"]
    for at, step in enumerate(steps, start=1):
        lines.append(_line(view, at, step, before))
        before = step["at"]
    course = _course(view, event_id, event)
    finding = " · ".join(text for _, text in course.facts)
    listing = Listing(columns, tuple(lines), finding=finding)
    return Answers(metric, listing=listing, data=course)


def _line(view: View, at: int, step: dict[str, Any], before: datetime | None) -> Line:
    moment: datetime = step["at"]
    hours = None if before is None else (moment - before).total_seconds() / 3600
    words = {name: _labelled(view, name, step.get(name)) for name in ("step", "department", "team", "result")}
    return Line(
        str(at),
        (
            Cell(words["step"]),
            Cell(moment),
            Cell(hours, "ok" if hours is not None else "empty"),
            Cell(words["department"]),
            Cell(words["team"]),
            Cell(words["result"], verdict="missed" if step["step"] in {"failed", "returned", "bounced"} else ""),
            Cell(step.get("due_at")),
        ),
    )


def _moments(event: dict[str, Any]) -> list[dict[str, Any]]:
    """Steps of an event without a history of its own: the moments its columns name, in time."""
    found = [{"step": moment, "at": event[f"{moment}_at"]} for moment in MOMENTS if event[f"{moment}_at"] is not None]
    return sorted(found, key=lambda step: step["at"])


def _course(view: View, event_id: str, event: dict[str, Any]) -> Course:
    lang = view.lang
    unit = view.snapshot.tree().unit(event["unit"])
    parents = view.snapshot.tree().ancestors(unit.code)[1:-1]
    name = word(view, "category", event["category"])
    due, closed = event["due_at"], event["closed_at"]
    late = due is not None and (closed or datetime.combine(view.newest, datetime.max.time())) > due
    state = say("problems.closed_state" if closed else "problems.open_state", lang)
    facts = [
        (say("problems.event", lang), event_id),
        (say("control.category", lang), name),
        (say("problems.place", lang), " › ".join([*(one.said(lang) for one in parents), place_name(event, lang)])),
        *((say(f"control.{key}", lang), word(view, key, event[key])) for key in ("channel", "severity", "department")),
        (say("problems.state", lang), state + (f" · {say('problems.late', lang)}" if late else "")),
        *((say(f"problems.{mark}", lang), say("problems.yes", lang)) for mark in _MARKS if event[mark]),
        *((say(f"problems.{count}", lang), str(event[count])) for count in _COUNTS if event[count]),
        *((say(f"problems.{key}", lang), str(event[key])) for key in ("operation", "follows") if event[key]),
    ]
    return Course(event_id, name, unit.code, tuple(facts), late)


def _labelled(view: View, dimension: str, value: object) -> str:
    return view.snapshot.catalogue.label(dimension, str(value), view.lang) if value else ""


READERS: dict[str, Reader] = {"course": read_course}
