"""The release: every mart of one run, its charts and its manifest, published whole or not at all."""

from collections.abc import Iterator

import dagster as dg
import pyarrow.parquet as pq

from assets.catalog import OWNER, database_comments
from assets.workspace import IncomeRun
from pipeline.contracts import contracts
from pipeline.progress import report
from pipeline.releasing.building import add_file, write_marts_database
from pipeline.releasing.code_version import code_version, file_hash
from pipeline.releasing.failures import PublishError
from pipeline.releasing.manifest import Manifest
from pipeline.releasing.publish import publish
from pipeline.releasing.retention import remove_old_releases, remove_old_runs
from pipeline.parameter_tables import parameter_folders
from pipeline.workspace import Workspace

MARTS = [name for name in contracts() if name.startswith("mart_")]


@dg.asset(
    name="release",
    deps=MARTS,
    group_name="f_release",
    kinds={"parquet", "duckdb"},
    owners=[OWNER],
    description="发布版本：本次运行的全部结果表、图和清单，整体发布，发布后不再改动。",
    pool="duckdb",
)
def release_asset(run: dg.ResourceParam[IncomeRun]) -> Iterator[dg.MaterializeResult]:
    """Copy the marts into the building folder, write the database and the manifest, publish atomically."""
    workspace = run.workspace
    refuse_other_runs(workspace)
    build_dir = run.lease.build_dir()
    for name in MARTS:
        add_file(build_dir, workspace.path(name))
    write_marts_database(build_dir, database_comments())
    manifest = run_manifest(run)
    published = publish(workspace.settings.marts_dir, build_dir, manifest, run.lease.generation)
    if not run.what_if:
        workspace.mark_latest()
    remove_old_releases(workspace.settings.marts_dir)
    remove_old_runs(workspace.settings)
    yield dg.MaterializeResult(
        asset_key="release",
        metadata={
            "release_id": published.id,
            "as_of_date": manifest.as_of_date.isoformat(),
            "content_hash": published.manifest.content_hash,
            "is_what_if": published.is_what_if,
        },
    )
    report("release")


def refuse_other_runs(workspace: Workspace) -> None:
    """A release holds one run's tables only. Raises PublishError naming what this run did not make."""
    absent = [name for name in MARTS if not workspace.path(name).exists()]
    if absent:
        raise PublishError(f"本次运行没有生成 {'、'.join(absent)}，拒绝混合不同运行的结果；请运行整个流程。")


def run_manifest(run: IncomeRun) -> Manifest:
    """What this run was made from: inputs, parameters, code, and how many rows each mart has."""
    workspace = run.workspace
    deliveries = pq.read_table(workspace.source("raw_deliveries"), columns=["source_file", "sha256"])
    inputs = {row["source_file"]: row["sha256"] for row in deliveries.to_pylist() if row["sha256"]}
    files = [path for folder in parameter_folders(workspace.settings.site_dir) for path in folder.glob("*.yml")]
    as_of = pq.read_table(workspace.source("raw_year_parameters"), columns=["as_of_date"])["as_of_date"][0].as_py()
    return Manifest(
        run_id=workspace.run_id,
        as_of_date=as_of,
        row_counts={name: pq.read_metadata(workspace.path(name)).num_rows for name in MARTS},
        inputs=inputs,
        parameters={f"{path.parent.name}/{path.name}": file_hash(path) for path in sorted(files)},
        code=code_version(),
        what_if=dict(run.what_if) or None,
    )
