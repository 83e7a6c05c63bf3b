"""Columns A…AM of the provincial export and its three header rows (docs/method.md#form-b)."""

import csv

from pipeline.contracts import ROOT

# (canonical name, header) of the columns A…AM; names in brackets are not columns of the pipeline.
with (ROOT / "assets" / "lists" / "province_export.csv").open(encoding="utf-8", newline="") as _stream:
    COLUMNS = tuple((row["name"], row["header"]) for row in csv.DictReader(_stream))
FIRST_AMOUNT = 15
TRANSFERS = (20, 29)
OUTLAYS = (33, 36)
VILLAGE_COLUMN = 3


def heading(unit: str) -> tuple[list[list[str | int | float | None]], list[tuple[int, int, int, int]]]:
    """Three header rows: names merged down, amounts under a band with the unit, details under 其中."""
    width = len(COLUMNS)
    rows: list[list[str | int | float | None]] = [[None] * width for _ in range(3)]
    merges = [(0, FIRST_AMOUNT, 0, width - 1)]
    rows[0][FIRST_AMOUNT] = f"年度收支情况（单位：{unit}）"
    for (first, last), title in ((TRANSFERS, "其中：转移性收入明细"), (OUTLAYS, "其中：转移性支出明细")):
        rows[1][first] = title
        merges.append((1, first, 1, last))
    for place, (_, header) in enumerate(COLUMNS):
        if any(first <= place <= last for first, last in (TRANSFERS, OUTLAYS)):
            rows[2][place] = header
            continue
        top = 1 if place >= FIRST_AMOUNT else 0
        rows[top][place] = header
        merges.append((top, place, 2, place))
    return rows, merges
