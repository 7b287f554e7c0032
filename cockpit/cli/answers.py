"""`cockpit ask`, `metrics` and `editions`: what an edition knows, without a browser."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Annotated

import typer

from cockpit.cli import Data
from cockpit.cli.asking import Compare, narrow, read_clause, read_days
from cockpit.cli.writing import Form, ListForm, in_words, write_answer, write_table
from cockpit.errors import CockpitError


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
    from cockpit.measure import dimensions, measure, unfounded_columns
    from cockpit.selection import Selection
    from cockpit.settings import load_settings
    from cockpit.store import Store

    # The words of the call first: they are wrong whether or not there is an edition.
    start, end, day = read_days(from_, to, as_of)
    clauses = [read_clause(text) for text in where or []]
    settings = load_settings(data=data)
    store = Store(settings.data)
    snapshot = store.edition(edition) if edition else store.current()
    narrowed = narrow(clauses, snapshot.values)
    selection = Selection(unit=unit, tree=tree, start=start, end=end, as_of=day, compare=compare.value, where=narrowed)
    asked = snapshot.catalogue.metric(metric)
    answer = measure(snapshot, asked, selection, whole_city(settings), by)
    for name in unfounded_columns(snapshot, asked):
        typer.echo(f"cockpit: note: nothing was delivered in {name}: nought there is nobody's count.", err=True)
    write_answer(answer, dimensions(snapshot.catalogue, asked), form, explain=explain)


def metrics(
    form: Annotated[ListForm, typer.Option("--format", help="How the list is written.")] = ListForm.TABLE,
    edition: Annotated[str | None, typer.Option(help="Edition to read; the one in use when absent.")] = None,
    data: Data = None,
) -> None:
    """The catalogue: every metric with its formula, unit, target and clause."""
    from cockpit import editions as published
    from cockpit.catalogue import DEFAULTS, catalogue_folders, load_catalogue
    from cockpit.settings import load_settings

    root = load_settings(data=data).data
    # Before anything is published the catalogue that ships is the answer.
    folders: tuple[Path, ...] = (DEFAULTS,)
    if edition or (root / published.CURRENT).exists():
        name = edition or published.current(root)
        published.read_manifest(root, name)
        folders = catalogue_folders(published.folder(root) / name)
    catalogue = load_catalogue(*folders)
    if form is ListForm.JSON:
        rows = [item.model_dump(mode="json") | {"stock": catalogue.stock(item)} for item in catalogue.metrics.values()]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    header = ["metric", "名称", "公式", "formula", "unit", "better", "target", "clause"]
    lines = [
        [m.key, m.label.zh, m.formula.zh, m.formula.en, m.unit, m.better, in_words(m.target), m.clause]
        for m in catalogue.metrics.values()
    ]
    write_table(header, lines)


def editions(
    action: Annotated[str, typer.Argument(help="list, verify, use, prune or diff.")] = "list",
    name: Annotated[str | None, typer.Argument(help="An edition.")] = None,
    other: Annotated[str | None, typer.Argument(help="With diff: the edition it is compared with.")] = None,
    keep: Annotated[int | None, typer.Option(min=1, help="How many of the newest to keep when pruning.")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="First day that is compared.", metavar="DAY")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Last day that is compared.", metavar="DAY")] = None,
    form: Annotated[Form, typer.Option("--format", help="How differences are written.")] = Form.TABLE,
    data: Data = None,
) -> None:
    """List the editions, verify one, let one serve, delete old ones that nobody has open, or compare two."""
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
    elif action == "diff" and name and other:
        from cockpit.cli.differing import write_differences

        write_differences(root, name, other, read_days(from_, to, None), form)
    else:
        raise typer.BadParameter("say: list | verify [EDITION] | use EDITION | prune --keep N | diff EDITION EDITION")


def _list_editions(root: Path) -> None:
    """Every edition, damaged ones too: whoever looks at the list may have come because something is wrong."""
    from cockpit.editions import current, list_editions, read_manifest
    from cockpit.errors import Unavailable

    serving = ""
    with contextlib.suppress(Unavailable):
        serving = current(root)
    rows = []
    for name in list_editions(root):
        mark = "*" if name == serving else ""
        try:
            manifest = read_manifest(root, name)
            rows.append([name, mark, manifest.city.name, str(manifest.as_of)])
        except Unavailable:
            rows.append([name, mark, "damaged", ""])
    write_table(["edition", "serves", "city", "as of"], rows)


def _verify(root: Path, name: str | None) -> None:
    from cockpit.editions import current, verify
    from cockpit.store import damaged_tables

    chosen = name or current(root)
    faults = verify(root, chosen)
    damaged = len(faults)
    if any(fault.startswith("cube.duckdb") for fault in faults):
        faults += damaged_tables(root, chosen)
    for fault in faults:
        typer.echo(fault)
    if faults:
        raise CockpitError(
            f"Edition {chosen} is damaged: {damaged} of its files.", "Use another: `cockpit editions use`."
        )
    typer.echo(f"Edition {chosen} is as it was published.")
