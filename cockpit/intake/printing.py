"""The report for a person: on the terminal, and as one page without anything from outside."""

from __future__ import annotations

import io
from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from cockpit.intake.report import Report, SourceReport, TableReport

WIDTH = 140  # of the page, in characters


def print_report(report: Report, console: Console) -> None:
    """Say what was read, kept and set aside, table by table, and why."""
    console.print(Text(f"{report.city or report.mapping}: what came of the files", style="bold"))
    for part in _parts(report):
        console.print(part)


def render_page(report: Report) -> str:
    """The report as one HTML page."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    print_report(report, console)
    page = console.export_html(inline_styles=True)
    title = Text(report.city or report.mapping).plain.replace("&", "&amp;").replace("<", "&lt;")
    return page.replace("<head>", f"<head>\n<title>{title}</title>", 1)


def _parts(report: Report) -> Iterator[RenderableType]:
    if report.tables:
        yield _counts(report)
    for table in report.tables:
        if table.reasons:
            yield _reasons(table)
        if table.columns:
            yield _columns(table)
        for word in table.unknown_categories:
            yield Text(f"{table.table}: category {word.value!r} is not in the catalogue, {word.rows:,} rows")
        for note in table.notes:
            yield Text(f"{table.table}: {note}")
    for source in report.sources:
        yield from _source(source)
    yield from map(Text, report.notes)
    for fault in report.faults:
        yield Text(f"refused: {fault}", style="red")


def _counts(report: Report) -> Grid:
    grid = Grid(title="rows", title_justify="left")
    names = ("rows", "filtered", "rejected", "identical", "corrected", "kept")
    grid.add_column("table")
    for name in names:
        grid.add_column(name, justify="right")
    grid.add_column("rejected share", justify="right")
    for table in report.tables:
        counts = [f"{getattr(table, name):,}" for name in names]
        grid.add_row(table.table, *counts, f"{table.rejected_share:.2%}")
    return grid


def _reasons(table: TableReport) -> Grid:
    grid = Grid(title=f"{table.table}: rejected", title_justify="left")
    grid.add_column("rows", justify="right")
    for name in ("column", "reason", "first value", "file", "line"):
        grid.add_column(name, overflow="fold")
    for reason in table.reasons:
        first = (Text(reason.value), Text(reason.file), f"{reason.line:,}")
        grid.add_row(f"{reason.rows:,}", reason.column, Text(reason.reason.rstrip(",")), *first)
    return grid


def _columns(table: TableReport) -> Grid:
    grid = Grid(title=f"{table.table}: columns kept", title_justify="left")
    for name, side in (("column", "left"), ("missing", "right"), ("least", "left"), ("greatest", "left")):
        grid.add_column(name, justify="right" if side == "right" else "left")
    for column in table.columns:
        grid.add_row(column.column, f"{column.missing:.1%}", column.least or "", column.greatest or "")
    return grid


def _source(source: SourceReport) -> Iterator[Text]:
    for word in source.unlisted:
        yield Text(
            f"source {source.source} ({source.table}): {word.column} {word.value!r} is not among the values recoded;"
            f" kept as it is, {word.rows:,} rows"
        )
    for file in source.files:
        if file.unread:
            yield Text(f"{file.file}: not read: {', '.join(file.unread)}")
        if file.personal:
            yield Text(f"{file.file}: personal, never read: {', '.join(file.personal)}", style="yellow")
