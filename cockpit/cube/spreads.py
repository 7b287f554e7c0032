"""Spreads: quantities per row whose quantiles are asked, as histograms of large units and, where needed, as rows."""

from __future__ import annotations

from cockpit.catalogue import Spread
from cockpit.contract import FAMILIES, VIEWS, bucket_sql
from cockpit.cube.deltas import order_sql


def values_sql(spread: Spread, dimensions: str = "", within: str = "true") -> str:
    """SELECT of g, dt, `dimensions` (SQL with a comma before each), value: a row for each fact with the quantity.

    `within` is a condition on the places.
    """
    return (
        f"SELECT g, CAST({spread.date} AS DATE) AS dt{dimensions}, CAST({spread.sql} AS DOUBLE) AS value\n"
        f"FROM work.counted_{spread.view}\n"
        f"WHERE ({spread.date}) IS NOT NULL AND ({spread.sql}) IS NOT NULL AND {within}"
    )


def spread_sql(spread: Spread, stretch: int = 1, within: str = "true") -> str:
    """SELECT of a spread: g, dt, dimensions, value - one row per fact, for quantiles of views that keep no rows."""
    dimensions = "".join(f", code_{name} AS {name}" for name in FAMILIES[VIEWS[spread.view]])
    return f"{values_sql(spread, dimensions, within)}\nORDER BY {order_sql(spread.view, stretch)}"


def histogram_sql(key: str, source: str, histogram_rows: int) -> str:
    """CREATE TABLE histogram_<key>: unit, dt, bucket, n - only for units with more rows than `histogram_rows`.

    `source` has g, dt and value. Counted first over grids that belong to the same units, then for each of these.
    """
    return (
        f"CREATE TABLE histogram_{key} AS\nWITH grids AS (\n"
        f"    SELECT g, count(*) AS n FROM {source} AS d GROUP BY g\n),\nlarge AS (\n"
        "    SELECT s.unit FROM grids AS v JOIN held AS s ON s.g = v.g\n"
        f"    GROUP BY s.unit HAVING sum(v.n) > {histogram_rows}\n),\n"
        "cells AS (\n    SELECT g, dense_rank() OVER (ORDER BY units) AS cell FROM (\n"
        "        SELECT g, list_sort(list(unit)) AS units FROM held\n"
        "        WHERE unit IN (SELECT unit FROM large) GROUP BY g\n    )\n),\n"
        f"buckets AS (\n    SELECT c.cell, d.dt, {bucket_sql('d.value')} AS bucket, count(*) AS n\n"
        f"    FROM {source} AS d JOIN cells AS c ON c.g = d.g GROUP BY ALL\n),\n"
        "cell_units AS (\n    SELECT DISTINCT c.cell, s.unit FROM cells AS c JOIN held AS s ON s.g = c.g\n"
        "    WHERE s.unit IN (SELECT unit FROM large)\n)\n"
        "SELECT u.unit, b.dt, b.bucket, CAST(sum(b.n) AS BIGINT) AS n\n"
        "FROM buckets AS b JOIN cell_units AS u ON u.cell = b.cell\n"
        "GROUP BY ALL ORDER BY u.unit, b.dt, b.bucket;"
    )
