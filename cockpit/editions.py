"""Editions, immutable published sets of extracts, cube, geometry and catalogue: begin, publish, verify, use, prune.

On disk: DIR/editions/NAME/ holds everything, DIR/CURRENT names the one that serves. An edition is written aside,
renamed, and only then named in CURRENT, so a reader sees the old one or the new one, never a mixture.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from cockpit.disk import Mark, digest, link_same, mark, sync, write_surely
from cockpit.errors import CockpitError, Unavailable, unknown
from cockpit.manifest import City, FileRecord, Manifest, Span

__all__ = [
    "City",
    "FileRecord",
    "Manifest",
    "Progress",
    "Span",
    "begin",
    "current",
    "discard",
    "folder",
    "hold",
    "list_editions",
    "prune",
    "publish",
    "read_manifest",
    "sweep",
    "use",
    "verify",
]

CURRENT = "CURRENT"
MANIFEST = "manifest.json"

# The shape of the cube this version writes and reads; raised when tables change.
FORMAT = 7
UNFINISHED = ".tmp"
PRUNED = ".pruned"

# Marks of the editions this process is building: others see by them that they are not abandoned.
_building: dict[Path, Mark] = {}

Progress = Callable[[str, float], None]
"""Told what is being done and how much of the whole is done, 0 to 1."""


def folder(data: Path) -> Path:
    """Where the editions of `data` lie."""
    return data / "editions"


def begin(data: Path) -> Path:
    """A fresh folder to build an edition in, named by the time now (UTC) and marked unfinished.

    What killed builds have left is cleared away first.

    Raises:
        CockpitError: the data folder cannot be written.
    """
    root = folder(data)
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    try:
        root.mkdir(parents=True, exist_ok=True)
        sweep(data)
        for name in [moment, *(f"{moment}-{serial:02d}" for serial in range(2, 100))]:
            staging = root / f".{name}{UNFINISHED}"
            if not (root / name).exists():
                # mkdir decides between two that begin in the same second.
                with contextlib.suppress(FileExistsError, FileNotFoundError):
                    staging.mkdir()
                    mine = mark(staging, alone=True)
                    if mine is not None and mine.stands_at(staging):  # no sweeper was quicker
                        _building[staging] = mine
                        return staging
    except OSError as fault:
        raise CockpitError(
            f"{root} cannot be written: {fault.strerror}.", "Choose another folder with --data."
        ) from fault
    raise CockpitError(f"Too many editions are begun in {root} at this moment.", "Try again in a second.")


def discard(staging: Path) -> None:
    """Remove an unfinished edition; nothing of it was ever visible."""
    shutil.rmtree(staging, ignore_errors=True)
    _building.pop(staging, None)


def sweep(data: Path) -> list[str]:
    """Remove what builds that no longer run have left unfinished. Returns the names of their folders."""
    gone = []
    for staging in sorted(folder(data).glob(f".*{UNFINISHED}")):
        with contextlib.suppress(OSError):
            abandoned = mark(staging, alone=True)
            if abandoned is not None:
                shutil.rmtree(staging, ignore_errors=True)
                abandoned.release()
                gone.append(staging.name)
    return gone


def hold(data: Path, name: str) -> Mark:
    """Mark edition `name` as in use, so that it is not pruned while the mark is kept.

    Raises:
        UnknownName: there is no such edition, or it is just being deleted.
    """
    path = _known(data, name) / MANIFEST
    with contextlib.suppress(OSError):
        found = mark(path)
        if found is not None and found.stands_at(path):
            return found
    raise unknown("edition", name, [other for other in reversed(list_editions(data)) if other != name])


def publish(staging: Path, data: Path, city: City, span: Span, tables: dict[str, int]) -> str:
    """Write the manifest, rename the edition into place, point CURRENT at it. Returns its name.

    A file that another edition holds with the same content becomes a link to that one. All is on the disk before the
    edition can be seen.
    """
    name = _name(staging)
    files = {path.relative_to(staging).as_posix(): _record(path) for path in _files(staging)}
    manifest = Manifest(
        edition=name, format=FORMAT, created=datetime.now(UTC), city=city, span=span, tables=tables, files=files
    )
    held = _held_files(data)
    for relative, record in files.items():
        if not link_same(staging / relative, record.sha256, held.get(record.sha256, ())):
            sync(staging / relative)
    write_surely(staging / MANIFEST, manifest.model_dump_json(indent=1))
    for path in sorted(path for path in staging.rglob("*") if path.is_dir()):
        sync(path)
    staging.rename(folder(data) / name)
    sync(folder(data))
    _building.pop(staging, None)
    use(data, name)
    return name


def use(data: Path, name: str) -> None:
    """Let edition `name` serve: CURRENT is replaced in one step. Raises UnknownName."""
    _known(data, name)
    write_surely(data / CURRENT, name + "\n")


def _held_files(data: Path) -> dict[str, list[Path]]:
    """Files of all readable editions by their sha256, those of the newest edition first."""
    found: dict[str, list[Path]] = {}
    for name in reversed(list_editions(data)):
        with contextlib.suppress(Unavailable):
            for relative, record in read_manifest(data, name).files.items():
                found.setdefault(record.sha256, []).append(folder(data) / name / relative)
    return found


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
    """Delete all but the newest `keep` editions, never the one that serves nor one that somebody has open.

    Returns the names deleted.
    """
    names = list_editions(data)
    kept = {*names[max(len(names) - keep, 0) :], current(data)} if names else set[str]()
    gone = [name for name in names if name not in kept and _put_aside(data, name)]
    for aside in folder(data).glob(f".*{PRUNED}"):
        shutil.rmtree(aside, ignore_errors=True)
    sweep(data)
    return gone


def _put_aside(data: Path, name: str) -> bool:
    """Rename an edition that nobody has open: a half-deleted one must never look like a whole one."""
    alone = mark(folder(data) / name / MANIFEST, alone=True)
    if alone is None:
        return False
    (folder(data) / name).rename(folder(data) / f".{name}{PRUNED}")
    alone.release()
    return True


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
        size, found = path.stat().st_size, digest(path)
    except OSError as fault:  # a failing disk is damage too
        return f"cannot be read: {fault.strerror}"
    if size != record.bytes:
        return f"has {size} bytes, {record.bytes} were published"
    return "" if found == record.sha256 else "is damaged: its content differs from what was published"


def _record(path: Path) -> FileRecord:
    return FileRecord(sha256=digest(path), bytes=path.stat().st_size)
