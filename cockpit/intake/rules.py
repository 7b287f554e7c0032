"""What a value or a row may not be, whatever its file: one SQL condition and one reason each."""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.contract import Column, Table
from cockpit.intake.casts import REASONS, quote

# Numbers that cannot be below zero; whole numbers never can.
_AMOUNTS = frozenset({"area_m2", "hours_per_day"})

STEPS = (
    *("filed", "dispatched", "arrived", "handled", "verified", "failed", "returned", "bounced", "extended"),
    *("reopened", "supervised", "closed", "contacted", "called_back"),
)

# table -> (column that is blamed, condition that is wrong, reason); v_NAME is the value of column NAME
_ROWS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "units": (
        ("valid_to", "v_valid_to < v_valid_from", "ends before it begins"),
        ("parent", "v_parent = v_code", "is its own parent"),
    ),
    "dwellings": (("to_date", "v_to_date < v_from_date", "ends before it begins"),),
    "events": (
        ("satisfaction", "v_satisfaction NOT BETWEEN 1 AND 5", "is not from 1 to 5"),
        ("follows", "v_follows = v_event_id", "follows itself"),
    ),
    "event_steps": (("step", f"v_step NOT IN {STEPS}", "is no step an event takes"),),
    "population": (("age_to", "v_age_to < v_age_from", "ends before it begins"),),
    "links": (("linked", "v_linked > v_total", "is more than all records"),),
    "facilities": (("hours_per_day", "v_hours_per_day > 24", "is more than a day has"),),
    "tasks": (("progress", "v_progress NOT BETWEEN 0 AND 1", "is not from 0 to 1"),),
}


def value_faults(column: Column, formats: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(condition, reason) of what can be wrong with a single value; t_NAME is its text."""
    text, value = f"t_{column.name}", f"v_{column.name}"
    if column.required:
        yield f"{text} IS NULL", "is empty"
    if column.type in REASONS:
        said = f"{REASONS[column.type]} of the form {' or '.join(formats)}" if formats else REASONS[column.type]
        yield f"{text} IS NOT NULL AND {value} IS NULL", said
    if column.type in {"time", "deadline"}:
        yield f"{value} NOT BETWEEN TIMESTAMP '1900-01-01' AND TIMESTAMP '2200-01-01'", "is no plausible time"
    if column.type == "date":
        yield f"{value} NOT BETWEEN DATE '1800-01-01' AND DATE '9999-12-31'", "is no plausible date"
    if column.type == "integer" or column.name in _AMOUNTS:
        yield f"{value} < 0", "is negative"


def row_faults(table: Table) -> Iterator[tuple[str, str, str]]:
    """(column, condition, reason) of what can be wrong between the values of a row."""
    yield from _ROWS.get(table.name, ())
    if table.placed:
        yield "lon", "v_grid IS NULL AND v_lon IS NULL AND v_lat IS NOT NULL", "is empty beside lat"
        yield "lat", "v_grid IS NULL AND v_lat IS NULL AND v_lon IS NOT NULL", "is empty beside lon"
        yield "grid", "v_grid IS NULL AND v_lon IS NULL AND v_lat IS NULL", "is empty, and so are lon and lat"


def blame(faults: Iterator[tuple[str, str, str]]) -> str:
    """SQL of the first fault of a row, as a struct of column, value and reason; NULL for a sound row."""
    cases = [
        f"WHEN {condition} THEN {{'c': {quote(column)}, 'v': CAST(t_{column} AS VARCHAR), 'r': {quote(reason)}}}"
        for column, condition, reason in faults
    ]
    return f"CASE {' '.join(cases)} END" if cases else "NULL"
