"""Moments of kept rows, compared with days in a way that lets DuckDB skip groups of rows.

The cube keeps a moment in whole seconds and what is left over, and a view says it to the last microsecond. What is left
over does not matter to a day's bounds: comparing the seconds alone, as the column they lie in, is exact.
"""

from __future__ import annotations

from cockpit.contract.tables import TABLES

# After a moment's name: the column of its whole seconds.
SECONDS = "_s"

_MOMENTS = frozenset(column.name for column in TABLES["events"] if column.type in {"time", "deadline"})


def between_days_sql(moment: str, rows: str = "") -> str:
    """The condition that `moment` lies between two days, both included: `?` is the first, then the last.

    `moment` is SQL over rows of events, best a bare column; `rows` stands before it.
    """
    return f"{since_sql(moment, rows)} AND {until_sql(moment, rows)}"


def since_sql(moment: str, rows: str = "") -> str:
    """The condition that `moment` is on the day `?` or later."""
    if moment in _MOMENTS:
        return f"{rows}{moment}{SECONDS} >= CAST(CAST(? AS DATE) AS TIMESTAMP_S)"
    return f"({moment}) >= CAST(? AS DATE)"


def until_sql(moment: str, rows: str = "") -> str:
    """The condition that `moment` is on the day `?` or before."""
    if moment in _MOMENTS:
        return f"{rows}{moment}{SECONDS} < CAST(CAST(? AS DATE) + 1 AS TIMESTAMP_S)"
    return f"({moment}) < CAST(? AS DATE) + 1"
