"""Editions, immutable published sets of extracts, cube, geometry and catalogue: begin, publish, verify, use, prune.

On disk: DIR/editions/NAME/ holds everything, DIR/CURRENT names the one that serves. An edition is written aside,
renamed, and only then named in CURRENT, so a reader sees the old one or the new one, never a mixture.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from cockpit.errors import CockpitError, Unavailable, unknown

CURRENT = "CURRENT"
MANIFEST = "manifest.json"

# The shape of the cube this version writes and reads; raised when tables change.
FORMAT = 4
UNFINISHED = ".tmp"
PRUNED = ".pruned"

Progress = Callable[[str, float], None]
"""Told what is being done and how much of the whole is done, 0 to 1."""


class City(BaseModel):
    """The city an edition is about, as its mapping says. `demo` marks fictional data (演示数据)."""

    model_config = ConfigDict(frozen=True)

    name: str
    name_en: str = ""
    timezone: str = "Asia/Shanghai"
    as_of: date | None = None
    demo: bool = False


class Span(BaseModel):
    """The days an edition knows: the as-of day, and the first and last day anything happened."""

    model_config = ConfigDict(frozen=True)

    as_of: date
    first_day: date
    last_day: date


class FileRecord(BaseModel):
    """A file of an edition: sha256 of its bytes and its size."""

    model_config = ConfigDict(frozen=True)

    sha256: str
    bytes: int


class Manifest(BaseModel):
    """What an edition says of itself."""

    model_config = ConfigDict(frozen=True)

    edition: str
    format: int = 1
    created: datetime
    city: City
    span: Span
    tables: dict[str, int]
    files: dict[str, FileRecord]

    @field_validator("files")
    @classmethod
    def _inside(cls, files: dict[str, FileRecord]) -> dict[str, FileRecord]:
        """A name that leads out of the edition is no file of it, whoever wrote the manifest."""
        for name in files:
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise ValueError(f"{name!r} leads out of the edition")
        return files

    @property
    def as_of(self) -> date:
        """The last complete day of the data."""
        return self.span.as_of


def folder(data: Path) -> Path:
    """Where the editions of `data` lie."""
    return data / "editions"


def begin(data: Path) -> Path:
    """A fresh folder to build an edition in, named by the time now (UTC) and marked unfinished.

    Raises:
        CockpitError: the data folder cannot be written.
    """
    root = folder(data)
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    try:
        root.mkdir(parents=True, exist_ok=True)
        for name in [moment, *(f"{moment}-{serial:02d}" for serial in range(2, 100))]:
            staging = root / f".{name}{UNFINISHED}"
            if not (root / name).exists():
                # mkdir decides between two that begin in the same second.
                with contextlib.suppress(FileExistsError):
                    staging.mkdir()
                    return staging
    except OSError as fault:
        raise CockpitError(
            f"{root} cannot be written: {fault.strerror}.", "Choose another folder with --data."
        ) from fault
    raise CockpitError(f"Too many editions are begun in {root} at this moment.", "Try again in a second.")


def discard(staging: Path) -> None:
    """Remove an unfinished edition; nothing of it was ever visible."""
    shutil.rmtree(staging, ignore_errors=True)


def publish(staging: Path, data: Path, city: City, span: Span, tables: dict[str, int]) -> str:
    """Write the manifest, rename the edition into place, point CURRENT at it. Returns its name."""
    name = _name(staging)
    manifest = Manifest(
        edition=name,
        format=FORMAT,
        created=datetime.now(UTC),
        city=city,
        span=span,
        tables=tables,
        files={path.relative_to(staging).as_posix(): _record(path) for path in _files(staging)},
    )
    (staging / MANIFEST).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    staging.rename(folder(data) / name)
    use(data, name)
    return name


def use(data: Path, name: str) -> None:
    """Let edition `name` serve: CURRENT is replaced in one step. Raises UnknownName."""
    _known(data, name)
    aside = data / f".{CURRENT}.{os.getpid()}"
    aside.write_text(name + "\n", encoding="utf-8")
    aside.replace(data / CURRENT)


def current(data: Path) -> str:
    """Name of the edition that serves.

    Raises:
        Unavailable: nothing has been published yet, or CURRENT names an edition that is gone.
    """
    try:
        name = (data / CURRENT).read_text(encoding="utf-8", errors="replace").strip()
    except OSError as fault:
        raise Unavailable(
            f"No edition is published in {data}.",
            "Make one with `cockpit demo`, or from your files with `cockpit import MAPPING.toml`.",
        ) from fault
    if Path(name).name != name or not (folder(data) / name / MANIFEST).exists():
        raise Unavailable(
            f"{data / CURRENT} names edition {name!r}, which is not there.",
            "See `cockpit editions list`, then `cockpit editions use NAME`.",
        )
    return name


def list_editions(data: Path) -> list[str]:
    """Names of the published editions, oldest first."""
    return sorted(
        path.parent.name for path in folder(data).glob(f"*/{MANIFEST}") if not path.parent.name.startswith(".")
    )


def read_manifest(data: Path, name: str) -> Manifest:
    """The manifest of edition `name`. Raises UnknownName, or Unavailable when it is damaged."""
    path = _known(data, name) / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_text(encoding="utf-8"))
    except (ValidationError, OSError, UnicodeDecodeError) as fault:
        raise Unavailable(
            f"{path} is damaged and cannot be read.", "Use another edition: `cockpit editions use`."
        ) from fault


def verify(data: Path, name: str) -> list[str]:
    """Compare every file of edition `name` with its manifest; one sentence per damaged, missing or foreign file."""
    root = _known(data, name)
    manifest = read_manifest(data, name)
    faults: list[str] = []
    for relative, record in sorted(manifest.files.items()):
        fault = _fault(root / relative, record)
        if fault:
            faults.append(f"{relative} {fault}.")
    present = {path.relative_to(root).as_posix() for path in _files(root)} - {MANIFEST}
    faults += [f"{relative} was not published with the edition." for relative in sorted(present - set(manifest.files))]
    return faults


def prune(data: Path, keep: int) -> list[str]:
    """Delete all but the newest `keep` editions, never the one in use. Returns the names deleted."""
    names = list_editions(data)
    kept = {*names[max(len(names) - keep, 0) :], current(data)} if names else set[str]()
    gone = [name for name in names if name not in kept]
    for name in gone:
        # Renamed first: a half-deleted edition must never look like a whole one.
        (folder(data) / name).rename(folder(data) / f".{name}{PRUNED}")
    for aside in folder(data).glob(f".*{PRUNED}"):
        shutil.rmtree(aside, ignore_errors=True)
    return gone


def _known(data: Path, name: str) -> Path:
    """Folder of edition `name`; the name is compared with the list, so it can never lead out of the folder."""
    names = list_editions(data)
    if name not in names:
        raise unknown("edition", name, reversed(names))
    return folder(data) / name


def _name(staging: Path) -> str:
    return staging.name.removeprefix(".").removesuffix(UNFINISHED)


def _files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def _fault(path: Path, record: FileRecord) -> str:
    """What is wrong with a file, "" when nothing is."""
    if not path.exists():
        return "is missing"
    try:
        size, digest = path.stat().st_size, _digest(path)
    except OSError as fault:  # a failing disk is damage too
        return f"cannot be read: {fault.strerror}"
    if size != record.bytes:
        return f"has {size} bytes, {record.bytes} were published"
    return "" if digest == record.sha256 else "is damaged: its content differs from what was published"


def _record(path: Path) -> FileRecord:
    return FileRecord(sha256=_digest(path), bytes=path.stat().st_size)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
