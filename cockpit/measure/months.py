"""Which month of a monthly table answers for a unit on a day."""

from __future__ import annotations

from datetime import date

from cockpit.store import Snapshot, Unit

# For each part of the city that has grids of the unit, the latest month it had delivered; then the first and the last.
_MONTHS = """
SELECT min(month) AS first, max(month) AS last FROM (
    SELECT max(month) AS month FROM delivery WHERE name = ? AND month <= ? AND lo <= ? AND hi >= ? GROUP BY lo
)
"""


def months_held(snapshot: Snapshot, table: str, unit: Unit, day: date) -> tuple[date, date] | None:
    """First and last of the months that the parts of `unit` are read from on `day`; None where none had come by then.

    They differ where a part of the city is late with its month.
    """
    columns = snapshot.ask(_MONTHS, [table, day, unit.hi, unit.lo])
    found = [column.astype("datetime64[D]").tolist()[0] for column in (columns["first"], columns["last"])]
    first, last = found
    return (first, last) if isinstance(first, date) and isinstance(last, date) else None
