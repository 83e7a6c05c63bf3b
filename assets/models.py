"""One factory turns every file in sql/ into an asset: stem = name, FROM = lineage, contract = columns."""

from pathlib import Path

import dagster as dg

from assets.catalog import asset_spec, inputs_of
from assets.checks import check_specs, evaluated
from assets.workspace import IncomeRun
from pipeline.models import model_files, model_queries
from pipeline.progress import report

POOL = "duckdb"


def model_asset(name: str, sql: str, source: Path | None = None) -> dg.AssetsDefinition:
    """The asset that runs one select into its table and checks what came out."""
    inputs = inputs_of(sql)
    spec = asset_spec(name, inputs, kinds={"duckdb", "sql"}, sql=sql, source=source)

    @dg.multi_asset(name=name, specs=[spec], check_specs=check_specs(name), pool=POOL)
    def build(run: dg.ResourceParam[IncomeRun]):  # type: ignore[no-untyped-def]
        rows = run.workspace.write_model(name, sql, inputs)
        yield from evaluated(name, rows, run.workspace)
        report(name)

    return build


def model_assets() -> list[dg.AssetsDefinition]:
    """An asset for each SQL file, in the order of their names."""
    return [model_asset(name, sql, model_files()[name]) for name, sql in model_queries().items()]
