"""What a panel shows: the answers it is made of, and why there are none where there are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cockpit.catalogue import Metric, Panel
from cockpit.measure import Measurement
from cockpit.reading.listing import Listing
from cockpit.reading.view import View


@dataclass(frozen=True)
class Answers:
    """What a panel shows.

    `main` is what it is about: a total (tile), units (map, ranking), values of a dimension (breakdown), steps (trend).
    `other` is a tile's total compared the other way, `series` its last days; `before` is a trend's earlier period, step
    by step, where the edition reaches back that far. A kind that is not one answer has a `listing` of its own,
    `metrics` that its columns show (they are defined in what is exported), and in `data` whatever its figure needs.
    Without `main` and `listing`, `why` says why in a sentence.
    """

    metric: Metric | None = None
    main: Measurement | None = None
    other: Measurement | None = None
    series: Measurement | None = None
    before: Measurement | None = None
    listing: Listing | None = None
    metrics: tuple[Metric, ...] = ()
    data: object = None
    why: str = ""


Reader = Callable[[View, Panel, Metric], Answers]
"""What a kind of panel asks. A panel without a metric of its own is given the metric of the board."""
