"""Rows of a view as the cube keeps them: the same values to the last bit in far fewer bits, and a view that says them.

A moment is kept in whole seconds and what is left over, an id as its text and a number, an hour as seconds. The time an
event spent in a stage is kept only where its own moments do not say it. What nobody reads is not kept at all.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from cockpit.catalogue import Catalogue
from cockpit.contract import REPORTED, ROW_FILTERS, ROW_LISTED, SECONDS, STAGES, id_parts_sql, id_sql
from cockpit.cube.deltas import rows_sql, spoken_columns
from cockpit.cube.engine import Engine
from cockpit.cube.filling import Course
from cockpit.cube.templates import fill

_SECOND = 1_000_000  # microseconds
_IDS = frozenset({"event_id", "dwelling_id", "building", "follows"})
# Not closed by the end of the next month: such events lie behind the others of their month, so that what was closed in
# some months is sought in few groups of rows.
_LATE = "coalesce(r.closed_at >= date_trunc('month', r.reported_at) + INTERVAL 2 MONTH, true)"


@dataclass
class _Packing:
    """What is kept of the rows r: SQL of the columns, and how they are said again.

    odd: columns for exceptions.
    """

    kept: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    moments: list[str] = field(default_factory=list)
    times: dict[str, str] = field(default_factory=dict)

    def plain(self, name: str) -> None:
        """As it is."""
        self.kept.append(f'r."{name}"')
        self.told.append(f'k."{name}"')

    def moment(self, name: str) -> None:
        """The whole seconds, which are there for comparing too, and the microseconds left over."""
        self.kept.append(f'CAST(date_trunc(\'second\', r."{name}") AS TIMESTAMP_S) AS "{name}"')
        rest = f'epoch_us(r."{name}") - epoch_us(date_trunc(\'second\', r."{name}"))'
        self.kept.append(f'CAST(nullif({rest}, 0) AS INTEGER) AS "{name}_rest"')  # a column of nothing takes no room
        self.odd.append(f"{name}_rest")
        self.told.append(f'k."{name}" AS "{name}{SECONDS}"')
        self.moments.append(name)

    def identity(self, name: str) -> None:
        """The digits at its end as a number, which is there for looking it up too."""
        head, number = id_parts_sql(f"r.{name}")
        self.kept += [f"{head} AS {name}_head", f"{number} AS {name}_no"]
        self.told += [f"{id_sql(f'k.{name}_head', f'k.{name}_no')} AS {name}", f"k.{name}_no"]

    def hours(self, name: str, formula: str) -> None:
        """Nothing where `formula` says it, else seconds where they are whole, else as it is."""
        odd, seconds = f"r.{name} IS DISTINCT FROM {formula}", f"floor(r.{name} * 3600 + 0.5)"
        whole = f"{seconds} / 3600.0 = r.{name}"
        self.kept.append(f"CASE WHEN {odd} AND {whole} THEN CAST({seconds} AS BIGINT) END AS {name}_seconds")
        self.kept.append(f"CASE WHEN {odd} AND NOT {whole} THEN r.{name} END AS {name}_odd")
        self.odd += [f"{name}_seconds", f"{name}_odd"]
        self.times[name] = formula

    def view(self, kept: str, occurring: Container[str]) -> str:
        """SELECT of the rows as they were from the table `kept`; `occurring` are columns for exceptions with some."""
        moments = [
            f'make_timestamp(epoch_us(k."{name}") + coalesce(k."{name}_rest", 0)) AS "{name}"'
            if f"{name}_rest" in occurring
            else f'CAST(k."{name}" AS TIMESTAMP) AS "{name}"'
            for name in self.moments
        ]
        odd = {f"{name}_seconds": f"{name}_seconds / 3600.0" for name in self.times}
        odd |= {f"{name}_odd": f"{name}_odd" for name in self.times}
        held = [column for column in odd if column in occurring]
        rows = f"SELECT {', '.join((*self.told, *(f'k.{column}' for column in held), *moments))}\nFROM {kept} AS k"
        if not self.times:
            return rows
        times = []
        for name, formula in self.times.items():
            ways = [odd[column] for column in (f"{name}_seconds", f"{name}_odd") if column in occurring]
            times.append(f"coalesce({', '.join((*ways, formula))}) AS {name}")
        without = f" EXCLUDE ({', '.join(held)})" if held else ""
        return f"SELECT *{without}, {', '.join(times)}\nFROM (\n{rows}\n)"


def lay_event_rows(connection: duckdb.DuckDBPyConnection, engine: Engine, catalogue: Catalogue, course: Course) -> None:
    """Make `events_rows` by stretches of grids, months of reporting, lateness, grids; `event_step` by numbers of ids.

    A grid is found quickly, and so are a month of the city and the course of one event. Before all others lie the few
    events of which a check failed, since they are asked for by themselves whenever they were reported.
    """
    columns = [str(row[0]) for row in connection.execute("DESCRIBE work.events").fetchall()]
    read = spoken_columns(catalogue, "events", columns, (*ROW_FILTERS["events"].values(), *ROW_LISTED["events"]))
    count = engine.rows("SELECT count(*) FROM work.events")[0][0] if engine.in_passes else 0
    # What is sorted takes some four times what a pass of numbers does, and a pass reads all rows once more.
    selects = [rows_sql("events", read, within) for within in course.passes(count * len(read) // 32)]
    month = "year(r.reported_at), month(r.reported_at)"
    order = f"NOT r.failed, r.g // {course.stretch}, {month}, {_LATE}, r.g, r.reported_at, r.event_id"
    keep_rows(connection, engine, "events_rows", selects, order)
    keep_rows(connection, engine, "event_step", [fill("step")], 'event_id_no, r.event_id, r."at"')


def lay_dwelling_rows(connection: duckdb.DuckDBPyConnection, engine: Engine) -> None:
    """Make `dwelling_row`, in the order of the grids."""
    keep_rows(connection, engine, "dwelling_row", [fill("dwelling_row")], "r.no")


def keep_rows(
    connection: duckdb.DuckDBPyConnection, engine: Engine, name: str, selects: Sequence[str], order: str
) -> None:
    """Make the table NAME_kept of the rows of `selects`, each part in its order, and the view NAME."""
    packing = _Packing()
    for place, select in enumerate(selects):
        source = engine.offer(name, select)
        packing = _packing(connection.execute(f"DESCRIBE FROM {source}").fetchall())
        connection.execute(
            (f"INSERT INTO {name}_kept" if place else f"CREATE TABLE {name}_kept AS")
            + f" SELECT {', '.join(packing.kept)}\nFROM {source} AS r\nORDER BY {order}"
        )
    occurring = _occurring(connection, f"{name}_kept", packing.odd)
    connection.execute(f"CREATE VIEW {name} AS\n{packing.view(f'{name}_kept', occurring)}")


def _occurring(connection: duckdb.DuckDBPyConnection, kept: str, odd: Sequence[str]) -> frozenset[str]:
    """Those of the columns for exceptions in which there is one."""
    if not odd:
        return frozenset()
    found = connection.execute(f"SELECT {', '.join(f'count({column})' for column in odd)} FROM {kept}").fetchone() or ()
    return frozenset(column for column, n in zip(odd, found, strict=True) if n)


def _packing(described: Sequence[tuple[Any, ...]]) -> _Packing:
    """How columns, given with their types, are kept."""
    types, packing = {str(row[0]): str(row[1]) for row in described}, _Packing()
    for name, kind in types.items():
        if kind == "TIMESTAMP":
            packing.moment(name)
        elif name in _IDS:
            packing.identity(name)
        elif kind == "DOUBLE" and name.endswith("_hours"):
            packing.hours(name, _own_time(name.removesuffix("_hours"), types))
        else:
            packing.plain(name)
    return packing


def _own_time(stage: str, columns: Container[str]) -> str:
    """SQL for the hours from the latest moment of an earlier stage to the stage's own, as far as they are kept."""
    if stage not in STAGES or f"{stage}_at" not in columns:
        return "NULL"
    own, earlier = f"{stage}_at", [f"{name}_at" for name in (REPORTED, *STAGES[: STAGES.index(stage)])]
    since = f"greatest({', '.join(name for name in earlier if name in columns)})"
    return f"CASE WHEN {own} IS NOT NULL THEN greatest(0, epoch_us({own}) - epoch_us({since})) / 3600000000.0 END"
