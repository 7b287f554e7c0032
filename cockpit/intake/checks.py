"""What rows may not be beside each other: corrections, duplicates, conflicts, overlaps, references to nothing.

Rows lie in `stage_TABLE`; what is found about one goes to `faults_TABLE` by its rowid, as kind "rejected",
"identical" (a second copy) or "corrected" (replaced by a later source). `live_TABLE` is what is left.
"""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.contract import ADMIN, Table
from cockpit.intake.bench import Bench
from cockpit.intake.casts import name, quote
from cockpit.intake.shaping import create_stage

# Two different rows of one unit are a fault of the tree, which refuses the edition: geography names it.
TREES = frozenset({"units", "boundaries"})

# table -> (its column, the table that must know it)
_REFERENCES = {"inspections": ("dwelling_id", "dwellings"), "event_steps": ("event_id", "events")}


def prepare_table(bench: Bench, table: Table) -> None:
    """Make the places a table's rows, faults and remains are kept in."""
    bench.run(create_stage(table))
    bench.run(
        f"CREATE TABLE faults_{table.name}"
        ' (rid BIGINT, kind VARCHAR, "column" VARCHAR, value VARCHAR, reason VARCHAR, detail VARCHAR)'
    )
    bench.run(
        f"CREATE VIEW live_{table.name} AS SELECT s.rowid AS rid, s.* FROM stage_{table.name} AS s"
        f" WHERE NOT EXISTS (SELECT 1 FROM faults_{table.name} AS f WHERE f.rid = s.rowid)"
    )


def reject(bench: Bench, table: str, rows: str) -> None:
    """Reject what the question `rows` gives: rid, column, value, reason, detail."""
    bench.run(
        f"INSERT INTO faults_{table} SELECT rid, 'rejected', \"column\", left(value, 200), reason, detail FROM ({rows})"
        f' AS found(rid, "column", value, reason, detail)'
    )


def reject_bad_values(bench: Bench, table: str) -> None:
    """Reject rows that carry a fault from their reading."""
    reject(bench, table, f"SELECT rowid, _column, _value, _reason, '' FROM stage_{table} WHERE _reason IS NOT NULL")


def apply_corrections(bench: Bench, table: Table, correcting: Sequence[int]) -> None:
    """Let the rows of correcting sources replace those of earlier sources with the same key."""
    same = " AND ".join(f"c.{name(key)} IS NOT DISTINCT FROM s.{name(key)}" for key in table.key)
    for source in correcting:
        bench.run(
            f"INSERT INTO faults_{table.name} SELECT s.rid, 'corrected', '', '', '', ''"
            f" FROM live_{table.name} AS s WHERE s._source < ? AND EXISTS"
            f" (SELECT 1 FROM live_{table.name} AS c WHERE c._source = ? AND {same})",
            [source, source],
        )


def settle_duplicates(bench: Bench, table: Table) -> None:
    """Of equal rows keep the first; reject all different rows that share a key."""
    keys = ", ".join(name(key) for key in table.key)
    same = " AND ".join(f"k.{name(key)} IS NOT DISTINCT FROM s.{name(key)}" for key in table.key)
    values = ", ".join(name(column.name) for column in table)
    bench.run(
        f"CREATE OR REPLACE TEMP TABLE twins AS WITH s AS (SELECT * FROM live_{table.name}),"
        f" k AS (SELECT {keys} FROM s GROUP BY {keys} HAVING count(*) > 1)"
        f" SELECT s.rid, [s._source, s._file, s._line] AS place, hash({values}) AS content,"
        f" dense_rank() OVER (ORDER BY {keys}) AS number, concat_ws(', ', {keys}) AS said"
        f" FROM s WHERE EXISTS (SELECT 1 FROM k WHERE {same})"
    )
    bench.run(
        "CREATE OR REPLACE TEMP TABLE families AS SELECT number, min(content) <> max(content) AS differ,"
        " min(place) AS first, min(place, 2)[2] AS second, arg_min(rid, place) AS kept FROM twins GROUP BY number"
    )
    bench.run(
        f"INSERT INTO faults_{table.name} SELECT t.rid, 'identical', '', '', '', '' FROM twins AS t"
        " JOIN families AS f USING (number) WHERE NOT f.differ AND t.rid <> f.kept"
    )
    if table.name not in TREES:
        reject(
            bench,
            table.name,
            f"SELECT t.rid, {quote(table.key[0])}, t.said, 'stands in another row too, with other values',"
            " ': ' || d.name || ', line ' || o.other[3]"
            " FROM twins AS t JOIN (SELECT *, unnest([first, second]) AS other FROM families WHERE differ) AS o"
            " ON o.number = t.number AND o.other = CASE WHEN t.place = o.first THEN o.second ELSE o.first END"
            " JOIN files AS d ON d.file = o.other[2]",
        )


