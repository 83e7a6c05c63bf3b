"""Writes a workbook to fill in, blank or with the households that are known."""

from pathlib import Path
from typing import Any

from pipeline.handouts.blanks.blank_columns import TITLES, blank_columns
from pipeline.handouts.sheets import Rows, SheetPlan
from pipeline.handouts.workbook import write_workbook

SPARE_ROWS = 40
HINT = "单位：元。表头请勿改动；没有的金额留空；证件号码、户码为文本。"


def write_blank(path: Path, kind: str, *, place: str, year: int, known: list[dict[str, Any]]) -> int:
    """Write the workbook; returns the rows that are filled in already. `place`: 镇和村, for the title."""
    columns = blank_columns(kind)
    filled = [tuple(({"stated_year": year} | row).get(column.name) for column in columns) for row in known]
    spare = [tuple(None for _ in columns)] * SPARE_ROWS

    def rows() -> Rows:
        return [*filled, *spare]

    title = f"{place}{year}年{TITLES[kind]}"
    plan = SheetPlan(TITLES[kind], title, HINT, tuple(column.sheet for column in columns), rows, min(6, len(columns)))
    write_workbook(path, [plan])
    return len(filled)
