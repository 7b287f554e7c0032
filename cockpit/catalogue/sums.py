"""Sums of measures, as the catalogue writes them: "due - covered". A page asks for the same ones thousands of times."""

from __future__ import annotations

import re
from functools import cache

TERM = re.compile(r"\s*([+-]?)\s*([a-z][a-z0-9_]*)")
Sum = tuple[tuple[str, int], ...]
"""Measures with their signs."""


@cache
def parse_sum(text: str) -> Sum:
    """A sum of measures, "due - covered", as ((measure, sign), ...). Raises ValueError on anything else."""
    terms: list[tuple[str, int]] = []
    position = 0
    for match in TERM.finditer(text):
        if match.start() != position or (terms and not match.group(1)):
            break
        terms.append((match.group(2), -1 if match.group(1) == "-" else 1))
        position = match.end()
    if not terms or position != len(text.rstrip()):
        raise ValueError(f"{text!r} is not a sum of measures like 'due - covered'")
    return tuple(terms)


@cache
def sums_of(value: str | None, numerator: str | None, denominator: str | None) -> tuple[Sum, ...]:
    """The sums of a metric's formula: (value,) or (numerator, denominator); none for a quantile."""
    given = (value,) if value else (numerator, denominator)
    return tuple(parse_sum(text) for text in given if text)


@cache
def keys_of(sums: tuple[Sum, ...], n: str, people: tuple[str, ...]) -> tuple[str, ...]:
    """Keys of every measure of the sums, of the rows counted and of the people, each once, in order."""
    about = [key for text in people for key, _ in parse_sum(text)]
    return tuple(dict.fromkeys([key for terms in sums for key, _ in terms] + [n] + about))
