"""Views saved under a name: an address that everybody of the deployment can open again."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cockpit.errors import CockpitError
from cockpit.state.weights import FILE, state_folder

LONGEST_NAME = 40
MOST_VIEWS = 500
PATIENCE = 5.0  # seconds another process may be writing
# A name is read by everybody: no telephone and no identity number of anybody.
PERSONAL = re.compile(r"(?<!\d)1\d{10}(?!\d)|(?<!\d)\d{17}[\dXx](?!\w)")


@dataclass(frozen=True)
class SavedView:
    """An address under a name: `page` is its path, `query` its words; `made` is when, in ISO time."""

    name: str
    page: str
    query: str
    made: str


class State:
    """The saved views of one data folder; their file is made at the first writing. Safe for several processes."""

    def __init__(self, data: Path) -> None:
        self.path = state_folder(data) / FILE

    def views(self) -> list[SavedView]:
        """The saved views, the newest first; none where nothing was ever saved."""
        if not self.path.exists():
            return []
        with self._open() as database:
            rows = database.execute("SELECT name, page, query, made FROM view ORDER BY made DESC, name").fetchall()
        return [SavedView(*row) for row in rows]

    def save_view(self, view: SavedView) -> None:
        """Keep `view` under its name, in place of one of the same name.

        Raises:
            CockpitError: a name that is empty, too long or somebody's number; too many views; a folder not to write in.
        """
        name = view.name.strip()
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise CockpitError("A view needs a name.", f"One to {LONGEST_NAME} characters.")
        if PERSONAL.search(name):
            raise CockpitError("A name of a view holds no telephone or identity number.", "Name it by what it shows.")
        with self._open() as database:
            [[count]] = database.execute("SELECT count(*) FROM view WHERE name <> ?", [name]).fetchall()
            if count >= MOST_VIEWS:
                raise CockpitError(f"There are {MOST_VIEWS} saved views already.", "Remove some of them.")
            database.execute(
                "INSERT OR REPLACE INTO view VALUES (?, ?, ?, ?)", [name, view.page, view.query, view.made]
            )

    def forget_view(self, name: str) -> None:
        """Remove the view called `name`, if there is one."""
        if self.path.exists():
            with self._open() as database:
                database.execute("DELETE FROM view WHERE name = ?", [name])

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction on a connection of its own."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(self.path, timeout=PATIENCE)
        except (OSError, sqlite3.Error) as fault:
            raise CockpitError(f"{self.path} cannot be opened: {fault}.", "Let the service write there.") from fault
        try:
            with database:
                database.execute(
                    "CREATE TABLE IF NOT EXISTS view"
                    " (name TEXT PRIMARY KEY, page TEXT NOT NULL, query TEXT NOT NULL, made TEXT NOT NULL)"
                )
                yield database
        except sqlite3.Error as fault:
            raise CockpitError(f"{self.path} cannot be used: {fault}.", "Let the service write there.") from fault
        finally:
            database.close()
