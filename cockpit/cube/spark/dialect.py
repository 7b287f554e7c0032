"""The cube's SQL as Spark understands it: sqlglot, and what it does not know of the two.

DuckDB's SQL is the only source. What has the same meaning on both passes; what has not is rewritten here by rule, and
what has no rule is refused: sqlglot lets a function it does not know pass as it stands, and drops an order within an
aggregate without a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import duckdb
from sqlglot import ErrorLevel, exp, parse_one
from sqlglot.errors import SqlglotError

from cockpit.errors import CockpitError

# Spark's type for each of DuckDB's that a column of the cube may have.
_TYPES = {
    "BOOLEAN": "BOOLEAN",
    "INTEGER": "INT",
    "BIGINT": "BIGINT",
    "BLOB": "BINARY",
    "HUGEINT": "DECIMAL(38, 0)",
    "DOUBLE": "DOUBLE",
    "VARCHAR": "STRING",
    "DATE": "DATE",
    "TIMESTAMP": "TIMESTAMP_NTZ",
}


def parts(script: str) -> list[str]:
    """The statements of a script, without what separates them."""
    return [re.sub(r";\s*(--[^\n]*\s*)*$", "", part.query).strip() for part in duckdb.extract_statements(script)]


@dataclass
class Statement:
    """One statement: what it makes (kind TABLE, VIEW or MACRO), Spark's SELECT, and the order of its rows in DuckDB."""

    kind: str
    name: str
    select: str
    order: str


@dataclass
class Translator:
    """Translates statement by statement; macros are remembered and written out where they are called."""

    _macros: dict[str, tuple[list[str], exp.Expr]] = field(default_factory=dict)

    def statement(self, text: str) -> Statement:
        """Translate CREATE TABLE … AS, CREATE VIEW … AS or CREATE MACRO.

        Raises:
            CockpitError: something in it has no form on Spark.
        """
        tree = _parse(text)
        if not isinstance(tree, exp.Create):
            raise _refused("only CREATE … AS is run on Spark", text)
        name, kind, body = _name(tree.this), tree.kind, tree.expression
        if kind in {"MACRO", "FUNCTION"}:
            function = tree.this
            self._macros[name] = ([parameter.name for parameter in function.expressions], body)
            return Statement("MACRO", name, "", "")
        order = body.args.get("order")
        body.set("order", None)
        return Statement(kind, name, self._spark(body, text), _order(order) if order else "")

    def question(self, text: str) -> str:
        """Translate a SELECT. Raises CockpitError as above."""
        return self._spark(_parse(text), text)

    def _spark(self, tree: exp.Expr, text: str) -> str:
        tree = self._written_out(tree)
        for fault in filter(None, map(_fault, tree.walk())):
            raise _refused(fault, text)
        tree = tree.transform(_meant)
        try:
            sql: str = tree.sql("spark", unsupported_level=ErrorLevel.RAISE, comments=False, pretty=True)
        except SqlglotError as reason:
            raise _refused(str(reason), text) from reason
        return sql

    def _written_out(self, tree: exp.Expr) -> exp.Expr:
        """The tree with every call of a macro replaced by its body."""
        for node in list(tree.find_all(exp.Dot)):
            call = node.expression
            if isinstance(call, exp.Anonymous) and f"{node.this.name}.{call.name}" in self._macros:
                parameters, body = self._macros[f"{node.this.name}.{call.name}"]
                given = dict(zip(parameters, call.expressions, strict=True))
                node.replace(exp.paren(_given(body.copy(), given)))
        return tree


def spark_type(duck: str) -> str:
    """Spark's type for a type of DuckDB.

    Raises:
        CockpitError: no column of the cube should have it.
    """
    if duck.endswith("[]"):
        return f"ARRAY<{spark_type(duck[:-2])}>"
    if duck.startswith("DECIMAL("):
        return duck
    if duck not in _TYPES:
        raise CockpitError(f"A column of type {duck} has no form on Spark.")
    return _TYPES[duck]


def view_name(name: str) -> str:
    """What a relation of the cube's SQL is called on Spark, which has no schemas here."""
    return name.replace(".", "_")


def _parse(text: str) -> exp.Expr:
    try:
        return parse_one(text, read="duckdb")
    except SqlglotError as reason:
        raise _refused(str(reason), text) from reason


def _name(node: exp.Expr) -> str:
    table = node.find(exp.Table)
    if table is None:
        raise CockpitError("A statement of the cube makes nothing that has a name.")
    return ".".join(part.name for part in table.parts)


