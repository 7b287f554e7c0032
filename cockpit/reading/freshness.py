"""How old the data is: the edition as a whole, and each feed by how often it should come."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cockpit.store import Snapshot

DAYS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
EVERY = re.compile(r"(\d+)\s*(day|week|month|quarter|year)s?")


@dataclass(frozen=True)
class LateFeed:
    """A feed that should have come: whose it is, its newest day, how many days it is over time, the table it fills."""

    feed: str
    owner: str
    newest: date
    days: int
    table: str = ""


@dataclass(frozen=True)
class Freshness:
    """`days` the edition as a whole is over time (0: in time); feeds in time, of all; those that are late."""

    days: int
    fresh: int
    feeds: int
    late: tuple[LateFeed, ...] = ()


def freshness(snapshot: Snapshot, today: date) -> Freshness:
    """How old the edition's data is on `today`.

    An edition holds whole days, so that of yesterday is in time. A feed's newest day may be as old as its `every`,
    which is a day when its mapping does not say. A fictional city is never late: its days are not ours.
    """
    manifest = snapshot.manifest
    if manifest.city.demo:
        return Freshness(0, 0, 0)
    feeds = [source for source in _sources(snapshot) if source.get("newest")]
    late = [found for source in feeds if (found := _late(source, today)) is not None]
    return Freshness(
        days=max(0, (today - manifest.as_of).days - 1),
        fresh=len(feeds) - len(late),
        feeds=len(feeds),
        late=tuple(sorted(late, key=lambda feed: -feed.days)),
    )


def _sources(snapshot: Snapshot) -> list[dict[str, Any]]:
    """What the report of the intake says of its sources; nothing where there is no report."""
    try:
        report = json.loads((snapshot.path / "report.json").read_text(encoding="utf-8"))
        return [source for source in report["sources"] if isinstance(source, dict)]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _late(source: dict[str, Any], today: date) -> LateFeed | None:
    newest = date.fromisoformat(source["newest"][:10])
    given = EVERY.fullmatch(str(source.get("every") or "1 day"))
    every = int(given[1]) * DAYS[given[2]] if given else 1
    days = (today - newest - timedelta(days=every)).days
    if days <= 0:
        return None
    return LateFeed(
        source.get("feed") or source["table"], source.get("owner") or "", newest, days, source.get("table") or ""
    )
