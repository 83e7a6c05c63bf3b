"""Which releases are kept, which go, and what a purge leaves."""

import errno
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.release.durable import remove_tree
from pipeline.release.failures import LockedError, PublishError
from pipeline.release.folders import current_release, list_releases
from pipeline.release.history import read_history
from pipeline.release.lease import take_lease
from pipeline.release.publish import roll_back
from pipeline.release.retention import purge, remove_old_releases, remove_old_runs
from pipeline.settings import Settings
from tests.release_builder import NIGHT, publish_values

DAY = timedelta(days=1)


def publish_nights(marts_dir: Path, nights: int, **more: dict[str, str]) -> list[str]:
    """One release a night, oldest first; returns their ids."""
    start = 100 if more else 0
    return [
        publish_values(marts_dir, f"run-{night}", [night], NIGHT + night * DAY, **more).id
        for night in range(start, start + nights)
    ]


def kept(marts_dir: Path) -> list[str]:
    return [release.id for release in list_releases(marts_dir)]


def test_only_what_is_beyond_the_count_and_older_than_the_days_goes(tmp_path: Path) -> None:
    ids = publish_nights(tmp_path, 6)
    now = NIGHT + 5 * DAY + timedelta(minutes=1)
    assert remove_old_releases(tmp_path, keep_count=2, keep_days=3, now=now) == ids[2::-1]
    assert kept(tmp_path) == ids[3:]


def test_thirty_are_kept_however_old(tmp_path: Path) -> None:
    ids = publish_nights(tmp_path, 32)
    assert remove_old_releases(tmp_path, now=NIGHT + 30 * DAY) == []
    assert sorted(remove_old_releases(tmp_path, now=NIGHT + 3650 * DAY)) == ids[:2]
    assert len(kept(tmp_path)) == 30


def test_the_current_release_stays_even_when_it_is_the_oldest(tmp_path: Path) -> None:
    ids = publish_nights(tmp_path, 4)
    roll_back(tmp_path, ids[0])
    remove_old_releases(tmp_path, keep_count=1, keep_days=0, now=NIGHT + 99 * DAY)
    assert kept(tmp_path) == [ids[0], ids[3]]
    assert current_release(tmp_path).id == ids[0]


def test_trials_do_not_push_out_official_releases(tmp_path: Path) -> None:
    official = publish_nights(tmp_path, 2)
    trials = publish_nights(tmp_path, 3, what_if={"divisor_rule": "resident_count"})
    remove_old_releases(tmp_path, keep_count=2, keep_days=0, now=NIGHT + 999 * DAY)
    assert kept(tmp_path) == official + trials[1:]


def test_a_release_dated_in_the_future_and_a_damaged_one_are_left_alone(tmp_path: Path) -> None:
    ids = publish_nights(tmp_path, 4)
    damaged = tmp_path / "releases" / ids[0] / "manifest.json"
    damaged.chmod(0o600)
    damaged.write_text("{", encoding="utf-8")
    remove_old_releases(tmp_path, keep_count=1, keep_days=0, now=NIGHT + 1.5 * DAY)
    assert kept(tmp_path) == [ids[0], ids[2], ids[3]]


def test_removals_are_logged_with_who_and_when(tmp_path: Path) -> None:
    ids = publish_nights(tmp_path, 2)
    remove_old_releases(tmp_path, keep_count=1, keep_days=0, by="值班员", now=NIGHT + 99 * DAY)
    entry = read_history(tmp_path)[-1]
    assert (entry["event"], entry["release_id"], entry["by"]) == ("removed", ids[0], "值班员")
    assert entry["at"] == "2019-03-18T18:00:00+00:00"


def test_an_id_is_never_given_again_after_its_release_was_removed(tmp_path: Path) -> None:
    publish_nights(tmp_path, 3)
    remove_old_releases(tmp_path, keep_count=1, keep_days=0, now=NIGHT + 99 * DAY)
    used = {entry["release_id"] for entry in read_history(tmp_path)}
    assert publish_values(tmp_path, "run-again", [0], NIGHT).id > max(used)


