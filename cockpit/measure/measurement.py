"""The answer to a question: one row per unit, step or dimension value, in columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cockpit.catalogue import Metric
from cockpit.measure.periods import Window
from cockpit.store import Unit

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """One row of an answer. None is "no value"; `state` says why: empty, few, suppressed."""

    key: str
    name: str
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int | None
    previous: float | None
    state: str


@dataclass(frozen=True)
class Columns:
    """Columns of an answer, a value a row, NaN where there is none; what may not be told is taken out."""

    value: Floats
    numerator: Floats
    denominator: Floats
    n: Floats
    previous: Floats
    state: tuple[str, ...]


@dataclass(frozen=True)
class Measurement(Columns):
    """What `metric` is for `unit`, broken down `by`. Columns are parallel to `keys`; NaN is null.

    `state` per row: ok; empty (nothing to divide by, or no rows); few (fewer than the metric's `fewest`); suppressed
    (fewer people than may be shown); approx (a quantile from the histogram). `windows` has one per step of a series,
    else a single one. `units` are those that were summed in place of `unit`, none where it is about `unit` itself.
    """

    metric: Metric
    unit: Unit
    tree: str
    by: str
    window: Window
    windows: tuple[Window, ...]
    edition: str
    keys: tuple[str, ...]
    names: tuple[str, ...]
    tables: tuple[str, ...]
    sql: tuple[str, ...]
    units: tuple[Unit, ...] = ()

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def code(self) -> str:
        """Code of the unit it is about; codes of units that were summed, with commas between them."""
        return ",".join(unit.code for unit in self.units) or self.unit.code

    @property
    def start(self) -> date:
        """First day of the period."""
        return self.window.start

    @property
    def end(self) -> date:
        """Last day of the period."""
        return self.window.end

    @property
    def as_of(self) -> date:
        """The day stock metrics are read on."""
        return self.window.as_of

    @property
    def partial(self) -> tuple[bool, ...]:
        """Per step of a series: whether the period's ends cut it."""
        return tuple(not step.whole for step in self.windows)

    def rows(self) -> list[Row]:
        """The rows, NaN as None, counts as whole numbers."""
        return [
            Row(*cells) for cells in zip(self.keys, self.names, *map(numbers, self._columns), self.state, strict=True)
        ]

    def row(self, at: int) -> Row:
        """Row `at`."""
        value, numerator, denominator, n, previous = (numbers(column[at : at + 1])[0] for column in self._columns)
        return Row(self.keys[at], self.names[at], value, numerator, denominator, n, previous, self.state[at])

    @property
    def _columns(self) -> tuple[Floats, ...]:
        """The numbers, in the order of a row's."""
        return self.value, self.numerator, self.denominator, self.n, self.previous

    @property
    def total(self) -> Row:
        """The single row of an answer that is not broken down."""
        if self.by:
            raise ValueError(f"an answer by {self.by} has no single row")
        return self.row(0)


def numbers(column: Floats) -> list[Any]:
    """A column's numbers, NaN as None, whole ones as such."""
    return [None if value != value else int(value) if value.is_integer() else value for value in column.tolist()]  # noqa: PLR0124 - only NaN differs from itself
