"""The models' SQL alone: one DuckDB process and connection, the product's settings, one Parquet file per table.

Takes the tables that Python makes (raw rows, lookups, parameters, rule runs) from a finished run's folder; makes
all others. No Dagster, no Great Expectations, no checks, no release. Names given after the folders limit the models.
"""

import resource
import sys
from pathlib import Path

import duckdb

from pipeline.engine import PARQUET, quote_text
from tests.benchmarks.children import tell
from tests.benchmarks.models import in_order, model_texts, tables_in


def main(report: str, made: str, out: str, *only: str) -> None:
    """Run the models and report the CPU seconds of each."""
    texts = model_texts()
    chosen = {name: texts[name] for name in only or texts}
    given = {name: path for name, path in tables_in(Path(made)).items() if name not in chosen}
    seconds = {}
    with duckdb.connect(config={"temp_directory": f"{out}/spill"}) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute("set default_null_order = 'nulls_first_on_asc_last_on_desc'")
        for name, path in given.items():
            show(connection, name, path)
        for name, sql in in_order(chosen):
            before = cpu()
            path = Path(out) / f"{name}.parquet"
            connection.execute(f"copy (\n{sql.strip().rstrip(';')}\n) to {quote_text(path)} ({PARQUET})").fetchall()
            show(connection, name, path)
            seconds[name] = cpu() - before
    tell(report, seconds=seconds)


def show(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    """The table as a view over its file."""
    connection.execute(f"create view {name} as from read_parquet({quote_text(path)})")


def cpu() -> float:
    """CPU seconds of this process so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main(*sys.argv[1:])
