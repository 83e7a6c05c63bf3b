"""The floor: every value of the same raw Parquet files read once, and nothing done with it."""

import sys
from pathlib import Path

import duckdb

from tests.benchmarks.children import tell


def main(report: str, raw: str) -> None:
    """Count the values of every column of every raw table."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        for path in sorted(Path(raw).glob("*.parquet")):
            columns = [name for name, *_ in connection.execute(f"describe from '{path}'").fetchall()]
            lengths = ", ".join(f"max({name})" for name in columns)
            connection.execute(f"select {lengths} from '{path}'").fetchall()
            found[path.stem] = connection.execute(f"select count(*) from '{path}'").fetchall()[0][0]
    tell(report, rows=found)


if __name__ == "__main__":
    main(*sys.argv[1:])
