"""One file of one source -> rows of its table: chosen, renamed, recoded and typed, each with its first fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from cockpit.contract import Column, Table
from cockpit.errors import suggest
from cockpit.intake.bench import Bench
from cockpit.intake.casts import ISO, cast, name, prepare, quote, trim
from cockpit.intake.deliveries import LINE, PLACE, Delivery
from cockpit.intake.expressions import Expression, check_expression, check_format
from cockpit.intake.mapping import Scalar, Source
from cockpit.intake.people import PSEUDONYMS, is_bare_name, is_personal_name
from cockpit.intake.rules import blame, row_faults, value_faults

_LINE = "__line"  # the row's line, beside the operator's own columns


@dataclass(frozen=True)
class Recipe:
    """How one file becomes rows of `table`: which contract column comes from where, and what is not read."""

    table: Table
    source: Source
    delivery: Delivery
    taken: dict[str, str]  # contract column -> source column
    computed: dict[str, Expression]
    where: Expression | None
    faults: tuple[tuple[str, str], ...] = field(default=())  # (key of the source, sentence)

    @property
    def reads(self) -> set[str]:
        """Source columns that reach the extract, as they are or through an expression."""
        return {*self.taken.values(), *(each for made in self.computed.values() for each in made.reads)}

    @property
    def filled(self) -> list[Column]:
        """Contract columns that the file gives, in the contract's order."""
        given = {*self.taken, *self.computed, *self.source.constants}
        return [column for column in self.table if column.name in given]

    def formats(self, column: Column) -> tuple[str, ...]:
        """Patterns a column's texts may have; a cell that is a day or a time by itself needs none."""
        given = self.source.formats.get(column.name, ())
        return (*given, ISO) if given and self.delivery.typed else given

    @property
    def unread(self) -> list[str]:
        """Source columns that stay outside."""
        return [each for each in self.delivery.names if each not in self.reads]


def write_recipe(bench: Bench, table: Table, source: Source, delivery: Delivery) -> Recipe:
    """Match a source with the columns a file has; what does not fit stands in the recipe's `faults`."""
    faults: list[tuple[str, str]] = []
    taken = _take(table, source, delivery, faults)
    computed = {}
    for column, text in source.expressions.items():
        try:
            computed[column] = check_expression(bench, text, delivery.names)
        except ValueError as fault:
            faults.append(("expressions", f"{column}: {fault}"))
    for column, forms in source.formats.items():
        for form in forms:
            try:
                check_format(bench, form)
            except ValueError as fault:
                faults.append(("formats", f"{column}: {fault}"))
    where = None
    if source.where is not None:
        try:
            where = check_expression(bench, source.where, delivery.names, "BOOLEAN")
        except ValueError as fault:
            faults.append(("where", str(fault)))
    recipe = Recipe(table, source, delivery, taken, computed, where)
    faults += _missing(recipe)
    faults += _personal(recipe)
    return Recipe(table, source, delivery, taken, computed, where, tuple(faults))


def _take(table: Table, source: Source, delivery: Delivery, faults: list[tuple[str, str]]) -> dict[str, str]:
    """Contract column -> source column: as listed, else by the same name."""
    taken = {}
    for column in table:
        said = source.columns.get(column.name)
        if said is None:
            if column.name in delivery.names and column.name not in {*source.constants, *source.expressions}:
                taken[column.name] = column.name
            continue
        chosen = said.strip()
        if chosen not in delivery.names:
            near = suggest(chosen, delivery.names)
            hint = f"Did you mean {near!r}?" if near else f"It has {_shown(delivery.names)}."
            faults.append(("columns", f"there is no column {said!r}, which {column.name} is to come from. {hint}"))
            continue
        taken[column.name] = chosen
    for column_name, chosen in taken.items():
        if chosen in delivery.twice:
            faults.append(("columns", f"column {chosen!r}, for {column_name}, stands there more than once."))
    return taken


def _shown(names: tuple[str, ...], most: int = 12) -> str:
    said = ", ".join(names[:most]) + (", ..." if len(names) > most else "")
    if len(names) == 1 and any(mark in names[0] for mark in ";\t|"):
        return f"only {said}: name the delimiter"
    return said


def _missing(recipe: Recipe) -> Iterator[tuple[str, str]]:
    """Contract columns that must be there and are not."""
    given = {column.name for column in recipe.filled} | set(recipe.source.columns)  # a misspelt one is named already
    for column in recipe.table:
        if column.required and column.name not in given:
            yield (
                "columns",
                f"nothing gives column {column.name!r} of table {recipe.table.name}, which every row must have.",
            )
    if recipe.table.placed and "grid" not in given and not {"lon", "lat"} <= given:
        yield "columns", f"neither grid nor lon and lat are given, so no row of {recipe.table.name} has a place."


