"""`cockpit ask`, `metrics` and `editions`: what an edition knows, without a browser."""

from __future__ import annotations

import json
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cockpit.cli import Data
from cockpit.errors import CockpitError


class Form(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


class ListForm(StrEnum):
    """How a list is written."""

    TABLE = "table"
    JSON = "json"


class Compare(StrEnum):
    """What an answer is compared with."""

    PREVIOUS = "previous"
    YEAR = "year"


def register(app: typer.Typer) -> None:
    """Add the subcommands to `app`."""
    app.command("ask")(ask)
    app.command("metrics")(metrics)
    app.command("editions")(editions)


def ask(  # noqa: PLR0913, PLR0917  one parameter per word of the public command line
    metric: Annotated[str, typer.Argument(help="Key of the metric; see `cockpit metrics`.")],
    unit: Annotated[str | None, typer.Option(help="Code of the unit; the top when absent.")] = None,
    tree: Annotated[str, typer.Option(help="Tree of the unit.")] = "admin",
    by: Annotated[str, typer.Option(help="children, a level, day, week, month, or a dimension.")] = "",
    from_: Annotated[str | None, typer.Option("--from", help="First day of the period.", metavar="DAY")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Last day of the period.", metavar="DAY")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Day of stock metrics.", metavar="DAY")] = None,
    where: Annotated[list[str] | None, typer.Option(help="KEY=VALUE, may be repeated.", metavar="KEY=VALUE")] = None,
    compare: Annotated[Compare, typer.Option(help="What `previous` is.")] = Compare.PREVIOUS,
    edition: Annotated[str | None, typer.Option(help="Edition to ask; the one in use when absent.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Print the table chosen and the SQL.")] = False,
    form: Annotated[Form, typer.Option("--format", help="How the answer is written.")] = Form.TABLE,
    data: Data = None,
) -> None:
    """Ask one metric, at any unit, broken down and narrowed as you like."""
    from cockpit.access import whole_city
    from cockpit.measure import measure
    from cockpit.selection import Selection
    from cockpit.settings import load_settings
    from cockpit.store import Store

    settings = load_settings(data=data)
    store = Store(settings.data)
    snapshot = store.edition(edition) if edition else store.current()
    selection = Selection(
        unit=unit,
        tree=tree,
        start=_day(from_, "--from"),
        end=_day(to, "--to"),
        as_of=_day(as_of, "--as-of"),
        compare=compare.value,
        where=_where(where or [], snapshot.values),
    )
    if selection.start and selection.end and selection.start > selection.end:
        raise typer.BadParameter("--from is after --to.")
    answer = measure(snapshot, snapshot.catalogue.metric(metric), selection, whole_city(settings), by)
    if explain:
        typer.echo(f"tables: {', '.join(answer.tables)}", err=True)
        for statement in answer.sql:
            typer.echo(statement, err=True)
    _write(answer, form)


def metrics(
    form: Annotated[ListForm, typer.Option("--format", help="How the list is written.")] = ListForm.TABLE,
    edition: Annotated[str | None, typer.Option(help="Edition to read; the one in use when absent.")] = None,
    data: Data = None,
) -> None:
    """The catalogue: every metric with its formula, unit, target and clause."""
    from cockpit import editions as published
    from cockpit.catalogue import DEFAULTS, load_catalogue
    from cockpit.settings import load_settings

    root = load_settings(data=data).data
    # Before anything is published the catalogue that ships is the answer.
    folders = [DEFAULTS]
    if edition or (root / published.CURRENT).exists():
        kept = published.folder(root) / (edition or published.current(root)) / "catalogue"
        if edition:
            published.read_manifest(root, edition)
        folders = [kept / "default", kept / "city"]
    catalogue = load_catalogue(*folders)
    if form is ListForm.JSON:
        rows = [item.model_dump(mode="json") | {"stock": catalogue.stock(item)} for item in catalogue.metrics.values()]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    header = ["metric", "名称", "公式", "formula", "unit", "better", "target", "clause"]
    lines = [
        [m.key, m.label.zh, m.formula.zh, m.formula.en, m.unit, m.better, _text(m.target), m.clause]
        for m in catalogue.metrics.values()
    ]
    _table(header, lines)


