"""Text -> typed values, as SQL: what counts as a number, a date, a time, a yes. NULL where it is none."""

from __future__ import annotations

import re

from cockpit.contract import Column

# What people and spreadsheets leave around a value; the last three are the wide, the fixed and the unseen space.
BLANKS = " \t\r\n\u3000\u00a0\ufeff"

_WIDE = "０１２３４５６７８９．，－＋：／　ＹＮ"
_NARROW = "0123456789.,-+:/ YN"

_WHOLE = r"[+-]?\d+(\.0*)?"
_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?"
_GROUPED = r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?"

_DAY = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
_PLAIN_DAY = r"\d{8}"
_USUAL = r"\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):\d{2}:\d{2}"  # tried first, for speed
_MONTH = r"\d{4}-\d{2}"
_CLOCK = r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?"
_ZONE = r"([zZ]|[+-]\d{2}(:?\d{2})?)"
_MOMENT = rf"{_DAY}[T ]\s*{_CLOCK}"
_OFFSET = rf"{_DAY}[T ]\s*{_CLOCK}\s*{_ZONE}"

ISO = "ISO"  # a format of its own, beside strptime patterns

YES = ("true", "t", "yes", "y", "1", "1.0", "是")
NO = ("false", "f", "no", "n", "0", "0.0", "否")

REASONS = {
    "integer": "is not a whole number",
    "number": "is not a number",
    "date": "is not a date",
    "time": "is not a time",
    "deadline": "is not a time",
    "boolean": "is neither yes nor no",
}


def quote(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """A name as an SQL identifier."""
    return '"' + text.replace('"', '""') + '"'


def trim(sql: str) -> str:
    """Text without what stands around it; NULL when nothing is left. Trimming is slow, so only where it is needed."""
    needed = f"regexp_matches({sql}, {quote(f'^[{BLANKS}]|[{BLANKS}]$')})"
    return f"nullif(CASE WHEN {needed} THEN trim({sql}, {quote(BLANKS)}) ELSE {sql} END, '')"


def prepare(column: Column, sql: str) -> str:
    """SQL that writes the text `sql` the plain way: full-width signs narrowed, thousands no longer grouped."""
    if column.type in {"integer", "number"}:
        return _ungroup(_narrow(sql))
    return _narrow(sql) if column.type in {"date", "time", "deadline", "boolean"} else sql


def cast(column: Column, sql: str, formats: tuple[str, ...], timezone: str) -> str:
    """SQL that reads the prepared text `sql`, best a bare name, as the type of `column`; NULL when it cannot be.

    `formats` are strptime patterns that stand instead of ISO, or "ISO" itself; times with an offset become the clock
    of `timezone`.
    """
    if column.type == "integer":
        return _whole(sql)
    if column.type == "number":
        return f"CASE WHEN {_fits(sql, _NUMBER)} THEN TRY_CAST({sql} AS DOUBLE) END"
    if column.type == "boolean":
        given = f"lower({sql})"
        return f"CASE WHEN {given} IN {_list(YES)} THEN true WHEN {given} IN {_list(NO)} THEN false END"
    if column.type in {"time", "deadline"}:
        return _moment(sql, formats, timezone, last=column.type == "deadline")
    if column.type == "date":
        return _day(column, sql, formats, timezone)
    return sql


def _list(words: tuple[str, ...]) -> str:
    return "(" + ", ".join(map(quote, words)) + ")"


def _narrow(sql: str) -> str:
    """Full-width digits and signs as plain ones; translating is slow, so only where there are any."""
    needed = f"strlen({sql}) <> length({sql}) AND regexp_matches({sql}, {quote(f'[{_WIDE}]')})"
    return f"CASE WHEN {needed} THEN translate({sql}, {quote(_WIDE)}, {quote(_NARROW)}) ELSE {sql} END"


def _ungroup(sql: str) -> str:
    return f"(CASE WHEN contains({sql}, ',') AND {_fits(sql, _GROUPED)} THEN replace({sql}, ',', '') ELSE {sql} END)"


def _fits(sql: str, pattern: str) -> str:
    return f"regexp_full_match({sql}, {quote(pattern)})"


def _whole(sql: str) -> str:
    """Whole numbers, "2.0" and "2e3" among them; beyond 2^53 only as plain digits."""
    loose = f"TRY_CAST({sql} AS DOUBLE)"
    return (
        f"CASE WHEN {_fits(sql, _WHOLE)} THEN TRY_CAST({sql} AS BIGINT)"
        f" WHEN {_fits(sql, _NUMBER)} AND {loose} = floor({loose}) AND abs({loose}) < 9007199254740992"
        f" THEN TRY_CAST({loose} AS BIGINT) END"
    )


def _day(column: Column, sql: str, formats: tuple[str, ...], timezone: str) -> str:
    day = f"CAST({_moment(sql, formats, timezone, last=False)} AS DATE)"
    if column.name != "month":
        return day
    month = f"CASE WHEN {_fits(sql, _MONTH)} THEN CAST(try_strptime({sql} || '-01', '%Y-%m-%d') AS DATE) ELSE {day} END"
    return f"CAST(date_trunc('month', {month}) AS DATE)"


def _moment(sql: str, formats: tuple[str, ...], timezone: str, *, last: bool) -> str:
    """A point in time; `last` lets a bare day mean its end."""
    if not formats:
        return _iso(sql, timezone, last=last)
    return f"coalesce({', '.join(_formatted(sql, form, timezone, last=last) for form in formats)})"


_END = "INTERVAL 1 DAY - INTERVAL 1 MICROSECOND"


def _iso(sql: str, timezone: str, *, last: bool) -> str:
    end = f" + {_END}" if last else ""
    midnight = " - INTERVAL 1 MICROSECOND" if last else ""  # 24:00 is still that day
    offset = f"regexp_replace({sql}, '\\s*([+-]\\d{{2}}):?(\\d{{2}})$', '\\1:\\2')"
    return (
        f"CASE WHEN {_fits(sql, _USUAL)} THEN TRY_CAST({sql} AS TIMESTAMP)"
        f" WHEN {_fits(sql, _DAY)} THEN TRY_CAST({sql} AS TIMESTAMP){end}"
        f" WHEN {_fits(sql, _MOMENT)} THEN CASE WHEN contains({sql}, '24:00')"
        f" AND {_fits(sql, '.*[T ] *24:00(:00([.,]0+)?)?')}"
        f" THEN TRY_CAST(regexp_extract({sql}, {quote(_DAY)}) AS TIMESTAMP) + INTERVAL 1 DAY{midnight}"
        f" ELSE TRY_CAST(replace({sql}, ',', '.') AS TIMESTAMP) END"
        f" WHEN {_fits(sql, _OFFSET)} THEN TRY_CAST({offset} AS TIMESTAMPTZ) AT TIME ZONE {quote(timezone)}"
        f" WHEN {_fits(sql, _PLAIN_DAY)} THEN try_strptime({sql}, '%Y%m%d'){end} END"
    )


def _formatted(sql: str, form: str, timezone: str, *, last: bool) -> str:
    if form == ISO:
        return _iso(sql, timezone, last=last)
    moment = f"try_strptime({sql}, {quote(form)})"
    if re.search(r"%[zZ]", form):
        return f"({moment} AT TIME ZONE {quote(timezone)})"
    only_day = not re.search(r"%-?[HIcXTfgns]", form)
    return f"({moment} + {_END})" if last and only_day else moment
