"""The chain from raw rows to verified income: lookups, and every model that the income and its totals stand on.

The part that grows with rows and with nothing else: no Dagster, no checks, no release. It runs at sizes that the whole
run was never measured at, so that its slope can be read.
"""

import os
import sys
from pathlib import Path

from pipeline.engine import DuckEngine
from pipeline.settings import Settings
from pipeline.workspace import Workspace
from tests.benchmarks.children import tell
from tests.benchmarks.models import in_order, inputs_of, model_texts, needed_for
from tests.benchmarks.tasks.bare_sql import cpu
from tests.raw_workspace import lay_lookups

INCOME = "derive_statement_totals"


def main(report: str, raw: str, data: str) -> None:
    """Make the chain's tables in a fresh data folder; CPU of the lookups and of each model."""
    settings = Settings.at(data)
    settings.create_folders()
    workspace = Workspace(settings, "chain", DuckEngine(settings.data))
    for path in Path(raw).glob("*.parquet"):
        os.link(path, workspace.path(path.stem))
    before = cpu()
    lay_lookups(workspace)
    seconds = {"lookups": cpu() - before}
    texts = model_texts()
    for name, sql in in_order({name: texts[name] for name in needed_for(INCOME, texts)}):
        before = cpu()
        workspace.write_model(name, sql, inputs_of(sql))
        seconds[name] = cpu() - before
    tell(report, seconds=seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
