"""The numbers of a report, taken from the bench: what became of the rows of every table, source and file."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from datetime import date

from cockpit.contract import TABLES, Table
from cockpit.intake.bench import Bench
from cockpit.intake.casts import name, quote
from cockpit.intake.extracts import gather_rejected
from cockpit.intake.loading import Job
from cockpit.intake.mapping import Mapping
from cockpit.intake.report import (
    FileReport,
    SourceReport,
    TableReport,
    Word,
    list_columns,
    list_reasons,
    list_words,
)
from cockpit.intake.shaping import write_scalar

_KINDS = ("rejected", "identical", "corrected")


def report_tables(
    bench: Bench, jobs: Sequence[Job], categories: frozenset[str], notes: Dict[str, list[str]]
) -> tuple[TableReport, ...]:
    """One report for each table that was fed, in the contract's order."""
    fed = {job.table for job in jobs}
    return tuple(
        _report_table(bench, table, [job for job in jobs if job.table == table.name], categories, notes)
        for table in TABLES.values()
        if table.name in fed
    )


def _report_table(
    bench: Bench, table: Table, jobs: Sequence[Job], categories: frozenset[str], notes: Dict[str, list[str]]
) -> TableReport:
    gather_rejected(bench, table.name)
    files = [_report_file(bench, job) for job in jobs]
    counts = {key: sum(getattr(file, key) for file in files) for key in ("filtered", *_KINDS, "kept")}
    counts["rejected"] += sum(file.malformed for file in files)
    rows = sum(counts.values())
    unknown: tuple[Word, ...] = ()
    if table.name == "events":
        known = ", ".join(map(quote, sorted(categories))) or "''"
        unknown = list_words(
            bench,
            "category",
            f"SELECT category, count(*) FROM live_events WHERE category NOT IN ({known}) GROUP BY 1",
        )
    return TableReport(
        table=table.name,
        rows=rows,
        **counts,
        rejected_share=counts["rejected"] / max(1, rows - counts["filtered"]),
        reasons=list_reasons(bench, table.name),
        columns=list_columns(bench, table),
        unknown_categories=unknown,
        notes=tuple(notes.get(table.name, ())),
    )


def report_sources(bench: Bench, plan: Mapping, jobs: Sequence[Job]) -> tuple[SourceReport, ...]:
    """One report for each source, with its files."""
    found = []
    for position, source in enumerate(plan.sources):
        mine = [job for job in jobs if job.source == position]
        if not mine:
            continue
        words: list[Word] = []
        for column, recoded in source.values.items():
            known = ", ".join(quote(write_scalar(new).strip()) for new in recoded.values())
            value = f"CAST({name(column)} AS VARCHAR)"
            words += list_words(
                bench,
                column,
                f"SELECT {value}, count(*) FROM live_{source.table} WHERE _source = {position}"
                f" AND {value} NOT IN ({known}) GROUP BY 1",
            )
        found.append(
            SourceReport(
                source=position + 1,
                table=source.table,
                feed=source.feed,
                owner=source.owner,
                every=source.every,
                newest=_newest(bench, TABLES[source.table], position),
                files=tuple(_report_file(bench, job) for job in mine),
                unlisted=tuple(words),
            )
        )
    return tuple(found)


def _report_file(bench: Bench, job: Job) -> FileReport:
    digest, size = job.digest
    counts = dict.fromkeys(_KINDS, 0)
    counts |= dict(
        bench.ask(
            f"SELECT f.kind, count(DISTINCT f.rid) FROM faults_{job.table} AS f"
            f" JOIN stage_{job.table} AS s ON s.rowid = f.rid WHERE s._file = ? GROUP BY 1",
            [job.number],
        )
    )
    return FileReport(
        file=job.file.name,
        sha256=digest,
        bytes=size,
        rows=job.tally.rows + len(job.tally.malformed),
        blank=job.tally.blank,
        malformed=len(job.tally.malformed),
        filtered=job.tally.rows - job.staged,
        **counts,
        kept=job.staged - sum(counts.values()),
        unread=tuple(job.recipe.unread),
        personal=job.personal,
    )


def _newest(bench: Bench, table: Table, source: int) -> date | None:
    """The newest day on which something happened in the rows of a source: not a deadline, not a to_date."""
    happened = [
        f"max(CAST({name(column.name)} AS DATE))"
        for column in table
        if column.type == "time" or (column.type == "date" and column.name in {"month", "rated_on", "date"})
    ]
    if not happened:
        return None
    newest: date | None = bench.ask(
        f"SELECT greatest({', '.join(happened)}) FROM live_{table.name} WHERE _source = {source}"
    )[0][0]
    return newest
