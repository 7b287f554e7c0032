"""A session on a Spark cluster that is there already: its address, whether it can be reached, how it must count."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING

from cockpit.errors import CockpitError, Unavailable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_WAIT = 5.0  # seconds for the master to answer

# How Spark must read, write and count to mean the same as DuckDB. How much memory and how many cores it takes is said
# where Spark expects it: spark-defaults.conf in SPARK_CONF_DIR.
MEANING = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "false",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.cteRecursionRowLimit": "-1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def read_address(engine: str) -> tuple[str, int]:
    """Host and port of spark://HOST:PORT. Raises CockpitError for anything else."""
    found = re.fullmatch(r"spark://([A-Za-z0-9._-]+):(\d{1,5})", engine)
    if not found or not 0 < int(found[2]) < 2**16:
        raise CockpitError(f"{engine!r} is not the address of a Spark master.", "Write spark://HOST:PORT.")
    return found[1], int(found[2])


def open_session(engine: str) -> SparkSession:
    """A session on the cluster whose master is at spark://HOST:PORT.

    Raises:
        Unavailable: nobody answers there.
        CockpitError: that is no address, or the cluster does not take us.
    """
    host, port = read_address(engine)
    own = _own_address(host, port)

    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(engine).appName("cockpit build")
    for key, value in {**MEANING, "spark.driver.host": own, "spark.driver.bindAddress": own}.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        session.sql("SELECT 1").collect()
    except (PySparkException, OSError) as fault:
        raise CockpitError(
            f"No session on {engine}: {str(fault).splitlines()[0]}", "Master and pyspark must be of one version."
        ) from fault
    return session


def _own_address(host: str, port: int) -> str:
    """The address of this host as the master sees it."""
    try:
        with socket.create_connection((host, port), timeout=_WAIT) as link:
            return str(link.getsockname()[0])
    except OSError as fault:
        raise Unavailable(
            f"Nobody answers at spark://{host}:{port}: {fault.strerror or fault}.",
            "Start the cluster, or build with --engine duckdb.",
        ) from fault
