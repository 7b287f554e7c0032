"""Trees of units in memory: who lies below whom, in the order of the cube's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cockpit.errors import unknown

# Lists taken out of so many units are kept: few units have so many below them.
_MANY = 500

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


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


class Units(tuple[Unit, ...]):  # noqa: SLOT001 - what is reckoned is kept beside
    """Units in the order of their ids. What is asked of twenty thousand of them again and again is reckoned once."""

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """Their ids; not to be written to."""
        ids = np.array([unit.id for unit in self], dtype=np.int64)
        ids.setflags(write=False)
        return ids

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Their codes."""
        return tuple(unit.code for unit in self)

    def names(self, lang: str) -> tuple[str, ...]:
        """Their names in `lang`."""
        return self._english if lang == "en" else self._local

    @cached_property
    def _english(self) -> tuple[str, ...]:
        return tuple(unit.said("en") for unit in self)

    @cached_property
    def _local(self) -> tuple[str, ...]:
        return tuple(unit.name for unit in self)


@dataclass(frozen=True)
class Tree:
    """One tree: the administrative one, or another over the same grids. `units` are in the order of their ids."""

    name: str
    units: tuple[Unit, ...]
    _by_code: Mapping[str, Unit] = field(init=False, repr=False)
    _children: Mapping[str, tuple[Unit, ...]] = field(init=False, repr=False)
    _listed: dict[tuple[str, str], Units] = field(init=False, repr=False, compare=False, default_factory=dict)

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

    def descendants(self, code: str, level: str) -> Units:
        """Units of `level` below `code`, in id order; the unit itself when it is of that level.

        Raises:
            UnknownName: the tree has no such level.
        """
        held = self._listed.get((code, level))
        if held is not None:
            return held
        if level not in self.levels:
            raise unknown(f"level in tree {self.name}", level, self.levels)
        top = self.unit(code)
        # A ragged tree has units of one level at several depths: the walk meets them out of order.
        below = self.units if top.parent is None else sorted(self._below(top), key=lambda unit: unit.id)
        found = Units(unit for unit in below if unit.level == level)
        if len(below) >= _MANY:
            self._listed[code, level] = found
        return found

    def _below(self, top: Unit) -> list[Unit]:
        found, frontier = [], [top]
        while frontier:
            found += frontier
            frontier = [child for unit in frontier for child in self.children(unit.code)]
        return found
