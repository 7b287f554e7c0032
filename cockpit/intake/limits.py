"""How much damage an edition may carry, and what is left of a file: beyond that the whole edition is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cockpit.intake.bench import Bench
from cockpit.intake.loading import Job
from cockpit.intake.mapping import Mapping
from cockpit.intake.report import Reason, list_reasons

MOST_REASONS = 3


def find_excess(bench: Bench, plan: Mapping, jobs: Sequence[Job]) -> Iterator[str]:
    """What is wrong with a table as a whole, a sentence each; `jobs` are all that feed it.

    `rejected_TABLE` must be gathered.
    """
    table = jobs[0].table
    reasons = list_reasons(bench, table)
    rejected = sum(reason.rows for reason in reasons)
    looked_at = sum(job.staged + len(job.tally.malformed) for job in jobs)
    allowed = plan.limits.rejected_share
    if rejected > allowed * looked_at:
        yield (
            f"Table {table}: {rejected:,} of {looked_at:,} rows ({rejected / looked_at:.1%}) are rejected, "
            f"{allowed:.1%} are allowed: {'; '.join(map(_say, reasons[:MOST_REASONS]))}"
            + (f"; and {len(reasons) - MOST_REASONS} other reasons." if len(reasons) > MOST_REASONS else ".")
        )
    yield from _find_emptied(bench, plan, jobs)


def tell_rejected(bench: Bench, table: str) -> Iterator[str]:
    """Why rows of a table were rejected, where that explains what follows."""
    reasons = list_reasons(bench, table)
    if reasons:
        yield f"Table {table}: rows were rejected: {'; '.join(map(_say, reasons[:MOST_REASONS]))}."


def _say(reason: Reason) -> str:
    value = f" {reason.value!r}" if reason.value else ""
    column = f"{reason.column}{value} " if reason.column else ""
    return f"{reason.rows:,} x {column}{reason.reason.rstrip(',')} (first in {reason.file}, line {reason.line})"


def _find_emptied(bench: Bench, plan: Mapping, jobs: Sequence[Job]) -> Iterator[str]:
    """Sources that `where` leaves nothing of, and files of which every row was rejected."""
    for source in sorted({job.source for job in jobs}):
        mine = [job for job in jobs if job.source == source]
        if not any(job.staged or job.tally.malformed for job in mine):
            yield f"{plan.place(source, 'where')}: no row of {mine[0].file.name} fits it; no row is left."
    for job in jobs:
        looked_at = job.staged + len(job.tally.malformed)
        gone = bench.count(f"SELECT count(*) FROM rejected_{job.table} WHERE file = ?", [job.number])
        if looked_at and gone >= looked_at:
            yield f"{plan.place(job.source, 'file')}: every row of {job.file.name} is rejected; no row is left."
