"""Nothing is shown before it was read back: each defect stops the publishing, and the old release stays."""

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipeline.release.code_version import file_hash
from pipeline.release.failures import NoReleaseError, PublishError
from pipeline.release.folders import Release, current_release
from pipeline.release.lease import take_lease
from pipeline.release.publish import publish, write_marts_database
from pipeline.release.readback import open_release, verify_build
from tests.release_builder import build, publish_values, write_mart


def fewer_rows(folder: Path) -> None:
    write_mart(folder / "mart_incomes.parquet", [1])


def missing_table(folder: Path) -> None:
    (folder / "mart_incomes.parquet").unlink()


def extra_table(folder: Path) -> None:
    write_mart(folder / "mart_findings.parquet", [1])


def truncated_file(folder: Path) -> None:
    os.truncate(folder / "mart_incomes.parquet", 100)


def damaged_page(folder: Path) -> None:
    with (folder / "mart_incomes.parquet").open("r+b") as file:
        file.seek(8)
        file.write(b"\xff" * 40)


def symbolic_link(folder: Path) -> None:
    (folder / "chart.png").symlink_to("/etc/hostname")


def hard_link(folder: Path) -> None:
    (folder.parent / "outside").write_bytes(b"x")
    (folder / "chart.png").hardlink_to(folder.parent / "outside")


def named_pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


def unfinished_write(folder: Path) -> None:
    (folder / ".mart_incomes.parquet.1f2e.tmp").write_bytes(b"PAR1")


def database_with_other_rows(folder: Path) -> None:
    write_marts_database(folder, {})
    with duckdb.connect(str(folder / "marts.duckdb")) as connection:
        connection.execute("delete from mart_incomes where income_yuan = 1")


def database_with_another_table(folder: Path) -> None:
    write_marts_database(folder, {})
    with duckdb.connect(str(folder / "marts.duckdb")) as connection:
        connection.execute("create table more as select 1 as one")


def broken_database(folder: Path) -> None:
    (folder / "marts.duckdb").write_bytes(b"no database")


DEFECTS = {
    fewer_rows: "读回 1 行，清单为 3 行",
    missing_table: "mart_incomes",
    extra_table: "mart_findings",
    truncated_file: "mart_incomes.parquet 无法读回（文件已损坏）。",
    damaged_page: "mart_incomes.parquet 无法读回",
    symbolic_link: "chart.png 不是独立的普通文件",
    hard_link: "chart.png 不是独立的普通文件",
    named_pipe: "pipe 不是独立的普通文件",
    unfinished_write: "未写完的临时文件",
    database_with_other_rows: "marts.duckdb 的 mart_incomes 读回 2 行",
    database_with_another_table: "marts.duckdb 的表与清单不一致",
    broken_database: "marts.duckdb 无法读回（文件已损坏）。",
}


@pytest.mark.parametrize("spoil", DEFECTS, ids=lambda spoil: spoil.__name__)
def test_a_spoilt_build_is_refused_and_the_old_release_stays(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    old = publish_values(tmp_path, "run-1", [7])
    with take_lease(tmp_path, "run-2") as lease:
        folder = lease.build_dir()
        manifest = build(lease, [1, 2, 3])
        spoil(folder)
        with pytest.raises(PublishError, match=re.escape(DEFECTS[spoil])) as caught:
            publish(tmp_path, folder, manifest, lease.generation)
    assert f"仍提供原版本 {old.id}" in str(caught.value)
    assert current_release(tmp_path) == old
    assert not folder.exists()


def test_a_release_without_tables_is_refused(tmp_path: Path) -> None:
    with take_lease(tmp_path, "run-1") as lease:
        manifest = build(lease, []).sealed(row_counts={})
        (lease.build_dir() / "mart_incomes.parquet").unlink()
        with pytest.raises(PublishError, match=r"没有任何表.*目前没有已发布的版本"):
            publish(tmp_path, lease.build_dir(), manifest, lease.generation)
    with pytest.raises(NoReleaseError):
        current_release(tmp_path)


def test_what_the_disk_did_is_told_where_a_file_cannot_be_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("pipeline.release.readback.pq.ParquetFile", broken)
    with take_lease(tmp_path, "run-1") as lease:
        manifest = build(lease, [1])
        with pytest.raises(PublishError, match=r"mart_incomes.parquet 无法读回（磁盘读写出错（请检查硬盘））。"):
            verify_build(lease.build_dir(), manifest)


def test_a_database_that_does_not_open_though_it_is_proven_is_told(tmp_path: Path) -> None:
    with take_lease(tmp_path, "run-1") as lease:
        manifest = build(lease, [1])
        broken_database(lease.build_dir())
        files = {"marts.duckdb": file_hash(lease.build_dir() / "marts.duckdb")}
        release = Release(lease.build_dir())
        (release.path / "manifest.json").write_bytes(manifest.sealed(files=files).to_json())
        with pytest.raises(PublishError, match=r"的 marts.duckdb 打不开，文件已损坏。$"):
            open_release(release)
