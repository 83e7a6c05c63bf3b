"""What a sheet is to hold, declared before anything is written: title, columns with their kind, rows, signatures."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.contracts import Column

Rows = Iterable[tuple[Any, ...]]
SIGNATURES = ("户主（签名）", "驻村干部（签名）", "村书记（签名）")
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
    """kind: text, money, number, count, plain (a year or a serial), ratio, date, flag, verdict or blank."""

    title: str
    kind: str = "text"
    widest: int = 36
    narrowest: int = 0


@dataclass(frozen=True)
class SheetPlan:
    """One logical sheet; more rows than a sheet holds go on in 名_2, 名_3 …

    `rows` is called once for each writing, so that a province streams through. `frozen` columns stay in view.
    """

    name: str
    title: str
    note: str
    columns: tuple[SheetColumn, ...]
    rows: Callable[[], Rows]
    frozen: int = 0
    signatures: tuple[str, ...] = ()
    is_portrait: bool = False


def sheet_column(column: Column) -> SheetColumn:
    """How a contract column shows in a sheet."""
    if column.name in PLAIN or column.name.endswith("_year"):
        return SheetColumn(column.zh, "plain")
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
