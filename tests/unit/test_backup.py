"""Backups of the run history, logs, settings of the service."""

import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.dagster_home import prepare_home, shipped_settings
from pipeline.release.lease import take_lease
from pipeline.service import backup
from pipeline.service.backup import BackupError, back_up, existing_backups, note_forgotten, restore
from pipeline.service.duties import last_lines, rotate_logs
from pipeline.service.service_paths import ServicePlaces
from pipeline.service.settings_file import ServiceSettings, ServiceSettingsError
from pipeline.settings import Settings
from tests.faults.bit_flips import flip_bit, flipped

NIGHT = datetime(2018, 12, 10, 3, tzinfo=UTC)


def history(home: Path, runs: int) -> Path:
    path = home / "history" / "runs.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as connection:
        connection.execute("create table if not exists runs (id integer, run_id text)")
        connection.execute("delete from runs")
        connection.executemany("insert into runs values (?, ?)", [(n, f"run-{n}") for n in range(runs)])
    connection.close()
    return path


def test_backups_are_whole_and_only_the_last_stay(tmp_path: Path) -> None:
    home, target = tmp_path / "home", tmp_path / "backup"
    for night in range(5):
        history(home, night + 1)
        made = back_up(home, target, keep=3, now=NIGHT + timedelta(days=night))
        assert (made.runs, made.databases) == (night + 1, 1)
    assert len(existing_backups(target)) == 3
    history(home, 0)
    assert restore(home, existing_backups(target)[0]) == 1
    with sqlite3.connect(home / "history" / "runs.db") as connection:
        assert connection.execute("select count(*) from runs").fetchone() == (3,)


