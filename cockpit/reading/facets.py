"""What a board can be narrowed by: per dimension its values, how many each would leave, and which are chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cockpit.catalogue import Board, Metric
from cockpit.measure import Measurement, Row, dimensions, missing_columns, missing_tables
from cockpit.reading.explore import metrics_of
from cockpit.reading.view import View
from cockpit.selection import Where


@dataclass(frozen=True)
class Facet:
    """One dimension. `rows` are its values in the order they stand; `chosen` none means that nothing narrows.

    `answer` is what the counts are of: it is narrowed by every other dimension, so that a count says what a click
    would leave. `own` says that the metric on the map has this dimension.
    """

    dimension: str
    answer: Measurement
    rows: tuple[Row, ...]
    chosen: frozenset[str]
    own: bool

    def count(self, row: Row) -> float | None:
        """What stands beside a value: of a rate its denominator, of an amount the amount, else the rows counted."""
        metric = self.answer.metric
        return row.denominator if metric.ratio else row.n if metric.quantile is not None else row.value


def read_facets(board: Board, view: View) -> list[Facet]:
    """The dimensions the metrics of `board` have, those of the metric on the map first."""
    found = []
    for dimension, metric in _counted_by(board, view):
        chosen = dict(view.selection.where).get(dimension, ())
        free: Where = tuple(clause for clause in view.selection.where if clause[0] != dimension)
        answer = replace(view, selection=replace(view.selection, where=free)).measure(metric, dimension)
        own = dimension in dimensions(view.snapshot.catalogue, view.metric)
        rows = _ordered(view, answer, dimension, chosen)
        if len(rows) > 1 or chosen:
            found.append(Facet(dimension, answer, rows, frozenset(chosen), own))
    return found


def _counted_by(board: Board, view: View) -> Iterator[tuple[str, Metric]]:
    """Each dimension once, with the metric whose values stand beside its boxes."""
    listed = [view.metric] if board.every else [view.metric, *metrics_of(board, view)]
    seen: set[str] = set()
    for metric in listed:
        if missing_tables(view.snapshot, metric) or missing_columns(view.snapshot, metric):
            continue
        for dimension in dimensions(view.snapshot.catalogue, metric):
            if dimension not in seen:
                seen.add(dimension)
                yield dimension, metric


def _ordered(view: View, answer: Measurement, dimension: str, chosen: tuple[str, ...]) -> tuple[Row, ...]:
    """Values in the catalogue's order, those it does not know after them by name; chosen ones even if nothing is left.

    Boxes keep their place whatever is counted, so the order is not that of the counts.
    """
    words = view.snapshot.catalogue.labels.get(dimension, {})
    place = {value: at for at, value in enumerate(words)}
    known = set(answer.keys)
    absent = [
        Row(value, view.snapshot.catalogue.label(dimension, value, view.lang), 0, None, 0, 0, None, "ok")
        for value in chosen
        if value not in known
    ]
    rows = [row for row in answer.rows() if row.n or row.value or row.state == "suppressed" or row.key in chosen]
    return tuple(sorted([*rows, *absent], key=lambda row: (row.key == "", place.get(row.key, len(place)), row.key)))
