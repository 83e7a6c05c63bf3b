"""What a release holds besides its manifest: the marts as Parquet and as one database, and the charts."""

import json
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from assets.catalog import EXPORT_GROUP, OWNER, database_comments
from assets.pictures import charts_dir, table_pictures
from assets.steps import Step
from assets.workspace import IncomeRun
from pipeline.charts.names import CHARTS_OF_TABLE
from pipeline.contracts import contracts
from pipeline.progress import report
from pipeline.release.code_version import file_hash
from pipeline.release.data_package import write_data_package
from pipeline.release.failures import PublishError
from pipeline.release.folders import DATABASE_NAME
from pipeline.release.publish import add_file, write_marts_database
from pipeline.workspace import Workspace

MARTS = [name for name in contracts() if name.startswith("mart_")]


def database_step() -> Step:
    """The release's marts, as Parquet and as one database."""
    spec = dg.AssetSpec(
        "export_database",
        deps=MARTS,
        group_name=EXPORT_GROUP,
        kinds={"parquet", "duckdb"},
        owners=[OWNER],
        description="结果表：每张结果表一个 Parquet 文件，另有含中文注释的 marts.duckdb。",
    )
    return Step("export_database", [spec], make_database, export_database)


def make_database(run: IncomeRun) -> dict[str, int]:
    """Make the database in the run's folder, of this run's marts only."""
    refuse_other_runs(run.workspace)
    made_database(run.workspace)
    return {}


def export_database(run: IncomeRun) -> dg.MaterializeResult:
    """Put the run's marts into the building folder, as Parquet and as one commented database."""
    workspace = run.workspace
    build_dir = run.lease.build_dir()
    for name in MARTS:
        add_file(build_dir, workspace.path(name))
    database = add_file(build_dir, made_database(workspace))
    columns = {name: [column.name for column in contracts()[name].columns] for name in MARTS}
    facts = {"created": run.as_of_date.isoformat()}
    write_data_package(build_dir, facts, {f"{name}.parquet": {one: one for one in columns[name]} for name in MARTS})
    hashes = {name: file_hash(build_dir / f"{name}.parquet") for name in MARTS}
    return dg.MaterializeResult(
        asset_key="export_database",
        metadata={"tables": len(MARTS), "sha256": hashes, "bytes": database.stat().st_size},
    )


def made_database(workspace: Workspace) -> Path:
    """The database of the marts in the run's folder: that of the latest run, where neither marts nor comments changed."""
    comments = database_comments()
    tables = {name: workspace.path(name) for name in MARTS}

    def make() -> None:
        write_marts_database(workspace.folder, comments)

    workspace.memo.once("marts_database", tables, make, [DATABASE_NAME], [json.dumps(comments, ensure_ascii=False)])
    return workspace.folder / DATABASE_NAME


@dg.asset(
    name="export_charts",
    deps=["export_database"],
    group_name=EXPORT_GROUP,
    kinds={"matplotlib"},
    owners=[OWNER],
    description="图：收入分布、各村位置、构成、申报与复算、核查意见、临界户、年度间变动（PNG 与 SVG）。",
    pool="duckdb",
)
def export_charts(run: dg.ResourceParam[IncomeRun]) -> Iterator[dg.MaterializeResult]:
    """Put the charts that were drawn with their tables into the release, and show all of them here too."""
    build_dir = run.lease.build_dir()
    drawn = sorted(charts_dir(run.workspace).iterdir())
    paths = [add_file(build_dir, path, f"charts/{path.name}") for path in drawn]
    pictures = {name: one for table in CHARTS_OF_TABLE for name, one in table_pictures(table, run.workspace).items()}
    metadata = {name: dg.MetadataValue.md(picture) for name, picture in sorted(pictures.items())}
    hashes = {path.name: file_hash(path) for path in paths}
    yield dg.MaterializeResult(metadata={**metadata, "sha256": hashes})
    report("export_charts")


def refuse_other_runs(workspace: Workspace) -> None:
    """A release holds one run's tables only. Raises PublishError naming what this run did not make."""
    absent = [name for name in MARTS if not workspace.path(name).exists()]
    if absent:
        raise PublishError(f"本次运行没有生成 {'、'.join(absent)}，拒绝混合不同运行的结果；请运行整个流程。")
