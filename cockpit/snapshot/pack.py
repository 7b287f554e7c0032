"""A meeting pack: which boards of which units, over which period, in which language and template, as one TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cockpit.access import Scope, visible
from cockpit.catalogue import Board
from cockpit.errors import CockpitError, unknown
from cockpit.selection import Selection
from cockpit.store import Snapshot

PERIODS = ("last complete month", "last complete week", "last complete quarter", "this month", "this year")


class Pack(BaseModel):
    """The file's keys. `units` are codes; without them the top of what the reader may see. `each` adds a level's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    boards: tuple[str, ...] = Field(min_length=1)
    units: tuple[str, ...] = ()
    each: str | None = None
    tree: str = "admin"
    metric: str | None = None
    period: str | None = None
    compare: Literal["previous", "year"] = "previous"
    where: Mapping[str, tuple[str, ...]] = {}
    language: Literal["zh", "en"] = "zh"
    template: Path | None = None
    out: Path | None = None


@dataclass(frozen=True)
class Order:
    """One deck of a pack."""

    board: Board
    selection: Selection


def read_pack(path: Path) -> Pack:
    """The pack of a file; template and out are relative to it.

    Raises:
        CockpitError: it cannot be read, or a key is unknown or unusable, naming it.
    """
    try:
        found: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        pack = Pack(**found)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise CockpitError(f"{path} cannot be read: {fault}.", "docs/snapshots.md shows a pack.") from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(map(str, first["loc"]))
        hint = "docs/snapshots.md lists the keys of a pack."
        raise CockpitError(f"{path}: {where}: {first['msg']}.", hint) from fault
    places = {name: path.parent / place for name in ("template", "out") if (place := getattr(pack, name)) is not None}
    return pack.model_copy(update=places)


def orders_of(pack: Pack, boards: Mapping[str, Board], snapshot: Snapshot, scope: Scope) -> list[Order]:
    """The decks of a pack, unit after unit, board after board, all of one edition.

    Raises:
        UnknownName: a board, unit or level that there is not.
        Denied: a unit outside the scope.
        CockpitError: the period is not understood.
    """
    start, end = days_of(pack.period, snapshot.manifest.as_of)
    for key in pack.boards:
        if key not in boards:
            raise unknown("board", key, boards)
    codes = [visible(snapshot, scope, pack.tree, code).code for code in pack.units or (None,)]
    if pack.each:
        tree = snapshot.tree(pack.tree)
        codes = [unit.code for code in codes for unit in (tree.unit(code), *tree.descendants(code, pack.each))]
    where = tuple(sorted((key, tuple(sorted(values))) for key, values in pack.where.items()))
    plain = Selection(
        tree=pack.tree,
        metric=pack.metric,
        start=start,
        end=end,
        compare=pack.compare,
        where=where,
        lang=pack.language,
        edition=snapshot.edition,
    )
    return [Order(boards[key], plain.with_unit(code)) for code in dict.fromkeys(codes) for key in pack.boards]


def days_of(period: str | None, newest: date) -> tuple[date | None, date | None]:
    """First and last day of a period in words, counted from the newest day of the data, not from today's.

    "2026-06-01 to 2026-06-30" and "last 90 days" are understood too; None is the default period.

    Raises:
        CockpitError: the words are not understood.
    """
    if period is None:
        return None, None
    words = " ".join(period.casefold().split())
    first = newest.replace(day=1)
    after = newest + timedelta(days=1)
    if words == "last complete month":
        end = newest if after.day == 1 else first - timedelta(days=1)
        return end.replace(day=1), end
    if words == "last complete week":
        end = newest - timedelta(days=(newest.weekday() + 1) % 7)
        return end - timedelta(days=6), end
    if words == "last complete quarter":
        return _quarter(newest, after)
    if words in {"this month", "this year"}:
        return (first if words == "this month" else first.replace(month=1)), newest
    return _given(period, words, newest)


def _quarter(newest: date, after: date) -> tuple[date, date]:
    """The last quarter that ended on or before the newest day."""
    if after.day == 1 and newest.month % 3 == 0:
        end = newest
    else:
        end = newest.replace(month=newest.month - (newest.month - 1) % 3, day=1) - timedelta(days=1)
    return end.replace(month=end.month - 2, day=1), end


def _given(period: str, words: str, newest: date) -> tuple[date, date]:
    try:
        if words.startswith("last ") and words.endswith(" days"):
            days = int(words.removeprefix("last ").removesuffix(" days"))
            if days < 1:
                raise ValueError(words)
            return newest - timedelta(days=days - 1), newest
        start, end = (date.fromisoformat(part.strip()) for part in words.split(" to "))
        if start > end:
            raise ValueError(words)
    except (ValueError, OverflowError) as fault:
        usual = ", ".join(f'"{each}"' for each in PERIODS)
        raise CockpitError(
            f"The period {period!r} is not understood.", f'Say {usual}, "last 30 days" or "2026-06-01 to 2026-06-30".'
        ) from fault
    return start, end