def _personal(recipe: Recipe) -> Iterator[tuple[str, str]]:
    """Columns on their way into an extract that by their name identify people."""
    read = [(column, each) for column, each in recipe.taken.items()]
    read += [(column, each) for column, made in recipe.computed.items() for each in sorted(made.reads)]
    for column, each in read:
        if is_personal_name(each) or (column in PSEUDONYMS and is_bare_name(each)):
            said = f"column {each!r}, read for {column}, holds by its name what identifies people; nothing of it may"
            key = "expressions" if column in recipe.computed else "columns"
            yield key, f"{said} enter an extract. Take it out, or deliver a pseudonym."


def compose(recipe: Recipe, stream: str, target: str, timezone: str, ids: tuple[int, int]) -> str:
    """SQL that reads `stream` (a delivery's batches) and adds its rows to `target`, the staging table."""
    columns = recipe.filled
    source = ", ".join(
        f"{trim(PLACE.format(i))} AS {name(each)}"
        for i, each in enumerate(recipe.delivery.names)
        if _asked(recipe, each)
    )
    where = f"{recipe.where.guarded}" if recipe.where else "{'v': 'true'}"
    texts = ", ".join(f"{_text(recipe, column)} AS x_{column.name}" for column in columns)
    recoded = ", ".join(f"{_recode(recipe, column)} AS t_{column.name}" for column in columns)
    plain = ", ".join(f"{prepare(column, f't_{column.name}')} AS p_{column.name}" for column in columns)
    typed = ", ".join(
        f"{cast(column, f'p_{column.name}', recipe.formats(column), timezone)} AS v_{column.name}" for column in columns
    )
    absent = "".join(
        f", CAST(NULL AS {_staged(column)}) AS v_{column.name}, CAST(NULL AS VARCHAR) AS t_{column.name}"
        for column in recipe.table
        if column not in columns
    )
    values = ", ".join(map(_value, recipe.table))
    return f"""INSERT INTO {target}
SELECT {ids[0]}, {ids[1]}, {_LINE}, {values}, fault.c, left(fault.v, 200), fault.r FROM (
SELECT *, {blame(_faults(recipe))} AS fault FROM (
SELECT *, {typed}{absent} FROM (
SELECT *, {plain} FROM (
SELECT *, {recoded} FROM (
SELECT {_LINE}, w, {texts} FROM (
SELECT *, {where} AS w FROM (
SELECT {LINE} AS {_LINE}{", " + source if source else ""} FROM {stream}
)) WHERE w IS NULL OR CAST(w.v AS BOOLEAN)
)))))"""


def _asked(recipe: Recipe, column: str) -> bool:
    return column in recipe.reads or (recipe.where is not None and column in recipe.where.reads)


def _text(recipe: Recipe, column: Column) -> str:
    """A contract column's text, or for an expression the struct that tells a failure from an empty answer."""
    if column.name in recipe.computed:
        return recipe.computed[column.name].guarded
    if column.name in recipe.taken:
        return name(recipe.taken[column.name])
    return quote(write_scalar(recipe.source.constants[column.name]))


def _recode(recipe: Recipe, column: Column) -> str:
    text = trim(f"x_{column.name}.v") if column.name in recipe.computed else f"x_{column.name}"
    words = recipe.source.values.get(column.name)
    if not words:
        return text
    cases = " ".join(f"WHEN {quote(old.strip())} THEN {trim(quote(write_scalar(new)))}" for old, new in words.items())
    return f"CASE {text} {cases} ELSE {text} END"


def _faults(recipe: Recipe) -> Iterator[tuple[str, str, str]]:
    """(column, condition, reason) in the order they are blamed: column by column, then between columns."""
    first = recipe.table.columns[0].name
    if recipe.where:
        yield first, "w IS NULL", "cannot be tested: 'where' fails on this row"
    for column in recipe.table:
        if column.name in recipe.computed:
            yield column.name, f"x_{column.name} IS NULL", "cannot be worked out: its expression fails on this row"
        for condition, reason in value_faults(column, recipe.source.formats.get(column.name, ())):
            yield column.name, condition, reason
    yield from row_faults(recipe.table)


def _value(column: Column) -> str:
    """The value as staged: where a text has a default it takes part in keys and references."""
    if isinstance(column.default, str):
        return f"coalesce(v_{column.name}, {quote(column.default)})"
    return f"v_{column.name}"


def _staged(column: Column) -> str:
    """The type a column has on the bench: a shape stays text until it is looked at."""
    return "VARCHAR" if column.type == "geometry" else column.sql_type


def create_stage(table: Table) -> str:
    """SQL that makes the staging table of `table`: where each row came from, its values, its fault."""
    columns = ", ".join(f"{name(column.name)} {_staged(column)}" for column in table)
    return (
        f"CREATE TABLE stage_{table.name} (_source INTEGER, _file INTEGER, _line BIGINT, {columns}, "
        "_column VARCHAR, _value VARCHAR, _reason VARCHAR)"
    )


def write_scalar(value: Scalar) -> str:
    """A TOML value as the text a file would hold."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)
