"""CSV and its relatives to one sheet; a file that does not keep its own columns is rejected, never realigned."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from pipeline.workbooks.cells import column_letter
from pipeline.workbooks.encoding import decode_text
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import Note, RefusedError, Sheet

_DELIMITERS = (",", "\t", ";", "|")
_OF_PROSE = "，"  # parts sentences too: a delimiter only where most lines have as many, and several
_SAMPLE_LINES = 50
_FEWEST = 3
_WIDE = 5  # columns of a table in which one field alone is no row of data
_AS_TEXT = re.compile(r'="([^"]*)"')  # how exports keep an ID from becoming a number
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?1[5-9]")  # what a sheet made of an ID before it was saved as CSV
_FORMULA = re.compile(r'(?:^|[,;\t"])\s*=', re.MULTILINE)
Row = list[str | None]


def read_delimited(data: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """One sheet without a name; row numbers count records. Raises RefusedError, naming the row."""
    text = decode_text(data)
    _check_lines(text, limits)
    delimiter = _find_delimiter(text)
    rows = list(_read_rows(text, delimiter, limits))
    if not any(any(row) for row in rows):
        raise RefusedError("no_cells", "文件里没有任何内容，请检查原文件后重新报送")
    is_finished = text.endswith(("\n", "\r"))
    _check_widths(rows, is_finished)
    notes = list(_remark_cells(rows)) if _ROUNDED.search(text) or _FORMULA.search(text) else []
    if not is_finished:
        message = "文件末尾没有换行，可能在末行中途截断，请核对最后一行"
        notes.append(Note(len(rows), None, "last_line_unfinished", message))
    return (Sheet("", rows, (), False, frozenset(), {}, tuple(notes[: limits.notes])),)


def _check_lines(text: str, limits: Limits) -> None:
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line.rstrip("\r\n")) > limits.line_characters:
            raise RefusedError("line_too_long", f"第 {number} 行过长，不是正常的表格，请另存为 .xlsx 后重新报送")


def _find_delimiter(text: str) -> str:
    """The delimiter whose count outside quotes agrees best over the first lines; a comma when none occurs."""
    sample = re.sub(r'"[^"]*"', "", text[:100_000]).splitlines()[:_SAMPLE_LINES]
    best, delimiter = (0, 0), ","
    for candidate in (*_DELIMITERS, _OF_PROSE):
        counts = Counter(line.count(candidate) for line in sample if line.strip())
        count, lines = max(counts.items(), key=lambda item: (item[0] > 0, item[1], item[0]), default=(0, 0))
        is_table = candidate != _OF_PROSE or (count >= _FEWEST and lines * 2 > counts.total())
        if count and is_table and (lines, count) > best:
            best, delimiter = (lines, count), candidate
    return delimiter


def _read_rows(text: str, delimiter: str, limits: Limits) -> Iterator[Row]:
    csv.field_size_limit(limits.cell_characters)
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, fields in enumerate(reader, 1):
            cells += len(fields)
            if number > limits.rows or cells > limits.cells or len(fields) > limits.columns:
                raise RefusedError(
                    "extent_too_large", f"行数或列数超过上限（到第 {number} 行），请按村或按年度拆分后报送"
                )
            yield [_field_text(field) for field in fields]
    except csv.Error as error:
        if "field limit" in str(error):
            message = f"第 {number + 1} 行的单元格过长（可能引号没有成对），请检查后另存为 .xlsx 重新报送"
            raise RefusedError("cell_too_long", message) from None
        message = f"第 {number + 1} 行起引号没有成对，请用 Excel 打开检查并另存为 .xlsx 后重新报送"
        raise RefusedError("broken_quotes", message) from None


def _field_text(field: str) -> str | None:
    text = field.strip()
    if text.startswith("="):
        kept = _AS_TEXT.fullmatch(text)
        text = kept[1].strip() if kept else text
    return text or None


def _check_widths(rows: list[Row], is_finished: bool) -> None:
    """Every row as wide as most; blank lines, short titles above the first full row and notes below the last one (one
    field, labelled or under a wide table) are filled up. A line of one field may also be a row that was cut: in a
    narrow table, or at the end of a file without a line break, only a label tells."""
    width = Counter(len(row) for row in rows if row).most_common(1)[0][0]
    full = [number for number, row in enumerate(rows, 1) if len(row) == width]
    for number, row in enumerate(rows, 1):
        is_above = number < full[0] and len(row) < width
        is_whole = width >= _WIDE and (is_finished or number < len(rows))
        is_below = number > full[-1] and len(row) == 1 and (is_whole or _is_label(row[0]))
        if row and len(row) != width and not (is_above or is_below):
            message = f"第 {number} 行有 {len(row)} 列，其他行有 {width} 列，请补齐或删去多余的分隔符后重新报送"
            raise RefusedError("ragged_rows", message)
        row.extend([None] * (width - len(row)))


def _is_label(text: str | None) -> bool:
    """制表人：某某; nothing of a row's first column looks like it."""
    return text is not None and re.search("[:：]", text) is not None


def _remark_cells(rows: list[Row]) -> Iterator[Note]:
    for number, row in enumerate(rows, 1):
        for index, cell in enumerate(row):
            if cell is None:
                continue
            if _ROUNDED.fullmatch(cell):
                message = "身份证号等长数字被存成数值，末几位已丢失，请改为文本后重新填写"
                yield Note(number, column_letter(index), "id_stored_as_number", message)
            elif cell.startswith("="):
                message = "单元格是公式文字，没有计算结果，按无法识别处理，请改为数值后重新报送"
                yield Note(number, column_letter(index), "formula_text", message)
