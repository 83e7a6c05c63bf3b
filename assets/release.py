"""The release: one run's marts and charts with their manifest, published whole or not at all."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import dagster as dg
import pyarrow.parquet as pq

from assets.catalog import OWNER, RELEASE_GROUP
from assets.exports import MARTS
from assets.workspace import IncomeRun
from pipeline.contracts import ROOT
from pipeline.parameters import SHIPPED
from pipeline.progress import report
from pipeline.release.code_version import code_version, file_hash
from pipeline.release.manifest import Manifest, hash_of
from pipeline.release.publish import publish
from pipeline.release.retention import remove_old_releases, remove_old_runs
from pipeline.release.secret import FINGERPRINT, present_fingerprint
from pipeline.service.new_findings import announce_new_findings

RULES = ROOT / "expectations" / "rules"
SITE_FILES = ("parameters/*.yml", "headers/*.csv", "limits.yml", "villages.csv")


@dg.asset(
    name="release",
    deps=["export_database", "export_charts"],
    group_name=RELEASE_GROUP,
    kinds={"parquet", "duckdb"},
    owners=[OWNER],
    description="发布版本：本次运行的全部结果表、图和清单，整体发布，发布后不再改动。",
    pool="duckdb",
    freshness_policy=dg.FreshnessPolicy.cron("0 6 * * *", timedelta(hours=10), "Asia/Shanghai"),
)
def release_asset(run: dg.ResourceParam[IncomeRun]) -> Iterator[dg.MaterializeResult]:
    """Publish the building folder; a what-if is kept beside the served release, which does not move."""
    workspace = run.workspace
    marts_dir = workspace.settings.marts_dir
    manifest = run_manifest(run)
    published = publish(marts_dir, run.lease.build_dir(), manifest, run.lease.generation)
    if not published.is_what_if:
        workspace.mark_latest()
        announce_new_findings(workspace.settings, published)
    remove_old_releases(marts_dir)
    remove_old_runs(workspace.settings)
    yield dg.MaterializeResult(
        metadata={
            "release_id": published.id,
            "as_of_date": manifest.as_of_date.isoformat(),
            "content_hash": published.manifest.content_hash,
            "is_what_if": published.is_what_if,
            "folder": str(published.path.relative_to(workspace.settings.data)),
            "row_counts": dict(manifest.row_counts),
            "文件": dg.MetadataValue.md(f"[图表与非户级结果表](/exports/{published.id}/)"),
        },
    )
    report("release")


def run_manifest(run: IncomeRun) -> Manifest:
    """What this run was made from: inputs, parameters, code, and how many rows each mart has."""
    workspace = run.workspace
    deliveries = pq.read_table(workspace.source("raw_deliveries"), columns=["source_file", "sha256"])
    inputs = {row["source_file"]: row["sha256"] for row in deliveries.to_pylist() if row["sha256"]}
    as_of = pq.read_table(workspace.source("raw_year_parameters"), columns=["as_of_date"])["as_of_date"][0]
    return Manifest(
        run_id=workspace.run_id,
        as_of_date=as_of.as_py(),
        row_counts={name: pq.read_metadata(workspace.path(name)).num_rows for name in MARTS},
        inputs=inputs,
        parameters={name: file_hash(path) for name, path in settings_files(workspace.settings.site_dir).items()},
        code=code_version(),
        what_if=dict(run.what_if) or None,
        details=workspace.notes()
        | {
            "engine": workspace.engine.about(),
            "rules_sha256": rules_hash(),
            FINGERPRINT: present_fingerprint(workspace.settings),
            "corrections": correction_counts(workspace.path("mart_corrections")),
        },
    )


def settings_files(site_dir: Path) -> dict[str, Path]:
    """Every file besides deliveries and code that decides a figure: parameters, and the site's headers and limits."""
    shipped = {f"assets/parameters/{path.name}": path for path in SHIPPED.glob("*.yml")}
    own = [path for pattern in SITE_FILES for path in site_dir.glob(pattern)]
    return dict(sorted((shipped | {f"site/{path.relative_to(site_dir).as_posix()}": path for path in own}).items()))


def rules_hash() -> str:
    """SHA-256 over the rule book: two releases of one code but other rules differ in it."""
    return hash_of({path.name: file_hash(path) for path in RULES.glob("*.yml")})


def correction_counts(path: Path) -> dict[str, dict[str, int]]:
    """Delivered correction file → what became of its lines → how many."""
    counts: dict[str, dict[str, int]] = {}
    for row in pq.read_table(path, columns=["source_file", "status"]).to_pylist():
        states = counts.setdefault(row["source_file"], {})
        states[row["status"]] = states.get(row["status"], 0) + 1
    return counts
