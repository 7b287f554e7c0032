"""Values of spreads, and changes of measures under filters the cube does not hold: from rows, when they are asked.

They stand in FROM where a ledger or a spread would, with the same columns, so that everything else is the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from string import Template
from typing import TYPE_CHECKING

from cockpit.catalogue import Catalogue, Measure, Metric, Spread
from cockpit.contract import FAMILIES, ROW_FILTERS, VIEWS, between_days_sql, since_sql, until_sql
from cockpit.selection import Where

if TYPE_CHECKING:
    from cockpit.measure.groups import Groups


@dataclass(frozen=True)
class Source:
    """What stands in FROM: the name of a table, or a SELECT with the values bound in it."""

    table: str
    sql: str
    params: tuple[object, ...] = ()


def row_filters(catalogue: Catalogue, metric: Metric) -> tuple[str, ...]:
    """What `metric` can be narrowed by beside its dimensions, row by row: what all its views have rows for."""
    return _filters(catalogue.views(metric))


@cache
def _filters(views: tuple[str, ...]) -> tuple[str, ...]:
    known = [tuple(ROW_FILTERS.get(view, {})) for view in views]
    return tuple(key for key in known[0] if all(key in other for other in known))


def part(where: Where) -> tuple[Where, Where]:
    """A narrowing as what the cube holds, and what is counted row by row."""
    loose = {key for filters in ROW_FILTERS.values() for key in filters}
    return tuple(c for c in where if c[0] not in loose), tuple(c for c in where if c[0] in loose)


def lets_through(view: str, key: str, values: Sequence[str]) -> str:
    """The condition on a row of `view` for its filter `key` to be one of `values`, of which only yes and no are said.

    The mark itself, not a word for it: that takes a third of the time.
    """
    mark, yes, no = f"({ROW_FILTERS[view][key]})", "yes" in values, "no" in values
    if yes and no:
        return "true"
    return mark if yes else f"{mark} IS NOT TRUE" if no else "false"


def changes_of_rows(
    catalogue: Catalogue,
    measures: Sequence[Measure],
    groups: Groups,
    days: Sequence[date],
    covered: Where,
    loose: Where,
) -> Source:
    """The changes of `measures`, which share a ledger, of the rows that `loose` lets through."""
    first, kept = measures[0], _kept(groups, covered)
    texts = [_filled(catalogue, measure.sql) for measure in measures]
    rows, params = _rows(first.view, texts, kept, groups, loose)
    ends = ((first.date or "", ""),) if first.date else ((first.enters or "", ""), (first.leaves or "NULL", "-"))
    parts, bound = [], list[object]()
    for moment, sign in ends:
        sums = ", ".join(f"{sign}({text}) AS {measure.key}" for text, measure in zip(texts, measures, strict=True))
        since = "" if first.stock else f" AND {since_sql(moment)}"
        parts.append(
            f"SELECT g, CAST({moment} AS DATE) AS dt{kept.columns}, {sums} FROM {rows} "
            f"WHERE {until_sql(moment)}{since} GROUP BY ALL"
        )
        bound += [*params, days[-1], *([] if first.stock else [days[0] + timedelta(days=1)])]
    return Source(f"{first.view}_rows", f"({' UNION ALL '.join(parts)})", tuple(bound))


def values_of_rows(
    catalogue: Catalogue,
    spreads: Sequence[Spread],
    groups: Groups,
    reach: tuple[date, date],
    covered: Where,
    loose: Where,
) -> Source:
    """A column with the values of each of `spreads`, which share a view and a date, called by its key.

    Of the rows that `loose` lets through, from the first to the last day of `reach`; NULL where a row has no value.
    """
    first, kept = spreads[0], _kept(groups, covered)
    texts = [_filled(catalogue, spread.sql) for spread in spreads]
    rows, params = _rows(first.view, texts, kept, groups, loose)
    values = ", ".join(f"CAST({text} AS DOUBLE) AS {spread.key}" for text, spread in zip(texts, spreads, strict=True))
    sql = (
        f"(SELECT g, CAST({first.date} AS DATE) AS dt{kept.columns}, {values} FROM {rows} "
        f"WHERE {between_days_sql(first.date)})"
    )
    return Source(f"{first.view}_rows", sql, (*params, *reach))


@dataclass(frozen=True)
class _Kept:
    """The dimensions that the outer question needs, as codes."""

    names: tuple[str, ...]

    @property
    def columns(self) -> str:
        """Their columns in a SELECT over rows with codes beside words."""
        return "".join(f", code_{name} AS {name}" for name in self.names)


def _kept(groups: Groups, covered: Where) -> _Kept:
    names = [key for key, _ in covered] + ([groups.dimension] if groups.dimension else [])
    return _Kept(tuple(dict.fromkeys(names)))


def _rows(view: str, texts: Sequence[str], kept: _Kept, groups: Groups, loose: Where) -> tuple[str, list[object]]:
    """FROM text: rows of `view` that `loose` lets through, with words of the dimensions that `texts` speak of."""
    spoken = [name for name in FAMILIES[VIEWS[view]] if any(re.search(rf"\b{name}\b", text) for text in texts)]
    words = ", ".join(f"c_{name}.value AS {name}" for name in spoken)
    codes = "".join(f", r.{name} AS code_{name}" for name in kept.names)
    joins = " ".join(
        f"JOIN dimension AS c_{name} ON c_{name}.dimension = '{name}' AND c_{name}.code = r.{name}" for name in spoken
    )
    conditions, params = ["r.g BETWEEN ? AND ?"], list[object]()
    params += [min((unit.lo for unit in groups.units), default=0), max((unit.hi for unit in groups.units), default=-1)]
    conditions += [lets_through(view, key, values) for key, values in loose]
    columns = f"r.* REPLACE ({words})" if words else "r.*"
    return f"(SELECT {columns}{codes} FROM {view}_rows AS r {joins} WHERE {' AND '.join(conditions)})", params


def _filled(catalogue: Catalogue, sql: str) -> str:
    """SQL of the catalogue with $names replaced by its thresholds."""
    return Template(sql).substitute({name: f"{value:g}" for name, value in catalogue.thresholds.items()})