def test_a_backup_that_is_rotated_out_is_out_of_sight_before_it_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the middle of removing it, half a backup must not look like one."""
    history(tmp_path / "home", 1)
    back_up(tmp_path / "home", tmp_path / "b", keep=1, now=NIGHT)
    monkeypatch.setattr(backup, "remove_tree", lambda path: True)
    last = back_up(tmp_path / "home", tmp_path / "b", keep=1, now=NIGHT + timedelta(days=1)).folder
    assert existing_backups(tmp_path / "b") == [last]


def test_an_unchanged_database_is_not_copied_twice(tmp_path: Path) -> None:
    history(tmp_path / "home", 1)
    first, second = (
        back_up(tmp_path / "home", tmp_path / "b", keep=3, now=NIGHT + timedelta(days=n)).folder for n in (0, 1)
    )
    inodes = {(folder / "history" / "runs.db").stat().st_ino for folder in (first, second)}
    assert len(inodes) == 1


def test_a_database_is_linked_only_while_nothing_waits_in_its_log(tmp_path: Path) -> None:
    path = history(tmp_path / "home", 1)
    log = path.with_name("runs.db-wal")
    log.touch()
    inodes = []
    for night in range(3):
        made = back_up(tmp_path / "home", tmp_path / "b", keep=9, now=NIGHT + timedelta(days=night)).folder
        inodes.append((made / "history" / "runs.db").stat().st_ino)
        log.write_bytes(b"x" * night)
    assert inodes[0] == inodes[1] != inodes[2]


def test_a_backup_is_for_the_owner_only(tmp_path: Path) -> None:
    history(tmp_path / "home", 1)
    made = back_up(tmp_path / "home", tmp_path / "site" / "b", keep=1, now=NIGHT).folder
    assert restore(tmp_path / "new" / "home", made) == 1
    folders = (made.parent, made, made / "history", tmp_path / "new" / "home" / "history")
    assert [folder.stat().st_mode & 0o777 for folder in folders] == [0o700] * 4
    assert (made / "恢复说明.txt").read_text(encoding="utf-8") == ""


def test_several_databases_may_lie_in_one_folder(tmp_path: Path) -> None:
    path = history(tmp_path / "home", 2)
    path.with_name("schedules.db").write_bytes(path.read_bytes())
    assert back_up(tmp_path / "home", tmp_path / "b", keep=1, now=NIGHT).databases == 2


@pytest.mark.parametrize("name", ["县#1", "100%25", "a?mode=rw"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    """What means something in an address means nothing in the name of a folder."""
    history(tmp_path / name / "home", 3)
    made = back_up(tmp_path / name / "home", tmp_path / name / "b", keep=1, now=NIGHT)
    assert made.runs == 3


def test_a_history_that_cannot_be_read_or_is_none_is_told_apart(tmp_path: Path) -> None:
    assert back_up(tmp_path / "none", tmp_path / "b", keep=1, now=NIGHT).databases == 0
    (tmp_path / "file").touch()
    with pytest.raises(BackupError, match=r"运行历史未能备份（.+）；原备份均保留"):
        back_up(tmp_path / "file", tmp_path / "b", keep=1, now=NIGHT + timedelta(days=1))


def test_an_empty_database_and_one_without_runs_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "home" / "history" / "runs.db"
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as connection:
        connection.execute("create table others (id integer)")
    connection.close()
    assert back_up(tmp_path / "home", tmp_path / "b", keep=1, now=NIGHT).runs == 0
    path.write_bytes(b"")
    with pytest.raises(BackupError, match=r"runs\.db 的长度为零：运行历史已丢失"):
        back_up(tmp_path / "home", tmp_path / "b", keep=1, now=NIGHT + timedelta(days=1))


def test_the_trial_looks_into_every_page(tmp_path: Path) -> None:
    """An index that does not agree with its table reads without an error."""
    path = history(tmp_path / "home", 9)
    with sqlite3.connect(path) as connection:
        connection.execute("create index by_id on runs (id)")
        connection.execute("pragma writable_schema = on")
        connection.execute("update sqlite_master set sql = 'create index by_id on runs (run_id)' where name = 'by_id'")
    connection.close()
    with pytest.raises(BackupError, match=r"runs\.db 已损坏，请从上一备份恢复；原备份均保留"):
        back_up(tmp_path / "home", tmp_path / "b", keep=1, now=NIGHT)
    assert list((tmp_path / "b").iterdir()) == []


def test_a_trial_that_knows_other_runs_is_no_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    history(tmp_path / "home", 3)
    known = iter([{"run-1"}, {"run-2"}])
    monkeypatch.setattr(backup, "runs_known", lambda folder: next(known))
    with pytest.raises(BackupError, match=r"^备份试恢复后运行次数不符；原备份均保留。$"):
        back_up(tmp_path / "home", tmp_path / "b", keep=1, now=NIGHT)


@pytest.mark.parametrize("damage", ["empty", "torn", "forgotten", "fewer", "others"])
def test_a_lost_history_is_an_error_and_old_backups_stay(tmp_path: Path, damage: str) -> None:
    path = history(tmp_path / "home", 200)
    back_up(tmp_path / "home", tmp_path / "b", keep=1, now=NIGHT)
    if damage == "empty":
        path.write_bytes(b"")
    elif damage == "torn":
        path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 4096)
    elif damage == "fewer":
        history(tmp_path / "home", 199)
    elif damage == "others":
        with sqlite3.connect(path) as connection:
            connection.execute("update runs set run_id = 'new ' || run_id where id = 7")
        connection.close()
    else:
        history(tmp_path / "home", 0)
    with pytest.raises(BackupError):
        back_up(tmp_path / "home", tmp_path / "b", keep=1, now=NIGHT + timedelta(days=1))
    assert [one.name for one in existing_backups(tmp_path / "b")] == ["20181210T030000Z"]


def test_runs_that_were_forgotten_on_purpose_or_whose_loss_is_accepted_stop_no_backup(tmp_path: Path) -> None:
    home, target = tmp_path / "home", tmp_path / "b"
    history(home, 9)
    first = back_up(home, target, keep=3, now=NIGHT, note="密钥恢复到 data/secret/person_key").folder
    note_forgotten(first, ["run-7", "run-8"])
    history(home, 7)
    assert back_up(home, target, keep=3, now=NIGHT + timedelta(days=1)).runs == 7
    history(home, 2)
    with pytest.raises(BackupError, match=r"少了 5 次运行.*--restore 20181211T030000Z.*--accept-loss"):
        back_up(home, target, keep=3, now=NIGHT + timedelta(days=2))
    assert back_up(home, target, keep=3, now=NIGHT + timedelta(days=2), accept_loss=True).runs == 2
    assert "person_key" in (first / "恢复说明.txt").read_text(encoding="utf-8")


def test_a_backup_is_restored_on_trial_before_it_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that a disk altered behind our back: the trial finds it, and nothing is rotated out."""
    history(tmp_path / "home", 500)
    back_up(tmp_path / "home", tmp_path / "b", keep=1, now=NIGHT)
    history(tmp_path / "home", 501)
    copy = backup.copy_database

    def badly(source: Path, target: Path, previous: Path | None) -> None:
        copy(source, target, previous)
        target.write_bytes(target.read_bytes()[:8192] + b"\xff" * 4096 + target.read_bytes()[12288:])

    monkeypatch.setattr(backup, "copy_database", badly)
    with pytest.raises(BackupError, match="损坏"):
        back_up(tmp_path / "home", tmp_path / "b", keep=1, now=NIGHT + timedelta(days=1))
    assert [one.name for one in (tmp_path / "b").iterdir()] == ["20181210T030000Z"]


@pytest.mark.parametrize("name", ["history/runs.db", "hashes.json"])
def test_a_backup_that_a_disk_altered_is_not_restored(tmp_path: Path, name: str) -> None:
    home = tmp_path / "home"
    live = history(home, 300)
    first = back_up(home, tmp_path / "b", keep=3, now=NIGHT).folder
    chance, before = random.Random(3), live.read_bytes()
    for _ in range(20):
        with flipped(first / name, chance), pytest.raises(BackupError, match=f"{first.name} 已损坏.*另一份"):
            restore(home, first)
        assert [one.name for one in home.rglob("*") if one.is_file()] == ["runs.db"] and live.read_bytes() == before
    (first / name).unlink()
    if name != "hashes.json":
        with pytest.raises(BackupError, match=f"{name} 缺失"):
            restore(home, first)


