"""What a spreadsheet lets people type into the cells that they fill in."""

from typing import Any

from pipeline.handouts.sheets import SheetColumn

CHECKS: dict[str, dict[str, Any]] = {
    "amount": {"validate": "decimal", "minimum": -1e9, "maximum": 1e9, "error_message": "请填数字（元），不带文字"},
    "count": {"validate": "integer", "minimum": 0, "maximum": 50, "error_message": "请填人数（整数）"},
    "id": {"validate": "length", "minimum": 15, "maximum": 22, "error_message": "证件号码为18位，单元格须为文本"},
    "months": {"validate": "decimal", "minimum": 0, "maximum": 12, "error_message": "请填0至12"},
    "year": {"validate": "integer", "minimum": 2000, "maximum": 2100, "error_message": "请填四位年份"},
}  # fmt: skip
# A number typed into a text cell is a text, which the checks of numbers refuse: these cells hold numbers.
ENTRY_FORMATS = {"": "@", "amount": "#,##0.00", "count": "0", "months": "0.##", "year": "0"}


def entry_rule(column: SheetColumn) -> dict[str, Any] | None:
    """The validation of a column's cells, with the message that a spreadsheet shows otherwise."""
    title = {"error_title": "请检查"}
    if column.choices:
        return {"validate": "list", "source": list(column.choices), "error_message": "请从下拉框选择"} | title
    return {"criteria": "between"} | CHECKS[column.check] | title if column.check else None
