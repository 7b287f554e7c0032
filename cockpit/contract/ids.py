"""Ids in few bits: the hexadecimal digits an id ends with as a whole number, and the text before them.

The kitchen takes ids apart and the dining room looks them up by the number, so both take it from here.
"""

from __future__ import annotations

import re

# At the end of an id, up to so many lowercase hexadecimal digits are kept as a number; a 1 before them keeps noughts.
_DIGITS = 7
_TAIL = f"[0-9a-f]{{0,{_DIGITS}}}$"


def id_number(text: str) -> int:
    """The number of the id `text`. Other ids may share it: the text before the digits tells them apart."""
    found = re.search(_TAIL, text)
    return int(f"1{found.group() if found else ''}", 16)


def id_parts_sql(value: str) -> tuple[str, str]:
    """SQL for what stands before the digits of the id `value`, and for its number."""
    tail = f"regexp_extract({value}, '{_TAIL}')"
    return f"left({value}, length({value}) - length({tail}))", f"CAST('0x1' || {tail} AS BIGINT)"


def id_sql(head: str, number: str) -> str:
    """SQL for the id that was taken apart."""
    return f"{head} || substring(lower(to_hex({number})), 2)"
