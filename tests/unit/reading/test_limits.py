"""Caps are parameters: a site changes them in a file, and only to what can be meant."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.intake.entries import ReadingCache
from pipeline.intake.intake import read_deliveries
from pipeline.workbooks.limits import Limits, LimitsError
from tests.delivered_sheets import a_row, book, form_a, write_workbook


def site(folder: Path, text: str) -> Path:
    (folder / "limits.yml").write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_the_shipped_caps_hold(tmp_path: Path) -> None:
    assert Limits.of_site(tmp_path) == Limits()
    assert Limits.of_site(tmp_path, 60).settle_seconds == 60
    assert Limits.of_site(site(tmp_path, ""), 60) == Limits(settle_seconds=60)


def test_a_site_changes_a_cap(tmp_path: Path) -> None:
    site(tmp_path, "file_bytes: 5\nwall_seconds: 0.5\nsettle_seconds: 0\n")
    assert Limits.of_site(tmp_path, 60) == Limits(file_bytes=5, wall_seconds=0.5, settle_seconds=0)


@pytest.mark.parametrize(
    "text",
    [
        "file_byte: 5",
        "file_bytes: 0",
        "file_bytes: -1",
        "file_bytes: 1.5",
        "file_bytes: 很大",
        "file_bytes: true",
        "wall_seconds: .inf",
        "wall_seconds: .nan",
        "settle_seconds: -1",
        "- 1",
        "a: [",
        "{1: 2}",
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(LimitsError, match=r"limits\.yml"):
        Limits.of_site(site(tmp_path, text))


def test_a_wrong_file_stops_the_run_before_it_begins(tmp_path: Path) -> None:
    write_workbook(tmp_path / "raw/2018/村.xlsx", form_a(a_row("001")))
    (tmp_path / "site").mkdir()
    site(tmp_path / "site", "file_bytes: 0")
    result = CliRunner().invoke(main, ["run", "--data", str(tmp_path)])
    assert result.exit_code == 2
    assert "file_bytes" in result.output


def test_when_a_file_is_read_does_not_change_what_is_read(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "raw/2018/村.xlsx", form_a(a_row("001")))
    os.utime(path, (1, 1))
    limits = Limits()
    counts = []
    for waiting in (limits, replace(limits, settle_seconds=60.0)):
        taken = read_deliveries(tmp_path / "raw", tmp_path / "cache", book(), waiting, workers=1)
        counts.append((taken.files_read, taken.files_cached))
    assert counts == [(1, 0), (0, 1)]
    other = ReadingCache(tmp_path / "cache", book(), replace(limits, rows=5)).entry("x", ".xlsx")
    assert other != ReadingCache(tmp_path / "cache", book(), limits).entry("x", ".xlsx")
