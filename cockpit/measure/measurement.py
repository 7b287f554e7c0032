"""The answer to a question: one row per unit, step or dimension value, in columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
class Measurement:
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
    value: Floats
    numerator: Floats
    denominator: Floats
    n: Floats
    previous: Floats
    state: tuple[str, ...]
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
        numbers = (self.value, self.numerator, self.denominator, self.n, self.previous)
        columns = ([_number(value) for value in column.tolist()] for column in numbers)
        return [Row(*cells) for cells in zip(self.keys, self.names, *columns, self.state, strict=True)]

    def row(self, at: int) -> Row:
        """Row `at`."""
        numbers = (self.value, self.numerator, self.denominator, self.n, self.previous)
        return Row(self.keys[at], self.names[at], *(_number(float(column[at])) for column in numbers), self.state[at])

    @property
    def total(self) -> Row:
        """The single row of an answer that is not broken down."""
        if self.by:
            raise ValueError(f"an answer by {self.by} has no single row")
        return self.row(0)


def _number(value: float) -> float | None:
    """NaN as None, whole numbers as such."""
    if value != value:  # noqa: PLR0124 - only NaN differs from itself
        return None
    return int(value) if value.is_integer() else value