def test_old_run_folders_go(tmp_path: Path) -> None:
    settings = Settings.at(tmp_path)
    for number in range(5):
        folder = settings.run_dir(f"run-{number}")
        folder.mkdir(parents=True)
        (folder / "clean_households.parquet").write_bytes(b"x")
    assert sorted(remove_old_runs(settings, keep_count=2)) == ["run-0", "run-1", "run-2"]
    assert sorted(folder.name for folder in settings.runs_dir.iterdir()) == ["run-3", "run-4"]


def test_purge_leaves_the_current_release_and_nothing_of_the_work(tmp_path: Path) -> None:
    settings = Settings.at(tmp_path)
    settings.create_folders()
    ids = publish_nights(settings.marts_dir, 3)
    roll_back(settings.marts_dir, ids[1])
    (settings.cache_dir / "sheet.parquet").write_bytes(b"x" * 1000)
    (settings.marts_dir / ".building" / "dead-run").mkdir()
    purged = purge(settings, by="管理员")
    assert sorted(purged.releases) == [ids[0], ids[2]]
    assert purged.bytes_freed > 1000
    assert kept(settings.marts_dir) == [ids[1]]
    assert list(settings.work_dir.iterdir()) == []
    assert list((settings.marts_dir / ".building").iterdir()) == []
    assert settings.secret_dir.is_dir()
    assert current_release(settings.marts_dir).id == ids[1]


def test_purge_waits_for_no_run_and_does_not_disturb_it(tmp_path: Path) -> None:
    settings = Settings.at(tmp_path)
    settings.create_folders()
    (settings.cache_dir / "sheet.parquet").write_bytes(b"x")
    with take_lease(settings.marts_dir, "run-1"), pytest.raises(LockedError, match="run-1"):
        purge(settings)
    assert (settings.cache_dir / "sheet.parquet").exists()


def test_three_run_folders_are_kept_the_last_written_ones(tmp_path: Path) -> None:
    settings = Settings.at(tmp_path)
    for number, name in enumerate(("run-d", "run-c", "run-b", "run-a")):
        settings.run_dir(name).mkdir(parents=True)
        os.utime(settings.run_dir(name), ns=(number, number))
    assert remove_old_runs(settings) == ["run-d"]


def test_a_purge_says_who_it_was_what_it_is_and_what_it_could_not_remove(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.at(tmp_path)
    settings.create_folders()
    ids = publish_nights(settings.marts_dir, 2)
    stuck = [settings.work_dir / "stuck", settings.marts_dir / ".removing" / "old"]
    for folder in stuck:
        folder.mkdir()
    held: list[str] = []

    def removed(path: Path) -> bool:
        held.append((settings.marts_dir / ".run.lock").read_text(encoding="utf-8"))
        return path not in stuck and remove_tree(path)

    monkeypatch.setattr("pipeline.release.retention.remove_tree", removed)
    with pytest.raises(PublishError) as caught:
        purge(settings, by="管理员")
    assert str(caught.value) == "清除未完成，仍有文件删不掉：stuck、old。"
    assert [(entry["event"], entry["by"]) for entry in read_history(settings.marts_dir)[2:]] == [("removed", "管理员")]
    assert kept(settings.marts_dir) == ids[1:]
    assert held and all("income purge" in text for text in held)


@pytest.mark.parametrize(
    ("task", "told"), [(purge, "清除失败：磁盘已满。"), (remove_old_releases, "清理旧版本失败：磁盘已满。")]
)
def test_an_error_of_the_system_is_told_with_what_was_being_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, task: Callable[[Any], object], told: str
) -> None:
    settings = Settings.at(tmp_path)
    settings.create_folders()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr("pipeline.release.retention._remove", full)
    with pytest.raises(PublishError) as caught:
        task(settings if task is purge else settings.marts_dir)
    assert str(caught.value) == told
