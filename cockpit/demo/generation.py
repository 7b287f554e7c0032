"""Extracts out of a drawn city: tables registered with DuckDB, SQL files run in order, Parquet written."""

from __future__ import annotations

import shutil
from datetime import date, datetime, time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from cockpit.catalogue import Catalogue
from cockpit.contract import table
from cockpit.demo.ages import age_frame
from cockpit.demo.days import draw_days
from cockpit.demo.habits import draw_habits, mark_lags
from cockpit.demo.profiles import (
    HANDED,
    SOURCES,
    STORM,
    case_slots,
    channel_slots,
    departments,
    hour_slots,
    kind_slots,
    picked_slots,
    read_casebook,
)
from cockpit.demo.settlement import Settlement
from cockpit.demo.sizes import Size

_WORKSHOP = ".workshop.duckdb"
_SQL = Path(__file__).parent / "sql"
_ALWAYS = 100_000  # days: longer than any city is known
BROKEN_LINK = date(2026, 6, 1)  # planted: since then schools of the new town are matched less well
_PER_DWELLING = 0.0062  # events a day


def open_workshop(staging: Path, seed: int, size: Size, memory: str = "5GB") -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with the draws of `seed` and the days of `size` set.

    What it holds lies in a file, which `close_workshop` removes: a large city does not fit into memory.
    """
    connection = duckdb.connect(str(staging / _WORKSHOP))
    connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute("SET preserve_insertion_order = true")
    # The SQL joins what is many with what is few, in this order. Counted on views, DuckDB guesses that nothing is left
    # of the many and would keep them all in memory.
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    connection.execute(f"SET temp_directory = '{staging / '.spill'}'")
    last = (size.as_of - size.first).days
    values = {
        "seed": seed,
        "first": size.first,
        "last": last,
        "end": datetime.combine(size.as_of, time.max),
        "step_days": size.step_days,
        "months": size.months,
        "broken_link": BROKEN_LINK,
        "inspections": str(staging / "extracts" / "inspections.parquet"),
    }
    for name, value in values.items():
        connection.execute(f'SET VARIABLE "{name}" = ?', [value])
    return connection


def close_workshop(connection: duckdb.DuckDBPyConnection, staging: Path) -> None:
    """Close the connection and remove what it held."""
    connection.close()
    shutil.rmtree(staging / ".spill", ignore_errors=True)
    for path in staging.glob(f"{_WORKSHOP}*"):
        path.unlink()


def run(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Run one SQL file of the demo."""
    connection.execute((_SQL / f"{name}.sql").read_text(encoding="utf-8"))


def keep(connection: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    """Keep a frame as a table of the workshop."""
    connection.register("_frame", frame)
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM _frame")
    connection.unregister("_frame")


def lay_out(
    connection: duckdb.DuckDBPyConnection,
    rng: np.random.Generator,
    size: Size,
    city: Settlement,
    catalogue: Catalogue,
) -> pd.DataFrame:
    """Put what the SQL reads into the workshop: grids, towns, days, rules, casebook. Returns the grids."""
    towns = draw_habits(rng, city.grids.drop_duplicates("town")[["town", "town_name", "area"]])
    towns["town_no"] = np.arange(len(towns))
    grids = mark_lags(city.grids, size.first).merge(towns[["town", "town_no", "busy"]], on="town")
    grids = grids.sort_values("g", kind="stable")
    grids["rate"] = (grids["dwellings"] + 12 * (grids["special"] != "")) * _PER_DWELLING * grids["busy"]
    by_community = grids.groupby("community")["g"]
    grids["community_first"], grids["community_grids"] = by_community.transform("min"), by_community.transform("size")
    days = draw_days(size)
    working = days.loc[days["working"], ["w", "d"]]
    casebook = read_casebook(dict(catalogue.categories))
    frames = {
        "grid": grids,
        "town": towns,
        "place": city.places,
        "day": days,
        "working_day": working,
        "rule": rule_frame(catalogue, size),
        "kind_slots": kind_slots(),
        "casebook": casebook.drop(columns=["at", "weight", "peak", "swing"]),
        "case_slots": case_slots(casebook),
        "hour_slots": hour_slots(),
        "channel_slots": channel_slots(),
        "department": departments(),
        "source": pd.DataFrame(list(SOURCES.items()), columns=["department", "rate"]),
        "age": age_frame(),
    }
    for name, frame in frames.items():
        keep(connection, name, frame)
    connection.execute("SET VARIABLE storm_cases = ?", [picked_slots(casebook, STORM)])
    connection.execute("SET VARIABLE handed_cases = ?", [picked_slots(casebook, HANDED)])
    return grids


def rule_frame(catalogue: Catalogue, size: Size) -> pd.DataFrame:
    """The catalogue's intervals: sort (class, kind), value, piece (0, 1 ...), from_d, to_d, days, last."""
    rows = []
    for sort, name in (("class", "class_"), ("kind", "kind")):
        rules = [rule for rule in catalogue.intervals if getattr(rule, name)]
        for value in dict.fromkeys(getattr(rule, name) for rule in rules):
            mine = sorted(
                (
                    ((rule.from_ - size.first).days if rule.from_ else -_ALWAYS, rule.days)
                    for rule in rules
                    if getattr(rule, name) == value
                ),
            )
            ends = [start - 1 for start, _ in mine[1:]] + [_ALWAYS]
            for piece, ((start, days), end) in enumerate(zip(mine, ends, strict=True)):
                rows.append((sort, value, piece, start, end, days, end == _ALWAYS))
    return pd.DataFrame(rows, columns=["sort", "value", "piece", "from_d", "to_d", "days", "last"])


def write_extract(connection: duckdb.DuckDBPyConnection, name: str, staging: Path, *, ordered: bool = True) -> None:
    """Write the workshop's table or view `name` as the contract's extract; columns it does not have are empty.

    Not `ordered`, groups of rows lie in the order in which threads finish them: all cores write, not one.
    """
    known = {row[0] for row in connection.execute(f"DESCRIBE {name}").fetchall()}
    columns = ", ".join(
        f'CAST("{column.name}" AS {column.sql_type}) AS "{column.name}"'
        if column.name in known
        else f'CAST(NULL AS {column.sql_type}) AS "{column.name}"'
        for column in table(name)
    )
    folder = staging / "extracts"
    folder.mkdir(parents=True, exist_ok=True)
    form = f"FORMAT parquet, COMPRESSION zstd, PRESERVE_ORDER {ordered}"
    connection.execute(f"COPY (SELECT {columns} FROM {name}) TO '{folder / name}.parquet' ({form})")
