"""可支配收入核查表: one workbook per year and one of all years, as docs/method.md#assessment describes what an official would accept."""

import csv
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
from pipeline.handouts.package.lists import LISTS
from pipeline.handouts.package.mart_files import stream
from pipeline.handouts.sheets import SIGNATURES, SheetColumn, SheetPlan

CAPACITY = "case when has_labour_capacity then '有' when not has_labour_capacity then '无' else '未知' end"
SCOPE = "case scope when 'in_scope' then '核查范围内' when 'out_of_scope' then '范围外' else '待确认' end"
VERIFIED = "case when verdict <> 'undeterminable' then disposable_income_per_capita_yuan end"
ORDER = "order by county_name, town_name, village_name, household_code, household_id"
REVIEWED = (*SIGNATURES, "镇（街）扶贫办审核（签章）")
Cell = tuple[SheetColumn, str]

PLACES: tuple[Cell, ...] = tuple((SheetColumn(name), name) for name in ("county_name", "town_name", "village_name"))
NUMBER: Cell = (
    SheetColumn("序号", "count"),
    "row_number() over (partition by county_name, town_name, village_name order by household_code, household_id)",
)
with (LISTS / "check_sheet.csv").open(encoding="utf-8", newline="") as _stream:
    BOOK = list(csv.DictReader(_stream))
SCREEN_ONLY = {row["title"] for row in BOOK if not row["for_paper"]}  # what paper has no room for


def cells_of(sheet: str) -> tuple[Cell, ...]:
    """A sheet's columns and their SQL, as assets/lists/check_sheet.csv declares them."""
    return tuple(
        (
            SheetColumn(
                row["title"], row["kind"], int(row["widest"] or SheetColumn.widest), int(row["narrowest"] or 0),
                is_summed=row["is_summed"] == "yes",
            ),
            row["sql"].format(order=ORDER, capacity=CAPACITY, scope=SCOPE, verified=VERIFIED),
        )
        for row in BOOK
        if row["sheet"] == sheet
    )  # fmt: skip


SUMMARY = cells_of("summary")
FACTS = (*SUMMARY[:5], *cells_of("facts"))
OPINIONS = (*SUMMARY[:5], *cells_of("opinions"))


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
YEARS_ORDER = "place.county_name, place.town_name, place.village_name, place.household_code, household_id"
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
        group by household_id, place order by {YEARS_ORDER}"""
