"""Outputs appear whole; what a dead process left is told from what a living one writes, and removed."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.release import staging
from pipeline.release.staging import (
    is_left,
    notes_dir,
    own_machine,
    remove_noted,
    remove_unfinished,
    scratch_folder,
    unfinished_name,
    whole_file,
    whole_folder,
)
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
DEAD = "999999999-1-00000000"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = Settings.at(tmp_path / "data")
    found.create_folders()
    return found


def left(folder: Path, worker: str = DEAD, machine: str | None = None) -> Path:
    """What a killed export leaves: a folder with names in it."""
    work = folder / f".income-unfinished.{machine or own_machine()}.{worker}.0a1b2c3d"
    work.mkdir(parents=True)
    (work / "张某某.docx").write_text("张某某", encoding="utf-8")
    return work


def test_a_folder_takes_its_name_when_it_is_complete(tmp_path: Path, settings: Settings) -> None:
    target = tmp_path / "甲" / "out"
    with whole_folder(target, settings) as work:
        (work / "a").write_text("a")
        assert not target.exists() and len(list(notes_dir(settings).iterdir())) == 1
    assert [path.name for path in target.iterdir()] == ["a"]
    assert list(target.parent.iterdir()) == [target] and list(notes_dir(settings).iterdir()) == []


def test_an_empty_folder_is_taken_a_used_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with whole_folder(tmp_path / "empty") as work:
        (work / "a").touch()
    with pytest.raises(OSError), whole_folder(tmp_path / "empty") as work:
        (work / "b").touch()
    assert [path.name for path in tmp_path.rglob("*")] == ["empty", "a"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_nothing_is_left_after_any_exception(tmp_path: Path, settings: Settings, error: type[BaseException]) -> None:
    for whole in (whole_folder, whole_file):
        with pytest.raises(error), whole(tmp_path / "x" / "out.xlsx", settings) as work:
            (work / "a" if work.is_dir() else work).write_text("a")
            raise error
    assert list((tmp_path / "x").iterdir()) == [] and list(notes_dir(settings).iterdir()) == []


def test_a_file_replaces_the_old_one_in_one_step(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old")
    with whole_file(target) as work:
        work.write_text("new")
        assert target.read_text() == "old" and work.suffix == ".csv"
    assert target.read_text() == "new" and list(tmp_path.iterdir()) == [target]


def test_what_a_dead_process_left_goes_with_the_next_output(tmp_path: Path) -> None:
    left(tmp_path)
    with whole_folder(tmp_path / "out") as work:
        living = work
        assert remove_unfinished(tmp_path) == [] and living.is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_another_machines_work_on_a_shared_disk_is_left_alone_for_a_day(tmp_path: Path) -> None:
    work = left(tmp_path, machine="0" * 8)
    remove_unfinished(tmp_path)
    assert work.is_dir()
    os.utime(work, (time.time() - 90_000,) * 2)
    remove_unfinished(tmp_path)
    assert not work.exists()


@pytest.mark.parametrize("name", ["data", ".income-unfinished", ".income-unfinished.x", f"income-unfinished.{DEAD}"])
def test_nothing_else_is_ever_removed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    remove_unfinished(tmp_path)
    assert (tmp_path / name).is_dir()


def test_the_notes_lead_to_what_lies_elsewhere(tmp_path: Path, settings: Settings) -> None:
    """A killed process: its note stands, its work lies in a folder into which nobody writes any more."""
    code = (
        "import os, sys; from pathlib import Path; from pipeline.release.staging import whole_folder\n"
        "from pipeline.settings import Settings\n"
        "with whole_folder(Path(sys.argv[1]), Settings.at(sys.argv[2])) as work:\n"
        "    (work / 'a').touch(); os.kill(os.getpid(), 9)"
    )
    target = tmp_path / "usb" / "out"
    done = subprocess.run([sys.executable, "-c", code, str(target), str(settings.data)], cwd=ROOT)
    assert done.returncode == -9 and len(list(target.parent.iterdir())) == 1
    assert remove_noted(settings) == []
    assert list(target.parent.iterdir()) == [] and list(notes_dir(settings).iterdir()) == []


def test_a_note_never_removes_anything_but_unfinished_outputs(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "precious").mkdir()
    notes_dir(settings).mkdir()
    (notes_dir(settings) / "0.path").write_text(str(tmp_path / "precious"), encoding="utf-8")
    assert remove_noted(settings) == [] and (tmp_path / "precious").is_dir()


def test_scratch_of_a_killed_check_goes_with_the_next_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left(tmp_path)
    with scratch_folder() as work:
        assert [path.name for path in tmp_path.iterdir()] == [Path(work).name]
        assert staging.UNFINISHED.fullmatch(Path(work).name)
    assert list(tmp_path.iterdir()) == []


def test_a_name_is_new_each_time() -> None:
    assert unfinished_name() != unfinished_name() and staging.UNFINISHED.fullmatch(unfinished_name(".xlsx"))


def test_each_output_in_the_making_has_a_note_of_its_own_that_only_the_owner_can_read(tmp_path: Path) -> None:
    settings = Settings.at(tmp_path / "data")
    settings.data.mkdir()
    with whole_file(tmp_path / "a", settings) as one, whole_file(tmp_path / "b", settings) as other:
        one.touch()
        other.touch()
        notes = notes_dir(settings)
        assert notes == settings.work_dir / "unfinished" and notes.stat().st_mode & 0o777 == 0o700
        assert {note.read_text(encoding="utf-8") for note in notes.iterdir()} == {str(one), str(other)}
        assert remove_noted(settings) == [] and one.exists() and len(list(notes.iterdir())) == 2
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b", "data"}


def test_a_data_folder_that_can_keep_no_note_stops_no_output(tmp_path: Path, settings: Settings) -> None:
    notes_dir(settings).write_text("a file where the folder belongs")
    with whole_file(tmp_path / "a", settings) as work:
        work.touch()
    assert (tmp_path / "a").exists()


def test_notes_that_cannot_be_read_do_not_hide_the_others(tmp_path: Path, settings: Settings) -> None:
    work = left(tmp_path / "usb")
    notes_dir(settings).mkdir()
    (notes_dir(settings) / "0.path").mkdir()
    (notes_dir(settings) / "1.path").write_bytes(b"\xff\xfe\xff")
    (notes_dir(settings) / "2.path").write_text(str(work), encoding="utf-8")
    assert remove_noted(settings) == [] and not work.exists()
    assert [path.name for path in sorted(notes_dir(settings).iterdir())] == ["0.path", "1.path"]


def test_what_would_not_go_is_named_and_stays_noted(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = left(tmp_path / "usb")
    notes_dir(settings).mkdir()
    note = notes_dir(settings) / "0.path"
    note.write_text(str(work), encoding="utf-8")
    monkeypatch.setattr(staging, "remove_tree", lambda path: False)
    assert remove_unfinished(work.parent) == [work]
    assert remove_noted(settings) == [work] and note.exists()


def test_a_folder_that_is_not_there_holds_nothing_unfinished(tmp_path: Path) -> None:
    assert remove_unfinished(tmp_path / "gone") == []
    assert is_left(tmp_path / f".income-unfinished.{'0' * 8}.{DEAD}.0a1b2c3d")
    assert not is_left(tmp_path / "data")
