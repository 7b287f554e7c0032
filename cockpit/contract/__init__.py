"""The data contract: every table an edition may hold, column by column. The only place that says what an extract is.

Codes and ids are text; dates are ISO; times are the city's wall clock. `data/README.md` is generated from here.
"""

from __future__ import annotations

from datetime import date

from cockpit.contract.buckets import BUCKET_GROWTH, BUCKET_LEAST, EXACT_ROWS, HISTOGRAM_ROWS, bucket_sql
from cockpit.contract.ids import id_number, id_parts_sql, id_sql
from cockpit.contract.moments import SECONDS, between_days_sql, since_sql, until_sql
from cockpit.contract.records import SQL_TYPES, Column, ColumnType, Table
from cockpit.contract.tables import TABLES
from cockpit.contract.views import (
    FAMILIES,
    LARGELY,
    LEADS,
    MONTHLY,
    REPORTED,
    RETOLD_DAYS,
    ROW_FILTERS,
    ROW_LISTED,
    ROW_NEEDS,
    ROW_VIEWS,
    SPARSE_VIEWS,
    STAGES,
    UNIT_VIEWS,
    VIEW_TABLES,
    VIEWS,
)
from cockpit.errors import unknown

__all__ = [
    "ADMIN",
    "BUCKET_GROWTH",
    "BUCKET_LEAST",
    "EARLIEST",
    "EXACT_ROWS",
    "FAMILIES",
    "HISTOGRAM_ROWS",
    "LARGELY",
    "LATEST",
    "LEADS",
    "MONTHLY",
    "REPORTED",
    "RETOLD_DAYS",
    "ROW_FILTERS",
    "ROW_LISTED",
    "ROW_NEEDS",
    "ROW_VIEWS",
    "SECONDS",
    "SPARSE_VIEWS",
    "SQL_TYPES",
    "STAGES",
    "TABLES",
    "UNIT_VIEWS",
    "VIEWS",
    "VIEW_TABLES",
    "Column",
    "ColumnType",
    "Table",
    "between_days_sql",
    "bucket_sql",
    "id_number",
    "id_parts_sql",
    "id_sql",
    "render_dictionary",
    "since_sql",
    "table",
    "until_sql",
]

# The tree every city has: its administrative one.
ADMIN = "admin"

# Days before and after are slips of the pen or stand for "never"; nothing is asked about them.
EARLIEST, LATEST = date(1800, 1, 1), date(2199, 12, 31)


def table(name: str) -> Table:
    """The table called `name`. Raises UnknownName with a "did you mean"."""
    if name not in TABLES:
        raise unknown("table", name, TABLES)
    return TABLES[name]


def render_dictionary() -> str:
    """The data dictionary as Markdown: one section per table, as it stands in `data/README.md`."""
    parts = [_DICTIONARY_HEAD]
    for item in TABLES.values():
        parts.append(f"\n## {item.name}\n\n{item.meaning[0].upper()}{item.meaning[1:]}. Key: {', '.join(item.key)}.\n")
        parts.append("| column | type | unit | meaning | when empty |\n|---|---|---|---|---|")
        for column in item:
            empty = "refused" if column.required else ("" if column.default is None else f"{column.default}".lower())
            parts.append(f"| {column.name} | {column.type} | {column.unit} | {column.meaning} | {empty} |")
    return "\n".join(parts) + "\n"


_DICTIONARY_HEAD = """# The data contract

Generated from `cockpit/contract/` by `cockpit contract > data/README.md`; a test compares the two. Editions live in
this folder and are not committed.

A required column (when empty: refused) sets a row aside when it is empty; a missing one refuses the whole file.
`text` keeps leading zeros. `time` is the city's wall clock unless it carries an offset. `deadline` is a time; a
bare date means the end of that day. A row names its grid by `grid` or by `lon` and
`lat`; where both are given the code wins. No names, identity numbers, telephone numbers or addresses of people enter
an extract."""
