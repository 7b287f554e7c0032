"""Rows of the cube, a page of them: which dwellings, which events. What measure counts, this lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cockpit.access import Scope
from cockpit.measure.conditions import in_ranges, one_of
from cockpit.measure.together import asked_about
from cockpit.selection import Selection
from cockpit.store import Columns, Snapshot

MOST_ROWS = 20_000


@dataclass(frozen=True)
class RowSource:
    """Rows of a table of the cube. All text is the product's own, never a reader's.

    The table has the base grid `g`; one of facts that hang on units (`of_units`) has the `unit` each row counts for.

    `columns` maps the name of an answer's column to its SQL over alias d, `condition` is SQL over d with a ? for each
    of the parameters given when asking; `order` is SQL over the answer's columns. With `group`, SQL over d, a row of
    the answer is a group of the table's. `details` are looked up for the rows of the page alone, by their SQL over p,
    the page, and what `lookup` joins to it. Where `few` rows of the table are meant, they are counted on the way to the
    first page, and the table is read once. Rows that meet `also`, SQL over the answer's columns that is true of one row
    at least, come with every page; `nth` is the place of each among all.
    """

    table: str
    columns: dict[str, str]
    order: str
    condition: str = "true"
    joins: str = ""
    of_units: bool = False
    dimensions: tuple[str, ...] = field(default=())
    group: str = ""
    lookup: str = ""
    details: dict[str, str] = field(default_factory=dict)
    few: bool = False
    also: str = ""


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
    """Rows `first` to `first + most` of `source` within the selection's units, narrowed by those of its dimensions.

    `params` fill the ? of joins and condition, `shown` those of the columns.

    Raises:
        UnknownName: no such tree or unit.
        Denied: the unit lies outside the scope.
    """
    units = asked_about(snapshot, selection, scope)
    narrowed = [(key, values) for key, values in selection.where if key in source.dimensions]
    clauses, values = [], list[object]()
    for key, codes in snapshot.coded(narrowed):
        clauses.append(f" AND d.{key} IN ({', '.join('?' * len(codes))})" if codes else " AND false")
        values += codes
    ids = np.array([unit.id for unit in units], dtype=np.int64)
    _, lo, hi = snapshot.spans.of(ids)
    place, places = one_of("d.unit", ids) if source.of_units else in_ranges("d.g", lo, hi)
    body = f"FROM {source.table} AS d {source.joins} WHERE ({source.condition}) AND {place}{''.join(clauses)}"
    bound = [*params, *places, *values]
    limits = [min(most, MOST_ROWS), max(first, 0)]
    if source.also:
        limits[0] += limits[1]
    if source.also or (source.few and first <= 0):
        found = dict(snapshot.ask(_page(source, body, ", count(*) OVER () AS of_all"), [*shown, *bound, *limits]))
        total = found.pop("of_all")
        return Rows(found, int(total[0]) if len(total) else 0)
    counted = snapshot.ask(f"SELECT count({f'DISTINCT {source.group}' if source.group else '*'}) AS n {body}", bound)
    return Rows(snapshot.ask(_page(source, body), [*shown, *bound, *limits]), int(counted["n"][0]))


def _page(source: RowSource, body: str, beside: str = "") -> str:
    """A page of the rows of `body`, a column `beside` it, and what is looked up for them."""
    columns = ", ".join(f"{sql} AS {name}" for name, sql in source.columns.items())
    grouped = f" GROUP BY {source.group}" if source.group else ""
    order, cut = source.order, f"ORDER BY {source.order} LIMIT ? OFFSET ?"
    if source.also:
        beside += f", row_number() OVER (ORDER BY {source.order}) AS nth"
        order, cut = "nth", f"QUALIFY {source.also} OR (nth <= ? AND nth > ?)"
    page = f"SELECT {columns}{beside} {body}{grouped} {cut}"
    if not source.lookup:
        return page
    looked_up = ", ".join(f"{sql} AS {name}" for name, sql in source.details.items())
    return f"SELECT p.*, {looked_up} FROM ({page}) AS p {source.lookup} ORDER BY {order}"
