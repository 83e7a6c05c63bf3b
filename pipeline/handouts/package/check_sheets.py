"""可支配收入核查表: one workbook per year, as docs/method.md#assessment describes what an official would accept."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import duckdb

from pipeline.handouts.package.item_checks import (
    LINE_COLUMNS,
    PLACE_COLUMNS,
    SOURCE_COLUMNS,
    item_lines,
    printed_lines,
)
from pipeline.handouts.package.mart_files import stream
from pipeline.handouts.sheets import SIGNATURES, SheetColumn, SheetPlan

CAPACITY = "case when has_labour_capacity then '有' when not has_labour_capacity then '无' else '未知' end"
SCOPE = "case scope when 'in_scope' then '核查范围内' when 'out_of_scope' then '范围外' else '待确认' end"
VERIFIED = "case when verdict <> 'undeterminable' then disposable_income_per_capita_yuan end"
ORDER = "order by county_name, town_name, village_name, household_code, household_id"
REVIEWED = (*SIGNATURES, "镇（街）扶贫办审核（签章）")
Cell = tuple[SheetColumn, str]

SCREEN_ONLY = {"可支配收入申报数", "人均复算减申报差额", "户主证件号码", "核查范围"}  # what paper has no room for
PLACES: tuple[Cell, ...] = tuple((SheetColumn(name), name) for name in ("county_name", "town_name", "village_name"))
NUMBER: Cell = (
    SheetColumn("序号", "count"),
    "row_number() over (partition by county_name, town_name, village_name order by household_code, household_id)",
)
SUMMARY: tuple[Cell, ...] = (
    (SheetColumn("序号", "count"), f"row_number() over ({ORDER})"),
    (SheetColumn("镇", widest=10), "town_name"),
    (SheetColumn("村", widest=12), "village_name"),
    (SheetColumn("户码", widest=18), "household_code"),
    (SheetColumn("户主姓名", widest=12), "head_name"),
    (SheetColumn("计算人口", "count", is_summed=True), "divisor_count"),
    (SheetColumn("工资性收入", "money", is_summed=True), "wage_income_yuan"),
    (SheetColumn("经营净收入", "money", is_summed=True), "net_business_income_yuan"),
    (SheetColumn("财产净收入", "money", is_summed=True), "net_property_income_yuan"),
    (SheetColumn("转移净收入", "money", is_summed=True), "net_transfer_income_yuan"),
    (SheetColumn("可支配收入申报数", "money", is_summed=True), "stated_disposable_income_yuan"),
    (SheetColumn("可支配收入复算数", "money", is_summed=True), "disposable_income_yuan"),
    (SheetColumn("人均收入申报数", "money"), "stated_per_capita_yuan"),
    (SheetColumn("人均收入复算数", "money"), "disposable_income_per_capita_yuan"),
    (SheetColumn("人均收入核定数", "money"), VERIFIED),
    (SheetColumn("人均复算减申报差额", "money"), "disposable_income_per_capita_yuan - stated_per_capita_yuan"),
    (SheetColumn("脱贫收入标准", "money"), "exit_line_yuan"),
    (SheetColumn("与标准差额", "money"), "margin_yuan"),
    (SheetColumn("收入核查意见", "verdict", widest=16, narrowest=12), "verdict_zh"),
    (SheetColumn("户主签名", "blank", narrowest=10), "null"),
)
FACTS: tuple[Cell, ...] = (
    *SUMMARY[:5],
    (SheetColumn("户主证件号码", widest=20), "head_id_masked"),
    (SheetColumn("户属性", widest=12), "household_type"),
    (SheetColumn("劳动能力"), CAPACITY),
    (SheetColumn("预脱贫年度", "plain"), "planned_exit_year"),
    (SheetColumn("脱贫属性", widest=10), "exit_status"),
    (SheetColumn("核查范围", widest=10), SCOPE),
    (SheetColumn("主要致贫原因", widest=12), "poverty_cause"),
    (SheetColumn("年末人口", "count", is_summed=True), "registered_count"),
    (SheetColumn("常住人口", "count", is_summed=True), "resident_count"),
    (SheetColumn("劳动力", "count", is_summed=True), "able_count"),
    (SheetColumn("残疾", "count", is_summed=True), "disabled_count"),
    (SheetColumn("在校生", "count", is_summed=True), "student_count"),
    (SheetColumn("低保", "flag"), "is_subsistence_recipient"),
    (SheetColumn("五保", "flag"), "is_destitute_recipient"),
    (SheetColumn("危房", "flag"), "is_unsafe_housing"),
    (SheetColumn("预计收入", "money", is_summed=True), "forecast_yuan"),
    (SheetColumn("一次性收入", "money", is_summed=True), "one_off_yuan"),
    (SheetColumn("借款误计收入", "money", is_summed=True), "loan_yuan"),
    (SheetColumn("未偿还借贷款", "money", is_summed=True), "outstanding_loan_yuan"),
)  # fmt: skip
OPINIONS: tuple[Cell, ...] = (
    *SUMMARY[:5],
    (SheetColumn("人均收入核定数", "money"), VERIFIED),
    (SheetColumn("脱贫收入标准", "money"), "exit_line_yuan"),
    (SheetColumn("收入核查意见", "verdict", widest=16, narrowest=12), "verdict_zh"),
    (SheetColumn("意见说明", widest=50, narrowest=40), "verdict_text"),
    (SheetColumn("重大疑点", "count"), "critical_finding_count"),
    (SheetColumn("一般疑点", "count"), "warning_finding_count"),
    (SheetColumn("核查方式", "blank", narrowest=10), "null"),
    (SheetColumn("核查人（两人）", "blank", narrowest=12), "null"),
    (SheetColumn("核查日期", "blank", narrowest=10), "null"),
)  # fmt: skip


def check_plans(tables: duckdb.DuckDBPyConnection, year: int, note: str) -> list[SheetPlan]:
    """The sheets of a year: on paper the check itself, the household's facts, the opinion and every item by village;
    for the screen all columns in one table, and every item with its sources."""
    title = f"{year}年预脱贫户家庭人均可支配收入核查表"
    hint = f"单位：元；为零的项目不列；台账与申报不符而未经核实的，核定数留空，核实后手填；{note}"
    everything = (*SUMMARY[:-1], *FACTS[5:], *OPINIONS[8:11])
    return [
        _paper(tables, "核查表", title, note, SUMMARY, year, REVIEWED),
        _paper(tables, "户情", f"{title}：户情", note, FACTS, year, ()),
        _paper(tables, "意见与核查", f"{title}：意见与核查", note, OPINIONS, year, ("核查人（签名）", "核查人（签名）")),
        SheetPlan(
            "分项核对", f"{title}：分项核对", f"{hint}；佐证编号为“台”加报送文件编号和行号（见“全部分项”和报送文件清单）",
            LINE_COLUMNS, partial(printed_lines, tables, year), 3, SIGNATURES, by_village=True, counted="行",
        ),
        _screen(tables, title, note, everything, year),
        SheetPlan(
            "全部分项", f"{title}：全部分项", hint, (*PLACE_COLUMNS, *LINE_COLUMNS, *SOURCE_COLUMNS),
            partial(item_lines, tables, year), 6,
        ),
    ]  # fmt: skip


def _paper(
    tables: duckdb.DuckDBPyConnection, name: str, title: str, note: str, cells: tuple[Cell, ...], year: int,
    signatures: tuple[str, ...],
) -> SheetPlan:  # fmt: skip
    """A sheet by village: town and village stand in its headings."""
    own = (NUMBER, *(cell for cell in cells[3:] if cell[0].title not in SCREEN_ONLY))
    sql = _select((*PLACES, *own), year)
    columns = tuple(column for column, _ in own)
    return SheetPlan(
        name, title, f"单位：元、人；{note}", columns, partial(stream, tables, sql), 3, signatures, by_village=True
    )


def _screen(tables: duckdb.DuckDBPyConnection, title: str, note: str, cells: tuple[Cell, ...], year: int) -> SheetPlan:
    sql = _select(cells, year)
    columns = tuple(column for column, _ in cells)
    return SheetPlan("全部列", title, f"单位：元、人；{note}", columns, partial(stream, tables, sql), 5)


def _select(cells: Iterable[Cell], year: int) -> str:
    select = ", ".join(expression for _, expression in cells)
    return f"select {select} from mart_household_incomes where survey_year = {int(year)} {ORDER}"


def survey_years(tables: duckdb.DuckDBPyConnection) -> list[int]:
    """Years with a statement, in order."""
    found: Iterator[tuple[Any, ...]] = stream(
        tables, "select distinct survey_year from mart_household_incomes order by 1"
    )
    return [int(year) for (year,) in found]
