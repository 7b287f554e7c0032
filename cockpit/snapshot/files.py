"""Files that are whole or not there: written aside, then renamed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from cockpit.errors import CockpitError


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path` in one step; a reader finds the old file or the new one, never a half.

    Raises:
        CockpitError: the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as sink:
                sink.write(content)
            umask = os.umask(0)
            os.umask(umask)
            Path(aside).chmod(0o666 & ~umask)
            Path(aside).replace(path)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise CockpitError(f"{path} cannot be written: {fault.strerror}.", "Choose another --out.") from fault
