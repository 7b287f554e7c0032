"""A session on a Spark cluster that is there already, told to count as DuckDB does."""

from __future__ import annotations

import os
import warnings

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from cockpit.cube.spark.address import own_address, read_address
from cockpit.errors import CockpitError

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


def open_session(engine: str) -> SparkSession:
    """A session on the cluster whose master is at spark://HOST:PORT.

    Raises:
        Unavailable: nobody answers there.
        CockpitError: that is no address, or the cluster does not take us.
    """
    own = own_address(*read_address(engine))
    os.environ.setdefault("SPARK_LOCAL_IP", own)  # else Spark guesses, and says so at length
    builder = SparkSession.builder.master(engine).appName("cockpit build")
    for key, value in {**MEANING, "spark.driver.host": own, "spark.driver.bindAddress": own}.items():
        builder = builder.config(key, value)
    try:
        with warnings.catch_warnings(
            action="ignore", category=FutureWarning
        ):  # about a newer pandas, which is not used
            session: SparkSession = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        session.sql("SELECT 1").collect()
    except (PySparkException, OSError) as fault:
        raise CockpitError(
            f"No session on {engine}: {str(fault).splitlines()[0]}", "Master and pyspark must be of one version."
        ) from fault
    return session
