"""Where a Spark master is, and how this host looks from there."""

from __future__ import annotations

import re
import socket

from cockpit.errors import CockpitError, Unavailable

_WAIT = 5.0  # seconds for the master to answer


def read_address(engine: str) -> tuple[str, int]:
    """Host and port of spark://HOST:PORT. Raises CockpitError for anything else."""
    found = re.fullmatch(r"spark://([A-Za-z0-9._-]+):(\d{1,5})", engine)
    if not found or not 0 < int(found[2]) < 2**16:
        raise CockpitError(f"{engine!r} is not the address of a Spark master.", "Write spark://HOST:PORT.")
    return found[1], int(found[2])


def own_address(host: str, port: int) -> str:
    """The address of this host as the master sees it. Raises Unavailable when nobody answers there."""
    try:
        with socket.create_connection((host, port), timeout=_WAIT) as link:
            return str(link.getsockname()[0])
    except OSError as fault:
        raise Unavailable(
            f"Nobody answers at spark://{host}:{port}: {fault.strerror or fault}.",
            "Start the cluster, or build with --engine duckdb.",
        ) from fault
