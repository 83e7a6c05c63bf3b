"""What is written beside the figures: how to read them, what they leave out, what a column means."""

from collections.abc import Iterable

from pipeline.contracts import contracts
from pipeline.handouts.audience import Audience
from pipeline.handouts.package.list_books import LISTS
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
