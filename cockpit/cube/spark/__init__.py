"""The cube's SQL on Apache Spark. Optional: pyspark and sqlglot are imported when a build asks for them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import duckdb

from cockpit.cube.engine import Engine
from cockpit.errors import Unavailable

_NEEDED = ("pyspark", "sqlglot")


def open_spark(connection: duckdb.DuckDBPyConnection, address: str, folder: Path) -> Engine:
    """The cluster whose master is at `address`, spark://HOST:PORT, as the engine of a build; `folder` is made for it.

    Raises:
        Unavailable: pyspark is not installed, or nobody answers there.
        CockpitError: that is no address, or the cluster does not take us.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise Unavailable(
            f"Building on Spark needs what is not installed: {', '.join(missing)}.",
            "Install it: pip install --require-hashes -r requirements-spark.txt",
        )
    from cockpit.cube.spark.cluster import open_session
    from cockpit.cube.spark.engine import Spark

    return Spark(connection, open_session(address), folder)
