"""The guard on paths: what is deferred, refused or let through before anything opens a file."""

import os
import time
from pathlib import Path

import pytest

from pipeline.workbooks.limits import Limits
from pipeline.workbooks.path_guard import Deferred, inspect_path, read_bytes
from pipeline.workbooks.refusal import RefusedError
from pipeline.workbooks.sheet import Rejection


def _plant(folder: Path, name: str, data: bytes = b"a,b\n") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_plain_file_passes(tmp_path: Path) -> None:
    assert inspect_path(tmp_path, _plant(tmp_path, "2018年 花名册（示例）.csv"), Limits()) is None


def test_a_file_that_just_changed_waits_and_one_that_lay_still_passes(tmp_path: Path) -> None:
    path = _plant(tmp_path, "a.csv")
    limits = Limits(settle_seconds=30.0)
    assert isinstance(inspect_path(tmp_path, path, limits), Deferred)
    os.utime(path, (time.time() - 60, time.time() - 60))
    assert inspect_path(tmp_path, path, limits) is None


def test_a_clock_that_ran_ahead_does_not_defer_for_ever(tmp_path: Path) -> None:
    path = _plant(tmp_path, "a.csv")
    os.utime(path, (time.time() + 86_400, time.time() + 86_400))
    assert inspect_path(tmp_path, path, Limits(settle_seconds=30.0)) is None


@pytest.mark.parametrize("name", ["tab\there.csv", "\u202ecsv.exe.csv", "a\u200d.csv", "\ufeffa.csv", "a\u2028b.csv"])
def test_unseen_characters_in_a_name_are_refused(tmp_path: Path, name: str) -> None:
    problem = inspect_path(tmp_path, _plant(tmp_path, name), Limits())
    assert isinstance(problem, Rejection) and problem.code == "name_control_characters"


def test_a_folder_with_such_a_name_is_refused_too(tmp_path: Path) -> None:
    folder = tmp_path / "20\u200b18"
    folder.mkdir()
    problem = inspect_path(tmp_path, _plant(folder, "a.csv"), Limits())
    assert isinstance(problem, Rejection) and problem.code == "name_control_characters"


def test_a_file_over_the_cap_is_refused_by_both_guards(tmp_path: Path) -> None:
    path = _plant(tmp_path, "a.csv", b"x" * 11)
    limits = Limits(file_bytes=10)
    problem = inspect_path(tmp_path, path, limits)
    assert isinstance(problem, Rejection) and problem.code == "file_too_large"
    with pytest.raises(RefusedError, match="file_too_large"):
        read_bytes(path, limits)


def test_messages_say_what_to_do(tmp_path: Path) -> None:
    problem = inspect_path(tmp_path, _plant(tmp_path, "a.csv", b""), Limits())
    assert isinstance(problem, Rejection) and "重新报送" in problem.reason
