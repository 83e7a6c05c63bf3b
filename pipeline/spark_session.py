"""Opening a Spark Connect session: what pyspark needs beforehand, and the settings under which both engines agree."""

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SPARK, SAIL = "spark", "sail"
# Sail's ANSI mode adds nothing but an error for a zero divisor, and raises it for a batch without rows too [ran];
# casts raise either way, and the SQL subset has no divisor that can be zero.
_ANSI = {SPARK: "true", SAIL: "false"}


def load_pyspark() -> None:
    """Import pyspark. Great Expectations must be imported after it, else it knows no Spark."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # pandas 3 is newer than PySpark knows; unused here
        import pyspark

        # without a Spark beside it and without a main script (python -c, test workers) pyspark-client would exit
        os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
        from pyspark.logger import PySparkLogger

        for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
            PySparkLogger.getLogger(name).disabled = True  # they print errors with the cells in them


def open_session(address: str) -> "SparkSession":
    """A session of its own at a Spark Connect server."""
    load_pyspark()
    from pyspark.sql import SparkSession

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return SparkSession.builder.remote(address).create()


def server_of(spark: "SparkSession") -> dict[str, str]:
    """The version of Spark that a server speaks, and what it is: Sail's version() is its own."""
    told = str(spark.sql("select version() as told").toArrow()["told"][0])
    server = SPARK if told.startswith(spark.version) else SAIL
    return {"version": spark.version, "server": f"{server} {told.split()[0]}"}


def configure(spark: "SparkSession", server: str) -> None:
    """Settings of a session on this kind of server, as `server_of` names it."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    spark.conf.set("spark.sql.ansi.enabled", _ANSI[server.split()[0]])
