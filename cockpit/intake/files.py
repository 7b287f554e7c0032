"""The operator's files: found by name or glob, looked into when packed, opened as streams of bytes."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from cockpit.errors import Refused, suggest

KINDS: dict[str, str] = {
    ".csv": "delimited",
    ".tsv": "delimited",
    ".txt": "delimited",
    ".xlsx": "sheet",
    ".xlsm": "sheet",
    ".xls": "sheet",
    ".ods": "sheet",
    ".parquet": "parquet",
    ".geojson": "layer",
    ".json": "layer",
    ".shp": "layer",
    ".gpkg": "layer",
}
PACKED = (".gz", ".zip")
DAMAGE = (OSError, EOFError, zipfile.BadZipFile, ValueError)


@dataclass(frozen=True)
class File:
    """One file to be read: where it lies, which member of a zip it is, and what kind of table it holds.

    `name` is what reports and rejected rows call it: its path as the mapping writes it, relative where it can be.
    """

    path: Path
    name: str
    kind: str
    suffix: str
    packed: str = ""  # "", ".gz" or ".zip"
    member: str = ""

    @property
    def gdal(self) -> str:
        """The file as GDAL calls it."""
        if self.packed == ".zip":
            return f"/vsizip/{{{self.path}}}/{self.member}"
        return f"/vsigzip/{self.path}" if self.packed else str(self.path)

    @contextmanager
    def open(self) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """(the unpacked bytes, the file as it lies: its position tells how much has been read)."""
        with self.path.open("rb") as raw:
            if self.packed == ".gz":
                with gzip.GzipFile(fileobj=raw) as stream:
                    yield io.BufferedReader(stream, 1 << 20), raw
            elif self.packed == ".zip":
                with zipfile.ZipFile(raw) as box, box.open(self.member) as stream:
                    yield stream, raw
            else:
                yield raw, raw

    def digest(self) -> tuple[str, int]:
        """sha256 and size of the file as delivered: what a number can be traced back to."""
        with self.path.open("rb") as raw:
            return hashlib.file_digest(raw, "sha256").hexdigest(), self.path.stat().st_size


def find_files(pattern: str, folder: Path) -> list[File]:
    """The files that `pattern` names, relative to `folder`; a glob gives them in the order of their names.

    Raises:
        Refused: nothing is there, it is of a kind that is not read, or it is a damaged or ambiguous zip.
    """
    literal = folder / pattern
    paths = [literal] if literal.exists() else sorted(path for path in _glob(pattern, folder) if path.is_file())
    if not paths:
        raise Refused(f"there is no file {pattern!r} beside the mapping file.", hint=_nearest(literal))
    if literal.is_dir():
        raise Refused(f"{pattern!r} is a folder.", hint=f"Name its files, as in '{pattern.rstrip('/')}/*.csv'.")
    return [file for path in paths for file in _unpack(path, _name(path, pattern, folder))]


def _glob(pattern: str, folder: Path) -> Iterator[Path]:
    """Paths of a glob; pathlib wants the fixed part of an absolute or "../" pattern taken off."""
    parts = PurePosixPath(pattern).parts
    fixed = next((i for i, part in enumerate(parts) if any(sign in part for sign in "*?[")), len(parts))
    top = folder.joinpath(*parts[:fixed])
    return top.glob(str(PurePosixPath(*parts[fixed:]))) if fixed < len(parts) else iter(())


def _name(path: Path, pattern: str, folder: Path) -> str:
    """What to call a file: as the mapping does where it names one file, else relative to the mapping."""
    if path == folder / pattern:
        return pattern
    head = PurePosixPath(pattern).parts
    fixed = next((i for i, part in enumerate(head) if any(sign in part for sign in "*?[")), 0)
    top = folder.joinpath(*head[:fixed])
    return str(PurePosixPath(*head[:fixed]) / path.relative_to(top).as_posix())


def _nearest(literal: Path) -> str:
    if not literal.parent.is_dir():
        return f"There is no folder {literal.parent.name!r} either."
    near = suggest(literal.name, (path.name for path in literal.parent.iterdir()))
    return f"Did you mean {near!r}?" if near else ""


def _unpack(path: Path, name: str) -> list[File]:
    """The file, or what a zip holds of kinds that are read."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    last = suffixes[-1] if suffixes else ""
    if last == ".zip":
        return [
            File(path, f"{name}/{member}", _kind(member), _suffix(member), ".zip", member) for member in _list(path)
        ]
    packed = last if last == ".gz" else ""
    suffix = suffixes[-2] if packed and len(suffixes) > 1 else last
    if suffix not in KINDS:
        raise Refused(f"{name}: files of kind {suffix or 'without ending'!r} are not read.", hint=_readable())
    return [File(path, name, KINDS[suffix], suffix, packed)]


def _list(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as box:
            inside = [name for name in box.namelist() if not name.endswith("/") and "__MACOSX" not in name]
    except DAMAGE as fault:
        raise Refused(f"{path.name} is not a zip that can be opened: {fault}.") from fault
    tables = sorted(name for name in inside if _suffix(name) in KINDS)
    if not tables:
        raise Refused(f"{path.name} holds no file of a kind that is read.", hint=_readable())
    if len({_kind(name) for name in tables}) > 1:
        raise Refused(
            f"{path.name} holds files of several kinds ({', '.join(tables)}).", hint="Pack one kind to a zip."
        )
    return tables


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _kind(name: str) -> str:
    return KINDS[_suffix(name)]


def _readable() -> str:
    return f"Read are {', '.join(KINDS)}, each also as .gz or .zip."
