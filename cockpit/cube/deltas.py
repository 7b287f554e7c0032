"""Measures as signed changes: the SQL that turns fact views into one table of daily changes per family.

A flow changes the running total on its day; a stock by +x on the day it enters and by -x on the day it leaves. Every
question is then a difference or a value of a running sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from string import Template

from cockpit.catalogue import Catalogue, Measure
from cockpit.contract import FAMILIES, VIEWS, bucket_sql
from cockpit.cube.templates import day_sql, fill
from cockpit.errors import CockpitError


def family_measures(catalogue: Catalogue, family: str) -> list[Measure]:
    """The measures counted over the views of `family`, in catalogue order."""
    return [measure for measure in catalogue.measures.values() if VIEWS[measure.view] == family]


def delta_sql(catalogue: Catalogue, family: str) -> str:
    """CREATE TABLE delta_<family>: g, dt, the family's dimensions, one column of changes per measure."""
    measures = family_measures(catalogue, family)
    dimensions = FAMILIES[family]
    parts = [
        _changes(view, day, sign, group, dimensions, catalogue.thresholds)
        for (view, day, sign), group in _by_day(measures).items()
    ]
    sums = ",\n    ".join(f"CAST(coalesce(sum({m.key}), 0) AS {m.sql_type}) AS {m.key}" for m in measures)
    something = " OR ".join(f"{m.key} <> 0" for m in measures)
    names = ", ".join(dimensions)
    return (
        f"CREATE TABLE delta_{family} AS\nSELECT * FROM (\nSELECT g, dt, {names},\n    {sums}\nFROM (\n"
        + "\nUNION ALL BY NAME\n".join(parts)
        + f"\n) GROUP BY g, dt, {names}\n) WHERE {something}\nORDER BY g, dt;"
    )


def spread_sql(catalogue: Catalogue, key: str) -> str:
    """CREATE TABLE spread_<key>: g, dt, dimensions, value - one row per fact, for exact quantiles."""
    spread = catalogue.spreads[key]
    dimensions = ", ".join(FAMILIES[VIEWS[spread.view]])
    return (
        f"CREATE TABLE spread_{key} AS\nSELECT g, CAST({spread.date} AS DATE) AS dt, {dimensions}, "
        f"CAST({spread.sql} AS DOUBLE) AS value\nFROM work.{spread.view}\nWHERE {spread.date} IS NOT NULL\n"
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
    measures = [measure for family in FAMILIES for measure in family_measures(catalogue, family)]
    moves = " UNION ALL BY NAME ".join(
        f"SELECT g, dt, {', '.join(m.key for m in family_measures(catalogue, family))} FROM delta_{family}"
        for family in FAMILIES
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


def _by_day(measures: Iterable[Measure]) -> dict[tuple[str, str, str], list[Measure]]:
    """Measures grouped by (view, day expression, sign), so that each view is read once per day it is counted by."""
    groups: dict[tuple[str, str, str], list[Measure]] = {}
    for measure in measures:
        if measure.date is not None:
            groups.setdefault((measure.view, measure.date, ""), []).append(measure)
        elif measure.enters is not None:
            groups.setdefault((measure.view, measure.enters, ""), []).append(measure)
            groups.setdefault((measure.view, measure.leaves or "NULL", "-"), []).append(measure)
    return groups


def _changes(
    view: str,
    day: str,
    sign: str,
    measures: Iterable[Measure],
    dimensions: Iterable[str],
    thresholds: Mapping[str, float],
) -> str:
    """One SELECT: the changes that `view` makes on the day `day` to `measures`."""
    names = ", ".join(dimensions)
    columns = ",\n    ".join(f"{sign}({_filled(m, thresholds)}) AS {m.key}" for m in measures)
    return (
        f"SELECT g, CAST({day} AS DATE) AS dt, {names},\n    {columns}\n"
        f"FROM work.{view} WHERE ({day}) IS NOT NULL GROUP BY ALL"
    )


def _filled(measure: Measure, thresholds: Mapping[str, float]) -> str:
    """The measure's SQL with $names replaced by thresholds of the catalogue."""
    try:
        return Template(measure.sql).substitute({name: f"{value:g}" for name, value in thresholds.items()})
    except KeyError as fault:
        raise CockpitError(
            f"Measure {measure.key} reads threshold {fault.args[0]!r}, which thresholds.toml does not have."
        ) from fault
