"""`cockpit panel`: what one panel of a board shows, as rows and columns."""

from __future__ import annotations

import csv
import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cockpit.cli import Data
from cockpit.cli.asking import Compare, Language, narrow, read_clause, read_days
from cockpit.cli.writing import write_table

if TYPE_CHECKING:
    from cockpit.reading import Listing, PanelData, View


class PanelForm(StrEnum):
    """How a panel is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the subcommand to `app`."""
    app.command("panel")(panel)


def panel(  # noqa: PLR0913, PLR0917  one parameter per word of the public command line
    board: Annotated[str, typer.Argument(help="Key of the board: overview, inspection ...")],
    name: Annotated[str, typer.Argument(metavar="PANEL", help="Key of the panel; a wrong one lists them.")],
    unit: Annotated[str | None, typer.Option(help="Code of the unit; the top when absent.")] = None,
    tree: Annotated[str, typer.Option(help="Tree of the unit.")] = "admin",
    metric: Annotated[str | None, typer.Option(help="Metric on the map; the board's first when absent.")] = None,
    level: Annotated[str | None, typer.Option(help="Level of the map.")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="First day of the period.", metavar="DAY")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Last day of the period.", metavar="DAY")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Day of stock metrics.", metavar="DAY")] = None,
    where: Annotated[list[str] | None, typer.Option(help="KEY=VALUE, may be repeated.", metavar="KEY=VALUE")] = None,
    compare: Annotated[Compare, typer.Option(help="What changes are measured against.")] = Compare.PREVIOUS,
    focus: Annotated[str | None, typer.Option(help="The one row looked at, where a panel has such.")] = None,
    page: Annotated[int, typer.Option(min=1, help="Page of a long list.")] = 1,
    rows: Annotated[int, typer.Option(min=1, help="Rows of a page.")] = 50,
    edition: Annotated[str | None, typer.Option(help="Edition; the one in use when absent.")] = None,
    lang: Annotated[Language, typer.Option(help="Language of every word.")] = Language.ZH,
    form: Annotated[PanelForm, typer.Option("--format", help="How the rows are written.")] = PanelForm.TABLE,
    data: Data = None,
) -> None:
    """Print what a panel shows: every panel of every board has rows and columns."""
    from cockpit.access import whole_city
    from cockpit.catalogue import DEFAULTS, load_catalogue
    from cockpit.errors import unknown
    from cockpit.reading import look, panel_keys, read_listing
    from cockpit.selection import Selection
    from cockpit.settings import load_settings
    from cockpit.store import Store

    start, end, day = read_days(from_, to, as_of)
    clauses = [read_clause(text) for text in where or []]
    settings = load_settings(data=data)
    store = Store(settings.data)
    opened = store.edition(edition) if edition else store.current()
    boards = dict(load_catalogue(DEFAULTS).boards)
    if board not in boards:
        raise unknown("board", board, boards)
    found = panel_keys(boards[board])
    if name not in found:
        raise unknown("panel", name, found)
    selection = Selection(
        unit=unit, tree=tree, metric=metric, start=start, end=end, as_of=day, compare=compare.value,
        where=narrow(clauses, opened.values), level=level, lang=lang.value, edition=edition, focus=focus,
        page=f"{name}:{page}",
    )  # fmt: skip
    view = look(store, whole_city(settings), boards[board], selection, rows)
    if view.strangers:
        raise view.strangers[0]
    _write(*read_listing(view, boards[board], name), view, form)


def _write(data: PanelData, listing: Listing | None, view: View, form: PanelForm) -> None:
    from cockpit.errors import Unavailable
    from cockpit.reading import words_of

    if listing is None:
        raise Unavailable(data.answers.why or "This panel has nothing to show.")
    if form is PanelForm.TABLE:
        heads = [column.label for column in listing.columns]
        lines = [
            [words_of(column, cell, view.lang) for column, cell in zip(listing.columns, line.cells, strict=True)]
            for line in listing.lines
        ]
        write_table(heads, lines)
        for words in filter(None, (listing.finding, listing.note)):
            typer.echo(words)
        if listing.count > len(listing.lines):
            typer.echo(f"{listing.first + 1}-{listing.first + len(listing.lines)} / {listing.count}")
        return
    keys = ["key", *(column.key for column in listing.columns)]
    rows = [[line.key, *(_plain(cell.value, cell.state) for cell in line.cells)] for line in listing.lines]
    if form is PanelForm.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([keys, *rows])
        return
    head = {"panel": data.key, "unit": view.unit.code, "edition": view.snapshot.edition, "total": listing.count}
    said = {"columns": [vars(column) for column in listing.columns], "finding": listing.finding, "note": listing.note}
    records = [
        dict(zip(keys, row, strict=True)) | {"state": [cell.state for cell in line.cells]}
        for row, line in zip(rows, listing.lines, strict=True)
    ]
    typer.echo(json.dumps({**head, **said, "rows": records}, ensure_ascii=False, default=str))


def _plain(value: object, state: str) -> object:
    from cockpit.reading import WITHHELD

    return None if state in WITHHELD else value
