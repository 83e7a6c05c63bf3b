"""SpreadsheetML 2003 ("XML 表格 2003"), often named .xls, to sheets."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.workbooks.cells import Merge, Place, clip_merges, column_letter, fill_grid, number_text
from pipeline.workbooks.encoding import decode_text
from pipeline.workbooks.guarded_xml import local_name, parse_guarded
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.number_formats import split_formats
from pipeline.workbooks.sheet import Note, RefusedError, Sheet, damaged

_PROLOG = re.compile(r"\A\s*<\?xml[^>]*\?>")
_COLUMNS = 16_384
_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?\Z")


def read_spreadsheet_ml(data: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """The worksheets in order. Raises RefusedError (damaged_workbook, xml_declarations, extent_too_large)."""
    text = _PROLOG.sub("", decode_text(data), count=1)
    scan = _Scan(limits)
    parse_guarded([text.encode("utf-8", "surrogatepass")], scan.start, scan.end, scan.characters)
    if not scan.pages or len(scan.pages) > limits.sheets:
        raise damaged()
    return tuple(_make_sheet(page, limits) for page in scan.pages)


# Names that Excel writes for built-in formats; General and text show a number as it is.
_NAMED = {"General": "", "General Number": "", "@": "", "Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00"}
LONG = 16  # digits of a number of which 15 are kept


@dataclass
class _Page:
    name: str
    is_hidden: bool = False
    row: int = -1
    column: int = -1
    cells: dict[Place, str] = field(default_factory=dict)
    merged: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)
    long_numbers: set[Place] = field(default_factory=set)
    formats: dict[Place, str] = field(default_factory=dict)
    column_styles: dict[int, str] = field(default_factory=dict)
    column_count: int = 0
    row_style: str = ""
    cell_style: str = ""


class _Styles:
    """Number formats by style: a style without one has its parent's, and all have the default's."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._open = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A style or its number format begins."""
        if tag == "Style":
            self._open = attributes.get("ID", "")
            self._parents[self._open] = attributes.get("Parent", "Default")
        elif tag == "NumberFormat" and "Format" in attributes:
            self._codes[self._open] = _NAMED.get(attributes["Format"], attributes["Format"])

    def code(self, style: str) -> str:
        """The number format of a style, '' for General."""
        for _ in range(len(self._parents) + 1):
            if style in self._codes:
                return self._codes[style]
            style = self._parents.get(style, "Default")
        return ""


class _Scan:
    """Handlers of one pass over the document."""

    def __init__(self, limits: Limits) -> None:
        self.pages: list[_Page] = []
        self._limits = limits
        self._styles = _Styles()
        self._type = ""
        self._formula = ""
        self._parts: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A worksheet, row, cell or its data begins."""
        tag = local_name(name)
        plain = {local_name(key): value for key, value in attributes.items()}
        if tag == "Worksheet":
            self.pages.append(_Page(plain.get("Name", "")))
        elif self.pages and tag == "Row":
            self._start_row(self.pages[-1], plain)
        elif self.pages and tag == "Cell":
            self._start_cell(self.pages[-1], plain)
        elif self.pages and tag == "Column":
            _start_column(self.pages[-1], plain)
        elif tag in ("Style", "NumberFormat"):
            self._styles.start(tag, plain)
        elif tag in ("Data", "Visible"):
            self._type, self._parts = plain.get("Type", "String"), []

    def characters(self, text: str) -> None:
        """Text within data, fonts around parts of it included."""
        if self._parts is not None:
            self._parts.append(text)

    def end(self, name: str) -> None:
        """Data or a cell ends."""
        tag = local_name(name)
        if tag == "Visible" and self.pages and self._parts is not None:
            self.pages[-1].is_hidden = "".join(self._parts).strip() != "SheetVisible"
            self._parts = None
        elif tag == "Cell" and self.pages:
            self._end_cell(self.pages[-1])

    def _start_row(self, page: _Page, attributes: dict[str, str]) -> None:
        page.row, page.column = _next(page.row, attributes), -1
        page.row_style = attributes.get("StyleID", "")
        if attributes.get("Hidden") == "1":
            page.hidden_rows.add(page.row)

    def _start_cell(self, page: _Page, attributes: dict[str, str]) -> None:
        page.column = _next(page.column, attributes)
        self._formula, self._parts = attributes.get("Formula", ""), None
        page.cell_style = attributes.get("StyleID") or page.row_style or page.column_styles.get(page.column, "")
        right = page.column + _number(attributes.get("MergeAcross", "0"))
        bottom = page.row + _number(attributes.get("MergeDown", "0"))
        if (right, bottom) != (page.column, page.row):
            page.merged.append((page.row, page.column, bottom, right))

    def _end_cell(self, page: _Page) -> None:
        text = "".join(self._parts or ()).strip()
        place = (page.row, page.column)
        letter = column_letter(page.column)
        if text:
            if self._type == "Number" and len(text.split(".")[0]) >= LONG:
                page.long_numbers.add(place)
            if self._type == "Number":
                page.formats[place] = self._styles.code(page.cell_style)
            text = _TEXTS.get(self._type, str)(text)
            if self._type == "Error":
                message = f"单元格是错误值 {text[:10]}，按无法识别处理，请更正后重新报送"
                page.notes.append(Note(page.row + 1, letter, "error_cell", message))
        elif self._formula and self._parts is None:
            text = "=" + self._formula.removeprefix("=")
            message = "公式没有计算结果，按无法识别处理，请用 Excel 打开、重新计算并保存后报送"
            page.notes.append(Note(page.row + 1, letter, "uncached_formula", message))
        if text:
            page.cells[place] = text
        self._parts = None
        if page.merged and page.merged[-1][:2] == place:
            page.column = page.merged[-1][3]


def _start_column(page: _Page, attributes: dict[str, str]) -> None:
    """Columns of one style; Span counts those that follow the first."""
    first = _number(attributes["Index"]) - 1 if "Index" in attributes else page.column_count
    page.column_count = first + _number(attributes.get("Span", "0")) + 1
    for column in range(first, min(page.column_count, _COLUMNS)):
        page.column_styles[column] = attributes.get("StyleID", "")


def _number(text: str) -> int:
    if not (text.isdecimal() and len(text) < 8):
        raise damaged()
    return int(text)


def _next(before: int, attributes: dict[str, str]) -> int:
    """The place after `before`, or the stated one, which never goes back over cells already read."""
    stated = _number(attributes["Index"]) - 1 if "Index" in attributes else before + 1
    if stated <= before:
        raise RefusedError("duplicate_cells", "同一单元格在文件中出现两次，请另存为新的 .xlsx 后重新报送")
    return stated


def _number_as_text(text: str) -> str:
    try:
        return number_text(float(text))
    except (ValueError, ArithmeticError):
        return text


_TEXTS: dict[str, Callable[[str], str]] = {
    "Number": _number_as_text,
    "DateTime": lambda text: _MIDNIGHT.sub("", text).replace("T", " ").removesuffix(".000"),
    "Boolean": lambda text: "是" if text == "1" else "否",
}


def _make_sheet(page: _Page, limits: Limits) -> Sheet:
    rows = fill_grid(page.cells, limits)
    merged = clip_merges(page.merged, rows, limits)
    notes = tuple(page.notes[: limits.notes])
    hidden, long_numbers = frozenset(page.hidden_rows), frozenset(page.long_numbers)
    usual, odd = split_formats(page.formats)
    return Sheet(page.name, rows, merged, page.is_hidden, hidden, usual, notes, long_numbers, odd)