def editions(
    action: Annotated[str, typer.Argument(help="list, verify, use or prune.")] = "list",
    name: Annotated[str | None, typer.Argument(help="An edition.")] = None,
    keep: Annotated[int | None, typer.Option(min=1, help="How many of the newest to keep when pruning.")] = None,
    data: Data = None,
) -> None:
    """List the editions, verify one, let one serve, or delete old ones."""
    from cockpit.settings import load_settings

    root = load_settings(data=data).data
    if action == "list":
        _list_editions(root)
    elif action == "verify":
        _verify(root, name)
    elif action == "use" and name:
        from cockpit.editions import use

        use(root, name)
        typer.echo(f"Edition {name} serves.")
    elif action == "prune" and keep:
        from cockpit.editions import prune

        gone = prune(root, keep)
        typer.echo(f"{len(gone)} deleted: {', '.join(gone)}" if gone else "Nothing to delete.")
    else:
        raise typer.BadParameter("say: list | verify [EDITION] | use EDITION | prune --keep N")


def _list_editions(root: Path) -> None:
    from cockpit.editions import current, list_editions, read_manifest

    names = list_editions(root)
    serving = current(root) if names else ""
    rows = []
    for name in names:
        manifest = read_manifest(root, name)
        rows.append([name, "*" if name == serving else "", manifest.city.name, str(manifest.as_of)])
    _table(["edition", "serves", "city", "as of"], rows)


def _verify(root: Path, name: str | None) -> None:
    from cockpit.editions import current, verify

    chosen = name or current(root)
    faults = verify(root, chosen)
    for fault in faults:
        typer.echo(fault)
    if faults:
        raise CockpitError(
            f"Edition {chosen} is damaged: {len(faults)} of its files.", "Use another: `cockpit editions use`."
        )
    typer.echo(f"Edition {chosen} is as it was published.")


def _day(text: str | None, word: str) -> date | None:
    """A day of the command line. Years far from any data are refused: they are slips of the finger."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 1800 <= day.year <= 2200:
        raise typer.BadParameter(f"{word} {text!r} is not a day like 2026-06-30.")
    return day


def _where(clauses: list[str], known: dict[str, tuple[str, ...]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """KEY=VALUE clauses as a narrowing. A value may list several with commas unless it is itself a known value."""
    found: dict[str, list[str]] = {}
    for clause in clauses:
        key, sign, value = clause.partition("=")
        if not sign:
            raise typer.BadParameter(f"--where {clause!r} is not KEY=VALUE.")
        values = [value] if value in known.get(key, ()) else value.split(",")
        for each in values:
            if key in known and each not in known[key]:
                typer.echo(f"cockpit: note: {key} {each!r} does not occur in this edition.", err=True)
        found.setdefault(key, []).extend(values)
    return tuple((key, tuple(dict.fromkeys(values))) for key, values in found.items())


def _records(answer: Any) -> list[dict[str, object]]:  # noqa: ANN401  a Measurement, whose room is imported late
    """Rows of an answer as records: code and name, or period, or the dimension; then the numbers."""
    dimension = answer.by in _dimension_names()
    rows = []
    for row in answer.rows():
        record: dict[str, object] = {}
        if answer.by in {"day", "week", "month"}:
            record["period"] = row.key
        elif dimension:
            record[answer.by] = row.key
        else:
            record |= {"code": row.key or answer.unit.code, "name": row.name}
        record |= {"value": row.value, "numerator": row.numerator, "denominator": row.denominator}
        rows.append(record | {"n": row.n, "previous": row.previous, "state": row.state})
    return rows


def _dimension_names() -> set[str]:
    from cockpit.contract import FAMILIES

    return {name for names in FAMILIES.values() for name in names}


def _write(answer: Any, form: Form) -> None:  # noqa: ANN401  a Measurement, whose room is imported late
    rows = _records(answer)
    if form is Form.JSON:
        head = {"metric": answer.metric.key, "unit": answer.unit.code, "tree": answer.tree, "by": answer.by}
        days = {"from": str(answer.start), "to": str(answer.end), "as_of": str(answer.as_of)}
        typer.echo(json.dumps({**head, **days, "edition": answer.edition, "rows": rows}, ensure_ascii=False))
    elif form is Form.CSV:
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(_columns(rows))
        writer.writerows(row.values() for row in rows)
    elif form is Form.PARQUET:
        import pyarrow as pa
        import pyarrow.parquet as pq

        sink = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_pylist(rows), sink)
        sys.stdout.buffer.write(sink.getvalue())
    else:
        _table(_columns(rows), [[_text(value) for value in row.values()] for row in rows])


def _columns(rows: list[dict[str, object]]) -> list[str]:
    return list(rows[0]) if rows else ["code", "name", "value", "numerator", "denominator", "n", "previous", "state"]


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _table(header: list[str], rows: list[list[str]]) -> None:
    """Print a table; on a pipe as wide as it needs to be, so that nothing is cut."""
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 10_000, highlight=False, markup=False)
    table = Table(*header, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    console.print(table)
