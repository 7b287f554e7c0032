"""What users write: the weight of the community's score in that of a posted-down team, with who set it and when.

One SQLite file in DIR/state, because editions may be read-only and are never changed. Nothing is ever deleted: the log
is the table, and the newest entry of a team holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cockpit.errors import CockpitError

FILE = "cockpit.sqlite"
LONGEST = 80
"""Characters an author's name may have."""

_TABLE = """
CREATE TABLE IF NOT EXISTS weight (
    id INTEGER PRIMARY KEY, team TEXT NOT NULL, weight REAL NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL
)
"""


class Unwritten(CockpitError):
    """What a user wanted to write was refused."""


@dataclass(frozen=True)
class Weight:
    """The weight of the community's score for `team`, 0 to 1, set by `author` at `at` (UTC, ISO)."""

    team: str
    weight: float
    author: str
    at: str


def state_folder(data: Path) -> Path:
    """Where the state of the data folder `data` lies."""
    return data / "state"


def state_mark(data: Path) -> tuple[int, int]:
    """What changes whenever something was written to the state of `data`: moment and size of its file."""
    try:
        found = (state_folder(data) / FILE).stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def weight_log(data: Path) -> tuple[Weight, ...]:
    """Every weight ever set, the newest first; none when nothing was ever written."""
    path = state_folder(data) / FILE
    if not path.exists():
        return ()
    with _opened(path, write=False) as connection:
        try:
            rows = connection.execute("SELECT team, weight, author, at FROM weight ORDER BY id DESC").fetchall()
        except sqlite3.OperationalError:
            return ()  # the file is there for something else
    return tuple(Weight(str(team), float(weight), str(author), str(at)) for team, weight, author, at in rows)


def weights(data: Path) -> dict[str, Weight]:
    """The weight that holds for each team that was ever given one."""
    found: dict[str, Weight] = {}
    for entry in weight_log(data):
        found.setdefault(entry.team, entry)
    return found


def set_weight(data: Path, team: str, weight: float, least: float, author: str, when: datetime) -> Weight:
    """Set the weight of `team` and log it.

    Raises:
        Unwritten: below `least` or above 1, or nobody signs for it; or the folder cannot be written.
    """
    author = author.strip()
    if not least <= weight <= 1:
        raise Unwritten(f"The weight of {team} must be between {least:.0%} and 100 %.", "The clause sets the bound.")
    if not 0 < len(author) <= LONGEST or not author.isprintable():
        raise Unwritten("A weight is signed by its author.", f"Give a name of at most {LONGEST} characters.")
    entry = Weight(team, round(weight, 4), author, when.isoformat(timespec="seconds"))
    path = state_folder(data) / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _opened(path, write=True) as connection:
            connection.execute(_TABLE)
            values = (entry.team, entry.weight, entry.author, entry.at)
            connection.execute("INSERT INTO weight (team, weight, author, at) VALUES (?, ?, ?, ?)", values)
    except (OSError, sqlite3.Error) as fault:
        raise Unwritten(f"{path} cannot be written: {fault}.") from fault
    return entry


@contextmanager
def _opened(path: Path, *, write: bool) -> Iterator[sqlite3.Connection]:
    """A connection that is committed when all went well, and closed."""
    connection = sqlite3.connect(f"file:{path}?mode={'rwc' if write else 'ro'}", uri=True, timeout=5)
    try:
        with connection:
            yield connection
    finally:
        connection.close()