def _given(body: exp.Expr, given: dict[str, exp.Expr]) -> exp.Expr:
    """The body of a macro with its parameters replaced."""

    def replace(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and not node.table and node.name in given:
            return exp.paren(given[node.name].copy())
        return node

    return body.transform(replace)


def _order(order: exp.Expr) -> str:
    """ORDER BY over the columns of what was made: who they came from is forgotten."""
    plain = order.transform(lambda node: exp.column(node.this) if isinstance(node, exp.Column) else node)
    text: str = plain.sql("duckdb", comments=False)
    return text


def _meant(node: exp.Expr) -> exp.Expr:
    """The node as Spark must be told it to do what DuckDB does; changed in place, so that what is in it is seen too."""
    if isinstance(node, exp.Table) and node.db:
        return exp.to_table(view_name(".".join(part.name for part in node.parts)), alias=node.alias or None)
    if isinstance(node, exp.Div) and not node.args.get("typed"):  # DuckDB divides in floating point
        _divide(node, node.this, node.expression)
    elif isinstance(node, exp.Cast) and node.to.is_type("decimal") and not isinstance(node.this, exp.Div):
        _round(node)
    elif isinstance(node, exp.Anonymous) and node.name.upper() == "EPOCH_US":
        node.set("this", "UNIX_MICROS")
        node.set("expressions", [_as(node.expressions[0], "TIMESTAMPLTZ")])
    elif isinstance(node, exp.DayOfWeekIso):  # sqlglot's own writing of it begins the week on Saturday
        weekday = exp.Anonymous(this="WEEKDAY", expressions=[node.this.transform(_meant)])
        return exp.paren(exp.Add(this=weekday, expression=exp.Literal.number(1)))
    elif isinstance(node, exp.DateDiff):
        return _difference(node)
    return node


def _difference(node: exp.Expr) -> exp.Expr:
    """Days from day to day, whatever the hours; microseconds as whole numbers."""
    if node.text("unit").upper() == "DAY":
        days = [_as(side.transform(_meant), "DATE") for side in (node.this, node.expression)]
        return _as(exp.Anonymous(this="DATEDIFF", expressions=days), "BIGINT")
    moments = (_as(side.transform(_meant), "TIMESTAMPLTZ") for side in (node.this, node.expression))
    later, earlier = (exp.Anonymous(this="UNIX_MICROS", expressions=[moment]) for moment in moments)
    return exp.paren(exp.Sub(this=later, expression=earlier))


def _divide(div: exp.Expr, left: exp.Expr, right: exp.Expr) -> None:
    div.set("this", _double(left))
    div.set("expression", _double(right))
    div.set("typed", True)
    div.set("safe", False)


def _as(node: exp.Expr, kind: str) -> exp.Expr:
    return exp.Cast(this=node, to=exp.DataType.build(kind))


def _double(node: exp.Expr) -> exp.Expr:
    return _as(node, "DOUBLE")


def _round(cast: exp.Expr) -> None:
    """DuckDB rounds the number itself to so many digits, Spark the shortest text of it: 0.285 becomes 0.28 or 0.29."""
    digits = int(cast.args["to"].expressions[1].name)
    power = _double(exp.Literal.number(10**digits))
    whole = exp.Round(this=exp.Mul(this=_double(cast.this), expression=power), decimals=exp.Literal.number(0))
    cast.set("this", exp.Div(this=whole, expression=power.copy(), typed=True, safe=False))


# Functions with the same meaning on both, as sqlglot writes them. Any other is refused until somebody has looked at it.
_SAME = (
    *(exp.Sum, exp.Count, exp.Min, exp.Max, exp.Avg, exp.LogicalOr, exp.LogicalAnd, exp.ArgMax, exp.ArgMin),
    *(exp.Lead, exp.Lag, exp.RowNumber, exp.Rank, exp.DenseRank, exp.Coalesce, exp.Nullif, exp.Greatest, exp.Least),
    *(exp.Case, exp.If, exp.And, exp.Or, exp.Cast, exp.Abs, exp.Sign, exp.Floor, exp.Ceil, exp.Ln),
    *(
        exp.Year,
        exp.Month,
        exp.Day,
        exp.TimestampTrunc,
        exp.DateTrunc,
        exp.DayOfWeekIso,
        exp.GenerateSeries,
        exp.Explode,
    ),
    *(exp.Array, exp.ArrayAgg, exp.ArraySort, exp.Length, exp.Lower, exp.Upper, exp.Substring, exp.Exists),
)
_SAME_BY_NAME = frozenset({"EPOCH_US"})
# Of an hour DuckDB counts the strokes between two moments and Spark the whole hours: only these two agree.
_UNITS = frozenset({"DAY", "MICROSECOND"})
# What Spark has no word for, or only in other places; each with the reason.
_NOT_THERE: tuple[tuple[Callable[[exp.Expr], bool], str], ...] = (
    (lambda node: isinstance(node, exp.Join) and node.method.upper() == "ASOF", "there is no ASOF join"),
    (
        lambda node: isinstance(node, exp.Window) and isinstance(node.this, exp.Filter),
        "there is no FILTER in a window",
    ),
    (
        lambda node: isinstance(node, exp.ArrayAgg) and node.find(exp.Order) is not None,
        "an order within an aggregate would be lost: sort the list instead",
    ),
    (
        lambda node: (
            isinstance(node, (exp.Unnest, exp.Explode))
            and not isinstance(node.parent, (exp.Alias, exp.Select, exp.From))
        ),
        "rows out of a list must be a column of their own",
    ),
    (
        lambda node: isinstance(node, exp.Exists) and isinstance(node.find_ancestor(exp.Where, exp.Select), exp.Select),
        "EXISTS is a condition only",
    ),
    (
        lambda node: isinstance(node, exp.DateDiff) and node.text("unit").upper() not in _UNITS,
        "differences of times are taken in days or microseconds",
    ),
)


def _fault(node: exp.Expr) -> str:
    """Why Spark would do another thing than DuckDB, or nothing at all; empty where it does the same."""
    for found, reason in _NOT_THERE:
        if found(node):
            return reason
    known = isinstance(node, (*_SAME, exp.DateDiff)) or node.name.upper() in _SAME_BY_NAME
    if isinstance(node, exp.Func) and not known:
        return f"{node.sql('duckdb')[:60]} is not known to mean the same"
    return ""


def _refused(why: str, text: str) -> CockpitError:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("--")]
    start = " ".join(" ".join(lines).split())[:120]
    return CockpitError(f"SQL of the cube has no form on Spark: {why}, in {start} …", "Build with --engine duckdb.")
