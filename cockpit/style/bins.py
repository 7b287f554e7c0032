"""Five bins of a map: the target is an edge and the hue changes there; a colour keeps its meaning while drilling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from cockpit import wording
from cockpit.style.tokens import scale, token

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cockpit.catalogue import Metric

# What a unit without a bin is; the negative numbers are bins of the map record.
NO_DATA, FEW, SUPPRESSED, HIDDEN = -1, -2, -3, -4
STATES = {"empty": NO_DATA, "few": FEW, "suppressed": SUPPRESSED}
_ROUND = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
_STEPS = (0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2)
_INVERSION = (0.5, 0.8, 1.0, 1.5)  # floating to registered residents: above 1 a place is inverted


@dataclass(frozen=True)
class Bins:
    """Bins of one metric at one level.

    `edges` are the inner edges in the order of the bins: descending when higher is better, else ascending. Bin i lies
    between edges i-1 and i; `closed` says to which side a value on an edge belongs (1: above, -1: below). `turn` is
    the bin after which the hue changes (the last that meets the target, the last that is not inverted), or None.
    """

    unit: str
    scale: str
    edges: tuple[float, ...]
    closed: int = 1
    turn: int | None = None
    first: int = 0  # position of the first bin in the colour scale, for a target at the ceiling

    @property
    def descending(self) -> bool:
        """Whether the first bin holds the largest values."""
        return len(self.edges) > 1 and self.edges[0] > self.edges[-1]

    def __len__(self) -> int:
        return len(self.edges) + 1

    def index(self, values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.int64]:
        """The bin of each value, exactly as compared with the edges; -1 where there is no value."""
        numbers = np.asarray(values, dtype=np.float64)
        rising = np.sort(np.asarray(self.edges, dtype=np.float64))
        # right: a value on an edge belongs above it
        found = np.searchsorted(rising, numbers, side="right" if self.closed > 0 else "left")
        if self.descending:
            found = len(self.edges) - found
        return np.where(np.isnan(numbers), NO_DATA, found).astype(np.int64)

    def colours(self, theme: str) -> tuple[str, ...]:
        """One colour a bin, in order."""
        return scale(theme, self.scale)[self.first : self.first + len(self)]

    def labels(self, lang: str = "zh") -> tuple[str, ...]:
        """Each bin in words without its unit: ≥98, 95-98, ..., <89."""
        if not self.edges:
            return ("",)
        low, high = ("<", "≥") if self.closed > 0 else ("≤", ">")
        said = [wording.edge(edge, self.unit, lang) for edge in self.edges]
        ends = (high, low) if self.descending else (low, high)
        between = [_span(*(pair if not self.descending else pair[::-1])) for pair in pairwise(said)]
        return (ends[0] + said[0], *between, ends[1] + said[-1])


def _span(low: str, high: str) -> str:
    """Two edges as a span with the large unit once: "1 万" and "2 万" give "1–2 万"."""
    number, _, word = high.partition(" ")
    if word and low.endswith(" " + word):
        low = low.removesuffix(" " + word)
    return f"{low}\u2013{number} {word}".strip()


def bins(metric: Metric, reference: Sequence[float] | NDArray[np.float64] = (), target: float | None = None) -> Bins:
    """The bins of `metric`.

    Args:
        metric: a rate with a target gets the target as an edge; its own `bins` are taken when they agree with it.
        reference: values of every unit of the level in the whole scope, not of the view, so that the edges of an
            amount stay the same while drilling. Not needed for a target or for edges given by the catalogue.
        target: a target that takes the place of the metric's own.
    """
    goal = metric.target if target is None else target
    if goal is not None and metric.better != "neither" and metric.value is None:  # a count's target is for the whole
        return _around_target(metric, goal, wording.closed_side(metric))
    if metric.bins:
        edges = tuple(sorted(metric.bins))
        turn = edges.index(1.0) if metric.unit == "ratio" and 1.0 in edges else None
        return Bins(metric.unit, "seq" if turn is None else "div", edges, 1, turn)
    if metric.unit == "ratio":
        return Bins(metric.unit, "div", _INVERSION, 1, _INVERSION.index(1.0))
    return Bins(metric.unit, "seq", round_edges(reference, whole=wording.counted(metric.unit)))


def _around_target(metric: Metric, goal: float, closed: int) -> Bins:
    given = tuple(sorted(metric.bins or (), reverse=metric.better == "higher"))
    if goal in given[:2] and len(given) - given.index(goal) <= 3:  # at most two bins meet it, three miss it
        return _turned(metric, given, goal, closed)
    if metric.better == "lower":
        edges = _distinct((round_number(goal * 0.45), goal, round_number(goal * 2), round_number(goal * 4)))
        return _turned(metric, edges, goal, closed)
    if metric.unit == "percent":
        room = 1 - goal
        step = max((s for s in _STEPS if s <= 0.65 * room), default=_STEPS[6])
        upper = () if room <= 0 else (_tidy(goal + step),)
        edges = (*upper, goal, _tidy(goal - step), _tidy(goal - 2 * step))
    else:
        edges = (round_number(goal * 1.5), goal, round_number(goal * 0.75), round_number(goal * 0.5))
    return _turned(metric, edges, goal, closed)


def _turned(metric: Metric, edges: tuple[float, ...], goal: float, closed: int) -> Bins:
    turn = edges.index(goal)
    return Bins(metric.unit, "tgt", edges, closed, turn, first=1 - turn)


def round_edges(values: Sequence[float] | NDArray[np.float64], *, whole: bool = False) -> tuple[float, ...]:
    """At most four rising round edges that part `values` in about equal shares; `whole` for things that are counted.

    Where many values are nought, nought is a bin of its own. Values all alike give no edge.
    """
    numbers = np.asarray(values, dtype=np.float64)
    numbers = numbers[~np.isnan(numbers)]
    some = numbers[numbers > 0]
    if not len(some):
        return ()
    if len(some) < 0.8 * len(numbers):
        wanted = np.quantile(some, [0.0, 0.25, 0.5, 0.75])
    else:
        wanted = np.quantile(numbers, [0.2, 0.4, 0.6, 0.8])
    spread = float(wanted[-1] - wanted[0])
    if 0 < spread < wanted[0]:  # alike, as rates are: equal steps, or rounding would throw them into one bin
        step = max(round_number(spread / 3), 1.0 if whole else 0.0)
        start = max(1, round(float(wanted[0]) / step)) if step else 0
        edges = tuple(_tidy((start + i) * step) for i in range(4))
    else:
        edges = tuple(round_number(float(edge)) for edge in wanted)
    if whole:
        edges = tuple(float(max(1, round(edge))) for edge in edges)
    return tuple(edge for edge in _distinct(edges) if edge > 0)


def round_number(value: float) -> float:
    """The nearest round number with one or two digits: 4,260 -> 4,000, 0.0137 -> 0.015. Next to nothing is zero."""
    if abs(value) < 1e-12:
        return 0.0
    power = math.floor(math.log10(abs(value)))
    lead = abs(value) / 10.0**power
    nearest = min(_ROUND, key=lambda candidate: abs(candidate - lead))
    return _tidy(math.copysign(nearest * 10.0**power, value))


def _tidy(value: float) -> float:
    """Without the dust of binary arithmetic: 0.92 and not 0.9199999."""
    return float(f"{value:.10g}")


def _distinct(edges: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sorted(set(edges)))


def fill_of(theme: str, found: Bins) -> dict[int, str]:
    """Every bin of a map, the negative ones too, with its colour."""
    quiet = {NO_DATA: token(theme, "raised"), FEW: token(theme, "line"), SUPPRESSED: token(theme, "line")}
    return {**dict(enumerate(found.colours(theme))), **quiet, HIDDEN: token(theme, "raised")}
