"""Errors as sentences for the person who must act. The bottom layer: imports nothing of the project."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


class CockpitError(Exception):
    """A refusal with a reason: `message` says what and where, `hint` what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class Refused(CockpitError):
    """A whole piece of work is refused; `faults` names every reason found, one sentence each."""

    def __init__(self, message: str, faults: Sequence[str] = (), hint: str = "") -> None:
        super().__init__(message, hint)
        self.faults = tuple(faults)


class UnknownName(CockpitError):
    """A name (metric, unit, level, dimension, edition ...) that the edition does not have."""


class Unavailable(CockpitError):
    """Something the work needs is not there: no edition yet, a damaged file, a missing table."""


# Comparing takes some 50 microseconds a name: of more names those are compared that begin or end alike.
_MOST_COMPARED = 500


def suggest(name: str, known: Iterable[str]) -> str:
    """The nearest known name, or "" when none is near. The single typo suggestion of the project."""
    names = list(known)
    alike = len(name)
    while len(names) > _MOST_COMPARED and alike > 0:
        alike -= 1
        near = [each for each in names if each.startswith(name[:alike]) or each.endswith(name[len(name) - alike :])]
        if near or not alike:
            names = near[:_MOST_COMPARED]
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return close[0] if close else ""


def unknown(kind: str, name: str, known: Iterable[str], most: int = 12) -> UnknownName:
    """An UnknownName for `name`, with a "did you mean" or the first `most` known names as its hint."""
    names = list(known)
    near = suggest(name, names)
    if near:
        hint = f"Did you mean {near!r}?"
    elif names:
        shown = ", ".join(names[:most]) + (" ..." if len(names) > most else ".")
        hint = f"Known: {shown}"
    else:
        hint = f"There is no {kind} here at all."
    return UnknownName(f"There is no {kind} {name!r}.", hint)
