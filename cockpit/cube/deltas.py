"""Measures as signed changes: the SQL that turns fact views into ledgers of daily changes.

A flow changes the running total on its day; a stock by +x on the day it enters and by -x on the day it leaves. Every
question is then a difference or a value of a running sum. Measures counted by the same days share a ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from string import Template

from cockpit.catalogue import Catalogue, Measure
from cockpit.contract import FAMILIES, UNIT_VIEWS, VIEWS, bucket_sql
from cockpit.cube.templates import day_sql, fill
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


def ledger_sql(catalogue: Catalogue, ledger: str) -> str:
    """CREATE TABLE <ledger>: place, dt, the family's dimensions as codes, one column of changes per measure.

    The place is the base grid `g`, or the `unit` where facts hang on units.
    """
    measures = ledgers(catalogue)[ledger]
    first = measures[0]
    dimensions = FAMILIES[VIEWS[first.view]]
    if first.date is not None:
        parts = [_changes(first.view, first.date, "", measures, dimensions, catalogue.thresholds)]
    else:
        parts = [
            _changes(first.view, first.enters or "", "", measures, dimensions, catalogue.thresholds),
            _changes(first.view, first.leaves or "NULL", "-", measures, dimensions, catalogue.thresholds),
        ]
    sums = ",\n    ".join(f"CAST(coalesce(sum({m.key}), 0) AS {m.sql_type}) AS {m.key}" for m in measures)
    something = " OR ".join(f"coalesce(sum({m.key}), 0) <> 0" for m in measures)
    names = "".join(f", {name}" for name in dimensions)
    place = "unit" if first.of_units else "g"
    return (
        f"CREATE TABLE {ledger} AS\nSELECT {place}, dt{names},\n    {sums}\nFROM (\n"
        + "\nUNION ALL\n".join(parts)
        + f"\n) GROUP BY {place}, dt{names}\nHAVING {something}\nORDER BY {place}, dt;"
    )


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


def rows_sql(view: str, order: str) -> str:
    """CREATE TABLE <view>_rows: the rows of `view` for lists, dimensions as codes, in the order of their grids."""
    names = FAMILIES[VIEWS[view]]
    codes = "".join(f", code_{name} AS {name}" for name in names)
    left_out = ", ".join([*names, *(f"code_{name}" for name in names)])
    return (
        f"CREATE TABLE {view}_rows AS\nSELECT * EXCLUDE ({left_out}){codes}\nFROM {_coded(view)}\nORDER BY g, {order};"
    )


def spread_sql(catalogue: Catalogue, key: str) -> str:
    """CREATE TABLE spread_<key>: g, dt, dimensions, value - one row per fact, for exact quantiles."""
    spread = catalogue.spreads[key]
    dimensions = "".join(f", code_{name} AS {name}" for name in FAMILIES[VIEWS[spread.view]])
    return (
        f"CREATE TABLE spread_{key} AS\nSELECT g, CAST({spread.date} AS DATE) AS dt{dimensions}, "
        f"CAST({spread.sql} AS DOUBLE) AS value\nFROM {_coded(spread.view)}\n"
        f"WHERE {spread.date} IS NOT NULL AND ({spread.sql}) IS NOT NULL\n"
        "ORDER BY g, dt;"
    )


def histogram_sql(key: str, exact_rows: int) -> str:
    """CREATE TABLE histogram_<key>: unit, dt, bucket, n - only for units with more rows than are counted exactly."""
    return (
        f"CREATE TABLE histogram_{key} AS\nWITH large AS (\n"
        f"    SELECT s.unit FROM spread_{key} AS v JOIN work.grid_unit AS s ON s.g = v.g\n"
        f"    GROUP BY s.unit HAVING count(*) > {exact_rows}\n)\n"
        f"SELECT s.unit, v.dt, {bucket_sql('v.value')} AS bucket, CAST(count(*) AS BIGINT) AS n\n"
        f"FROM spread_{key} AS v JOIN work.grid_unit AS s ON s.g = v.g\n"
        f"WHERE s.unit IN (SELECT unit FROM large)\nGROUP BY ALL ORDER BY s.unit, v.dt;"
    )


def running_sql(catalogue: Catalogue, opening: date, closing: date) -> str:
    """CREATE TABLE running: unit, dt, one running total per measure, for every unit and day of opening..closing."""
    measures = [measure for measure in catalogue.measures.values() if measure.dense]
    # Summed over dimensions first: what is joined with the units is then small, however many facts there are.
    moves = "\nUNION ALL BY NAME\n".join(
        f"SELECT g, dt, {', '.join(f'sum({m.key}) AS {m.key}' for m in held)} FROM {ledger} GROUP BY g, dt"
        for ledger, held in ledgers(catalogue, dense=True).items()
    )
    return fill(
        "running",
        opening=day_sql(opening),
        closing=day_sql(closing),
        moves=moves,
        sums=", ".join(f"sum({m.key}) AS {m.key}" for m in measures),
        totals=",\n    ".join(
            f"CAST(sum(coalesce(m.{m.key}, 0)) OVER days AS {m.sql_type}) AS {m.key}" for m in measures
        ),
    )


def _changes(
    view: str,
    day: str,
    sign: str,
    measures: Iterable[Measure],
    dimensions: Iterable[str],
    thresholds: Mapping[str, float],
) -> str:
    """One SELECT: the changes that `view` makes on the day `day` to `measures`."""
    names = "".join(f", code_{name} AS {name}" for name in dimensions)
    columns = ",\n    ".join(f"{sign}({_filled(m, thresholds)}) AS {m.key}" for m in measures)
    return (
        f"SELECT {'unit' if view in UNIT_VIEWS else 'g'}, CAST({day} AS DATE) AS dt{names},\n    {columns}\n"
        f"FROM {_coded(view)} WHERE ({day}) IS NOT NULL GROUP BY ALL"
    )


def _coded(view: str) -> str:
    """FROM text: the rows of `view` with the codes of its dimensions beside their words."""
    names = FAMILIES[VIEWS[view]]
    codes = "".join(f", c_{name}.code AS code_{name}" for name in names)
    joins = " ".join(
        f"JOIN dimension AS c_{name} ON c_{name}.dimension = '{name}' AND c_{name}.value = v.{name}" for name in names
    )
    return f"(SELECT v.*{codes} FROM work.{view} AS v {joins})"


def _filled(measure: Measure, thresholds: Mapping[str, float]) -> str:
    """The measure's SQL with $names replaced by thresholds of the catalogue."""
    try:
        return Template(measure.sql).substitute({name: f"{value:g}" for name, value in thresholds.items()})
    except KeyError as fault:
        raise CockpitError(
            f"Measure {measure.key} reads threshold {fault.args[0]!r}, which thresholds.toml does not have."
        ) from fault
