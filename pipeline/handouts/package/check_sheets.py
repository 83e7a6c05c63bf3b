"""可支配收入核查表: one workbook per year, as docs/method.md#assessment describes what an official would accept."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import duckdb

from pipeline.handouts.item_lines import ITEM_COLUMNS, item_lines
from pipeline.handouts.package.mart_files import stream
from pipeline.handouts.sheets import SIGNATURES, Rows, SheetColumn, SheetPlan

CAPACITY = "case when has_labour_capacity then '有' when not has_labour_capacity then '无' else '未知' end"
SCOPE = "case scope when 'in_scope' then '核查范围内' when 'out_of_scope' then '范围外' else '待确认' end"
VERIFIED = "case when verdict <> 'undeterminable' then disposable_income_per_capita_yuan end"
ORDER = "order by county_name, town_name, village_name, household_code, household_id"
REVIEWED = (*SIGNATURES, "镇（街）扶贫办审核（签章）")
YEAR_FIGURES = (
    "divisor_count", "disposable_income_yuan", "disposable_income_per_capita_yuan", "margin_yuan",
)  # fmt: skip
Cell = tuple[SheetColumn, str]

SUMMARY: tuple[Cell, ...] = (
    (SheetColumn("序号", "count"), f"row_number() over ({ORDER})"),
    (SheetColumn("镇", widest=10), "town_name"),
    (SheetColumn("村", widest=12), "village_name"),
    (SheetColumn("户码", widest=20), "household_code"),
    (SheetColumn("户主姓名", widest=12), "head_name"),
    (SheetColumn("计算人口", "count"), "divisor_count"),
    (SheetColumn("工资性收入", "money"), "wage_income_yuan"),
    (SheetColumn("经营净收入", "money"), "net_business_income_yuan"),
    (SheetColumn("财产净收入", "money"), "net_property_income_yuan"),
    (SheetColumn("转移净收入", "money"), "net_transfer_income_yuan"),
    (SheetColumn("可支配收入申报数", "money"), "stated_disposable_income_yuan"),
    (SheetColumn("可支配收入复算数", "money"), "disposable_income_yuan"),
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
    (SheetColumn("年末人口", "count"), "registered_count"),
    (SheetColumn("常住人口", "count"), "resident_count"),
    (SheetColumn("劳动力", "count"), "able_count"),
    (SheetColumn("残疾", "count"), "disabled_count"),
    (SheetColumn("在校生", "count"), "student_count"),
    (SheetColumn("低保", "flag"), "is_subsistence_recipient"),
    (SheetColumn("五保", "flag"), "is_destitute_recipient"),
    (SheetColumn("危房", "flag"), "is_unsafe_housing"),
    (SheetColumn("预计收入", "money"), "forecast_yuan"),
    (SheetColumn("一次性收入", "money"), "one_off_yuan"),
    (SheetColumn("借款误计收入", "money"), "loan_yuan"),
    (SheetColumn("未偿还借贷款", "money"), "outstanding_loan_yuan"),
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
    """The sheets of a year: the check itself, the household's facts, the opinion, every item."""
    title = f"{year}年预脱贫户家庭人均可支配收入核查表"
    return [
        _plan(tables, "核查表", title, note, SUMMARY, year, REVIEWED),
        _plan(tables, "户情", f"{title}：户情", note, FACTS, year, ()),
        _plan(tables, "意见与核查", f"{title}：意见与核查", note, OPINIONS, year, ("核查人（签名）", "核查人（签名）")),
        SheetPlan(
            "分项核对", f"{title}：分项核对", f"单位：元；为零的项目不列；空白的核定数待核实后手填；{note}",
            ITEM_COLUMNS, partial(item_lines, tables, year), 4, SIGNATURES,
        ),
    ]  # fmt: skip


def _plan(
    tables: duckdb.DuckDBPyConnection, name: str, title: str, note: str, cells: tuple[Cell, ...], year: int,
    signatures: tuple[str, ...],
) -> SheetPlan:  # fmt: skip
    select = ", ".join(expression for _, expression in cells)
    sql = f"select {select} from mart_household_incomes where survey_year = $year {ORDER}"

    def rows() -> Rows:
        return stream(tables, sql, {"year": year})

    return SheetPlan(name, title, f"单位：元、人；{note}", tuple(column for column, _ in cells), rows, 5, signatures)


def survey_years(tables: duckdb.DuckDBPyConnection) -> list[int]:
    """Years with a statement, in order."""
    found: Iterator[tuple[Any, ...]] = stream(
        tables, "select distinct survey_year from mart_household_incomes order by 1"
    )
    return [int(year) for (year,) in found]


def years_plan(tables: duckdb.DuckDBPyConnection, years: list[int], note: str) -> SheetPlan:
    """The years side by side, a row per household; a listed household without a statement shows as 未报送."""
    parts, columns = [], [column for column, _ in SUMMARY[:5]]
    for year in years:
        parts += [
            f"max({name}) filter (where survey_year = {year})"
            for name in YEAR_FIGURES
        ]  # fmt: skip
        parts.append(f"coalesce(max(verdict_zh) filter (where survey_year = {year}), '未报送')")
        columns += [
            SheetColumn(f"{year}计算人口", "count"), SheetColumn(f"{year}可支配收入", "money"),
            SheetColumn(f"{year}人均收入", "money"), 
            SheetColumn(f"{year}与标准差额", "money"), SheetColumn(f"{year}核查意见", "verdict", 16, 10),
        ]  # fmt: skip
    columns += [SheetColumn("预脱贫年度", "plain"), SheetColumn("核查结论", widest=40, narrowest=24)]
    sql = f"""
        with places as (
            select household_id, arg_max(struct_pack(county_name, town_name, village_name, household_code, head_name,
                planned_exit_year), ord) as place, max(review_text) as review_text
            from (
                select household_id, county_name, town_name, village_name, household_code, head_name, planned_exit_year,
                    survey_year as ord, null as review_text from mart_household_incomes
                union all
                select household_id, county_name, town_name, village_name, household_code, head_name, planned_exit_year,
                    0, review_text from mart_exit_reviews)
            group by household_id)
        select row_number() over (order by place.county_name, place.town_name, place.village_name,
            place.household_code, household_id), any_value(place.town_name), any_value(place.village_name),
            any_value(place.household_code), any_value(place.head_name), {", ".join(parts)},
            any_value(place.planned_exit_year), any_value(review_text)
        from places left join mart_household_incomes as incomes using (household_id)
        group by household_id, place order by 1"""

    def rows() -> Rows:
        return stream(tables, sql)

    title = f"{years[0]}-{years[-1]}年预脱贫户家庭人均可支配收入核查表" if years else "可支配收入核查表"
    return SheetPlan("三年核查表", title, f"单位：元、人；{note}", tuple(columns), rows, 5, SIGNATURES)
