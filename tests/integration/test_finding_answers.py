"""An answer in the team's workbook: it appears at the finding, decides the item, and survives a rebuild from data/raw."""

import shutil
from pathlib import Path

import openpyxl

from pipeline.handouts.package.check_sheets import check_plans
from pipeline.handouts.package.mart_files import open_tables
from tests.integration.conftest import Office

HEAD_ROW = 3


def answer(folder: Path) -> tuple[Path, str]:
    """The first ledger difference of any village's 更正表, answered 核实无误; returns the workbook and the finding's id."""
    for path in sorted(folder.rglob("更正表_*.xlsx")):
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        places = {cell.value: cell.column for cell in sheet[HEAD_ROW]}
        for row in range(HEAD_ROW + 1, sheet.max_row + 1):
            if "台账发放" in str(sheet.cell(row, places["疑点说明"]).value):
                for title, text in (
                    ("核实结论", "核实无误"),
                    ("更正原因", "存折流水为证"),
                    ("签名", "林示"),
                    ("日期", "2018-12-09"),
                ):
                    sheet.cell(row, places[title], text)
                book.save(path)
                return path, str(sheet.cell(row, places["疑点编号"]).value)
    raise AssertionError("no ledger difference in the demo")


def test_an_answer_is_kept_shown_and_rebuilt(own: Office, tmp_path: Path) -> None:
    assert own.income("export", str(tmp_path / "村"), "--audience", "village").exit_code == 0
    path, finding_id = answer(tmp_path / "村")
    (verified,) = own.rows(
        "select household_id, survey_year, item from mart_findings"
        f" where finding_id = '{finding_id}' and answer_zh = '待核实'"
    )
    shutil.copy(path, own.data / "raw" / "2018" / path.name)
    for name in ("marts", "work"):  # from data/raw alone
        shutil.rmtree(own.data / name)
    result = own.run()
    assert result.exit_code == 0, result.output
    assert own.rows(f"select answer_zh, reason, signed_by from mart_findings where finding_id = '{finding_id}'") == [
        ("已答复：核实无误", "存折流水为证", "林示")
    ]
    assert own.rows("select finding_id, state_zh from mart_finding_answers") == [(finding_id, "已答复")]
    assert own.rows(f"select state, history from mart_finding_states where finding_id = '{finding_id}'") == [
        ("answered", "2018-12-10发现；2018-12-10已答复（林示）")
    ]
    household_id, year, item = verified
    with open_tables(own.release.path) as tables:
        sheet = next(plan for plan in check_plans(tables, year, "") if plan.name == "全部分项")
        titles = [column.title for column in sheet.columns]
        code = household_id.rpartition("|")[2]
        village = own.rows(
            f"select any_value(village_name) from mart_household_incomes where household_id = '{household_id}'"
        )
        lines = [dict(zip(titles, row, strict=True)) for row in sheet.rows()]
    (line,) = [one for one in lines if (one["村"], one["户码"], one["项目"]) == (village[0][0], code, item)]
    assert line["核定数"] == line["复算数"] and line["台账数"] != line["复算数"]
    assert "核实无误：林示" in line["原因"]
