"""What a cube is made of: extracts and numbered trees, the days they know, the columns with something in them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from cockpit.catalogue import ADMISSION, Catalogue
from cockpit.contract import EARLIEST, LATEST, TABLES
from cockpit.cube.engine import Engine
from cockpit.cube.templates import day_sql, path_sql
from cockpit.editions import City, Span
from cockpit.errors import CockpitError, Refused

# Columns that say something happened: the newest of them is the as-of day when the mapping names none.
_HAPPENED: dict[str, tuple[str, ...]] = {
    "inspections": ("inspected_at",),
    "dwellings": ("from_date",),
    "events": tuple(column.name for column in TABLES["events"] if column.type == "time"),
    "event_steps": ("at",),
    "ratings": ("rated_on",),
}


# Columns that lists are made of, told where nothing is in them.
_LISTED = ("inspections.inspector", "dwellings.sequence", "dwellings.lon")


def read_city(connection: duckdb.DuckDBPyConnection, engine: Engine, staging: Path) -> dict[str, int]:
    """Views over the extracts (an empty table where one was not delivered) and the numbered trees."""
    connection.execute("CREATE SCHEMA work.extracts")
    counts: dict[str, int] = {}
    for table in TABLES.values():
        path = staging / "extracts" / f"{table.name}.parquet"
        engine.read_extract(table, path if path.exists() else None)
        if path.exists():
            row = connection.execute(f"SELECT count(*) FROM work.extracts.{table.name}").fetchone()
            counts[table.name] = int(row[0]) if row else 0
    tree, member = path_sql(staging / "geo" / "tree.parquet"), path_sql(staging / "geo" / "member.parquet")
    connection.execute(f"CREATE TABLE unit AS FROM read_parquet({tree}) ORDER BY id")
    connection.execute(f"CREATE TABLE member AS FROM read_parquet({member}) ORDER BY unit_id, lo")
    if not (staging / "geo" / "cover.parquet").exists():
        raise CockpitError(
            "The shapes of this edition were made by an earlier version, which did not say who holds a grid's ground.",
            "Import the files again: `cockpit import MAPPING.toml`, or `cockpit demo`.",
        )
    cover = path_sql(staging / "geo" / "cover.parquet")
    connection.execute(f"CREATE TABLE cover AS FROM read_parquet({cover}) ORDER BY g, tree")
    connection.execute(
        "CREATE TABLE held AS SELECT m.unit_id AS unit, u.g FROM unit AS u "
        "JOIN member AS m ON u.g BETWEEN m.lo AND m.hi WHERE u.tree = 'admin' AND u.leaf ORDER BY unit, g"
    )
    engine.share("unit", "member", "cover", "held")
    return counts


def note_delivered(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Which of the columns that measures need have something in them: a sum over nothing would be a false zero."""
    connection.execute("CREATE TABLE delivered (name VARCHAR)")
    measures = catalogue.measures.values()
    needed = sorted({need for measure in measures for need in (*measure.needs, *measure.wants)} | {*_LISTED})
    if catalogue.admitted:
        connection.execute("INSERT INTO delivered VALUES (?)", [ADMISSION])
    for need in needed:
        if need == ADMISSION:
            continue
        table, _, column = need.partition(".")
        sql = f'INSERT INTO delivered SELECT ? FROM work.extracts.{table} WHERE "{column}" IS NOT NULL LIMIT 1'
        connection.execute(sql, [need])


def find_span(engine: Engine, city: City) -> Span:
    """First and last day anything happened, and the as-of day; a date that stands for "never" is no such day."""
    days = " UNION ALL ".join(
        f'SELECT CAST("{column}" AS DATE) AS dt FROM work.extracts.{table}'
        for table, columns in _HAPPENED.items()
        for column in columns
    )
    [(first, last)] = engine.rows(
        f"SELECT min(dt), max(dt) FROM ({days}) WHERE dt BETWEEN {day_sql(EARLIEST)} AND {day_sql(LATEST)}"
    )
    as_of = city.as_of or last
    if as_of is None:
        raise Refused(
            "Nothing in the files has a date, so the cockpit cannot tell which day they are of.",
            hint="Set as_of in the [city] section of the mapping.",
        )
    return Span(as_of=as_of, first_day=min(first or as_of, as_of), last_day=max(last or as_of, as_of))
