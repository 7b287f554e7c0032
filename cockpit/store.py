"""The only reader of numbers: an edition opened once, asked many times, each question on a cursor of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np

from cockpit import editions
from cockpit.catalogue import Catalogue, catalogue_folders, load_catalogue
from cockpit.contract import ADMIN
from cockpit.editions import Manifest
from cockpit.errors import CockpitError, Unavailable, unknown

Columns = dict[str, np.ndarray[Any, Any]]
Box = tuple[float, float, float, float]
Coded = tuple[tuple[str, tuple[int, ...]], ...]
"""A narrowing: dimensions and the codes of the values let through."""

# Editions kept open at once: the one that serves, and those that links name.
MOST_OPEN = 4


class Outdated(Unavailable):
    """An edition whose cube has the shape of another version."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A node of a tree. `lo`..`hi` are its base grids, `bbox` is west, south, east, north in degrees."""

    id: int
    code: str
    name: str
    name_en: str
    level: str
    depth: int
    parent: str | None
    type: str
    lo: int
    hi: int
    lon: float
    lat: float
    bbox: Box
    leaf: bool

    def said(self, lang: str) -> str:
        """The unit's name in `lang`; the local one where it has no other."""
        return self.name_en if lang == "en" and self.name_en else self.name


@dataclass(frozen=True)
class Tree:
    """One tree: the administrative one, or another over the same grids. `units` are in the order of their ids."""

    name: str
    units: tuple[Unit, ...]
    _by_code: Mapping[str, Unit] = field(init=False, repr=False)
    _children: Mapping[str, tuple[Unit, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        children: dict[str, list[Unit]] = {}
        for unit in self.units:
            if unit.parent is not None:
                children.setdefault(unit.parent, []).append(unit)
        object.__setattr__(self, "_by_code", {unit.code: unit for unit in self.units})
        object.__setattr__(self, "_children", {code: tuple(units) for code, units in children.items()})

    @property
    def root(self) -> Unit:
        """The unit at the top."""
        return self.units[0]

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """Level names from the top down."""
        return tuple(dict.fromkeys(unit.level for unit in self.units))

    def get(self, code: str) -> Unit | None:
        """The unit with `code`, or None."""
        return self._by_code.get(code)

    def unit(self, code: str) -> Unit:
        """The unit with `code`. Raises UnknownName with a "did you mean"."""
        found = self._by_code.get(code)
        if found is None:
            raise unknown(f"unit in tree {self.name}", code, self._by_code)
        return found

    def children(self, code: str) -> tuple[Unit, ...]:
        """Units directly below `code`, in id order."""
        return self._children.get(code, ())

    def ancestors(self, code: str) -> tuple[Unit, ...]:
        """The path from the root to the unit itself."""
        path: list[Unit] = []
        at: str | None = code
        while at is not None:
            path.append(self.unit(at))
            at = path[-1].parent
        return tuple(reversed(path))

    def descendants(self, code: str, level: str) -> tuple[Unit, ...]:
        """Units of `level` below `code`, in id order; the unit itself when it is of that level.

        Raises:
            UnknownName: the tree has no such level.
        """
        if level not in self.levels:
            raise unknown(f"level in tree {self.name}", level, self.levels)
        top = self.unit(code)
        if top.parent is None:
            return tuple(unit for unit in self.units if unit.level == level)
        # A ragged tree has units of one level at several depths: the walk meets them out of order.
        found = (unit for unit in self._below(top) if unit.level == level)
        return tuple(sorted(found, key=lambda unit: unit.id))

    def _below(self, top: Unit) -> list[Unit]:
        found, frontier = [], [top]
        while frontier:
            found += frontier
            frontier = [child for unit in frontier for child in self.children(unit.code)]
        return found


@dataclass(frozen=True)
class GeoFile:
    """A geometry file: its name in the edition's geo folder, how many units it draws, and their bounding box."""

    file: str
    n: int
    bbox: Box


class Dense(NamedTuple):
    """The days whose running totals the cube holds, `first` to `last`; from `since` on they are those of `first`."""

    first: date
    last: date
    since: date


class Snapshot:
    """One edition, open for reading. Everything a request needs, so that no request mixes two editions."""

    def __init__(self, data: Path, name: str) -> None:
        self.edition = name
        self.path = editions.folder(data) / name
        self.manifest: Manifest = editions.read_manifest(data, name)
        if self.manifest.format != editions.FORMAT:
            raise Outdated(
                f"Edition {name} was made by another version of the cockpit.",
                "`cockpit build` makes a new one from its extracts.",
            )
        self.catalogue: Catalogue = load_catalogue(*catalogue_folders(self.path))
        if not self.catalogue.metrics:
            raise Unavailable(f"{self.path / 'catalogue'} is gone.")
        self._connection = _open(self.path / "cube.duckdb")
        self.trees = self._read_trees()
        days = self.ask("SELECT first_day, last_day, since FROM dense")
        self.dense = Dense(*(_date(column[0]) for column in days.values()))

    def ask(self, sql: str, params: Sequence[object] = ()) -> Columns:
        """Columns of the answer to `sql` with `params` bound. Raises Unavailable when the cube is damaged."""
        cursor = self._connection.cursor()
        try:
            answer: Columns = cursor.execute(sql, list(params)).fetchnumpy()
        except duckdb.ProgrammingError:
            raise  # our own slip, not the file's
        except duckdb.Error as fault:
            # A flipped bit is a plain duckdb.Error: blocks carry checksums. The whole class is caught.
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
    def geo(self) -> dict[tuple[str, str, str], GeoFile]:
        """Geometry files by (tree, unit code, level drawn). Raises Unavailable when their list is damaged."""
        path = self.path / "geo" / "index.json"
        try:
            rows = json.loads(path.read_text(encoding="utf-8"))
            return {(row["tree"], row["unit"], row["level"]): _geo_file(row) for row in rows}
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise Unavailable(f"{path} is damaged.", "Check it with `cockpit editions verify`.") from fault

    @cached_property
    def values(self) -> dict[str, tuple[str, ...]]:
        """The values each dimension takes in this edition, sorted; a value's place is its code in the cube."""
        columns = self.ask("SELECT dimension, value FROM dimension ORDER BY dimension, code")
        found: dict[str, list[str]] = {}
        for dimension, value in zip(columns["dimension"], columns["value"], strict=True):
            found.setdefault(str(dimension), []).append(str(value))
        return {dimension: tuple(values) for dimension, values in found.items()}

    def coded(self, where: Iterable[tuple[str, Iterable[str]]]) -> Coded:
        """A narrowing by values as one by codes; a value that does not occur has none and so matches nothing."""
        return tuple(
            (key, tuple(self._codes[key][value] for value in values if value in self._codes[key]))
            for key, values in where
        )

    @cached_property
    def _codes(self) -> dict[str, dict[str, int]]:
        return {key: {value: code for code, value in enumerate(values)} for key, values in self.values.items()}

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _read_trees(self) -> dict[str, Tree]:
        columns = self.ask("SELECT * FROM unit ORDER BY id")
        lists = {name: _plain(column) for name, column in columns.items()}
        units: dict[str, list[Unit]] = {}
        for at, tree in enumerate(lists["tree"]):
            row = {name: column[at] for name, column in lists.items()}
            units.setdefault(tree, []).append(_unit(row))
        return {tree: Tree(tree, tuple(rows)) for tree, rows in units.items()}


class Store:
    """The editions of one data folder. Opens each once per process; safe for threads."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._open: dict[str, Snapshot] = {}
        self._lock = threading.Lock()

    def current(self) -> Snapshot:
        """The edition that serves. Raises Unavailable when nothing has been published."""
        return self.edition(editions.current(self.data))

    def edition(self, name: str) -> Snapshot:
        """The edition called `name`. Raises UnknownName, or Unavailable when it is damaged."""
        with self._lock:
            snapshot = self._open.pop(name, None) or self._opened(name)
            self._open[name] = snapshot  # last used stands last
            while len(self._open) > MOST_OPEN:
                # Not closed: a request may still be asking it. Python closes it when the last one is done.
                self._open.pop(next(iter(self._open)))
        return snapshot

    def _opened(self, name: str) -> Snapshot:
        if name not in editions.list_editions(self.data):
            raise unknown("edition", name, reversed(editions.list_editions(self.data)))
        try:
            return Snapshot(self.data, name)
        except Outdated:
            raise
        except (duckdb.Error, OSError, CockpitError) as fault:
            raise Unavailable(
                f"Edition {name} is damaged: {fault}", "Check it with `cockpit editions verify`, then use another."
            ) from fault


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection that can reach nothing but its own file, and writes nothing beside it.

    All is said while connecting: connections to one file in one process must agree, and locked words cannot be said
    again by the next one.
    """
    locked = {"enable_external_access": "false", "temp_directory": "", "lock_configuration": "true"}
    return duckdb.connect(str(path), read_only=True, config=locked)


def _date(value: np.datetime64) -> date:
    day: date = value.astype("datetime64[D]").item()
    return day


def _plain(column: np.ndarray[Any, Any]) -> list[Any]:
    """A column as Python values, NULL as None."""
    return [None if value is np.ma.masked else value for value in column.tolist()]


def _geo_file(row: Mapping[str, Any]) -> GeoFile:
    west, south, east, north = row["bbox"]
    return GeoFile(str(row["file"]), int(row["n"]), (west, south, east, north))


def _unit(row: Mapping[str, Any]) -> Unit:
    return Unit(
        id=int(row["id"]),
        code=str(row["code"]),
        name=str(row["name"]),
        name_en=row["name_en"] or "",
        level=str(row["level"]),
        depth=int(row["depth"]),
        parent=row["parent"] or None,
        type=row["type"] or "",
        lo=int(row["lo"]),
        hi=int(row["hi"]),
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        bbox=(float(row["west"]), float(row["south"]), float(row["east"]), float(row["north"])),
        leaf=bool(row["leaf"]),
    )
