"""Measures as signed changes: the SQL that turns fact views into ledgers of daily changes.

A flow changes the running total on its day; a stock by +x on the day it enters and by -x on the day it leaves. Every
question is then a difference or a value of a running sum. Measures counted by the same days share a ledger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from string import Template

from cockpit.catalogue import Catalogue, Measure, Spread
from cockpit.contract import FAMILIES, LEADS, UNIT_VIEWS, VIEWS
from cockpit.errors import CockpitError

# The view of each family that every value of its dimensions occurs in.
_REGISTER = {
    "event": "events",
    "dwelling": "dwellings",
    "neighbourhood": "communities",
    "facility": "facilities",
    "post": "posts",
    "rating": "ratings",
    "indicator": "indicators",
    "task": "tasks",
    "work": "teams",
    "person": "population",
    "link": "links",
}


def ledgers(catalogue: Catalogue, *, dense: bool = False) -> dict[str, list[Measure]]:
    """The tables of changes and the measures each holds, in catalogue order; with `dense` those of running totals."""
    found: dict[str, list[Measure]] = {}
    for measure in catalogue.measures.values():
        if measure.dense or not dense:
            found.setdefault(measure.ledger, []).append(measure)
    return found


def views(catalogue: Catalogue) -> dict[str, list[Measure | Spread]]:
    """The fact views that are counted over, and what is counted over each."""
    found: dict[str, list[Measure | Spread]] = {}
    every: tuple[Measure | Spread, ...] = (*catalogue.measures.values(), *catalogue.spreads.values())
    for counted in every:
        found.setdefault(counted.view, []).append(counted)
    return found


def spoken_columns(catalogue: Catalogue, view: str, columns: Iterable[str], texts: Iterable[str] = ()) -> list[str]:
    """Those of `columns` that something is counted by over `view`, or that `texts` speak of; without the place."""
    said = [
        text
        for counted in views(catalogue)[view]
        for text in (counted.sql, counted.date, *_stay(counted))
        if text is not None
    ]
    words = {word.lower() for text in (*said, *texts) for word in re.findall(r"\w+", text)}
    return [name for name in columns if name.lower() in words and name != _place(view)]


def counted_sql(catalogue: Catalogue, view: str, columns: Iterable[str]) -> str:
    """CREATE TABLE work.counted_<view>: the place, the codes of the dimensions, and of `columns` those counted by."""
    read = "".join(f', v."{name}"' for name in spoken_columns(catalogue, view, columns))
    names = FAMILIES[VIEWS[view]]
    codes = "".join(f", c_{name}.code AS code_{name}" for name in names)
    return (
        f"CREATE TABLE work.counted_{view} AS\nSELECT v.{_place(view)}{codes}{read}\n"
        f"FROM work.{view} AS v{_joins(names)};"
    )


def ledger_sql(catalogue: Catalogue, ledger: str, stretch: int = 1, within: str = "true") -> str:
    """SELECT of a ledger: place, dt, the family's dimensions as codes, one column of changes per measure.

    The place is the base grid `g`, or the `unit` where facts hang on units. Rows lie in the order of `order_sql`;
    `within` is a condition on the places.
    """
    measures = ledgers(catalogue)[ledger]
    first, order = measures[0], order_sql(measures[0].view, stretch)
    if first.date is not None:
        changes = _changes(first.view, first.date, "", measures, catalogue.thresholds, within)
        some = " OR ".join(f"{measure.key} <> 0" for measure in measures)
        return f"SELECT * FROM (\n{changes}\n)\nWHERE {some}\nORDER BY {order}"
    parts = [
        _changes(first.view, first.enters or "", "+", measures, catalogue.thresholds, within),
        _changes(first.view, first.leaves or "NULL", "-", measures, catalogue.thresholds, within),
    ]
    names, place = "".join(f", {name}" for name in FAMILIES[VIEWS[first.view]]), _place(first.view)
    changes = "\nUNION ALL\n".join(parts)
    return (
        f"SELECT {place}, dt{names},\n    {sums_sql(measures)}\nFROM (\n{changes}\n) "
        f"GROUP BY {place}, dt{names}\nHAVING {something_sql(measures)}\nORDER BY {order}"
    )


def sums_sql(measures: Iterable[Measure]) -> str:
    """A column with the sum of each measure."""
    return ",\n    ".join(f"{_sum(m)} AS {m.key}" for m in measures)


def something_sql(measures: Iterable[Measure]) -> str:
    """Whether any measure's sum is not zero, to the digits that are kept: fractions that cancel leave a trace."""
    return " OR ".join(f"{_sum(m) if m.decimals else f'coalesce(sum({m.key}), 0)'} <> 0" for m in measures)


