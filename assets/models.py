"""One factory turns every file in sql/ into a step: stem = name, FROM = lineage, contract = columns."""

from pathlib import Path

from assets.catalog import asset_spec, inputs_of
from assets.steps import Step
from assets.workspace import IncomeRun
from pipeline.models import model_files, model_queries


def model_step(name: str, sql: str, source: Path | None = None) -> Step:
    """The step that runs one select into its table."""
    inputs = inputs_of(sql)

    def make(run: IncomeRun) -> dict[str, int]:
        return {name: run.workspace.write_model(name, sql, inputs)}

    return Step(name, [asset_spec(name, inputs, kinds={"duckdb", "sql"}, sql=sql, source=source)], make)


def model_steps() -> list[Step]:
    """A step for each SQL file, in the order of their names."""
    return [model_step(name, sql, model_files()[name]) for name, sql in model_queries().items()]
