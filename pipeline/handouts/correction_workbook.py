"""更正表 of a village: a row per doubtful cell, what stands there, why it is doubted, and room for the answer."""

from collections.abc import Iterator
from typing import Any

import duckdb

from pipeline.explanation import cells_of, records
from pipeline.handouts.item_lines import COUNTS, correctable, items_of
from pipeline.handouts.sheets import Rows, SheetColumn, SheetPlan
from pipeline.handouts.village_choice import Village

HINT = (
    "单位：元。请只填黄色各栏，每个疑点都要答复：选核实结论，写原因和签名；确需更正的再填更正值。其他各栏请勿改动。"
    "填好后与其他报送表一并放入报送文件夹。末两栏由县级办公室填写。"
)
CONCLUSIONS = ("核实无误", "已更正", "不予采纳")
DECISIONS = ("采纳", "退回")  # the county office's, on the village's answer
COLUMNS = (
    SheetColumn("户码", widest=20), SheetColumn("户主姓名", widest=12), SheetColumn("年度", "plain"),
    SheetColumn("疑点程度", widest=9), SheetColumn("疑点说明", widest=40, narrowest=30),
    SheetColumn("单元格", widest=8, narrowest=6),
    SheetColumn("更正项目", "entry", 16, 12, choices=tuple(correctable().values())),
    SheetColumn("申报值", "money", narrowest=10), SheetColumn("更正值", "entry", narrowest=12, check="amount"),
    SheetColumn("核实结论", "entry", 12, 11, choices=CONCLUSIONS),
    SheetColumn("更正原因", "entry", narrowest=14), SheetColumn("证据", "entry", narrowest=10),
    SheetColumn("签名", "entry", narrowest=8), SheetColumn("日期", "entry", narrowest=10),
    SheetColumn("原表文件", widest=20), SheetColumn("原表工作表", widest=10), SheetColumn("原表行号", "plain"),
    SheetColumn("疑点编号", widest=12), SheetColumn("县", widest=8), SheetColumn("镇", widest=12),
    SheetColumn("村", widest=14), SheetColumn("办公室意见", "entry", 10, 8, choices=DECISIONS),
    SheetColumn("办公室审核人", "entry", narrowest=8),
)  # fmt: skip
PRINTED = 15  # columns up to the file: what follows is for the computer that reads the answers
FINDINGS = (
    "select * from mart_findings where starts_with(household_id, $1) and severity <> 'info'"
    " order by household_code, household_id, survey_year, case severity when 'critical' then 0 else 1 end, rule_id,"
    " finding_id"
)


def village_workbook(marts: duckdb.DuckDBPyConnection, village: Village, note: str) -> tuple[str, list[SheetPlan]]:
    """File name and sheet of the village's workbook. `marts`: a release's tables."""
    rows = list(lines(marts, village))

    def kept() -> Rows:
        return rows

    title = f"{village.town_name}{village.village_name}收入疑点更正表"
    plan = SheetPlan("更正表", title, f"{HINT}{note}", COLUMNS, kept, 2, printed=PRINTED)
    return f"更正表_{village.label}.xlsx", [plan]


def lines(marts: duckdb.DuckDBPyConnection, village: Village) -> Iterator[tuple[Any, ...]]:
    """A line per finding and cell; a finding without a statement can't be settled by correcting one."""
    found = records(marts, "select * from mart_household_incomes where village_id = ?", [village.village_id])
    statements = {(row["household_id"], row["survey_year"]): row for row in found}
    delivered = delivered_values(marts, village)
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for finding in records(marts, FINDINGS, [f"{village.village_id}|"]):
        row = statements.get((finding["household_id"], finding["survey_year"]))
        if row is None:
            continue
        sheet = (row["source_file"], row["source_sheet"])
        letters = cells.setdefault(sheet, cells_of(marts, row | {"source_row": ""}))
        codes: list[str | None] = [*items_of(finding.get("item_code"))]
        for code in codes or [None]:
            value = stated_value(row, code, delivered)
            cell = f"{letters[code]}{row['source_row']}" if code in letters else f"第{row['source_row']}行"
            yield (
                row["household_code"], row["head_name"], row["survey_year"], finding["severity_zh"], finding["message"], cell, correctable().get(code or ""),
                value, None, None, None, None, None, None, *sheet, row["source_row"], finding["finding_id"],
                row["county_name"], row["town_name"], row["village_name"], None, None,
            )  # fmt: skip


def delivered_values(marts: duckdb.DuckDBPyConnection, village: Village) -> dict[tuple[str, int, str], Any]:
    """What the statements deliver where a correction is in force: the next correction must name that."""
    rows = records(
        marts,
        "select household_id, survey_year, item_code, delivered_yuan from mart_corrections"
        " where village_id = ? and status = 'applied'",
        [village.village_id],
    )
    return {(row["household_id"], row["survey_year"], row["item_code"]): row["delivered_yuan"] for row in rows}


def stated_value(row: dict[str, Any], code: str | None, delivered: dict[tuple[str, int, str], Any]) -> Any:
    """The value that stands in the cell; None where there is none, or none that can be read."""
    if code is None:
        return None
    key = (row["household_id"], row["survey_year"], code)
    if key in delivered:
        return delivered[key]
    if code in COUNTS:
        is_own = code == "resident_count" or row["registered_count_source"] == "statement"
        return row[code] if is_own else None
    return row[f"{code}_yuan"]
