"""One run at a time; a stale writer is refused; what dead runs left is put in order."""

import errno
import multiprocessing
import os
import re
import stat
from pathlib import Path

import pytest

from pipeline.release.failures import LockedError, StaleWriterError
from pipeline.release.folders import current_release, list_releases
from pipeline.release.history import read_history
from pipeline.release.lease import recover_leftovers, remove_leftovers, take_lease
from pipeline.release.lock import FileLock
from pipeline.release.publish import publish
from tests.release_builder import NIGHT, build, publish_values


def test_a_second_run_is_told_who_holds_the_lease(tmp_path: Path) -> None:
    with take_lease(tmp_path, "night-1"), pytest.raises(LockedError) as caught:
        take_lease(tmp_path, "analyst-1")
    expected = rf"另一次运行正在进行（运行 night-1，进程 {os.getpid()}，自 .* 起），请等它结束后再试。"
    assert re.fullmatch(expected, str(caught.value))
    take_lease(tmp_path, "analyst-1").release()


def test_the_lease_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), take_lease(tmp_path, "run-1"):
        raise RuntimeError
    take_lease(tmp_path, "run-2").release()


def test_a_forked_child_neither_keeps_nor_frees_the_lease(tmp_path: Path) -> None:
    lease = take_lease(tmp_path, "run-1")
    context = multiprocessing.get_context("fork")
    leave = context.Event()
    child = context.Process(target=lambda: (lease.release(), leave.wait(30)))
    child.start()
    with pytest.raises(LockedError):
        take_lease(tmp_path, "run-2")
    lease.release()
    take_lease(tmp_path, "run-3").release()
    leave.set()
    child.join()
    assert child.exitcode == 0


def test_generations_rise_and_survive_the_loss_of_their_file(tmp_path: Path) -> None:
    generations = []
    for number in range(3):
        publish_values(tmp_path, f"run-{number}", [number])
        with take_lease(tmp_path, "probe") as lease:
            generations.append(lease.generation)
    assert generations == [2, 4, 6]
    (tmp_path / ".generation").write_text("", encoding="ascii")
    with take_lease(tmp_path, "probe") as lease:
        assert lease.generation == 6  # the newest that published had 5


def test_a_stale_writer_is_refused_and_its_folder_removed(tmp_path: Path) -> None:
    stale = take_lease(tmp_path, "run-1")
    stale.release()  # as when its worker is killed while a step goes on
    new = publish_values(tmp_path, "run-2", [2])
    manifest = build(stale, [1])
    with pytest.raises(StaleWriterError, match=r"第 1 代.*第 2 代.*拒绝发布"):
        publish(tmp_path, stale.build_dir(), manifest, stale.generation)
    assert current_release(tmp_path) == new
    assert list((tmp_path / ".building").glob("run-1/*")) == []


def test_a_writer_whose_folder_was_cleared_away_is_called_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = take_lease(tmp_path, "run-1")
    manifest = build(stale, [1])

    def overtaken(folder: Path) -> None:
        stale.release()
        take_lease(tmp_path, "run-2").release()
        (folder / "mart_incomes.parquet").stat()

    monkeypatch.setattr("pipeline.release.publish.seal_tree", overtaken)
    with pytest.raises(StaleWriterError):
        publish(tmp_path, stale.build_dir(), manifest, stale.generation)


def test_the_next_run_clears_what_dead_runs_left(tmp_path: Path) -> None:
    release = publish_values(tmp_path, "run-1", [1])
    dead = take_lease(tmp_path, "dead")
    build(dead, [2])
    dead.release()
    (tmp_path / ".removing" / "20180101T000000Z-00000000").mkdir()
    (tmp_path / ".current.999.tmp").symlink_to("releases/nowhere")
    (tmp_path / ".generation.999.tmp").write_bytes(b"9")
    with take_lease(tmp_path, "run-2"):
        assert list((tmp_path / ".building").iterdir()) == []
        assert list((tmp_path / ".removing").iterdir()) == []
        assert list(tmp_path.glob(".*.tmp")) == []
    assert current_release(tmp_path) == release


