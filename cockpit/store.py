"""The only reader of numbers: an edition opened once, asked many times, each question on a cursor of its own."""

from __future__ import annotations

import atexit
import gc
import sys
import threading
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

import duckdb
import numpy as np

from cockpit import editions
from cockpit.catalogue import Catalogue, catalogue_folders, load_catalogue
from cockpit.contract import ADMIN
from cockpit.editions import Manifest
from cockpit.errors import CockpitError, Unavailable, UnknownName, unknown
from cockpit.mapfiles import Geo, GeoFile, drawers, read_index
from cockpit.recall import Columns, Recall, bytes_of, locked
from cockpit.trees import Box, Tree, Unit

__all__ = ["Box", "Coded", "Columns", "GeoFile", "Outdated", "Snapshot", "Store", "Tree", "Unit"]

atexit.register(gc.unfreeze)  # see _opened: a process that ends collects what it froze

Integers = np.ndarray[Any, np.dtype[np.int64]]
Coded = tuple[tuple[str, tuple[int, ...]], ...]
"""A narrowing: dimensions and the codes of the values let through."""

# Editions kept open at once: the one that serves, and those that links name.
MOST_OPEN = 3
UNASKED = 600.0  # an older edition that nobody asked for so many seconds gives its memory back
# What DuckDB may hold of an edition in a serving process; what was read longest ago goes first.
MEMORY = "200MB"
_OPENING = threading.Lock()


class Outdated(Unavailable):
    """An edition whose cube has the shape of another version."""


class Dense(NamedTuple):
    """The days whose running totals the cube holds, `first` to `last`; from `since` on they are those of `first`."""

    first: date
    last: date
    since: date


class Spans:
    """The ranges of base grids each unit holds."""

    def __init__(self, unit: Integers, lo: Integers, hi: Integers) -> None:
        """Ranges in the order of the units' ids."""
        self._lo, self._hi = lo.astype(np.int64), hi.astype(np.int64)
        # Where the ranges of each id begin; the last id's end where the next one's would begin.
        self._first = np.searchsorted(unit, np.arange(int(unit.max(initial=0)) + 2))

    def of(self, ids: Integers) -> tuple[Integers, Integers, Integers]:
        """For the units `ids`, in their order: the place of the unit in `ids`, and lo and hi of each of its ranges."""
        last = len(self._first) - 1
        begin, end = self._first[np.minimum(ids, last)], self._first[np.minimum(ids + 1, last)]
        counts = end - begin
        owner = np.repeat(np.arange(len(ids)), counts)
        at = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(begin, counts)
        return owner, self._lo[at], self._hi[at]


