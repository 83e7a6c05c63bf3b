"""The whole run from raw rows: lookups, models, rules, checks, charts, release, under Dagster."""

import sys
from pathlib import Path

from tests.benchmarks.children import tell
from tests.benchmarks.raw_job import run_from_raw


def main(report: str, raw: str, data: str, memory_limit: str = "") -> None:
    """Run and say which release came out."""
    result = run_from_raw(Path(raw), Path(data), memory_limit)
    metadata = result.asset_materializations_for_node("release")[0].metadata
    tell(report, run_id=result.run_id, release=metadata["release_id"].value, rows=metadata["row_counts"].value)


if __name__ == "__main__":
    main(*sys.argv[1:])
