"""The cube's SQL on Apache Spark. Optional: pyspark and sqlglot are imported when a build asks for them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import duckdb

from cockpit.cube.engine import Engine
from cockpit.cube.spark.address import own_address, read_address
from cockpit.errors import Unavailable

_NEEDED = ("pyspark", "sqlglot")


def check_spark(address: str) -> None:
    """See that the cluster whose master is at `address`, spark://HOST:PORT, can be asked.

    Raises:
        Unavailable: pyspark is not installed, or nobody answers there.
        CockpitError: that is no address.
    """
    host, port = read_address(address)
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise Unavailable(
            f"Building on Spark needs what is not installed: {', '.join(missing)}.",
            "Install it: pip install --require-hashes -r requirements-spark.txt",
        )
    own_address(host, port)


def open_spark(connection: duckdb.DuckDBPyConnection, address: str, folder: Path) -> Engine:
    """The cluster as the engine of a build; `folder` is made, for what passes between it and this process.

    Raises:
        CockpitError: as check_spark, or the cluster does not take us.
    """
    check_spark(address)
    from cockpit.cube.spark.cluster import open_session  # noqa: PLC0415 - pyspark is optional
    from cockpit.cube.spark.engine import Spark  # noqa: PLC0415

    return Spark(connection, open_session(address), folder)
