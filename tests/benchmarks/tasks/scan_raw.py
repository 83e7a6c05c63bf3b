"""The floor: every value of the same raw files read once, as Parquet or as CSV, and nothing done with it."""

import sys
from pathlib import Path

import duckdb

from tests.benchmarks.children import tell


def main(report: str, raw: str) -> None:
    """The greatest value of every column of every raw table, which cannot be had without reading all."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        for path in sorted(Path(raw).iterdir()):
            source = f"read_csv('{path}', all_varchar = true, header = true)" if path.suffix == ".csv" else f"'{path}'"
            columns = [name for name, *_ in connection.execute(f"describe from {source}").fetchall()]
            greatest = ", ".join(f"max({name})" for name in columns)
            *_, found[path.stem] = connection.execute(f"select {greatest}, count(*) from {source}").fetchall()[0]
    tell(report, rows=found)


if __name__ == "__main__":
    main(*sys.argv[1:])
