"""Publishing a release, reading it, and going back."""

import errno
import stat
from datetime import timedelta, timezone
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.release.durable import remove_tree
from pipeline.release.failures import NoReleaseError, PublishError
from pipeline.release.folders import current_release, find_release, list_releases
from pipeline.release.history import REMOVED, read_history, record
from pipeline.release.lease import take_lease
from pipeline.release.publish import publish, roll_back
from pipeline.release.readback import verify_release
from tests.release_builder import NIGHT, build, manifest_of, publish_values, write_mart


def test_before_the_first_release_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(NoReleaseError, match="income run"):
        current_release(tmp_path)
    assert list_releases(tmp_path) == []
    assert read_history(tmp_path) == []


def test_a_published_release_is_current_and_whole(tmp_path: Path) -> None:
    published = publish_values(tmp_path, "run-1", [100, 200])
    release = current_release(tmp_path)
    assert release == published
    assert release.id.startswith("20181209T180000Z-")
    assert pq.read_table(release.table("mart_incomes")).column("income_yuan").to_pylist() == [100, 200]
    assert not list((tmp_path / ".building").iterdir())
    verify_release(release)
    with pytest.raises(KeyError):
        release.table("mart_findings")


def test_files_of_a_release_are_read_only(tmp_path: Path) -> None:
    release = publish_values(tmp_path, "run-1", [100])
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in release.path.iterdir()}
    assert modes == {"mart_incomes.parquet": 0o400, "manifest.json": 0o400}


def test_a_reader_that_resolved_the_link_keeps_its_release(tmp_path: Path) -> None:
    publish_values(tmp_path, "run-1", [1])
    reader = current_release(tmp_path)
    publish_values(tmp_path, "run-2", [2])
    assert pq.read_table(reader.table("mart_incomes")).column("income_yuan").to_pylist() == [1]
    assert current_release(tmp_path) != reader


def test_ids_rise_even_if_the_clock_goes_back(tmp_path: Path) -> None:
    clocks = [NIGHT, NIGHT, NIGHT - timedelta(days=400), NIGHT + timedelta(hours=1)]
    ids = [publish_values(tmp_path, f"run-{i}", [i], now).id for i, now in enumerate(clocks)]
    assert ids == sorted(set(ids))
    assert [name[:16] for name in ids] == [f"20181209T{time}Z" for time in ("180000", "180001", "180002", "190000")]


def test_what_if_stays_beside_the_current_release(tmp_path: Path) -> None:
    official = publish_values(tmp_path, "run-1", [1])
    trial = publish_values(tmp_path, "run-2", [2], what_if={"divisor_rule": "resident_count"})
    assert current_release(tmp_path) == official
    assert [release.is_what_if for release in list_releases(tmp_path)] == [False, True]
    assert trial.manifest.what_if == {"divisor_rule": "resident_count"}
    assert [entry["event"] for entry in read_history(tmp_path)] == ["published", "what_if"]
    with pytest.raises(PublishError, match="试算版本"):
        roll_back(tmp_path, trial.id)


def test_roll_back_moves_current_and_is_logged(tmp_path: Path) -> None:
    first, second = publish_values(tmp_path, "run-1", [1]), publish_values(tmp_path, "run-2", [2])
    assert roll_back(tmp_path, first.id, by="李审核", now=NIGHT) == current_release(tmp_path) == first
    entry = read_history(tmp_path)[-1]
    assert entry == {
        "event": "rolled_back",
        "release_id": first.id,
        "at": "2018-12-09T18:00:00+00:00",
        "by": "李审核",
        "left": second.id,
    }
    with pytest.raises(PublishError, match="已经是当前版本"):
        roll_back(tmp_path, first.id)
    third = publish_values(tmp_path, "run-3", [3])
    assert current_release(tmp_path) == third


def test_roll_back_refuses_a_damaged_release(tmp_path: Path) -> None:
    first, second = publish_values(tmp_path, "run-1", [1]), publish_values(tmp_path, "run-2", [2])
    first.table("mart_incomes").unlink()
    write_mart(first.path / "mart_incomes.parquet", [9])
    with pytest.raises(PublishError, match=r"mart_incomes\.parquet.*SHA-256"):
        roll_back(tmp_path, first.id)
    assert current_release(tmp_path) == second


def test_a_release_is_found_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    first = publish_values(tmp_path, "run-1", [1])
    publish_values(tmp_path, "run-2", [2])
    assert find_release(tmp_path, first.id[:16]) == first
    for unclear in ("2018", "1999", ""):
        with pytest.raises(NoReleaseError):
            find_release(tmp_path, unclear)


def test_a_run_cannot_publish_the_folder_of_another(tmp_path: Path) -> None:
    with take_lease(tmp_path, "run-1") as lease:
        build(lease, [1])
        with pytest.raises(PublishError, match="不属于运行 run-2"):
            publish(tmp_path, lease.build_dir(), manifest_of("run-2", mart_incomes=1), lease.generation)
        assert (lease.build_dir() / "mart_incomes.parquet").exists()


def test_a_copied_data_folder_whose_link_became_a_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    with pytest.raises(PublishError, match="符号链接"):
        current_release(tmp_path)


def test_who_published_and_when_is_logged_whatever_clock_it_was(tmp_path: Path) -> None:
    shanghai = timezone(timedelta(hours=8))
    release = publish_values(tmp_path, "run-1", [1], NIGHT.astimezone(shanghai))
    assert release.id.startswith("20181209T180000Z-") and release.manifest.created_at == "2018-12-09T18:00:00+00:00"
    (entry,) = read_history(tmp_path)
    assert (entry["event"], entry["by"], entry["generation"]) == ("published", "测试", 1)


def test_an_id_that_is_no_time_and_the_log_s_ids_count_for_the_next(tmp_path: Path) -> None:
    (tmp_path / "releases" / "20189999T999999Z-00000000").mkdir(parents=True)
    (tmp_path / "releases" / "notes").mkdir()
    assert publish_values(tmp_path, "run-1", [1]).id.startswith("20181209T180000Z-")
    record(tmp_path, REMOVED, "20181209T185959Z-00000000", NIGHT, None)
    record(tmp_path, REMOVED, "20189999T999999Z-00000000", NIGHT, None)
    assert publish_values(tmp_path, "run-2", [2]).id.startswith("20181209T190000Z-")


def test_a_release_that_goes_while_one_returns_to_it_and_a_full_disk_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = publish_values(tmp_path, "run-1", [1]), publish_values(tmp_path, "run-2", [2])

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "")

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.release.publish.replace_link", full)
        with pytest.raises(PublishError, match=r"^切换版本失败：磁盘已满。$"):
            roll_back(tmp_path, first.id)
    seen = find_release(tmp_path, first.id)
    assert not seen.is_what_if  # its manifest was read, then a cleaning took it away
    remove_tree(seen.path)
    monkeypatch.setattr("pipeline.release.publish.find_release", lambda *_: seen)
    monkeypatch.setattr("pipeline.release.publish.verify_release", lambda _: None)
    with pytest.raises(PublishError, match=rf"^{first.id} 刚被清理，不能切换。$"):
        roll_back(tmp_path, first.id)
    assert current_release(tmp_path) == second
