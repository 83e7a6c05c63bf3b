"""汇总.xlsx: what is in the package, sums by village, town and county, and how to check it without this program;
what is written beside the figures: how to read them, what they leave out, what a column means.
"""

from collections.abc import Iterable, Sequence
from functools import partial

import duckdb

from pipeline.contracts import contracts
from pipeline.handouts.audience import Audience
from pipeline.handouts.package.lists import LISTS
from pipeline.handouts.package.mart_files import stream
from pipeline.handouts.sheets import SheetColumn, SheetPlan
from pipeline.parameters import read_yaml

TEXTS = read_yaml(LISTS / "readme.yml")
DEVIATIONS: list[str] = TEXTS["deviations"]


def read_me(
    title: str, facts: Iterable[str], more_reading: Iterable[str] = (), audience: Audience = Audience.ASSESSOR
) -> str:
    """说明.txt, with CRLF line ends and a mark so that Notepad shows it right."""
    parts = [title, "", *facts, "", TEXTS["first"][audience.value], "", "一、怎样看", *_numbered((*TEXTS["reading"], *more_reading)), "", "二、与统计口径的差异",
             *_numbered(DEVIATIONS), "", "三、文件", *_numbered(TEXTS["files"]), ""]  # fmt: skip
    return "\ufeff" + "\r\n".join(parts)


def _numbered(lines: Iterable[str]) -> list[str]:
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)]


def dictionary_plan(tables: Iterable[str], note: str) -> SheetPlan:
    """数据字典: every column of the tables in the package."""
    rows = [
        (contracts()[name].zh, f"{name}.csv / .parquet", contracts()[name].grain, place, column.zh, column.name,
         column.type, column.unit, column.note)
        for name in tables
        for place, column in enumerate(contracts()[name].columns, 1)
    ]  # fmt: skip
    columns = (
        SheetColumn("表"), SheetColumn("文件", widest=40), SheetColumn("一行是什么", widest=30),
        SheetColumn("序号", "count"), SheetColumn("字段"), SheetColumn("标识符", widest=36), SheetColumn("类型"),
        SheetColumn("单位"),
        SheetColumn("说明", widest=50),
    )  # fmt: skip
    return SheetPlan("数据字典", "数据字典", note, columns, lambda: rows, 1)


FILE = "汇总.xlsx"
VERDICTS = (
    ("达标", "verdict = 'met'"), ("临界", "verdict = 'borderline'"), ("未达标", "verdict = 'not_met'"),
    ("证据不足", "verdict = 'insufficient_evidence'"), ("无法核定", "verdict = 'undeterminable'"),
    ("兜底已落实", "verdict = 'covered'"), ("兜底未落实", "verdict = 'not_covered'"),
)  # fmt: skip
CHECKS = (
    ("文件是否被改动（Windows）", "在本文件夹按住 Shift 点右键，打开命令窗口，输入 certutil -hashfile manifest.json SHA256，"
     "结果应与 manifest.sha256 开头的64位字符相同；其他文件同样计算，与 manifest.json 中 files 一节所列相同。"),
    ("文件是否被改动（Linux）", "sha256sum -c manifest.sha256"),
    ("一次核对全部（有本系统时）", "income verify 本文件夹"),
    ("可支配收入", "工资性收入＋经营净收入＋财产净收入＋转移净收入（各分项见“分项核对”），可用计算器复核。"),
    ("人均可支配收入", "可支配收入÷计算人口，四舍五入到分。"),
    ("与标准差额", "人均可支配收入－脱贫收入标准；是否达标以未舍入的数比较。"),
    ("佐证编号", "“台12-25”即附表“报送文件清单”中编号12的工作表第25行，可到原台账查对。"),
)  # fmt: skip


def cover_plans(
    tables: duckdb.DuckDBPyConnection, years: Sequence[int], *, books: Iterable[str], facts: Sequence[str], note: str
) -> list[SheetPlan]:
    """The sheets of the cover: 目录, 各级合计 of each year, 核对方法. `books`: paths of the other workbooks."""
    listed = [(number, path, what_of(path)) for number, path in enumerate(books, 1)]
    columns = (SheetColumn("序号", "count"), SheetColumn("文件", widest=44), SheetColumn("内容", widest=60))
    plans = [SheetPlan("目录", "资料包目录", "；".join(facts), columns, lambda: listed, is_for_paper=True)]
    if years:
        plans += [sums_plan(tables, year, note) for year in reversed(years)]
    ways = (SheetColumn("核对什么", widest=26), SheetColumn("怎样核对（不需要本系统）", widest=80))
    return [*plans, SheetPlan("核对方法", "怎样核对本资料包", note, ways, lambda: CHECKS, is_for_paper=True)]


def what_of(path: str) -> str:
    """What a workbook is for, by its name."""
    name = path.rpartition("/")[2].removesuffix(".xlsx")
    return next((what for start, what in read_yaml(LISTS / "contents.yml").items() if name.startswith(start)), "")


def sums_plan(tables: duckdb.DuckDBPyConnection, year: int, note: str) -> SheetPlan:
    """Households, people, opinions and income of a year: a row per village, after them its town, at last the county."""
    verdicts = ", ".join(f"count(*) filter (where {condition})" for _, condition in VERDICTS)
    sql = f"""
        with placed as (
            select coalesce(county_name, '') as county, coalesce(town_name, '') as town,
                coalesce(village_name, '') as village, *
            from mart_household_incomes where survey_year = {int(year)} and scope = 'in_scope')
        select case when grouping(village) = 0 then village when grouping(town) = 0 then town || ' 镇合计'
                when grouping(county) = 0 then county || ' 县合计' else '总计' end,
            count(*), sum(divisor_count)::bigint, {verdicts}, sum(stated_disposable_income_yuan),
            sum(disposable_income_yuan) filter (where verdict <> 'undeterminable'),
            cast(sum(disposable_income_yuan) filter (where verdict <> 'undeterminable' and divisor_count > 0)
                / nullif(sum(divisor_count) filter (where verdict <> 'undeterminable' and disposable_income_yuan is not null), 0)
                as decimal(18, 2)),
            sum(critical_finding_count)::bigint, sum(warning_finding_count)::bigint
        from placed group by grouping sets ((county, town, village), (county, town), (county), ())
        order by grouping(county), county, grouping(town), town, grouping(village), village"""
    columns = (
        SheetColumn("村、镇、县", widest=18, narrowest=12), SheetColumn("户数", "count"), SheetColumn("计算人口", "count"),
        *(SheetColumn(label, "count") for label, _ in VERDICTS), SheetColumn("可支配收入申报数（元）", "money"),
        SheetColumn("可支配收入核定数（元）", "money"), SheetColumn("人均核定数（元）", "money"),
        SheetColumn("重大疑点", "count"), SheetColumn("一般疑点", "count"),
    )  # fmt: skip

    title = f"{year}年各村、镇、县合计（核查范围内）"
    hint = f"单位：户、人、元；核定数和人均不含无法核定的户；{note}"
    return SheetPlan(f"合计_{year}", title, hint, columns, partial(stream, tables, sql), 1, is_for_paper=True)
