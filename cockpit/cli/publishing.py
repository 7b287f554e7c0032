"""`cockpit demo`, `import`, `build` and `contract`: the kitchen's work, published as a new edition or not at all."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cockpit.cli import Data
from cockpit.cli.progress import bar

if TYPE_CHECKING:
    from cockpit.editions import City, Progress


PAPER = 140  # characters in a line where there is no terminal


class Size(StrEnum):
    """How large a demo city is."""

    SMALL = "small"
    CITY = "city"
    HALF = "half"
    MEGA = "mega"


def register(app: typer.Typer) -> None:
    """Add the subcommands to `app`."""
    app.command("demo")(demo)
    app.command("import")(import_)
    app.command("build")(build)
    app.command("contract")(contract)


def demo(
    size: Annotated[Size, typer.Option(help="How large the city is.")] = Size.SMALL,
    seed: Annotated[int, typer.Option(help="The same seed makes the same city.")] = 1,
    if_missing: Annotated[
        bool, typer.Option("--if-missing", help="Do nothing when an edition serves already.")
    ] = False,
    as_files: Annotated[
        Path | None,
        typer.Option(help="Write it here as an operator would deliver it, with its mapping, and publish nothing."),
    ] = None,
    data: Data = None,
) -> None:
    """Make a fictional city (演示数据) and publish it, or write it as raw files."""
    from cockpit.demo import make_city
    from cockpit.settings import load_settings

    if as_files:
        _deliver(as_files, size.value, seed)
        return
    root = load_settings(data=data).data
    if if_missing and (root / "CURRENT").exists():
        return
    _publish(root, lambda staging, progress: make_city(staging, size.value, seed, progress))


def import_(
    mapping: Annotated[Path, typer.Argument(help="The mapping file, TOML.")],
    report: Annotated[
        Path | None, typer.Option(help="Write the report here, refused or not: FILE.json, or FILE.html as a page.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Read and report, and publish nothing.")] = False,
    data: Data = None,
) -> None:
    """Read an operator's files, check them, and publish a new edition."""
    from cockpit.errors import CockpitError
    from cockpit.intake import read_city
    from cockpit.settings import load_settings

    if report and (report.suffix.lower() not in {".json", ".html"} or not report.absolute().parent.is_dir()):
        raise CockpitError(
            f"No report can be written to {report}.", "Name FILE.json or FILE.html in a folder there is."
        )

    def read(staging: Path, progress: Progress) -> City:
        try:
            city: City = read_city(mapping, staging, progress).city
            return city
        finally:
            _hand_over(staging, report, shown=check)

    root = load_settings(data=data).data
    if not check:
        _publish(root, read)
        return
    city = _try_out(root, read)
    typer.echo(f"The files of {city.name} make an edition. Nothing is published.")


def _hand_over(staging: Path, report: Path | None, *, shown: bool) -> None:
    """Give the user the report that lies in `staging`: as a file, and `shown` on the terminal."""
    from rich.console import Console

    from cockpit.intake import Report, print_report

    written = staging / "report.json"
    if not written.exists():
        return
    if report:
        report.write_bytes(written.with_suffix(report.suffix.lower()).read_bytes())
    if shown:
        print_report(
            Report.model_validate_json(written.read_bytes()),
            Console(width=None if sys.stdout.isatty() else PAPER),
        )


def _try_out(root: Path, prepare: Callable[[Path, Progress], City]) -> City:
    """Prepare an edition and throw it away."""
    from cockpit import editions

    staging = editions.begin(root)
    try:
        with bar() as progress:
            return prepare(staging, progress)
    finally:
        editions.discard(staging)


def _deliver(folder: Path, size: str, seed: int) -> None:
    """Write the demo city as raw files."""
    from cockpit.demo import write_delivery

    with bar() as progress:
        mapping = write_delivery(folder, size, seed, progress)
    typer.echo(f"The city's files are in {folder}. Read them with: cockpit import {mapping}")


def build(
    engine: Annotated[str, typer.Option(help="duckdb, or spark://HOST:PORT of a cluster's master.")] = "duckdb",
    data: Data = None,
) -> None:
    """Rebuild the cube of the newest extracts, with the catalogue as it ships now, as a new edition."""
    from cockpit import editions
    from cockpit.catalogue import copy_defaults
    from cockpit.cube import check_engine
    from cockpit.errors import Unavailable
    from cockpit.settings import load_settings

    check_engine(engine)
    root = load_settings(data=data).data
    names = editions.list_editions(root)
    if not names:
        raise Unavailable(f"No edition is published in {root}.", "Make one with `cockpit demo` or `cockpit import`.")
    source = names[-1]

    def carry(staging: Path, progress: Progress) -> City:
        progress(f"edition {source}", 0.0)
        _carry_over(root, source, staging)
        copy_defaults(staging)
        return editions.read_manifest(root, source).city

    _publish(root, carry, engine)


def _carry_over(root: Path, source: str, staging: Path) -> None:
    """Link everything of edition `source` into `staging` that a rebuild does not make anew.

    Raises:
        Refused: a file of the edition is damaged; publishing it again would hide that.
    """
    from cockpit import editions
    from cockpit.errors import Refused

    faults = editions.verify(root, source)
    if faults:
        raise Refused(f"Edition {source} is damaged: nothing is built from it.", faults, "Import the files again.")
    for name in editions.read_manifest(root, source).files:
        if name.startswith(("cube.", "catalogue/default/")):
            continue
        old, new = editions.folder(root) / source / name, staging / name
        new.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(old, new)
        except OSError:  # a file system without links
            shutil.copyfile(old, new)


def contract() -> None:
    """Print the data dictionary as Markdown."""
    from cockpit.contract import render_dictionary

    typer.echo(render_dictionary(), nl=False)


def _publish(root: Path, prepare: Callable[[Path, Progress], City], engine: str = "duckdb") -> None:
    """Prepare extracts and geometry aside, build their cube, publish the whole; on any failure nothing is left."""
    from cockpit import editions
    from cockpit.catalogue import catalogue_folders, load_catalogue
    from cockpit.cube import build_cube

    staging = editions.begin(root)
    try:
        with bar() as progress:
            city = prepare(staging, progress)
            catalogue = load_catalogue(*catalogue_folders(staging))
            span, tables = build_cube(staging, catalogue, city, progress, engine=engine)
            name = editions.publish(staging, root, city, span, tables)
    finally:
        editions.discard(staging)
    typer.echo(f"Edition {name} of {city.name} is published, data as of {span.as_of}.")
