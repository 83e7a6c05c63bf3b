"""What people hold in their hands, from a demo's release: packages, forms, corrections that come back, blank forms."""

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.handouts.package.verify import verify_package
from pipeline.release.folders import Release
from tests.integration.conftest import Office


def income(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def succeed(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("audience", ["assessor", "public"])
def test_a_package_of_the_demo_verifies_elsewhere(finished: Office, tmp_path: Path, audience: str) -> None:
    succeed(finished.income("export", str(tmp_path / "a"), "--audience", audience))
    shutil.copytree(tmp_path / "a", tmp_path / "elsewhere")
    assert "校验通过" in succeed(income("verify", tmp_path / "elsewhere"))


def test_the_public_package_has_no_household_and_no_name(finished: Office, tmp_path: Path) -> None:
    succeed(finished.income("export", str(tmp_path / "a"), "--audience", "public"))
    people = finished.rows("select distinct head_name, household_code from mart_household_incomes")
    texts = "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in (tmp_path / "a").rglob("*.*")
        if path.suffix in (".csv", ".json", ".txt")
    )
    assert not [person for person in people if person[0] in texts or f",{person[1]}," in texts]


def test_full_id_numbers_are_given_on_request_only(finished: Office, tmp_path: Path) -> None:
    result = finished.income("export", str(tmp_path / "a"), "--full-ids")
    assert "完整证件号码" in succeed(result)
    sheet = openpyxl.load_workbook(tmp_path / "a" / "完整证件号码.xlsx").worksheets[0]
    numbers = [row[4] for row in sheet.iter_rows(min_row=4, values_only=True) if row[4]]
    assert numbers and all(len(number) == 18 for number in numbers)
    succeed(finished.income("export", str(tmp_path / "b")))
    texts = [path.read_bytes() for path in (tmp_path / "b").rglob("*.csv")]
    assert not any(number.encode() in text for number in set(numbers) for text in texts)
    assert finished.income("export", str(tmp_path / "c"), "--full-ids", "--audience", "public").exit_code == 1


def test_forms_of_every_household(finished: Office, tmp_path: Path) -> None:
    succeed(finished.income("forms", str(tmp_path / "a")))
    households = finished.rows(
        "select count(distinct household_id) from (select household_id from mart_household_incomes"
        " union all select household_id from mart_exit_reviews)"
    )
    assert len(list((tmp_path / "a").rglob("*.docx"))) == households[0][0]
    succeed(finished.income("forms", str(tmp_path / "b"), "--format", "pdf", "--together"))
    assert all(path.read_bytes().startswith(b"%PDF") for path in (tmp_path / "b").iterdir())


def answered(folder: Path) -> tuple[Path, int, dict[str, Any]]:
    """A village's 更正表 with one of its items corrected: path, row, and the row's cells by header."""
    for path in sorted(folder.rglob("更正表_*.xlsx")):
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        for row in range(4, sheet.max_row + 1):
            item, stated = (sheet.cell(row, place(sheet, title)).value for title in ("更正项目", "申报值"))
            if item and not item.startswith("申报") and not item.endswith("人口") and stated is not None:
                fill(sheet, row, stated + 1000)
                book.save(path)
                return path, row, {head.value: cell.value for head, cell in zip(sheet[3], sheet[row], strict=True)}
    raise AssertionError("no finding names an item")


def fill(sheet: Any, row: int, value: Any) -> None:
    answer = {"更正值": value, "更正原因": "存折流水", "证据": "存折复印件", "签名": "李四", "日期": "2018-12-12"}
    for title, text in answer.items():
        sheet.cell(row, place(sheet, title)).value = text


def place(sheet: Any, title: str) -> int:
    """The column with this header."""
    return next(cell.column for cell in sheet[3] if cell.value == title)


def changed_incomes(office: Office, before: Release) -> list[tuple[Any, ...]]:
    """Household code and year of every income that the served release has otherwise than the earlier one."""
    earlier = f"read_parquet('{before.table('mart_household_incomes')}')"
    return office.rows(
        f"select n.household_code, survey_year from mart_household_incomes as n join {earlier} as o"
        " using (household_id, survey_year) where n.disposable_income_yuan is distinct from o.disposable_income_yuan"
    )


def test_a_correction_changes_one_household_and_diff_says_so(own: Office, tmp_path: Path) -> None:
    before = own.release
    succeed(own.income("export", str(tmp_path / "v"), "--audience", "village"))
    assert all(verify_package(folder).problems == () for folder in (tmp_path / "v").iterdir())
    path, row, cells = answered(tmp_path / "v")
    shutil.copy(path, own.data / "raw" / "2018" / path.name)
    succeed(own.run())
    found = own.rows("select status, household_code, survey_year, signed_by, reason, source_row from mart_corrections")
    assert found == [("applied", cells["户码"], cells["年度"], "李四", "存折流水", row)]
    delivered = own.rows(
        "select status, rows_quarantined, rows_seen - rows_accepted - rows_ignored from mart_deliveries"
        " where kind = 'correction'"
    )
    assert delivered == [("accepted", 0, 0)]
    changed = changed_incomes(own, before)
    assert changed == [(cells["户码"], cells["年度"])]
    told = succeed(own.income("diff", before.id, own.release.id))
    assert "1 个户年度有变化" in told and "更正 1" in told
    assert own.release.manifest.details["corrections"] == {f"2018/{path.name}": {"applied": 1}}
    explained = succeed(own.income("explain", f"{cells['村']}/{cells['户码']}", "--year", str(cells["年度"])))
    assert "更正（已采用）" in explained and "李四" in explained

    book = openpyxl.load_workbook(path)
    fill(book.worksheets[0], row, 7)
    book.save(own.data / "raw" / "2018" / "更正表_示例第二次.xlsx")
    succeed(own.run())
    states = own.rows("select status, count(*) from mart_corrections group by 1")
    assert states == [("conflict", 2)]
    assert changed_incomes(own, before) == []


def test_a_filled_in_template_reads_back_without_a_doubt(finished: Office, tmp_path: Path) -> None:
    ((village,),) = finished.rows("select min(village_id) from mart_household_incomes")
    path = tmp_path / "表.xlsx"
    for kind in ("income_statement", "household_list", "roster"):
        path.unlink(missing_ok=True)
        succeed(finished.income("template", kind, "--village", village, "--year", "2018", "--out", str(path)))
        told = income("check", path, "--year", "2018", "--data", finished.data).output
        assert "接收，接收" in told and "待更正 0 行" in told and "退回" not in told, told
        assert "  说明" not in told, told


def test_a_faulty_workbook_is_told_by_cell_before_it_is_delivered(finished: Office, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    ((village,),) = finished.rows("select min(village_id) from mart_household_incomes")
    succeed(finished.income("template", "income_statement", "--village", village, "--year", "2018", "--out", str(path)))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[3]}
    sheet.cell(4, heads["工资性收入"]).value = "约3000"
    letter = sheet.cell(4, heads["工资性收入"]).column_letter
    book.save(path)
    result = income("check", path, "--year", "2018", "--data", finished.data)
    assert result.exit_code == 1
    assert f"{letter}4" in result.output and "约3000" in result.output
