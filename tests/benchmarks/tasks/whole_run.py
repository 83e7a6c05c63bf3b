"""The whole run from raw rows: lookups, models, rules, checks, charts, release, under Dagster; its CPU by phase."""

import os
import sys
from pathlib import Path

from pipeline.settings import collect_seldom
from tests.benchmarks.children import tell
from tests.benchmarks.phases import Phases, cpu
from tests.benchmarks.raw_job import run_from_raw


def main(report: str, raw: str, data: str, memory_limit: str = "") -> None:
    """Run, and say which folder holds the tables and where the CPU went."""
    collect_seldom()  # as the command does
    phases = Phases()
    phases.install()
    result = run_from_raw(Path(raw), Path(data), memory_limit)
    folder = Path(data).resolve() / "work" / "runs" / result.run_id
    tell(report, folder=str(folder), phases=phases.seconds, cpu=cpu())


if __name__ == "__main__":
    main(*sys.argv[1:])
    os._exit(0)  # as the command does: no orderly end of the interpreter
