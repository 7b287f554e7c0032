"""Rows of the cube, a page of them: which dwellings, which events. What measure counts, this lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cockpit.access import Scope, visible
from cockpit.measure.conditions import in_ranges
from cockpit.selection import Selection
from cockpit.store import Columns, Snapshot

MOST_ROWS = 20_000


@dataclass(frozen=True)
class RowSource:
    """Rows of a table of the cube that has the base grid `g`. All text is the product's own, never a reader's.

    `columns` maps the name of an answer's column to its SQL over alias d, `condition` is SQL over d with a ? for each
    of the parameters given when asking; `order` is SQL over the answer's columns. With `group`, SQL over d, a row of
    the answer is a group of the table's.
    """

    table: str
    columns: dict[str, str]
    order: str
    condition: str = "true"
    joins: str = ""
    dimensions: tuple[str, ...] = field(default=())
    group: str = ""


@dataclass(frozen=True)
class Rows:
    """A page of rows as columns, and how many rows there are in all."""

    columns: Columns
    total: int


def read_rows(
    snapshot: Snapshot,
    source: RowSource,
    selection: Selection,
    scope: Scope,
    params: Sequence[object] = (),
    *,
    shown: Sequence[object] = (),
    first: int = 0,
    most: int = 50,
) -> Rows:
    """Rows `first` to `first + most` of `source` within the selection's unit, narrowed by those of its dimensions.

    `params` fill the ? of joins and condition, `shown` those of the columns.

    Raises:
        UnknownName: no such tree or unit.
        Denied: the unit lies outside the scope.
    """
    unit = visible(snapshot, scope, selection.tree, selection.unit)
    narrowed = [(key, values) for key, values in selection.where if key in source.dimensions]
    clauses, values = [], list[object]()
    for key, codes in snapshot.coded(narrowed):
        clauses.append(f" AND d.{key} IN ({', '.join('?' * len(codes))})" if codes else " AND false")
        values += codes
    _, lo, hi = snapshot.spans.of(np.array([unit.id], dtype=np.int64))
    place, grids = in_ranges("d.g", lo, hi)
    body = f"FROM {source.table} AS d {source.joins} WHERE ({source.condition}) AND {place}{''.join(clauses)}"
    bound = [*params, *grids, *values]
    counted = snapshot.ask(f"SELECT count({f'DISTINCT {source.group}' if source.group else '*'}) AS n {body}", bound)
    total = int(counted["n"][0])
    columns = ", ".join(f"{sql} AS {name}" for name, sql in source.columns.items())
    grouped = f" GROUP BY {source.group}" if source.group else ""
    page = f"SELECT {columns} {body}{grouped} ORDER BY {source.order} LIMIT ? OFFSET ?"
    return Rows(snapshot.ask(page, [*shown, *bound, min(most, MOST_ROWS), max(first, 0)]), total)
