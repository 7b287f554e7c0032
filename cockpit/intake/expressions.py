"""An operator's SQL: one scalar expression over the source's own columns, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from cockpit.errors import suggest
from cockpit.intake.bench import Bench
from cockpit.intake.casts import ISO
from cockpit.intake.casts import name as sql_name

# What an expression may be made of; everything else (subqueries, windows, parameters, stars) leads elsewhere.
_PARTS = frozenset(
    {
        *("BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON"),
        *("CONJUNCTION", "CONSTANT", "FUNCTION", "LAMBDA", "OPERATOR", "TYPE"),
    }
)
# Functions whose answer is not made from the row alone: the same files would not give the same edition again.
_RESTLESS = ("VOLATILE", "CONSISTENT_WITHIN_QUERY")
Tree = dict[str, Any]
_CLOCKS = frozenset({"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "today"})


@dataclass(frozen=True)
class Expression:
    """A checked expression and the source columns it reads."""

    sql: str
    kind: str
    reads: frozenset[str]

    @property
    def guarded(self) -> str:
        """SQL of a struct with the answer as text in `v`; NULL itself where the expression fails on a row."""
        return f"TRY({{'v': CAST(CAST(({self.sql}\n) AS {self.kind}) AS VARCHAR)}})"


def check_expression(bench: Bench, text: str, names: tuple[str, ...], kind: str = "VARCHAR") -> Expression:
    """Check that `text` is a scalar expression over the columns `names` that can be read as `kind`.

    Raises:
        ValueError: a sentence saying what is wrong with it.
    """
    if not text.strip():
        raise ValueError("an empty expression says nothing.")
    node = _parse(bench, text)
    allowed = _functions(bench)
    bound = {param for part in _walk(node) if part["class"] == "LAMBDA" for param in _params(part)}
    known = {name.lower(): name for name in names}
    reads = set()
    for part in _walk(node):
        if part["class"] not in _PARTS:
            raise ValueError(f"{text!r} is not a plain expression over the row ({part['class'].lower()} inside).")
        if part["class"] == "FUNCTION" and part["function_name"].lower() not in allowed:
            raise ValueError(f"{text!r} calls {part['function_name']!r}, which is not a function of the row alone.")
        if part["class"] == "COLUMN_REF":
            reads |= _read_column(text, part["column_names"], known, bound)
    _bind(bench, text, names, kind)
    return Expression(text, kind, frozenset(reads))


def check_format(bench: Bench, form: str) -> None:
    """Check that `form` is a pattern of dates and times, or "ISO". Raises ValueError with a sentence."""
    if form == ISO:
        return
    try:
        bench.ask("SELECT try_strptime('', ?) IS NULL", [form])
    except duckdb.Error as fault:
        raise ValueError(f"{form!r} is no pattern of dates and times: {_first_line(fault)}") from fault
    if not form.strip():
        raise ValueError("an empty pattern fits nothing.")


def _first_line(fault: duckdb.Error) -> str:
    """What the database says, without its kind of error and its picture of the place."""
    line = str(fault).splitlines()[0]
    return line.partition(": ")[2] or line


def _parse(bench: Bench, text: str) -> Tree:
    """The expression as a tree. A statement with anything but the one expression is not one."""
    tree = json.loads(bench.ask("SELECT json_serialize_sql(?)", [f"SELECT ({text}\n)"])[0][0])
    if tree["error"]:
        raise ValueError(f"{text!r} is not SQL: {tree['error_message']}.")
    plain = json.loads(bench.ask("SELECT json_serialize_sql('SELECT (1)')")[0][0])
    nodes = [statement["node"] for statement in tree["statements"]]
    chosen = nodes[0].pop("select_list", [])
    plain["statements"][0]["node"].pop("select_list")
    if len(nodes) != 1 or len(chosen) != 1 or _bare(nodes[0]) != _bare(plain["statements"][0]["node"]):
        raise ValueError(f"{text!r} is more than one expression.")
    return dict(chosen[0])


def _bare(node: object) -> object:
    """A tree without the places of its parts in the text."""
    if isinstance(node, dict):
        return {key: _bare(value) for key, value in node.items() if not key.startswith("query_location")}
    return [_bare(value) for value in node] if isinstance(node, list) else node


def _walk(node: object) -> Iterator[dict[str, Any]]:
    """Every part of a tree that has a class."""
    if isinstance(node, dict):
        if "class" in node:
            yield node
        for value in node.values():
            yield from _walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from _walk(value)


def _params(part: dict[str, Any]) -> Iterator[str]:
    for piece in _walk(part["lhs"]):
        if piece["class"] == "COLUMN_REF":
            yield piece["column_names"][-1].lower()


def _functions(bench: Bench) -> frozenset[str]:
    rows = bench.ask(
        "SELECT DISTINCT lower(function_name) FROM duckdb_functions() GROUP BY function_name"
        " HAVING bool_and(function_type IN ('scalar', 'macro'))"
        f" AND NOT coalesce(bool_or(stability IN {_RESTLESS}), false) AND NOT starts_with(function_name, 'pg_')"
    )
    return frozenset(name for (name,) in rows) - _CLOCKS


def _read_column(text: str, path: list[str], known: dict[str, str], bound: set[str]) -> set[str]:
    name = path[0].lower()
    if name in bound:
        return set()
    if name in known:
        return {known[name]}
    if name in _CLOCKS:
        raise ValueError(f"{text!r} asks the clock; the same files must always give the same edition.")
    near = suggest(path[0], known.values())
    raise ValueError(
        f"{text!r} names column {path[0]!r}, which is not there." + (f" Did you mean {near!r}?" if near else "")
    )


def _bind(bench: Bench, text: str, names: tuple[str, ...], kind: str) -> None:
    """Let the database check names and types; an expression that gives a row from no row is an aggregate."""
    columns = ", ".join(f"CAST(NULL AS VARCHAR) AS {sql_name(name)}" for name in names)
    try:
        rows = bench.ask(f"SELECT CAST(({text}\n) AS {kind}) FROM (SELECT {columns}) WHERE 1 = 0")
    except duckdb.Error as fault:
        raise ValueError(f"{text!r} cannot be worked out: {_first_line(fault)}") from fault
    if rows:
        raise ValueError(f"{text!r} sums up rows; it must be an expression over one row.")
