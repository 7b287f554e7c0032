"""The course of an event, step by step, gives the columns of `events`."""

from __future__ import annotations

from datetime import datetime

from tests.delivery import EVENTS, Delivery, city

__all__ = ["city"]

moment = datetime.fromisoformat

COURSE = [
    ("E00", "2026-06-01 08:10", "filed", "", "2026-06-05"),
    ("E00", "2026-06-01 08:20", "dispatched", "wrong office", ""),
    ("E00", "2026-06-01 09:00", "bounced", "", ""),
    ("E00", "2026-06-01 10:00", "dispatched", "right office", ""),
    ("E00", "2026-06-01 10:05", "contacted", "", ""),
    ("E00", "2026-06-01 11:00", "arrived", "", ""),
    ("E00", "2026-06-02 11:00", "arrived", "", ""),
    ("E00", "2026-06-03 09:00", "handled", "", ""),
    ("E00", "2026-06-03 10:00", "failed", "", ""),
    ("E00", "2026-06-03 10:01", "returned", "", ""),
    ("E00", "2026-06-04 09:00", "extended", "", "2026-06-09 12:00"),
    ("E00", "2026-06-05 09:00", "handled", "", ""),
    ("E00", "2026-06-05 10:00", "verified", "", ""),
    ("E00", "2026-06-05 11:00", "closed", "", ""),
    ("E01", "2026-06-02 09:00", "closed", "", ""),
    ("E01", "2026-06-02 10:00", "reopened", "", ""),
    ("E02", "2026-06-03 09:00", "closed", "", ""),
    ("E02", "2026-06-03 10:00", "reopened", "", ""),
    ("E02", "2026-06-03 11:00", "supervised", "", "2026-06-10"),
    ("E02", "2026-06-03 12:00", "closed", "", ""),
]
NAMES = ("event_id", "at", "step", "department", "due_at")


def deliver(city: Delivery, more: list[tuple[str, ...]] | None = None) -> dict[str, dict[str, object]]:
    events = [
        row | {"closed_at": "2026-06-30 12:00", "returns": "7", "department": "old", "due_at": "2026-06-30"}
        for row in EVENTS
    ]
    city.give("events", events)
    city.give("event_steps", [dict(zip(NAMES, row, strict=True)) for row in [*COURSE, *(more or [])]])
    city.read()
    frame = city.content()["events"].astype(object)
    return {str(row["event_id"]): row for row in frame.where(frame.notna(), None).to_dict("records")}  # type: ignore[misc]


def test_steps_are_summed_up(city: Delivery) -> None:
    event = deliver(city)["E00"]
    times = {
        "filed_at": "2026-06-01 08:10",
        "dispatched_at": "2026-06-01 08:20",
        "responded_at": "2026-06-01 10:05",
        "arrived_at": "2026-06-01 11:00",
        "handled_at": "2026-06-05 09:00",
        "verified_at": "2026-06-05 10:00",
        "closed_at": "2026-06-05 11:00",
        "due_at": "2026-06-09 12:00",
    }
    assert {name: event[name] for name in times} == {name: moment(text) for name, text in times.items()}
    counts = {"returns": 1, "bounces": 1, "verify_failures": 1, "extensions": 1}
    assert {name: event[name] for name in counts} == counts
    assert event["department"] == "right office"
    assert event["reopened_at"] is None


def test_an_event_opened_again_is_open_until_it_is_closed_again(city: Delivery) -> None:
    events = deliver(city)
    assert events["E01"]["closed_at"] is None
    assert events["E01"]["reopened_at"] == moment("2026-06-02 10:00")
    assert events["E02"]["closed_at"] == moment("2026-06-03 12:00")
    assert events["E02"]["supervise_due_at"] == moment("2026-06-10 23:59:59.999999")


def test_an_event_without_steps_keeps_its_own_columns(city: Delivery) -> None:
    event = deliver(city)["E05"]
    assert (event["closed_at"], event["returns"], event["department"]) == (moment("2026-06-30 12:00"), 7, "old")


def test_steps_of_nothing_and_unknown_steps_are_rejected(city: Delivery) -> None:
    deliver(city, [("E99", "2026-06-01", "filed", "", ""), ("E03", "2026-06-01", "sung", "", "")])
    first = len(COURSE) + 2
    assert city.rejected("event_steps") == [
        (first, "event_id", "E99", "is not in events"),
        (first + 1, "step", "sung", "is no step an event takes"),
    ]
    assert len(city.extract("event_steps")) == len(COURSE)
