"""What is on disk when: the order of syncs and renames, and an error at each of them."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.release.durable import append_line, remove_tree, size_of, sync_tree, write_file
from pipeline.release.failures import PublishError, reason_of
from pipeline.release.folders import current_release
from pipeline.release.lease import take_lease
from pipeline.release.publish import publish
from pipeline.release.readback import verify_release
from tests.release_builder import build, publish_values

CALLS = ((os, "fsync"), (Path, "rename"), (Path, "replace"), (Path, "symlink_to"))


def watch(monkeypatch: pytest.MonkeyPatch, before: Callable[[str, str], None]) -> None:
    """Call `before(operation, file)` ahead of every sync, rename and link."""
    for owner, name in CALLS:
        original = getattr(owner, name)

        def watched(subject: Any, *rest: Any, _name: str = name, _original: Any = original) -> Any:
            path = Path(f"/proc/self/fd/{subject}").readlink() if isinstance(subject, int) else subject
            before(_name, path.name)
            return _original(subject, *rest)

        monkeypatch.setattr(owner, name, watched)


def test_all_is_on_disk_before_it_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with take_lease(tmp_path, "run-1") as lease:
        manifest = build(lease, [1])
        steps: list[tuple[str, str]] = []
        watch(monkeypatch, lambda name, path: steps.append((name, path)))
        publish(tmp_path, lease.build_dir(), manifest, lease.generation)
    link = f".current.{os.getpid()}.tmp"
    assert steps == [
        ("fsync", "mart_incomes.parquet"),
        ("fsync", "run-1"),
        ("fsync", f".manifest.json.{os.getpid()}.tmp"),
        ("replace", f".manifest.json.{os.getpid()}.tmp"),
        ("fsync", "run-1"),
        ("fsync", "manifest.json"),
        ("rename", "run-1"),
        ("fsync", "releases"),
        ("symlink_to", link),
        ("replace", link),
        ("fsync", tmp_path.name),
        ("fsync", "releases.log"),
        ("fsync", tmp_path.name),
    ]


@pytest.mark.parametrize("failing_step", range(11))
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_an_error_at_any_step_leaves_a_whole_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing_step: int, code: int
) -> None:
    old = publish_values(tmp_path, "run-1", [1])
    lease = take_lease(tmp_path, "run-2")
    manifest = build(lease, [2])
    steps: list[str] = []

    def fail(name: str, path: str) -> None:
        steps.append(name)
        if len(steps) == failing_step + 1:
            raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        watch(patch, fail)
        with pytest.raises(PublishError) as caught:
            publish(tmp_path, lease.build_dir(), manifest, lease.generation)
    assert reason_of(OSError(code, "")) in str(caught.value)
    is_moved = failing_step == 10  # the link has moved, only its sync failed
    release = current_release(tmp_path)
    assert (release != old) == is_moved
    assert ("当前版本是" if is_moved else "仍提供原版本") + f" {release.id}" in str(caught.value)
    verify_release(release)
    assert len(list((tmp_path / "releases").iterdir())) == 1 + is_moved
    lease.release()
    assert current_release(tmp_path) < publish_values(tmp_path, "run-3", [3])


def test_a_log_that_cannot_be_written_does_not_undo_a_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "")

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.release.history.append_line", full)
        release = publish_values(tmp_path, "run-1", [1])
    assert current_release(tmp_path) == release
    take_lease(tmp_path, "run-2").release()
    assert f'"{release.id}"' in (tmp_path / "releases.log").read_text(encoding="utf-8")


def test_a_torn_line_is_closed_before_the_next(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b'{"whole": 1}\n{"torn')
    append_line(log, '{"next": 2}')
    assert log.read_bytes() == b'{"whole": 1}\n{"torn\n{"next": 2}\n'


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_file(path, b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="28"):
        write_file(path, b"new")
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {"file": b"old"}


def test_removing_a_link_leaves_its_target(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_bytes(b"12345")
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    assert size_of(tmp_path) == 5
    assert remove_tree(tmp_path / "link")
    assert remove_tree(tmp_path / "absent")
    assert (tmp_path / "kept" / "file").exists()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (OSError(errno.EFBIG, "File too large", "marts.duckdb"), "文件超出允许的大小：marts.duckdb"),
        (RuntimeError('Could not write file "x": No space left on device'), "磁盘已满"),
        (RuntimeError("row 440823199001011234"), "程序出错"),
    ],
)
def test_reasons_are_chinese_and_quote_no_data(error: Exception, expected: str) -> None:
    assert reason_of(error) == expected


def test_a_tree_is_written_to_disk_innermost_first_and_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    for path in (inner / "a", tmp_path / "b"):
        path.write_text("x", encoding="utf-8")
        path.chmod(0o640)
    steps: list[str] = []
    with monkeypatch.context() as patch:
        watch(patch, lambda name, path: steps.append(path))
        sync_tree(tmp_path)
    assert steps == ["a", "inner", "b", tmp_path.name]
    assert {path.stat().st_mode & 0o777 for path in (inner / "a", tmp_path / "b")} == {0o640}
    (inner / "link").symlink_to(tmp_path / "b")
    with pytest.raises(OSError, match="40"):  # ELOOP: a link is no file of ours
        sync_tree(tmp_path)


def test_a_log_is_for_its_owner_and_a_torn_line_of_one_character_is_closed_too(tmp_path: Path) -> None:
    log = tmp_path / "log"
    append_line(log, "a")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    log.write_bytes(b"{")
    append_line(log, "b")
    append_line(log, "c")
    assert log.read_bytes() == b"{\nb\nc\n"


def test_what_will_not_go_is_said_to_be_there_still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", denied)
    (tmp_path / "file").write_bytes(b"")
    assert not remove_tree(tmp_path / "file")


def test_a_log_that_could_not_be_written_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr("pipeline.release.history.append_line", full)
    release = publish_values(tmp_path, "run-1", [1])
    reason = os.strerror(errno.ENOSPC)
    assert caplog.messages == [f"版本 {release.id} 已发布，但未能记入 releases.log：{reason}"]
