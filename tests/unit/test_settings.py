"""Paths of an installation, run ids, permissions."""

import os
import stat
from pathlib import Path

import pytest

from pipeline.settings import Settings, restrict_permissions


def test_paths_lie_under_the_data_folder(tmp_path: Path) -> None:
    settings = Settings.at(tmp_path)
    assert settings.raw_dir == tmp_path / "raw"
    assert settings.marts_dir == tmp_path / "marts"
    assert settings.run_dir("run-1") == tmp_path / "work" / "runs" / "run-1"
    assert settings.cache_dir == tmp_path / "work" / "cache"
    assert settings.dagster_home == tmp_path / "dagster"


def test_a_relative_data_folder_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.at("data")
    monkeypatch.chdir("/")
    assert settings.data == tmp_path / "data"


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(AttributeError):
        Settings.at(tmp_path).data = tmp_path / "other"  # type: ignore[misc]


@pytest.mark.parametrize("run_id", ["", ".", "..", "../up", "a/b", "a\\b", "-x", "运行", "a" * 101, "a\n"])
def test_a_run_id_that_is_no_plain_name_is_refused(tmp_path: Path, run_id: str) -> None:
    with pytest.raises(ValueError, match="运行编号"):
        Settings.at(tmp_path).run_dir(run_id)


def test_created_folders_are_private(tmp_path: Path) -> None:
    settings = Settings.at(tmp_path / "data")
    settings.create_folders()
    settings.create_folders()
    for folder in (settings.secret_dir, settings.runs_dir, settings.marts_dir):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_new_files_are_private_after_the_process_start(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        restrict_permissions()
        (tmp_path / "file").write_text("x", encoding="utf-8")
        assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    finally:
        os.umask(before)
