"""The guard on paths: what is deferred, refused or let through before anything opens a file."""

import os
import time
from pathlib import Path

import pytest

from pipeline.workbooks.limits import Limits
from pipeline.workbooks.path_guard import Deferred, inspect_path, is_ignorable, read_bytes
from pipeline.workbooks.sheet import RefusedError, Rejection


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


def link(folder: Path) -> Path:
    (folder / "link.csv").symlink_to(_plant(folder, "a.csv"))
    return folder / "link.csv"


def linked_folder(folder: Path) -> Path:
    (folder / "real").mkdir()
    _plant(folder / "real", "a.csv")
    (folder / "2018").symlink_to(folder / "real")
    return folder / "2018" / "a.csv"


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.csv")
    return folder / "pipe.csv"


def second_name(folder: Path) -> Path:
    (folder / "b.csv").hardlink_to(_plant(folder, "a.csv"))
    return folder / "b.csv"


REFUSALS = {
    "symlink": (link, "是符号链接而不是文件，请复制文件本身后报送"),
    "symlink of a folder": (linked_folder, "所在文件夹是符号链接，请把文件夹本身复制到报送目录"),
    "not_a_file": (pipe, "不是普通文件（管道、设备或目录），请复制文件本身后报送"),
    "hard_link": (second_name, "文件另有硬链接，内容可能在别处被改动，请复制为独立文件后报送"),
    "empty_file": (lambda folder: _plant(folder, "a.csv", b""), "文件是空的（0 字节），请检查原文件后重新报送"),
    "file_too_large": (
        lambda folder: _plant(folder, "a.csv", b"x" * 3_500_000),
        "文件超过 3 MB，请按村或按年度拆分后报送",
    ),
    "name_not_normalised": (
        lambda folder: _plant(folder, "e\u0301.csv"),
        "文件名的字符编码不规范（非 NFC），请重新输入文件名后报送",
    ),
    "name_control_characters": (
        lambda folder: _plant(folder, "a\u200b.csv"),
        "文件名或文件夹名含不可见的控制字符，请改名后报送",
    ),
    "name_not_allowed": (
        lambda folder: _plant(folder, "a" * 201),
        "文件名过长或不允许，请改为 200 字以内的文件名后报送",
    ),
    "name_not_allowed: a way up": (
        lambda folder: _plant(folder, "a.csv").parent / ".." / folder.name / "a.csv",
        "文件名过长或不允许，请改为 200 字以内的文件名后报送",
    ),
    "unreadable_path": (lambda folder: folder / "gone.csv", "文件无法访问或不在报送目录内，请检查权限和位置后重新报送"),
    "unreadable_path: outside": (
        lambda folder: folder.parent / "a.csv",
        "文件无法访问或不在报送目录内，请检查权限和位置后重新报送",
    ),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_what_is_no_plain_delivered_file_is_refused_with_what_to_do(tmp_path: Path, code: str) -> None:
    make, reason = REFUSALS[code]
    (tmp_path / "raw").mkdir()
    problem = inspect_path(tmp_path / "raw", make(tmp_path / "raw"), Limits(file_bytes=3_000_000))
    assert problem == Rejection(code.partition(":")[0].partition(" ")[0], reason)


def test_the_widest_that_is_allowed_passes(tmp_path: Path) -> None:
    path = _plant(tmp_path, "a" * 200, b"x" * 10)
    assert inspect_path(tmp_path, path, Limits(file_bytes=10)) is None
    assert read_bytes(path, Limits(file_bytes=10)) == b"x" * 10
    assert inspect_path(tmp_path, _plant(tmp_path, "b", b"x"), Limits()) is None


def test_a_file_that_is_still_arriving_says_so(tmp_path: Path) -> None:
    path = _plant(tmp_path, "a.csv")
    reason = "文件刚刚变动，可能仍在上传，留待下次运行读取"
    assert inspect_path(tmp_path, path, Limits(settle_seconds=30.0)) == Deferred("not_settled", reason)


def test_reading_follows_no_link_waits_on_no_pipe_and_takes_no_more_than_the_cap(tmp_path: Path) -> None:
    for name, make in (
        ("unreadable_path", link),
        ("not_a_file", pipe),
        ("unreadable_path", lambda folder: folder / "x"),
    ):
        with pytest.raises(RefusedError) as refused:
            read_bytes(make(tmp_path), Limits())
        assert refused.value.rejection.code == name and refused.value.rejection.reason.endswith("后报送")
    growing = _plant(tmp_path, "growing.csv", b"x" * 5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "pipeline.workbooks.path_guard.check_status", lambda status, limits: growing.write_bytes(b"x" * 9)
        )
        with pytest.raises(RefusedError, match="file_too_large"):
            read_bytes(growing, Limits(file_bytes=8))
        assert read_bytes(growing, Limits(file_bytes=9)) == b"x" * 9


@pytest.mark.parametrize(
    ("name", "ignorable"),
    [("~$表.xlsx", True), (".表.xlsx", True), ("Thumbs.db", True), ("desktop.ini", True), ("表~$.xlsx", False), ("thumbs.dbx", False)],
)  # fmt: skip
def test_what_programs_leave_beside_deliveries_is_none(name: str, ignorable: bool) -> None:
    assert is_ignorable(Path("raw") / name) == ignorable
