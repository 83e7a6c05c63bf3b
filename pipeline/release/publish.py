"""Building and publishing a release, and going back to an older one: both move `current` in one step."""

import logging
import os
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipeline.locked_duckdb import open_new, quote_name, quote_text
from pipeline.release import history
from pipeline.release.durable import (
    remove_tree,
    replace_link,
    seal_file,
    seal_tree,
    sync_folder,
    write_file,
)
from pipeline.release.failures import PublishError, StaleWriterError, failures_as_publish_errors, reason_of
from pipeline.release.folders import (
    DATABASE_NAME,
    Release,
    building_dir,
    current_id,
    find_release,
    next_release_id,
    releases_dir,
)
from pipeline.release.history import record
from pipeline.release.lease import check_generation, publish_lock
from pipeline.release.manifest import MANIFEST_NAME, Manifest, hash_of
from pipeline.release.readback import plain_files, verify_build, verify_release

Contracts = Mapping[str, tuple[str, Mapping[str, str]]]
TABLE_NAME = re.compile(r"[a-z][a-z0-9_]*")


def add_file(build_dir: Path, source: Path, name: str | None = None) -> Path:
    """Copy a file into the building folder, under its own name or as charts/margins.png.

    A copy, not a link: nothing that later happens to the run's folder reaches the release.
    Raises PublishError.
    """
    target = build_dir / (name or source.name)
    with failures_as_publish_errors("写入发布文件夹"):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copyfile(source, target)
        except OSError:
            remove_tree(target)
            raise
    return target


def write_marts_database(folder: Path, contracts: Contracts) -> Path:
    """Write marts.duckdb with the table of every mart in the folder, row order kept, and comments.

    `contracts`: {table: (comment, {column: comment})}, in Chinese; a table or column without an entry gets
    none, an entry without a table or column is passed over. The same files give the same content, not the
    same bytes (DuckDB marks each file with a random number): compare content_hash. Raises PublishError.
    """
    path = folder / DATABASE_NAME
    remove_tree(path)
    sources = {source.stem: source for source in sorted(folder.glob("mart_*.parquet"))}
    try:
        with open_new(path) as connection:
            for table, source in sources.items():
                _add_table(connection, table, source, *contracts.get(table, ("", {})))
            connection.execute("checkpoint")
    except (duckdb.Error, OSError) as error:
        remove_tree(path)
        remove_tree(path.with_name(f"{DATABASE_NAME}.wal"))
        raise PublishError(f"写入 {DATABASE_NAME} 失败：{reason_of(error)}。") from None
    return path


def _add_table(
    connection: duckdb.DuckDBPyConnection, table: str, source: Path, comment: str, columns: Mapping[str, str]
) -> None:
    if not TABLE_NAME.fullmatch(table):
        raise PublishError(f"表名不合规：{table!r}")
    connection.execute(f"create table {table} as from read_parquet({quote_text(source)})")
    if comment:
        connection.execute(f"comment on table {table} is {quote_text(comment)}")
    names = [
        name
        for (name,) in connection.execute(
            "select column_name from duckdb_columns() where table_name = ? order by column_index", [table]
        ).fetchall()
    ]
    for name in names:
        if columns.get(name):
            connection.execute(f"comment on column {table}.{quote_name(name)} is {quote_text(columns[name])}")


logger = logging.getLogger(__name__)


def publish(
    marts_dir: Path,
    build_dir: Path,
    manifest: Manifest,
    generation: int,
    by: str | None = None,
    now: datetime | None = None,
) -> Release:
    """Make a finished building folder the current release; a trial calculation is kept beside it.

    The folder is written to disk, read back and renamed, then `current` moves in one step: readers see the
    old release or the new one, whole, whatever happens in between. `by` is recorded in the log.
    Raises PublishError (StaleWriterError if a newer run has begun); the old release then stays current and
    the building folder is removed, to give its space back.
    """
    _check_own(marts_dir, build_dir, manifest)
    before = current_id(marts_dir)
    try:
        check_generation(marts_dir, generation)
        plain_files(build_dir)
        seal_tree(build_dir)
        files = verify_build(build_dir, manifest)
        sealed = manifest.sealed(files=files, content_hash=hash_of(_marts_of(files)))
        with publish_lock(marts_dir):
            check_generation(marts_dir, generation)
            return _place(marts_dir, build_dir, sealed, generation, by, now or datetime.now(UTC))
    except (OSError, PublishError) as error:
        remove_tree(build_dir)
        raise _refusal(marts_dir, generation, error, before) from error


