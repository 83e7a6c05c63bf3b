"""省系统差异明细: each cell to enter or correct, its old and its new value, and the evidence for the new one."""

from typing import Any

import duckdb

from pipeline.explanation import records
from pipeline.handouts.sheets import SheetColumn, SheetPlan
from pipeline.handouts.system.columns import COLUMNS
from pipeline.handouts.system.entry_form import SOURCES
from pipeline.workbooks.cells import column_letter

TITLE = "省系统差异明细"
HINT = "应填值为村级调查按分项核定的数；凭据见“依据”栏，标“先核实”的核实后再改。改毕由录入人、审核人签名。"
LETTERS = {name: column_letter(place) for place, (name, _) in enumerate(COLUMNS)}
SHEET_COLUMNS = (
    SheetColumn("年度", "plain"), SheetColumn("镇", widest=10), SheetColumn("村", widest=12), SheetColumn("户码", widest=10),
    SheetColumn("户主姓名", widest=8), SheetColumn("列", widest=5), SheetColumn("项目", widest=14),
    SheetColumn("省系统现值", "money", 12), SheetColumn("应填值", "money", 12), SheetColumn("差额", "money"),
    SheetColumn("怎样办", widest=16), SheetColumn("依据", widest=34, narrowest=22), SheetColumn("核对提示", widest=26),
    SheetColumn("录入人", "blank", narrowest=8),
)  # fmt: skip
SELECT = """
select d.*, i.total_income_yuan, i.transfer_income_yuan, i.total_expense_yuan, i.transfer_paid_yuan, i.disposable_income_yuan,
    i.disposable_income_per_capita_yuan, c.evidence as correction_evidence, c.signed_by as correction_signed_by, f.message as doubt
from mart_system_differences as d
left join mart_household_incomes as i on i.household_id = d.household_id and i.survey_year = d.survey_year
left join (
    select household_id, survey_year, item_code, min(evidence) as evidence, min(signed_by) as signed_by
    from mart_corrections where status = 'applied' group by all
) as c on c.household_id = d.household_id and c.survey_year = d.survey_year and c.item_code = d.item_code
left join (
    select household_id, survey_year, item, min(message) as message from mart_findings
    where severity <> 'info' and topic = 'evidence' group by all
) as f on f.household_id = d.household_id and f.survey_year = d.survey_year and contains(f.item, d.item_zh)
order by d.survey_year, d.village_id, d.household_code, d.household_id, d.item_code
"""


def difference_plan(marts: duckdb.DuckDBPyConnection, note: str) -> SheetPlan:
    """The sheet of all differences of a release."""
    lines = [line(row) for row in records(marts, SELECT, [])]

    return SheetPlan(TITLE, TITLE, f"{HINT}{note}", SHEET_COLUMNS, lambda: lines, 5, ("录入人", "审核人"))


def line(row: dict[str, Any]) -> tuple[Any, ...]:
    """One difference as a line."""
    is_count = row["item_code"] == "registered_count"
    old, new = (row["system_count"], row["survey_count"]) if is_count else (row["system_yuan"], right_amount(row))
    is_household = row["item_code"] == "household"
    return (
        row["survey_year"], row["town_name"], row["village_name"], row["household_code"], row["head_name"],
        "" if is_household else LETTERS.get(row["item_code"], ""), row["item_zh"],
        "" if is_household else shown(old), "" if is_household else shown(new), row["difference_yuan"],
        what_to_do(row), evidence(row), f"先核实：{row['doubt']}" if row["doubt"] else None, None,
    )  # fmt: skip


def right_amount(row: dict[str, Any]) -> Any:
    """The item as the survey has it; a total as its items give it, whatever is stated."""
    return row[SOURCES[row["item_code"]]] if row["item_code"] in SOURCES else row["survey_yuan"]


def what_to_do(row: dict[str, Any]) -> str:
    """更正, 新增, or look why the village has no statement."""
    return {
        "differs": "更正该格",
        "missing_in_system": "整户新增录入",
        "missing_in_survey": "省系统有而村级调查没有，请核对该户是否漏报",
    }[row["difference_kind"]]


def evidence(row: dict[str, Any]) -> str:
    """The cell of the statement, and the correction that changed it where there is one."""
    place = f"{row['source_file']} {row['source_sheet'] or ''} 第{row['source_row']}行".replace("  ", " ")
    signed = row["correction_signed_by"]
    return place + (f"；更正（{signed}：{row['correction_evidence'] or '未附证据'}）" if signed else "")


def shown(value: Any) -> Any:
    """An amount or a count; a cell without one is 空白."""
    return "空白" if value is None else value
