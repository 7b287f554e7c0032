"""Checked rows -> the extracts of an edition, and the rejected rows with the reason for each."""

from __future__ import annotations

from pathlib import Path

from cockpit.contract import ADMIN, Column, Table
from cockpit.intake.bench import Bench
from cockpit.intake.casts import name, quote
from cockpit.intake.checks import TREES

# What the headline number of residents is made of where a row does not give it.
_RESIDENTS = ("registered", "elsewhere", "floating", "overseas")
_SUM = (
    f"CASE WHEN coalesce({', '.join(f's.{part}' for part in _RESIDENTS)}) IS NOT NULL"
    f" THEN {' + '.join(f'coalesce(s.{part}, 0)' for part in _RESIDENTS)} END"
)


def write_extract(bench: Bench, table: Table, staging: Path) -> int:
    """Write the live rows of a table, every contract column in order, grids filled in. Returns how many."""
    path = staging.resolve() / "extracts" / f"{table.name}.parquet"
    path.parent.mkdir(exist_ok=True)
    columns = ", ".join(f"{_value(table, column)} AS {name(column.name)}" for column in table)
    bench.run(f"COPY (SELECT {columns} FROM {_rows(table)} ORDER BY {_order(table)}) TO {quote(str(path))} ({_FORM})")
    return bench.count(f"SELECT count(*) FROM live_{table.name}")


# The grid a point lies in, where the code given is that of a grid that was replaced: its ground has new names.
_REPLACED = (
    f"CASE WHEN s.grid IN (SELECT code FROM unit WHERE tree = {quote(ADMIN)} AND valid_to IS NOT NULL) THEN p.found END"
)
_FORM = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"


def _rows(table: Table) -> str:
    """The live rows with what was found out about them beside."""
    rows = f"live_{table.name} AS s"
    if table.placed:
        rows += f" LEFT JOIN placed_{table.name} AS p USING (rid)"
    if "grid" in table.names:
        grid = f"coalesce({_REPLACED}, s.grid, p.found)" if table.placed else "s.grid"
        rows += f" JOIN unit AS u ON u.tree = {quote(ADMIN)} AND u.code = {grid}"
    if table.name == "events":
        rows += " LEFT JOIN due AS d USING (rid)"
    if table.name == "boundaries":
        rows += " JOIN shape AS h USING (rid)"
    return rows


def _value(table: Table, column: Column) -> str:
    """A column as it is written: found out, filled up from others, or what stands for an empty one."""
    value = f"s.{name(column.name)}"
    found = {("boundaries", "geometry"): "h.wkb", ("events", "due_at"): f"coalesce({value}, d.due_at)"}
    found["dwellings", "residents"] = f"coalesce({value}, {_SUM})"
    if (table.name, column.name) in found:
        return found[table.name, column.name]
    if column.name == "grid":
        return "u.code"
    if table.placed and column.name in {"lon", "lat"}:
        return f"p.{column.name}"
    if column.default is None:
        return value
    default = quote(column.default) if isinstance(column.default, str) else str(column.default).lower()
    return f"coalesce({value}, {default})"


def _order(table: Table) -> str:
    """Rows of one grid lie together, in the order of time; the key makes the order complete."""
    first = ["u.g"] if "grid" in table.names else []
    if table.name == "events":
        first.append("s.reported_at")
    keys = [f"s.{name(key)}" for key in table.key if key != "grid"]
    return ", ".join([*first, *keys]) if table.name not in TREES else ", ".join(keys)


def gather_rejected(bench: Bench, table: str) -> None:
    """Make the table `rejected_TABLE` (file, line, column, value, reason, detail), malformed rows included."""
    bench.run(
        f"""CREATE OR REPLACE TABLE rejected_{table} AS
        SELECT s._file AS file, s._line AS line, f."column", coalesce(f.value, '') AS value, f.reason, f.detail
        FROM faults_{table} AS f JOIN stage_{table} AS s ON s.rowid = f.rid WHERE f.kind = 'rejected'
        UNION ALL BY NAME
        SELECT m.file, m.line, '' AS "column", '' AS value, m.reason, m.detail
        FROM malformed AS m JOIN files AS d USING (file) WHERE d."table" = {quote(table)}"""
    )


def write_rejected(bench: Bench, table: str, staging: Path) -> None:
    """Write rejected/TABLE.parquet: file, line (header = 1), column, value, reason."""
    path = staging.resolve() / "rejected" / f"{table}.parquet"
    path.parent.mkdir(exist_ok=True)
    bench.run(
        f"""COPY (
            SELECT d.name AS file, r.line, r."column", r.value, r.reason || r.detail AS reason
            FROM rejected_{table} AS r JOIN files AS d USING (file) ORDER BY r.file, r.line, r."column"
        ) TO {quote(str(path))} ({_FORM})"""
    )
