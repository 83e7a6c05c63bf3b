"""Small releases for tests: a run's folder with made-up marts, published as a run would."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.release.folders import Release
from pipeline.release.lease import Lease, take_lease
from pipeline.release.manifest import Manifest
from pipeline.release.publish import publish

NIGHT = datetime(2018, 12, 9, 18, 0, 0, tzinfo=UTC)  # 02:00 in Shanghai
SOURCE_HASH = "ab" * 32


def write_mart(path: Path, values: list[int]) -> None:
    """A mart with a household and an income per value."""
    households = [f"县|镇|村|{number}" for number in range(len(values))]
    pq.write_table(pa.table({"household_id": households, "income_yuan": values}), path)


def manifest_of(run_id: str, **marts: int) -> Manifest:
    """A manifest with the row counts given, and made-up inputs."""
    return Manifest(
        run_id=run_id,
        as_of_date=date(2018, 12, 10),
        row_counts=marts,
        inputs={"2018/村.xlsx": SOURCE_HASH},
        parameters={"assets/parameters/lines.yml": SOURCE_HASH},
        code={"package_version": "0", "git_commit": None, "source_sha256": SOURCE_HASH},
    )


def build(lease: Lease, values: list[int], what_if: dict[str, Any] | None = None) -> Manifest:
    """Fill the lease's building folder with one mart; returns its manifest."""
    write_mart(lease.build_dir() / "mart_incomes.parquet", values)
    return manifest_of(lease.run_id, mart_incomes=len(values)).sealed(what_if=what_if)


def publish_values(marts_dir: Path, run_id: str, values: list[int], now: datetime = NIGHT, **more: Any) -> Release:
    """One whole run: lease, build, publish."""
    with take_lease(marts_dir, run_id) as lease:
        manifest = build(lease, values, **more)
        return publish(marts_dir, lease.build_dir(), manifest, lease.generation, by="测试", now=now)
