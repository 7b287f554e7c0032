"""What editions ask of the file system: marks that end with their process, files surely written, links for copies."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO


class Mark:
    """A mark on a file or folder, kept until it is let go of or the process ends, however it ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def stands_at(self, path: Path) -> bool:
        """Whether what is marked is what lies at `path` now, not something of that name that is gone."""
        try:
            return os.path.samestat(os.fstat(self._descriptor), path.stat())
        except OSError:
            return False

    def release(self) -> None:
        """Let go; a second time does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        with contextlib.suppress(OSError):
            self.release()


def mark(path: Path, *, alone: bool = False) -> Mark | None:
    """Mark `path` as used, by many at once or `alone`; None where others' marks do not allow it.

    Nothing is written, so a reader needs no leave to write. A file system without marks allows everything.

    Raises:
        OSError: there is no such file, or it cannot be opened.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError as fault:
        if fault.errno in {errno.EWOULDBLOCK, errno.EACCES}:
            os.close(descriptor)
            return None
    return Mark(descriptor)


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk and outlives a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_surely(path: Path, text: str) -> None:
    """Replace `path` by a file of `text` in one step that outlives a power cut."""
    aside = path.with_name(f".{path.name.lstrip('.')}.{os.getpid()}")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        _flush(file)
    aside.replace(path)
    sync(path.parent)


def digest(path: Path) -> str:
    """The sha256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def link_same(path: Path, wanted: str, others: Iterable[Path]) -> bool:
    """Put a link to the first of `others` with the digest `wanted` in the place of `path`; whether there was one.

    The other file is read, not believed: a damaged one must not be handed on.
    """
    for other in others:
        with contextlib.suppress(OSError):  # a file system without links, or the other is just being deleted
            if other.samefile(path):
                return True
            if digest(other) == wanted:
                aside = path.with_name(f".{path.name}.link")
                os.link(other, aside)
                aside.replace(path)
                return True
    return False


def _flush(file: IO[str]) -> None:
    file.flush()
    os.fsync(file.fileno())
