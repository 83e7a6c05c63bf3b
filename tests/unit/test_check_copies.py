"""`income check --out`: a marked copy of each file, whole or absent, whatever the files are called."""

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.checking import annotation
from pipeline.cli import main
from tests.delivered_sheets import a_row, form_a, write_workbook


def checked(tmp_path: Path, *files: Path) -> str:
    words = [
        "check",
        *map(str, files),
        "--year",
        "2018",
        "--out",
        str(tmp_path / "out"),
        "--data",
        str(tmp_path / "data"),
    ]
    return CliRunner().invoke(main, words).output


def remarks_in(path: Path) -> int:
    """Lines of the copy's list, its header apart."""
    return openpyxl.load_workbook(path)["自查结果"].max_row - 1


def test_files_alike_in_name_and_files_with_a_number_of_a_person_get_a_copy_each(tmp_path: Path) -> None:
    doubtful = form_a(a_row("001"), a_row(""))
    files = [tmp_path / "甲镇" / "收入表.xlsx", tmp_path / "乙镇" / "收入表.xlsx", tmp_path / "户主13800138000.xlsx"]
    for path in files:
        write_workbook(path, doubtful)
    told = checked(tmp_path, *files)
    copies = sorted((tmp_path / "out").iterdir())
    assert [path.name[:6] for path in copies] == ["自查_户主1", "自查_收入表", "自查_收入表"], told
    assert min(map(remarks_in, copies)) > 0
    assert "已存在，请先移走" in checked(tmp_path, *files)


def test_a_copy_that_could_not_be_finished_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_workbook(tmp_path / "收入表.xlsx", form_a(a_row("001")))

    def half(path: Path, remarks: object, target: Path) -> None:
        target.write_bytes(b"PK")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(annotation, "annotate", half)
    assert "磁盘已满" in checked(tmp_path, tmp_path / "收入表.xlsx")
    assert list((tmp_path / "out").iterdir()) == []
