"""What a sheet is to hold, declared before anything is written: title, columns with their kind, rows, signatures."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from pipeline.contracts import Column

Rows = Iterable[tuple[Any, ...]]
SIGNATURES = ("户主（签名）", "驻村干部（签名）", "村书记（签名）")
WIDEST = {
    "finding_id": 18, "sha256": 18, "household_id": 18, "title": 20, "item": 14, "stated": 14, "expected": 16,
    "rule_id": 36, "message": 50,
}  # fmt: skip
PLAIN = (
    "survey_year",
    "planned_exit_year",
    "identified_year",
    "from_year",
    "to_year",
    "final_year",
    "exit_status_year",
)


@dataclass(frozen=True)
class SheetColumn:
    """kind: text, money, number, count, plain (a year or a serial), ratio, date, flag, verdict, blank or entry.

    An entry is a tinted cell that somebody fills in; `choices`: what may be chosen there, `check`: what else may
    be typed (see formats.py). `is_summed`: the amounts of a village, a town and a county may be added.
    """

    title: str
    kind: str = "text"
    widest: int = 36
    narrowest: int = 0
    choices: tuple[str, ...] = ()
    check: str = ""
    is_summed: bool = False


@dataclass(frozen=True)
class SheetPlan:
    """One logical sheet; more rows than a sheet holds go on in 名_2, 名_3 …

    `rows` is called twice for each writing (widths, then cells), so that a province streams through. `frozen` columns
    stay in view and are repeated on every page; only the first `printed` columns are printed (0: all).

    `is_for_paper`: fits one page across at 9 points or more, texts wrapped, no filter buttons.
    `by_village`: for paper, with three more values before each row (county, town, village) that are not shown: a
    heading, a subtotal, a signature line and a page break for each village, and the sums of villages, towns and
    counties at the end. `counted`: what a row is, for the subtotals.
    """

    name: str
    title: str
    note: str
    columns: tuple[SheetColumn, ...]
    rows: Callable[[], Rows]
    frozen: int = 0
    signatures: tuple[str, ...] = ()
    printed: int = 0
    is_for_paper: bool = False
    by_village: bool = False
    counted: str = "户"


def sheet_column(column: Column) -> SheetColumn:
    """How a contract column shows in a sheet."""
    if column.name in PLAIN or column.name.endswith("_year"):
        return SheetColumn(column.zh, "plain")
    if column.name in WIDEST:
        return SheetColumn(column.zh, widest=WIDEST[column.name])
    if column.name in (
        "verdict_zh",
        "exit_year_verdict_zh",
        "final_year_verdict_zh",
        "from_verdict_zh",
        "to_verdict_zh",
    ):
        return SheetColumn(column.zh, "verdict")
    if column.type.startswith("decimal"):
        return SheetColumn(column.zh, "ratio" if column.name.endswith(("_share", "_ratio")) else "money")
    kinds = {"integer": "count", "bigint": "count", "double": "number", "boolean": "flag", "date": "date"}
    return SheetColumn(column.zh, kinds.get(column.type, "text"))


def with_unit(column: SheetColumn) -> SheetColumn:
    """The column with its unit in the title, where it holds money."""
    is_told = column.kind != "money" or "元" in column.title
    return column if is_told else replace(column, title=f"{column.title}（元）")