def test_damage_in_one_backup_spreads_to_no_later_one(tmp_path: Path) -> None:
    """An unchanged database is a link to the last backup's: not where that is no longer what was written."""
    home, target = tmp_path / "home", tmp_path / "b"
    history(home, 300)
    first, second, third = (target / f"201812{day}T030000Z" for day in (10, 11, 12))
    assert back_up(home, target, keep=9, now=NIGHT).damaged == ()
    flip_bit(first / "history" / "runs.db", random.Random(3))
    made = back_up(home, target, keep=9, now=NIGHT + timedelta(days=1))
    assert (made.folder, made.runs, made.damaged) == (second, 300, (first.name,))
    flip_bit(second / "hashes.json", random.Random(3))
    assert back_up(home, target, keep=9, now=NIGHT + timedelta(days=2)).damaged == (second.name, first.name)
    assert restore(home, third) == 1


def test_a_restore_leaves_nothing_of_the_damaged_history(tmp_path: Path) -> None:
    path = history(tmp_path / "home", 3)
    made = back_up(tmp_path / "home", tmp_path / "b", keep=1, now=NIGHT).folder
    path.with_name("runs.db-wal").write_bytes(b"torn")
    path.with_name("runs.db.income-unfinished.x").write_bytes(b"left by a restore that was killed")
    (tmp_path / "home" / "history" / "runs").mkdir()
    (tmp_path / "home" / "history" / "runs" / "later.db").write_bytes(b"")
    restore(tmp_path / "home", made)
    assert [one.name for one in (tmp_path / "home").rglob("*") if one.is_file()] == ["runs.db"]


def test_logs_are_rotated_while_somebody_writes(tmp_path: Path) -> None:
    path = tmp_path / "code.log"
    with path.open("ab", buffering=0) as writer:
        for night in range(4):
            writer.write(f"night {night}\n".encode() * 10)
            assert rotate_logs(tmp_path, largest=50, kept=2) == ["code.log"]
        writer.write(b"now\n")
    assert last_lines(path) == "now"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["code.log", "code.log.1", "code.log.2"]
    assert "night 3" in last_lines(tmp_path / "code.log.1")


@pytest.mark.parametrize("text", ["prot: 1", "port: '3000'", "port: true", "- 1", "[", "household_files: 1"])
def test_wrong_settings_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "service.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ServiceSettingsError):
        ServiceSettings.load(tmp_path)


def test_defaults_and_own_settings(tmp_path: Path) -> None:
    assert ServiceSettings.load(tmp_path) == ServiceSettings(nightly="0 2 * * *", household_files=False)
    (tmp_path / "service.yml").write_text("port: 3100\n", encoding="utf-8")
    assert ServiceSettings.load(tmp_path).port == 3100


def test_an_operators_own_dagster_yaml_is_left_alone(tmp_path: Path) -> None:
    settings = Settings.at(tmp_path)
    target = prepare_home(settings) / "dagster.yaml"
    assert target.read_text(encoding="utf-8") == shipped_settings(target.parent)
    first = target.read_text(encoding="utf-8").splitlines()[0]
    for content, is_kept in ((f"{first}\nold: 1\n", False), ("telemetry: {enabled: false}\n", True)):
        target.write_text(content, encoding="utf-8")
        prepare_home(settings)
        assert (target.read_text(encoding="utf-8") == content) == is_kept


def restored(settings: Settings, stamp: str) -> str:
    """What `income backup --restore` says."""
    arguments = ["backup", "--restore", stamp, "--data", str(settings.data)]
    return CliRunner().invoke(main, arguments).output


def test_a_restore_says_which_runs_of_the_present_history_the_backup_lacks(tmp_path: Path) -> None:
    settings = Settings.at(tmp_path)
    places = ServicePlaces(settings)
    live = history(places.home, 3)
    made = back_up(places.home, places.backup_dir, keep=9, now=NIGHT).folder
    history(places.home, 5)
    assert "现有历史另有 2 次运行不在这份备份里" in restored(settings, made.name)
    assert "不在这份备份里" not in restored(settings, made.name)
    live.write_bytes(b"lost")
    assert restored(settings, made.name) == f"已恢复 1 个库，自 {made.name}\n"


def test_nothing_is_restored_under_a_run(tmp_path: Path) -> None:
    settings = Settings.at(tmp_path)
    settings.create_folders()
    places = ServicePlaces(settings)
    live = history(places.home, 3)
    made = back_up(places.home, places.backup_dir, keep=9, now=NIGHT).folder
    history(places.home, 5)
    before = live.read_bytes()
    with take_lease(settings.marts_dir, "run-9"):
        assert "另一次运行正在进行" in restored(settings, made.name)
    assert live.read_bytes() == before
