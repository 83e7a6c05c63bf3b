"""What a release holds besides its manifest: the marts as Parquet and as one database, and the charts."""

import base64
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from assets.catalog import OWNER, database_comments
from assets.workspace import IncomeRun
from pipeline.contracts import contracts
from pipeline.progress import report
from pipeline.releasing.building import add_file, write_marts_database
from pipeline.releasing.code_version import file_hash
from pipeline.releasing.failures import PublishError
from pipeline.releasing.layout import DATABASE_NAME
from pipeline.workspace import Workspace

MARTS = [name for name in contracts() if name.startswith("mart_")]
GROUP = "e_export"
LARGEST_PREVIEW = 100_000
SHOWN_AT = {
    "distribution": "mart_household_incomes",
    "composition": "mart_household_incomes",
    "stated_and_recomputed": "mart_household_incomes",
    "opinions": "mart_household_incomes",
    "villages": "mart_village_summaries",
    "near_threshold": "mart_near_threshold",
    "transitions": "mart_exit_transitions",
}


@dg.asset(
    name="export_database",
    deps=MARTS,
    group_name=GROUP,
    kinds={"parquet", "duckdb"},
    owners=[OWNER],
    description="结果表：每张结果表一个 Parquet 文件，另有含中文注释的 marts.duckdb。",
    pool="duckdb",
)
def export_database(run: dg.ResourceParam[IncomeRun]) -> Iterator[dg.MaterializeResult]:
    """Put the run's marts into the building folder, as Parquet and as one commented database."""
    workspace = run.workspace
    refuse_other_runs(workspace)
    build_dir = run.lease.build_dir()
    for name in MARTS:
        add_file(build_dir, workspace.path(name))
    database = write_marts_database(build_dir, database_comments())
    hashes = {name: file_hash(build_dir / f"{name}.parquet") for name in MARTS}
    yield dg.MaterializeResult(metadata={"tables": len(MARTS), "sha256": hashes, "bytes": database.stat().st_size})
    report("export_database")


@dg.asset(
    name="export_charts",
    deps=["export_database"],
    group_name=GROUP,
    kinds={"matplotlib"},
    owners=[OWNER],
    description="图：收入分布、各村位置、构成、申报与复算、核查意见、临界户、年度间变动（PNG 与 SVG）。",
    pool="duckdb",
)
def export_charts(
    context: dg.AssetExecutionContext, run: dg.ResourceParam[IncomeRun]
) -> Iterator[dg.MaterializeResult]:
    """Draw the charts from the database just built, and show them in the UI."""
    from pipeline.charts.release_charts import draw_charts  # matplotlib costs seconds, and only here

    build_dir = run.lease.build_dir()
    paths = draw_charts(build_dir / DATABASE_NAME, build_dir / "charts", run.as_of_date.isoformat())
    pictures = {path.stem: dg.MetadataValue.md(embedded(path)) for path in paths if path.suffix == ".png"}
    hashes = {path.name: file_hash(path) for path in paths}
    for name, table in SHOWN_AT.items():
        if name in pictures:  # each chart also shows at the table it is drawn from
            context.log_event(dg.AssetObservation(table, metadata={f"图 {name}": pictures[name]}))
    yield dg.MaterializeResult(metadata={**pictures, "sha256": hashes})
    report("export_charts")


def embedded(path: Path) -> str:
    """A picture as markdown that the UI shows; one too large for the run database is only named."""
    content = path.read_bytes()
    if len(content) > LARGEST_PREVIEW:
        return f"{path.name}（{len(content)} 字节，见版本的 charts 文件夹）"
    return f"![{path.stem}](data:image/png;base64,{base64.b64encode(content).decode()})"


def refuse_other_runs(workspace: Workspace) -> None:
    """A release holds one run's tables only. Raises PublishError naming what this run did not make."""
    absent = [name for name in MARTS if not workspace.path(name).exists()]
    if absent:
        raise PublishError(f"本次运行没有生成 {'、'.join(absent)}，拒绝混合不同运行的结果；请运行整个流程。")
