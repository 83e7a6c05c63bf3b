"""Put into a sheet's text cells what the fast reader left blank, and say where."""

from collections.abc import Iterator, Sequence
from typing import TypeGuard

from pipeline.workbooks.cells import LONG_NUMBER, column_letter
from pipeline.workbooks.facts import SheetFacts
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.refusal import RefusedError
from pipeline.workbooks.sheet import Note

Rows = list[list[str | None]]
NO_NUMBER = 1e22  # longer than any card or ID number


def is_long(value: object) -> TypeGuard[float | int]:
    """A number of 16 digits or more: a workbook has kept only 15 of them."""
    return isinstance(value, float | int) and abs(value) >= LONG_NUMBER


def remark_long_numbers(number: int, values: Sequence[object]) -> Iterator[Note]:
    """Numbers of 16 digits and more in row `number` (1-based): IDs whose last digits the workbook has lost, and what
    is no number of anything (INF, 1e308)."""
    for index, value in enumerate(values):
        if is_long(value) and abs(value) >= NO_NUMBER:
            message = "数值大得没有意义（如 INF、1E+308），按无法识别处理，请更正后重新报送"
            yield Note(number, column_letter(index), "number_absurd", message)
        elif is_long(value):
            message = "身份证号等长数字被存成数值，末几位已丢失，请把该列设为文本后重新填写"
            yield Note(number, column_letter(index), "id_stored_as_number", message)


def patch_rows(rows: Rows, facts: SheetFacts, limits: Limits) -> Iterator[Note]:
    """Write error texts, uncached formulas and leading zeros into `rows`; yield a note for each loss made visible."""
    for (row, column), text in facts.errors.items():
        _write(rows, row, column, text)
        message = f"单元格是错误值 {text[:10]}，按无法识别处理，请更正后重新报送"
        yield Note(row + 1, column_letter(column), "error_cell", message)
    for (row, column), text in facts.formulas.items():
        _write(rows, row, column, text[: limits.cell_characters])
        message = "公式没有计算结果，按无法识别处理，请用 Excel 打开、重新计算并保存后报送"
        yield Note(row + 1, column_letter(column), "uncached_formula", message)
    for (row, column), width in facts.padded.items():
        shown = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if shown is not None and shown.isdecimal():
            rows[row][column] = shown.zfill(width)
    _check_numbers(rows, facts)
    yield from _remark_hidden_columns(rows, facts)


def _check_numbers(rows: Rows, facts: SheetFacts) -> None:
    """Raises RefusedError where the file has a number and the fast reader has a blank: a blank would become 0."""
    for row, column in sorted(facts.numbers):
        if row >= len(rows) or column >= len(rows[row]) or rows[row][column] is None:
            place = f"第{row + 1}行{column_letter(column)}列"
            message = f"{place}的数值写法特殊，未能读出，请用 Excel 或 WPS 打开并另存为新的 .xlsx 后重新报送"
            raise RefusedError("number_lost", message)


def _write(rows: Rows, row: int, column: int, text: str) -> None:
    width = max(column + 1, len(rows[0]) if rows else 0)
    while len(rows) <= row:
        rows.append([None] * width)
    rows[row].extend([None] * (width - len(rows[row])))
    rows[row][column] = text


def _remark_hidden_columns(rows: Rows, facts: SheetFacts) -> Iterator[Note]:
    width = max(map(len, rows), default=0)
    for column in sorted(facts.hidden_columns):
        if column < width and any(column < len(row) and row[column] is not None for row in rows):
            yield Note(None, column_letter(column), "hidden_column", "该列是隐藏列，内容已照常读取")
