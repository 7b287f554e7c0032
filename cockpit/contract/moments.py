"""Moments of kept rows, compared with days in a way that lets DuckDB skip groups of rows.

The cube keeps a moment in whole seconds and what is left over, and a view says it to the last microsecond. What is left
over does not matter to a day's bounds: comparing the seconds alone, as the column they lie in, is exact.
"""

from __future__ import annotations

import re

from cockpit.contract.tables import TABLES

# After a moment's name: the column of its whole seconds.
SECONDS = "_s"

_OF_SOME = re.compile(r"CASE WHEN (?:(?!\bTHEN\b|\bELSE\b|\bEND\b).)+ THEN (\w+) END")
_MOMENTS = frozenset(column.name for column in TABLES["events"] if column.type in {"time", "deadline"})


def between_days_sql(moment: str, rows: str = "") -> str:
    """The condition that `moment` lies between two days, both included: `?` is the first, then the last.

    `moment` is SQL over rows of events, best a bare column; `rows` stands before it.
    """
    return f"{since_sql(moment, rows)} AND {until_sql(moment, rows)}"


def since_sql(moment: str, rows: str = "") -> str:
    """The condition that `moment` is on the day `?` or later."""
    return _compared(moment, rows, ">=", "CAST(? AS DATE)")


def until_sql(moment: str, rows: str = "") -> str:
    """The condition that `moment` is on the day `?` or before."""
    return _compared(moment, rows, "<", "CAST(? AS DATE) + 1")


def _compared(moment: str, rows: str, sign: str, day: str) -> str:
    """`moment` compared with a day's beginning; one that only some rows have, by the column it is taken from."""
    some = _OF_SOME.fullmatch(moment)
    column = some[1] if some else moment
    if column not in _MOMENTS:
        return f"({moment}) {sign} {day}"
    whole = f"{rows}{column}{SECONDS} {sign} CAST({day} AS TIMESTAMP_S)"
    return f"({moment}) IS NOT NULL AND {whole}" if some else whole