def reject_overlaps(bench: Bench) -> None:
    """Reject periods of one dwelling that share a day."""
    reject(
        bench,
        "dwellings",
        """SELECT rid, 'from_date',
            concat_ws(' to ', coalesce(from_date::VARCHAR, '...'), coalesce(to_date::VARCHAR, '...')),
            'overlaps another period of the same dwelling', ''
        FROM (
            SELECT *,
                max(ends) OVER (PARTITION BY dwelling_id ORDER BY begins, ends, rid
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
                min(begins) OVER (PARTITION BY dwelling_id ORDER BY begins, ends, rid
                    ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS after
            FROM (
                SELECT rid, dwelling_id, from_date, to_date,
                    coalesce(from_date, DATE '0001-01-01') AS begins, coalesce(to_date, DATE '9999-12-31') AS ends
                FROM live_dwellings
                WHERE dwelling_id IN (SELECT dwelling_id FROM live_dwellings GROUP BY ALL HAVING count(*) > 1)
            )
        ) WHERE before >= begins OR after <= ends""",
    )


def reject_strangers(bench: Bench, table: str) -> None:
    """Reject rows about something that its own table does not hold."""
    column, other = _REFERENCES.get(table, ("", ""))
    if column:
        reject(
            bench,
            table,
            f"SELECT s.rid, '{column}', s.{column}, CASE WHEN s.{column} IN (SELECT {column} FROM stage_{other})"
            f" THEN 'is in {other}, but rejected there' ELSE 'is not in {other}' END, ''"
            f" FROM live_{table} AS s WHERE NOT EXISTS (SELECT 1 FROM live_{other} AS o WHERE o.{column} = s.{column})",
        )


def reject_unknown_units(bench: Bench, table: Table) -> None:
    """Reject rows that name a unit no tree has, or a base grid that is none."""
    if "unit" in table.names:
        tree = "s.tree" if "tree" in table.names else quote(ADMIN)
        types = " AND NOT starts_with(s.unit, 'type:')" if table.name == "targets" else ""
        reject(
            bench,
            table.name,
            f"SELECT s.rid, 'unit', s.unit, 'is no unit of tree ' || {tree}, '' FROM live_{table.name} AS s"
            f" WHERE s.unit IS NOT NULL{types}"
            f" AND NOT EXISTS (SELECT 1 FROM unit AS u WHERE u.code = s.unit AND u.tree = {tree})",
        )
    if "grid" in table.names:
        reject(
            bench,
            table.name,
            "SELECT s.rid, 'grid', s.grid, 'is no base grid',"
            " CASE WHEN u.code IS NULL THEN ': the units have no such code' ELSE ': its level is ' || u.level END"
            f" FROM live_{table.name} AS s LEFT JOIN unit AS u ON u.code = s.grid AND u.tree = {quote(ADMIN)}"
            " WHERE s.grid IS NOT NULL AND (u.code IS NULL OR NOT u.leaf)",
        )
