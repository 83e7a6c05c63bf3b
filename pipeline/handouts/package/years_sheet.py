"""三年核查表: the survey years side by side, a row per household; a household without a statement is 未报送."""

from functools import partial

import duckdb

from pipeline.handouts.package.mart_files import stream
from pipeline.handouts.sheets import SIGNATURES, SheetColumn, SheetPlan

SOURCE = """
    with places as (
        select household_id, arg_max(struct_pack(county_name, town_name, village_name, household_code, head_name,
            planned_exit_year), ord) as place, max(review_text) as review_text
        from (
            select household_id, county_name, town_name, village_name, household_code, head_name, planned_exit_year,
                survey_year as ord, null as review_text from mart_household_incomes
            union all
            select household_id, county_name, town_name, village_name, household_code, head_name, planned_exit_year,
                0, review_text from mart_exit_reviews)
        group by household_id)"""
ORDER = "place.county_name, place.town_name, place.village_name, place.household_code, household_id"
HEAD = (
    SheetColumn("序号", "count"), SheetColumn("户码", widest=18), SheetColumn("户主姓名", widest=12),
    SheetColumn("预脱贫年度", "plain"),
)  # fmt: skip
CONCLUSION = SheetColumn("核查结论", widest=40, narrowest=24)


def years_plans(tables: duckdb.DuckDBPyConnection, years: list[int], note: str) -> list[SheetPlan]:
    """The sheet for paper, by village, and the one for the screen with the margins as well."""
    title = f"{years[0]}-{years[-1]}年预脱贫户家庭人均可支配收入核查表"
    paper = _columns(years, ("计算人口", "可支配收入", "人均收入", "核查意见"))
    screen = _columns(years, ("计算人口", "可支配收入", "人均收入", "与标准差额", "核查意见"))
    place = (SheetColumn("镇", widest=10), SheetColumn("村", widest=12))
    return [
        SheetPlan(
            "三年核查表", title, f"单位：元、人；{note}", (*HEAD, *(column for column, _ in paper), CONCLUSION),
            partial(stream, tables, _sql(paper, "place.county_name, place.town_name, place.village_name", True)), 3,
            SIGNATURES, by_village=True,
        ),
        SheetPlan(
            "全部列", title, f"单位：元、人；{note}", (*place, *HEAD[1:], *(column for column, _ in screen), CONCLUSION),
            partial(stream, tables, _sql(screen, "place.town_name, place.village_name", False)), 4,
        ),
    ]  # fmt: skip


def _columns(years: list[int], shown: tuple[str, ...]) -> list[tuple[SheetColumn, str]]:
    found = []
    for year in years:
        of_year = f"filter (where survey_year = {int(year)})"
        every = {
            "计算人口": (SheetColumn(f"{year}计算人口", "count", is_summed=True), f"max(divisor_count) {of_year}"),
            "可支配收入": (
                SheetColumn(f"{year}可支配收入", "money", is_summed=True), f"max(disposable_income_yuan) {of_year}"),
            "人均收入": (SheetColumn(f"{year}人均收入", "money"), f"max(disposable_income_per_capita_yuan) {of_year}"),
            "与标准差额": (SheetColumn(f"{year}与标准差额", "money"), f"max(margin_yuan) {of_year}"),
            "核查意见": (
                SheetColumn(f"{year}核查意见", "verdict", 14, 10), f"coalesce(max(verdict_zh) {of_year}, '未报送')"),
        }  # fmt: skip
        found += [every[name] for name in shown]
    return found


def _sql(cells: list[tuple[SheetColumn, str]], place: str, is_numbered: bool) -> str:
    number = (
        "row_number() over (partition by place.county_name, place.town_name, place.village_name"
        " order by place.household_code, household_id), "
    )
    select = ", ".join(expression for _, expression in cells)
    return f"""{SOURCE}
        select {place}, {number if is_numbered else ""}place.household_code, place.head_name, place.planned_exit_year,
            {select}, any_value(review_text)
        from places left join mart_household_incomes as incomes using (household_id)
        group by household_id, place order by {ORDER}"""