class Snapshot:
    """One edition, open for reading. Everything a request needs, so that no request mixes two editions."""

    def __init__(self, data: Path, name: str, threads: int = 0) -> None:
        self.edition = name
        self._mark = editions.hold(data, name)  # kept as long as anybody may ask: it is not pruned under them
        self.path = editions.folder(data) / name
        self.manifest: Manifest = editions.read_manifest(data, name)
        if self.manifest.format != editions.FORMAT:
            raise Outdated(
                f"Edition {name} was made by another version of the cockpit.",
                "`cockpit build` makes a new one from its extracts.",
            )
        # A city of twenty thousand grids has fifty thousand files; who serves looks for none of them there.
        self.manifest = self.manifest.model_copy(update={"files": {}})
        self.catalogue: Catalogue = load_catalogue(*catalogue_folders(self.path))
        if not self.catalogue.metrics:
            raise Unavailable(f"{self.path / 'catalogue'} is gone.")
        self._recall = Recall(bytes_of)
        self.faults = 0  # questions that the file did not answer: what was drawn with one is not to be kept
        self._connection = _open(self.path / "cube.duckdb", threads)
        self.trees = self._read_trees()
        days = self.ask("SELECT first_day, last_day, since FROM dense")
        self.dense = Dense(*(_date(column[0]) for column in days.values()))
        # An edition that was made before has not all tables and columns that are made now.
        columns = self.ask(_COLUMNS)
        self.tables = {str(table): frozenset(str(held).split()) for table, held in zip(*columns.values(), strict=True)}
        self.large = frozenset(map(int, self.ask("SELECT unit FROM large")["unit"]))
        self.base = frozenset(unit.id for unit in self.tree().units if unit.leaf)
        self.spans = Spans(*self.ask("SELECT unit_id, lo, hi FROM member WHERE lo <= hi ORDER BY unit_id, lo").values())

    def ask(self, sql: str, params: Sequence[object] = ()) -> Columns:
        """Columns of the answer to `sql` with `params` bound, not to be written to; kept for the next reader.

        Raises:
            Unavailable: the cube is damaged.
        """
        return self._recall.answer((sql, repr(params)), lambda: locked(self._asked(sql, params)))

    def _asked(self, sql: str, params: Sequence[object]) -> Columns:
        cursor = self._connection.cursor()
        try:
            answer: Columns = cursor.execute(sql, list(params)).fetchnumpy()
        except duckdb.ProgrammingError:
            raise  # our own slip, not the file's
        except duckdb.Error as fault:
            # A flipped bit is a plain duckdb.Error: blocks carry checksums. The whole class is caught.
            self.faults += 1
            raise Unavailable(
                f"Edition {self.edition} cannot be read: {fault}.", "Check it with `cockpit editions verify`."
            ) from fault
        finally:
            cursor.close()
        return answer

    def tree(self, name: str = ADMIN) -> Tree:
        """The tree called `name`. Raises UnknownName with a "did you mean"."""
        if name not in self.trees:
            raise unknown("tree", name, self.trees)
        return self.trees[name]

    @cached_property
    def by_id(self) -> dict[int, Unit]:
        """The units of all trees by their number."""
        return {unit.id: unit for tree in self.trees.values() for unit in tree.units}

    @cached_property
    def geo(self) -> Geo:
        """Geometry files by (tree, unit code, level drawn). Raises Unavailable when their list is damaged."""
        return read_index(self.path / "geo" / "index.json")

    @cached_property
    def drawers(self) -> dict[str, list[tuple[str, str]]]:
        """Trees and codes of the units that each file of the geo folder is of."""
        return drawers(self.geo)

    @cached_property
    def values(self) -> dict[str, tuple[str, ...]]:
        """The values each dimension takes in this edition, sorted; a value's place is its code in the cube."""
        columns = self.ask("SELECT dimension, value FROM dimension ORDER BY dimension, code")
        found: dict[str, list[str]] = {}
        for dimension, value in zip(columns["dimension"], columns["value"], strict=True):
            found.setdefault(str(dimension), []).append(str(value))
        return {dimension: tuple(values) for dimension, values in found.items()}

    @cached_property
    def delivered(self) -> frozenset[str]:
        """The columns, as table.column, of those that measures need, that have something in them."""
        return frozenset(map(str, self.ask("SELECT name FROM delivered")["name"]))

    def coded(self, where: Iterable[tuple[str, Iterable[str]]]) -> Coded:
        """A narrowing by values as one by codes; a value that does not occur has none and so matches nothing."""
        return tuple(
            (key, tuple(known[value] for value in values if value in known))
            for key, known, values in ((key, self._codes.get(key, {}), values) for key, values in where)
        )

    @cached_property
    def _codes(self) -> dict[str, dict[str, int]]:
        return {key: {value: code for code, value in enumerate(values)} for key, values in self.values.items()}

    def histogram_units(self, key: str) -> Integers:
        """Ids of the units that have a histogram of spread `key`."""
        return self.ask(f"SELECT DISTINCT unit FROM histogram_{key}")["unit"].astype(np.int64)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        self._mark.release()

    def _read_trees(self) -> dict[str, Tree]:
        rows = zip(*map(_plain, self._asked(f"SELECT tree, {_UNIT} FROM unit ORDER BY id", ()).values()), strict=True)
        units: dict[str, list[Unit]] = {}
        for tree, *row in rows:
            units.setdefault(tree, []).append(_unit(row))
        return {tree: Tree(tree, tuple(found)) for tree, found in units.items()}


