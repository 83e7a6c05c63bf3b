"""可支配收入核查表: one workbook per year, as docs/method.md#assessment describes what an official would accept."""

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
from pipeline.handouts.package.list_books import LISTS
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