def _sum(measure: Measure) -> str:
    return f"CAST(coalesce(sum({measure.key}), 0) AS {measure.sql_type})"


def order_sql(view: str, stretch: int) -> str:
    """Order of a table of changes: stretches of grids, months, the family's leading dimensions, grids, days.

    A question of some grids, of some months, or narrowed by those dimensions then reads few groups of rows.
    """
    if view in UNIT_VIEWS:
        return "unit, dt"
    leads = "".join(f"{name}, " for name in LEADS.get(VIEWS[view], ()))
    return f"g // {stretch}, year(dt), month(dt), {leads}g, dt"


def codes_sql() -> str:
    """CREATE TABLE dimension: the values that occur, each with its code: its place among them in alphabetical order."""
    parts = [
        f"SELECT DISTINCT '{name}' AS dimension, {name} AS value FROM work.{_REGISTER[family]}"
        for family, names in FAMILIES.items()
        for name in names
    ]  # families may share a dimension, and then its codes
    return (
        "CREATE TABLE dimension AS\nSELECT dimension, value, "
        "CAST(row_number() OVER (PARTITION BY dimension ORDER BY value) - 1 AS INTEGER) AS code\nFROM (\n"
        + "\nUNION\n".join(parts)
        + "\n) ORDER BY dimension, value;"
    )


def rows_sql(view: str, columns: Iterable[str], within: str = "true") -> str:
    """SELECT of the rows of `view` for lists and for filters that no ledger has: g, `columns`, dimensions as codes."""
    names = FAMILIES[VIEWS[view]]
    read = "".join(f', v."{name}"' for name in columns if name not in names)
    codes = "".join(f", c_{name}.code AS {name}" for name in names)
    return f"SELECT v.g{read}{codes}\nFROM work.{view} AS v{_joins(names)}\nWHERE {within}"


def _joins(names: Iterable[str]) -> str:
    """JOIN text: each dimension of the rows v with its codes."""
    return "".join(
        f"\nJOIN dimension AS c_{name} ON c_{name}.dimension = '{name}' AND c_{name}.value = v.{name}" for name in names
    )


def _stay(counted: Measure | Spread) -> tuple[str | None, ...]:
    """The days a stock is counted between."""
    return (counted.enters, counted.leaves) if isinstance(counted, Measure) else ()


def _place(view: str) -> str:
    return "unit" if view in UNIT_VIEWS else "g"


def _changes(
    view: str, day: str, sign: str, measures: Iterable[Measure], thresholds: Mapping[str, float], within: str
) -> str:
    """One SELECT: the changes that `view` makes on the day `day` to `measures`; without a `sign` they are final."""
    names = "".join(f", code_{name} AS {name}" for name in FAMILIES[VIEWS[view]])
    sums = {m.key: f"{sign}({_filled(m, thresholds)})" for m in measures}
    if not sign:
        sums = {m.key: f"CAST(coalesce({sums[m.key]}, 0) AS {m.sql_type})" for m in measures}
    columns = ",\n    ".join(f"{text} AS {key}" for key, text in sums.items())
    return (
        f"SELECT {_place(view)}, CAST({day} AS DATE) AS dt{names},\n    {columns}\n"
        f"FROM work.counted_{view} WHERE ({day}) IS NOT NULL AND {within} GROUP BY ALL"
    )


def _filled(measure: Measure, thresholds: Mapping[str, float]) -> str:
    """The measure's SQL with $names replaced by thresholds of the catalogue."""
    try:
        return Template(measure.sql).substitute({name: f"{value:g}" for name, value in thresholds.items()})
    except KeyError as fault:
        raise CockpitError(
            f"Measure {measure.key} reads threshold {fault.args[0]!r}, which thresholds.toml does not have."
        ) from fault
