"""省系统更正录入表: households that the provincial export lacks or states otherwise, in its own columns A…AM."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from pipeline.explanation import records
from pipeline.handouts.cells import plain_text
from pipeline.handouts.system.columns import COLUMNS, heading
from pipeline.handouts.workbook import FIXED, OPTIONS

# Where a column of the export has another name than the mart's.
SOURCES = {
    "stated_year": "survey_year", "stated_total_income": "total_income_yuan", "stated_transfer_income": "transfer_income_yuan",
    "stated_total_expense": "total_expense_yuan", "stated_transfer_paid": "transfer_paid_yuan",
    "stated_disposable_income": "disposable_income_yuan", "stated_per_capita": "disposable_income_per_capita_yuan",
}  # fmt: skip
LEFT_BLANK = ("city_name", "head_id_number")  # not held, or never outside data/work
HOUSEHOLDS = """
select i.* from mart_household_incomes as i
where exists (
    select 1 from mart_system_differences as d
    where d.household_id = i.household_id and d.survey_year = i.survey_year and d.difference_kind <> 'missing_in_survey'
) and i.unreadable_items is null and i.divisor_count is not null
order by i.survey_year, i.village_id, i.household_code, i.household_id
"""
DIFFERENCES = "select household_id, survey_year, item_code, difference_kind, system_yuan, system_count from mart_system_differences"
HEAD_ROWS = 3
Olds = Mapping[tuple[str, int], Mapping[str, Any]]


def entry_rows(marts: duckdb.DuckDBPyConnection) -> dict[int, list[dict[str, Any]]]:
    """Year → the households to enter, as rows of mart_household_incomes."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in records(marts, HOUSEHOLDS, []):
        found.setdefault(row["survey_year"], []).append(row)
    return found


def old_values(marts: duckdb.DuckDBPyConnection) -> Olds:
    """(household, year) → item → what the system says now; a household that it lacks has the item `household`."""
    olds: dict[tuple[str, int], dict[str, Any]] = {}
    for row in records(marts, DIFFERENCES, []):
        value = row["system_count"] if row["item_code"] == "registered_count" else row["system_yuan"]
        olds.setdefault((row["household_id"], row["survey_year"]), {})[row["item_code"]] = value
    return olds


def write_entry_form(path: Path, year: int, rows: Sequence[Mapping[str, Any]], olds: Olds) -> None:
    """Three header rows, then a household a row; what differs is tinted and carries the old value as its note."""
    with xlsxwriter.Workbook(str(path), {**OPTIONS, "constant_memory": False}) as book:
        book.set_properties({"title": f"{year}年省系统更正录入表", "created": FIXED})
        base = {"font_name": "宋体", "font_size": 10, "border": 1, "border_color": "#A6A6A6", "valign": "vcenter"}
        bold = book.add_format(base | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#EDEDED"})
        formats = [book.add_format(base | {"num_format": "@" if one == 0 else "General"} | tint)
                   for tint in ({}, {"bg_color": "#FBE7C0", "bold": True}) for one in (0, 1)]  # fmt: skip
        sheet = book.add_worksheet(f"{year}年")
        cells, merges = heading("元")
        for number, texts in enumerate(cells):
            for place, text in enumerate(texts):
                sheet.write_string(number, place, str(text or ""), bold)
        for top, left, bottom, right in merges:
            sheet.merge_range(top, left, bottom, right, str(cells[top][left] or ""), bold)
        for number, row in enumerate(rows, HEAD_ROWS):
            old = olds.get((row["household_id"], row["survey_year"]), {})
            for place, (name, _) in enumerate(COLUMNS):
                value = value_of(name, row)
                is_new = "household" in old or name in old
                form = formats[2 * is_new + (0 if isinstance(value, str) else 1)]
                write(sheet, number, place, value, form)
                if name in old:
                    sheet.write_comment(number, place, f"省系统现值：{shown(old[name])}", {"author": ""})
        sheet.freeze_panes(HEAD_ROWS, 6)
        sheet.set_column(0, len(COLUMNS) - 1, 10)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, HEAD_ROWS - 1)


def value_of(name: str, row: Mapping[str, Any]) -> Any:
    """What belongs into a column; None where the product does not hold it. A blank amount is 0, as the export writes it."""
    if name in LEFT_BLANK or name.startswith("("):
        return row["poverty_cause"] if name == "(cause)" else None
    source = SOURCES.get(name, name if name in row else f"{name}_yuan")
    value = row.get(source)
    return Decimal(0) if value is None and source.endswith("_yuan") else value


def write(sheet: Any, row: int, place: int, value: Any, form: Any) -> None:
    if value is None:
        sheet.write_blank(row, place, None, form)
    elif isinstance(value, str):
        sheet.write_string(row, place, plain_text(value), form)
    else:
        sheet.write_number(row, place, value, form)


def shown(value: Any) -> str:
    return "空白" if value is None else str(value)
