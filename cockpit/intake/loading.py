"""From files to staged rows: every file is opened and understood before the first row of any is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa

from cockpit.contract import TABLES
from cockpit.errors import Refused
from cockpit.intake.bench import Bench
from cockpit.intake.checks import prepare_table
from cockpit.intake.crs import WGS84, name_system
from cockpit.intake.deliveries import Tally
from cockpit.intake.files import File
from cockpit.intake.mapping import Mapping
from cockpit.intake.people import Watch, is_personal_name
from cockpit.intake.readers import open_delivery
from cockpit.intake.shaping import Recipe, compose, write_recipe


@dataclass
class Job:
    """One file of one source, from its opening to its rows."""

    number: int  # of the file, over all sources
    source: int
    file: File
    recipe: Recipe
    tally: Tally = field(default_factory=Tally)
    staged: int = 0
    personal: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> tuple[str, int]:
        """sha256 and size of the file."""
        return self.file.digest()

    @property
    def table(self) -> str:
        """Name of the table it feeds."""
        return self.recipe.table.name

    @property
    def system(self) -> str:
        """The coordinate system of its points and shapes: as declared, else as the file says, else WGS84."""
        return self.recipe.source.crs or self.recipe.delivery.system or WGS84


def open_jobs(plan: Mapping, bench: Bench) -> list[Job]:
    """Open every file and match its columns. Raises Refused with every fault of every file."""
    bench.run('CREATE TABLE files (file INTEGER, "table" VARCHAR, name VARCHAR)')
    bench.run("CREATE TABLE malformed (file INTEGER, line BIGINT, reason VARCHAR, detail VARCHAR)")
    jobs: list[Job] = []
    faults: list[str] = []
    for position, (source, files) in enumerate(zip(plan.sources, plan.files, strict=True)):
        table = TABLES[source.table]
        for file in files:
            try:
                delivery = open_delivery(file, source, any(column.type == "geometry" for column in table))
                if delivery.system:
                    name_system(delivery.system)
            except (Refused, ValueError) as fault:
                faults.append(f"{plan.place(position, 'file')}: {fault}")
                continue
            job = Job(len(jobs), position, file, write_recipe(bench, table, source, delivery))
            faults += [f"{plan.place(position, key)}: {file.name}: {said}" for key, said in job.recipe.faults]
            bench.run("INSERT INTO files VALUES (?, ?, ?)", [job.number, table.name, file.name])
            jobs.append(job)
    if faults:
        raise Refused("The files do not fit the mapping.", faults, "Mend the mapping file or the files named.")
    for name in dict.fromkeys(job.table for job in jobs):
        prepare_table(bench, TABLES[name])
    return jobs


def read_rows(job: Job, plan: Mapping, bench: Bench, told: Callable[[float], None]) -> Iterator[str]:
    """Read the rows of one file into its stage; gives what is wrong with the file as a whole, a sentence each."""
    recipe, delivery = job.recipe, job.recipe.delivery
    watch = Watch(len(delivery.names))

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in delivery.read(job.tally):
            watch.look(batch.columns[:-1])
            yield batch
            told(job.tally.share)

    sql = compose(recipe, "feed", f"stage_{job.table}", plan.city.timezone, (job.source, job.number))
    place = plan.place(job.source, "file")
    try:
        bench.pour("feed", delivery.schema, batches(), sql)
    except Refused as fault:
        yield f"{place}: {fault}"
        return
    job.staged = bench.count(f"SELECT count(*) FROM stage_{job.table} WHERE _file = ?", [job.number])
    _keep_malformed(job, bench)
    if not job.tally.rows and not job.tally.malformed:
        yield f"{place}: {job.file.name} has a header and no rows."
    suspects = [delivery.names[i] for i in watch.suspects()]
    for each in suspects:
        if each in recipe.reads:
            yield (
                f"{plan.place(job.source, 'columns')}: {job.file.name}: column {each!r} holds identity or mobile "
                "numbers; nothing of it may enter an extract. Take it out, or deliver a pseudonym."
            )
    job.personal = tuple(each for each in recipe.unread if each in suspects or is_personal_name(each))


def _keep_malformed(job: Job, bench: Bench) -> None:
    if not job.tally.malformed:
        return
    lines, reasons, details = zip(*job.tally.malformed, strict=True)
    given = pa.table({"line": pa.array(lines, pa.int64()), "reason": list(reasons), "detail": list(details)})
    with bench.holding("given", given):
        bench.run(f"INSERT INTO malformed SELECT {job.number}, line, reason, detail FROM given")
