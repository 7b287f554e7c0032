"""The whole intake of a city: mapping file in, checked extracts out, and a report either way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from cockpit.catalogue import Catalogue, catalogue_folders, copy_defaults, load_catalogue
from cockpit.contract import TABLES, Table
from cockpit.editions import City, Progress
from cockpit.errors import CockpitError, Refused
from cockpit.geography import Geography, read_geography, write_geography
from cockpit.intake.bench import Bench
from cockpit.intake.checks import (
    TREES,
    apply_corrections,
    reject_bad_values,
    reject_overlaps,
    reject_strangers,
    reject_unknown_units,
    settle_duplicates,
)
from cockpit.intake.deadlines import set_deadlines
from cockpit.intake.extracts import gather_rejected, write_extract, write_rejected
from cockpit.intake.ground import lay_shapes, note_units, units_frame
from cockpit.intake.limits import find_excess, tell_rejected
from cockpit.intake.loading import Job, open_jobs, read_rows
from cockpit.intake.mapping import Mapping, load_mapping
from cockpit.intake.places import find_shift, guess_system, place_rows
from cockpit.intake.printing import render_page
from cockpit.intake.report import Report
from cockpit.intake.reporting import report_sources, report_tables
from cockpit.intake.steps import sum_up_steps

REPORT, PAGE = "report.json", "report.html"
ROOM = "Is there room on the disk, and may it be written to?"
READING = 0.75  # share of the whole work that is reading
LONG = 20  # lines of one row of a text file that make one look


@dataclass(frozen=True)
class Intake:
    """What an intake gives beside its files: the city, as its mapping says, and the report."""

    city: City
    report: Report


def read_city(mapping: Path, staging: Path, progress: Progress) -> Intake:
    """Read an operator's files into `staging`: extracts/, rejected/, catalogue/, geo/ and report.json.

    Raises:
        Refused: the mapping, a file, the units or too many rows are faulty. `faults` names everything found, and
            report.json tells the rest; nothing else in `staging` is of use then.
    """
    plan: Mapping | None = None
    report = Report(city="", mapping=mapping.name)
    try:
        plan = load_mapping(mapping)
        with closing(Bench(staging, plan.city.timezone)) as bench:
            work = _Work(plan, staging, bench, progress)
            try:
                work.run()
            finally:
                report = work.tell()
    except CockpitError as fault:
        faults = (fault.faults if isinstance(fault, Refused) else ()) or (str(fault),)
        report = report.model_copy(update={"faults": tuple(faults)})
        raise
    except (duckdb.Error, OSError) as fault:
        raise Refused(f"The rows cannot be worked on: {str(fault).splitlines()[0]}", hint=ROOM) from fault
    finally:
        (staging / REPORT).write_text(report.model_dump_json(indent=1), encoding="utf-8")
        (staging / PAGE).write_text(render_page(report), encoding="utf-8")
    return Intake(plan.city, report)


@dataclass
class _Work:
    """One intake while it runs."""

    plan: Mapping
    staging: Path
    bench: Bench
    progress: Progress
    jobs: list[Job] = field(default_factory=list)
    catalogue: Catalogue = field(default_factory=Catalogue)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def run(self) -> None:
        """All of it, in the order in which one thing needs another."""
        self.catalogue = _merge_catalogue(self.plan.path.parent / "catalogue", self.staging)
        self.jobs = open_jobs(self.plan, self.bench)
        self._read([job for job in self.jobs if job.table in TREES])
        geography = self._lay_ground()
        self._read([job for job in self.jobs if job.table not in TREES])
        faults = [fault for table in self._tables() for fault in self._check(table, geography)]
        if faults:
            raise Refused("The files are refused.", faults, "Correct the files or the mapping, and import again.")
        self._finish()
        for table in (*(TABLES[name] for name in sorted(TREES)), *self._tables()):
            self._say(f"writing {table.name}")
            write_extract(self.bench, table, self.staging)
            write_rejected(self.bench, table.name, self.staging)

    def tell(self) -> Report:
        """What is known by now."""
        jobs = self.jobs
        return Report(
            city=self.plan.city.name,
            mapping=self.plan.path.name,
            tables=report_tables(self.bench, jobs, frozenset(self.catalogue.categories), self.notes),
            sources=report_sources(self.bench, self.plan, jobs),
            notes=tuple(self.notes.get("", ())),
        )

    def _tables(self) -> list[Table]:
        """Tables that were fed, trees apart, in the contract's order: what others refer to comes first."""
        fed = {job.table for job in self.jobs} - TREES
        return [table for table in TABLES.values() if table.name in fed]

    def _say(self, what: str, share: float = 1.0) -> None:
        self.progress(what, READING + (1 - READING) * share)

    def _note(self, table: str, note: str) -> None:
        self.notes.setdefault(table, []).append(note)

    def _systems(self, table: str) -> dict[int, str]:
        return {job.number: job.system for job in self.jobs if job.table == table}

    def _read(self, jobs: list[Job]) -> None:
        """Read files; the faults of all of them are raised together."""
        sizes = {job.number: job.file.path.stat().st_size for job in self.jobs}
        total = max(1, sum(sizes.values()))
        faults: list[str] = []
        for job in jobs:
            before = sum(size for number, size in sizes.items() if number < job.number)

            def told(share: float, job: Job = job, before: int = before) -> None:
                done = (before + share * sizes[job.number]) / total
                self.progress(f"{job.table}: {job.file.name}", READING * min(1.0, done))

            faults += read_rows(job, self.plan, self.bench, told)
            lines, first = job.tally.longest
            if lines > LONG:
                self._note(
                    job.table,
                    f"{job.file.name}: a row runs over {lines} lines from line {first} on; is a quote left open there?",
                )
        if faults:
            raise Refused("The files are refused.", faults, "Correct the files or the mapping, and import again.")

    def _lay_ground(self) -> Geography:
        """Check units and boundaries, build the geography, write its files."""
        for name in sorted(TREES):
            reject_bad_values(self.bench, name)
            apply_corrections(self.bench, TABLES[name], self._correcting(name))
            settle_duplicates(self.bench, TABLES[name])
        shapes = lay_shapes(self.bench, self._systems("boundaries"))
        excess = [fault for name in sorted(TREES) for fault in self._excess(name)]
        try:
            self.progress("units and boundaries", READING / 2)
            geography = read_geography(units_frame(self.bench), shapes)
        except Refused as fault:
            rejected = [said for name in sorted(TREES) for said in tell_rejected(self.bench, name)]
            raise Refused(fault.message, [*fault.faults, *(excess or rejected)], fault.hint) from fault
        if excess:
            raise Refused("The units and their boundaries are refused.", excess, "Correct the files and import again.")
        self.notes[""] = list(geography.notes)
        write_geography(geography, self.staging)
        note_units(self.bench, geography)
        return geography

    def _correcting(self, table: str) -> list[int]:
        return [position for position in self.plan.feeding(table) if self.plan.sources[position].corrects]

    def _excess(self, table: str) -> Iterator[str]:
        gather_rejected(self.bench, table)
        yield from find_excess(self.bench, self.plan, [job for job in self.jobs if job.table == table])

    def _check(self, table: Table, geography: Geography) -> Iterator[str]:
        """Settle the rows of one table; gives what refuses the edition, a sentence each."""
        self._say(f"checking {table.name}", 0.3)
        reject_bad_values(self.bench, table.name)
        reject_unknown_units(self.bench, table)
        yield from self._place(table, geography)
        apply_corrections(self.bench, table, self._correcting(table.name))
        settle_duplicates(self.bench, table)
        if table.name == "dwellings":
            reject_overlaps(self.bench)
        reject_strangers(self.bench, table.name)
        yield from self._excess(table.name)

    def _place(self, table: Table, geography: Geography) -> Iterator[str]:
        """Find the grids of a table; a source whose points mostly miss the city is refused with a guess."""
        for placing in place_rows(self.bench, table, geography, self._systems(table.name)):
            job = self.jobs[placing.file]
            many = placing.against > placing.coded / 2
            missed = placing.missed > max(placing.points / 2, self.plan.limits.rejected_share * job.staged)
            guess = guess_system(self.bench, table.name, geography, placing, job.system) if many or missed else ""
            guess = f"; {guess}." if guess else "."
            if placing.against:
                self._note(
                    table.name,
                    f"{job.file.name}: {placing.against:,} of {placing.coded:,} rows with both a grid code and a point "
                    f"have the point outside that grid; the code was taken{guess}",
                )
            shift = "" if missed else find_shift(self.bench, table.name, geography, placing, job.system)
            if shift:
                guess = f"; these look like {shift}, in which nearly all of the file lies in the city."
            if missed or shift:
                yield (
                    f"{self.plan.place(job.source, 'crs')}: {job.file.name}: {placing.missed:,} of {placing.points:,} "
                    f"points, read as {job.system}, lie in no grid{guess}"
                )

    def _finish(self) -> None:
        """Fill in what follows from several tables together."""
        fed = {job.table for job in self.jobs}
        if "events" not in fed:
            return
        if "event_steps" in fed:
            sum_up_steps(self.bench)
        made = set_deadlines(self.bench, self.catalogue.categories.values(), calendar="calendar" in fed)
        if made:
            self._note("events", f"{made} events without a deadline got one from the limit of their category.")
        early = self.bench.count("SELECT count(*) FROM live_events WHERE closed_at < reported_at")
        if early:
            self._note("events", f"{early} events were closed before they were reported; they are kept.")
        if "dwellings" in fed:
            strange = self.bench.count(
                "SELECT count(*) FROM live_events AS e WHERE e.dwelling_id IS NOT NULL AND NOT EXISTS"
                " (SELECT 1 FROM live_dwellings AS d WHERE d.dwelling_id = e.dwelling_id)"
            )
            if strange:
                self._note("events", f"{strange} events name a dwelling that is not in dwellings; they are kept.")


def _merge_catalogue(own: Path, staging: Path) -> Catalogue:
    """Give the edition the default catalogue and the city's own beside the mapping, and load both as one."""
    folder = copy_defaults(staging)
    catalogue = load_catalogue(catalogue_folders(staging)[0], own)  # from there, so that a fault names the city's file
    for path in sorted(own.glob("*.toml")):
        shutil.copyfile(path, folder / path.name)
    return catalogue