def test_the_log_is_completed_after_a_crash(tmp_path: Path) -> None:
    first, second = publish_values(tmp_path, "run-1", [1]), publish_values(tmp_path, "run-2", [2])
    trial = publish_values(tmp_path, "run-3", [3], what_if={"line": 4000})
    late = publish_values(tmp_path, "run-4", [4])
    log = tmp_path / "releases.log"
    log.write_text(log.read_text(encoding="utf-8").splitlines()[0] + '\n{"event": "publ', encoding="utf-8")
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to(f"releases/{second.id}")  # killed before the link moved to `late`
    take_lease(tmp_path, "run-5").release()
    take_lease(tmp_path, "run-6").release()
    found = [(entry["event"], entry["release_id"]) for entry in read_history(tmp_path)]
    assert found == [
        ("published", first.id),
        ("published", second.id),
        ("what_if", trial.id),
        ("interrupted", late.id),
    ]
    assert [release.id for release in list_releases(tmp_path)] == [first.id, second.id, trial.id, late.id]


def test_a_move_of_the_link_and_a_removal_by_hand_are_logged(tmp_path: Path) -> None:
    first, second = publish_values(tmp_path, "run-1", [1]), publish_values(tmp_path, "run-2", [2], NIGHT)
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to(f"releases/{first.id}")
    second.path.rename(tmp_path.parent / f"{tmp_path.name}-elsewhere")
    take_lease(tmp_path, "run-3").release()
    found = [(one["event"], one["release_id"], one.get("recovered")) for one in read_history(tmp_path)[2:]]
    assert found == [("rolled_back", first.id, True), ("removed", second.id, True)]


def test_a_damaged_manifest_does_not_keep_the_next_night_from_starting(tmp_path: Path) -> None:
    release = publish_values(tmp_path, "run-1", [1])
    (tmp_path / "releases.log").unlink()
    (release.path / "manifest.json").unlink()
    assert publish_values(tmp_path, "run-2", [2]) == current_release(tmp_path)


@pytest.mark.parametrize("run_id", ["", "../x", "a/b"])
def test_a_run_id_that_is_no_plain_name_is_refused(tmp_path: Path, run_id: str) -> None:
    with pytest.raises(ValueError, match="运行编号"):
        take_lease(tmp_path, run_id)


@pytest.mark.parametrize(
    ("held", "told"), [(b"", "未知"), (b"  me \n", "me"), (b"a\xff" + b"b" * 600, "a\ufffd" + "b" * 498)]
)
def test_whoever_comes_second_is_told_what_the_holder_wrote(tmp_path: Path, held: bytes, told: str) -> None:
    with FileLock(tmp_path / "lock", "忙：{holder}"):
        (tmp_path / "lock").write_bytes(held)
        with pytest.raises(LockedError) as caught, FileLock(tmp_path / "lock", "忙：{holder}"):
            pass
    assert str(caught.value) == f"忙：{told}"


def test_a_building_folder_is_for_its_owner_and_made_with_what_is_above(tmp_path: Path) -> None:
    with take_lease(tmp_path, "run-1") as lease:
        (tmp_path / ".building").rmdir()
        assert stat.S_IMODE(lease.build_dir().stat().st_mode) == 0o700


def test_leftovers_are_those_of_others(tmp_path: Path) -> None:
    for name in ("run-1", "run-2"):
        (tmp_path / ".building" / name).mkdir(parents=True)
    remove_leftovers(tmp_path, "run-2")
    recover_leftovers(tmp_path, "run-2", NIGHT)
    assert [entry.name for entry in (tmp_path / ".building").iterdir()] == ["run-2"]


def test_a_lock_says_who_holds_it_now_and_holds_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "")

    path = tmp_path / "lock"
    path.write_text("the one before, whose name was longer", encoding="utf-8")
    with FileLock(path, "{holder}") as lock:
        lock.sign("me")
        with monkeypatch.context() as patch:
            patch.setattr(os, "pwrite", full)
            lock.sign("me")
        lock.sign("me")
        with pytest.raises(LockedError, match=r"^me$"):
            FileLock(path, "{holder}").take()
