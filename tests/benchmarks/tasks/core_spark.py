"""The core job on Spark in local mode: the models' own SQL, one session, tables as temporary views over Parquet."""

import sys
from contextlib import suppress
from pathlib import Path

from pyspark.sql import SparkSession

from tests.benchmarks.children import tell

SETTINGS = {
    "spark.driver.memory": "8g",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.autoBroadcastJoinThreshold": "64m",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.adaptive.enabled": "true",
}


def main(report: str, given: str, out: str, threads: str, *models: str) -> None:
    """Run the models, each a folder of part files in order, and report Spark's version. `models`: SQL files."""
    builder = SparkSession.builder.master(f"local[{threads}]").appName("core job")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    try:
        version = run(spark, Path(given), Path(out), [Path(model) for model in models])
    finally:
        stop(spark)
    tell(report, version=version)


def run(spark: SparkSession, given: Path, out: Path, paths: list[Path]) -> str:
    """The models, one after the other; returns Spark's version."""
    made = {path.stem for path in paths}
    for path in given.glob("*.parquet"):
        if path.stem not in made:
            spark.read.parquet(str(path)).createOrReplaceTempView(path.stem)
    for path in paths:
        folder = str(out / path.stem)
        spark.sql(path.read_text(encoding="utf-8").strip().rstrip(";")).write.mode("overwrite").parquet(folder)
        spark.read.parquet(folder).createOrReplaceTempView(path.stem)
    return str(spark.version)


def stop(spark: SparkSession) -> None:
    """End the JVM and wait for it, so that its CPU counts; it may be dead already, stopped at its limit."""
    gateway = spark.sparkContext._gateway
    with suppress(Exception):
        spark.stop()
        gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