def roll_back(marts_dir: Path, release_id: str, by: str | None = None, now: datetime | None = None) -> Release:
    """Make an older (or newer) official release current again, after comparing its files with its manifest.

    Takes an id or its unique beginning. Raises NoReleaseError, PublishError.
    """
    release = find_release(marts_dir, release_id)
    verify_release(release)
    if release.is_what_if:
        raise PublishError(f"{release.id} 是试算版本，不能作为正式版本。")
    with failures_as_publish_errors("切换版本"), publish_lock(marts_dir):
        before = current_id(marts_dir)
        if before == release.id:
            raise PublishError(f"{release.id} 已经是当前版本。")
        if not release.path.is_dir():
            raise PublishError(f"{release.id} 刚被清理，不能切换。")
        replace_link(marts_dir / "current", f"releases/{release.id}")
        record(marts_dir, history.ROLLED_BACK, release.id, now or datetime.now(UTC), by, left=before)
    return release


def _marts_of(files: dict[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in files.items() if name.endswith(".parquet") and "/" not in name}


def _check_own(marts_dir: Path, build_dir: Path, manifest: Manifest) -> None:
    """A release holds one run's tables only."""
    own = building_dir(marts_dir, manifest.run_id)
    if build_dir.is_symlink() or build_dir.resolve() != own.resolve():
        raise PublishError(f"生成文件夹 {build_dir.name} 不属于运行 {manifest.run_id}，拒绝发布。")


def _place(
    marts_dir: Path, build_dir: Path, sealed: Manifest, generation: int, by: str | None, now: datetime
) -> Release:
    """Under the publish lock: manifest, rename, link, log."""
    release = Release(releases_dir(marts_dir) / next_release_id(marts_dir, sealed.content_hash, now))
    created_at = now.astimezone(UTC).isoformat(timespec="seconds")
    sealed = sealed.sealed(release_id=release.id, created_at=created_at, generation=generation)
    write_file(build_dir / MANIFEST_NAME, sealed.to_json())
    seal_file(build_dir / MANIFEST_NAME)
    try:
        build_dir.rename(release.path)
        sync_folder(release.path.parent)
        if not sealed.is_what_if:
            replace_link(marts_dir / "current", f"releases/{release.id}")
    except OSError:
        if current_id(marts_dir) != release.id:
            remove_tree(release.path)
        raise
    _log(marts_dir, history.WHAT_IF if sealed.is_what_if else history.PUBLISHED, release, by, now, generation)
    return release


def _log(marts_dir: Path, event: str, release: Release, by: str | None, now: datetime, generation: int) -> None:
    """A full disk must not turn a published release into a failure: the next run completes the log."""
    try:
        record(marts_dir, event, release.id, now, by, generation=generation)
    except OSError as error:
        logger.warning("版本 %s 已发布，但未能记入 %s：%s", release.id, history.LOG_NAME, os.strerror(error.errno or 0))


def _refusal(marts_dir: Path, generation: int, error: OSError | PublishError, before: str | None) -> PublishError:
    """What to tell the operator: why, and which release is served now."""
    refusal = PublishError(f"发布失败：{reason_of(error)}。") if isinstance(error, OSError) else error
    try:  # a newer run clears away the folders of older ones, which then miss their files
        check_generation(marts_dir, generation)
    except StaleWriterError as stale:
        refusal = stale
    current = current_id(marts_dir)
    served = f"当前版本是 {current}。" if current else "目前没有已发布的版本。"
    if current and current == before:
        served = f"仍提供原版本 {current}，未作改动。"
    return type(refusal)(f"{refusal}{served}")