class Store:
    """The editions of one data folder. Opens each once per process; safe for threads.

    A question is answered by `threads` of DuckDB's at most, 0 for as many as there are cores.
    """

    def __init__(self, data: Path, threads: int = 0) -> None:
        self.data = data
        self._threads = threads
        self._open: dict[str, tuple[Snapshot, float]] = {}
        self._lock = threading.Lock()

    def current(self) -> Snapshot:
        """The edition that serves. Raises Unavailable when nothing has been published."""
        try:
            return self.edition(editions.current(self.data))
        except UnknownName:  # another one serves since, and that one was pruned
            return self.edition(editions.current(self.data))

    def edition(self, name: str) -> Snapshot:
        """The edition called `name`. Raises UnknownName, or Unavailable when it is damaged."""
        with self._lock:
            now = monotonic()
            snapshot = self._open.pop(name)[0] if name in self._open else self._opened(name)
            self._open[name] = snapshot, now  # last used stands last
            for other, (_, asked) in list(self._open.items()):
                # Not closed: a request may still be asking it. Python closes it when the last one is done.
                if len(self._open) > MOST_OPEN or now - asked > UNASKED:
                    del self._open[other]
        return snapshot

    def _opened(self, name: str) -> Snapshot:
        if name not in editions.list_editions(self.data):
            raise unknown("edition", name, reversed(editions.list_editions(self.data)))
        try:
            snapshot = Snapshot(self.data, name, self._threads)
        except Outdated:
            raise
        except (duckdb.Error, OSError, CockpitError) as fault:
            raise Unavailable(
                f"Edition {name} is damaged: {fault}", "Check it with `cockpit editions verify`, then use another."
            ) from fault
        # Thousands of units that stay: looking through them again and again took a third of a page's time.
        gc.freeze()
        return snapshot


def damaged_tables(data: Path, name: str) -> list[str]:
    """What DuckDB's own checksums find in the cube of edition `name`: one sentence per table that cannot be read.

    None where the file as a whole cannot be opened.
    """
    path = editions.folder(data) / name / "cube.duckdb"
    faults: list[str] = []
    try:
        connection = _open(path)
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall():
            try:
                connection.execute(f'SELECT bit_xor(hash(t)) FROM "{table}" AS t').fetchall()
            except duckdb.Error as fault:
                faults.append(f"cube.duckdb, table {table}: {str(fault).splitlines()[0]}")
        connection.close()
    except duckdb.Error:
        return []
    return faults


def _open(path: Path, threads: int = 0) -> duckdb.DuckDBPyConnection:
    """A read-only connection that can reach nothing but its own file, and writes nothing beside it.

    Connections to one file in one process share what is set: whoever opens it first says how many threads answer, and
    locks all of it.
    """
    settings = {"enable_external_access": "false", "temp_directory": "", "memory_limit": MEMORY}
    with _OPENING:
        connection = duckdb.connect(str(path), read_only=True, config=settings)
        if not connection.execute("SELECT current_setting('lock_configuration')").fetchall()[0][0]:
            if threads:
                connection.execute(f"SET threads = {int(threads)}")
            connection.execute("SET lock_configuration = true")
    return connection


def _date(value: np.datetime64) -> date:
    day: date = value.astype("datetime64[D]").item()
    return day


def _plain(column: np.ndarray[Any, Any]) -> list[Any]:
    """A column as Python values, NULL as None."""
    return [None if value is np.ma.masked else value for value in column.tolist()]


_COLUMNS = """
SELECT table_name, string_agg(column_name, ' ') AS held FROM duckdb_columns() WHERE NOT internal GROUP BY table_name
"""
# In the order of `Unit`, but for the box, whose sides come last.
_UNIT = "id, code, name, name_en, level, depth, parent, type, lo, hi, lon, lat, leaf, west, south, east, north"


def _unit(row: Sequence[Any]) -> Unit:
    id_, code, name, name_en, level, depth, parent, type_, lo, hi, lon, lat, leaf, *box = row
    words = (code, name, name_en or "", sys.intern(level), depth, parent or None, type_ or "")
    return Unit(id_, *words, lo, hi, lon, lat, (box[0], box[1], box[2], box[3]), leaf)
