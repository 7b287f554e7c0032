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
        return [self.row(at) for at in range(len(self))]

    def row(self, at: int) -> Row:
        """Row `at`."""
        n = _number(self.n[at])
        return Row(
            self.keys[at],
            self.names[at],
            _number(self.value[at]),
            _number(self.numerator[at]),
            _number(self.denominator[at]),
            None if n is None else int(n),
            _number(self.previous[at]),
            self.state[at],
        )

    @property
    def total(self) -> Row:
        """The single row of an answer that is not broken down."""
        if self.by:
            raise ValueError(f"an answer by {self.by} has no single row")
        return self.row(0)


def _number(value: float) -> float | None:
    if np.isnan(value):
        return None
    return int(value) if float(value).is_integer() else float(value)
