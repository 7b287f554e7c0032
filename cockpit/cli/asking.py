"""The words of a question, as `ask` and `snapshot` take them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import typer

Days = tuple[date | None, date | None, date | None]


class Compare(StrEnum):
    """What an answer is compared with."""

    PREVIOUS = "previous"
    YEAR = "year"


class Language(StrEnum):
    """Language of every word."""

    ZH = "zh"
    EN = "en"


def read_days(from_: str | None, to: str | None, as_of: str | None) -> Days:
    """First day, last day and as-of day. Raises BadParameter for what is none, or stands the wrong way round."""
    start, end, day = _day(from_, "--from"), _day(to, "--to"), _day(as_of, "--as-of")
    if start and end and start > end:
        raise typer.BadParameter("--from is after --to.")
    return start, end, day


def _day(text: str | None, word: str) -> date | None:
    """A day of the command line. Days far from any data are refused: they are slips of the finger."""
    from cockpit.contract import EARLIEST, LATEST

    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not EARLIEST <= day <= LATEST:
        raise typer.BadParameter(f"{word} {text!r} is not a day like 2026-06-30.")
    return day


def read_clause(text: str) -> tuple[str, str]:
    """Key and value of KEY=VALUE."""
    key, sign, value = text.partition("=")
    if not sign:
        raise typer.BadParameter(f"--where {text!r} is not KEY=VALUE.")
    return key, value


def narrow(
    clauses: list[tuple[str, str]], known: dict[str, tuple[str, ...]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Clauses as a narrowing. A value may list several with commas unless it is itself a known value."""
    found: dict[str, list[str]] = {}
    for key, value in clauses:
        values = [value] if value in known.get(key, ()) else value.split(",")
        for each in values:
            if key in known and each not in known[key]:
                typer.echo(f"cockpit: note: {key} {each!r} does not occur in this edition.", err=True)
        found.setdefault(key, []).extend(values)
    return tuple((key, tuple(dict.fromkeys(values))) for key, values in found.items())
