"""HTML tables, as official sites export them under the name .xls, to sheets, also in single-file web pages (.mht, MHTML),
as browsers and old Excel save them; nothing is fetched or run."""

import email
import email.policy
import math
from collections import Counter
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from pipeline.workbooks.asides import COMMENT, PAGE_HEADER
from pipeline.workbooks.cells import Merge, Place, check_extent, clip_merges, fill_grid, number_text
from pipeline.workbooks.encoding import decode_text
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.number_formats import class_formats, format_in_style, split_formats
from pipeline.workbooks.sheet import Aside, RefusedError, Sheet

ABOVE, BELOW = "网页中表格上方的文字", "网页中表格下方的文字"
_DEEPEST = 20
_LINES_TOLD, _LONGEST_LINE = 3, 500
_CLOSED_BY_ROW = frozenset({"tr", "table", "thead", "tbody", "tfoot"})
_UNREAD = frozenset({"script", "style", "title"})
Attributes = list[tuple[str, str | None]]


def read_markup(data: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """One sheet per table that holds text, spans as merged ranges, rows not displayed as hidden.

    Raises RefusedError (html_without_table, extent_too_large, and those of decoding).
    """
    reader = _TableReader(limits)
    reader.feed(decode_text(data))
    reader.close()
    reader.close_tables()
    tables = [table for table in reader.finished if table.cells]
    if not any(map(_has_data, tables)):
        message = "是网页而不是工作簿，且其中没有数据表，请用 Excel 打开、确认内容完整并另存为 .xlsx 后重新报送"
        raise RefusedError("html_without_table", message)
    if len(tables) > limits.sheets:
        raise RefusedError("too_many_sheets", f"表格超过 {limits.sheets} 张，请拆分后重新报送")
    tables.sort(key=lambda table: table.order)
    names = [""] if len(tables) == 1 else [f"表{number}" for number in range(1, len(tables) + 1)]
    return tuple(_make_sheet(*pair, limits) for pair in zip(names, tables, strict=True))


def read_web_archive(data: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """The tables of the archive's pages; frames and menus hold none and are left out.

    Raises RefusedError (html_without_table where no page holds a table, and those of reading a page).
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    sheets: list[Sheet] = []
    for part in message.walk():
        if part.get_content_type() != "text/html":
            continue
        try:
            page = part.get_payload(decode=True)
            sheets += read_markup(page if isinstance(page, bytes) else b"", limits)
        except RefusedError as refused:
            if refused.rejection.code != "html_without_table":
                raise
    if not sheets:
        reason = "是单个文件网页（.mht），其中没有表格，请用 Excel 打开并另存为 .xlsx 后重新报送"
        raise RefusedError("html_without_table", reason)
    return (
        tuple(sheets)
        if len(sheets) == 1
        else tuple(replace(sheet, name=f"表{number}") for number, sheet in enumerate(sheets, 1))
    )


@dataclass
class _Table:
    """Cells placed so far; `reserved`: column → last row that a cell above reaches down to."""

    order: int
    before: list[str] = field(default_factory=list)
    row: int = -1
    column: int = 0
    cells: dict[Place, str] = field(default_factory=dict)
    merged: list[Merge] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    reserved: dict[int, int] = field(default_factory=dict)
    place: Place | None = None
    number: str | None = None
    code: str = ""
    formats: dict[Place, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


class _TableReader(HTMLParser):
    """Follows rows and cells; a table within a cell is a table of its own."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.finished: list[_Table] = []
        self._limits = limits
        self._open: list[_Table] = []
        self._opened = 0
        self._unread = ""
        self._outside: list[str] = []
        self._styles: list[str] = []
        self._classes: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Open a table, a row or a cell; a line break within a cell stays one."""
        if tag in _UNREAD:
            self._unread = tag
        elif tag == "table":
            if len(self._open) >= _DEEPEST:
                raise RefusedError("too_deep", "表格嵌套过深，请用 Excel 打开并另存为 .xlsx 后重新报送")
            self._open.append(_Table(self._opened, self._lines()[-_LINES_TOLD:]))
            self._opened += 1
        elif self._open:
            self._start_part(self._open[-1], tag, dict(attrs))
        else:
            self._outside.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close what the tag closes; a row's end closes its cell."""
        if tag == self._unread:
            self._unread = ""
            self._classes = class_formats("".join(self._styles)) if tag == "style" else self._classes
        if not self._open:
            self._outside.append("\n")
            return
        if tag in ("td", "th") or tag in _CLOSED_BY_ROW:
            _close_cell(self._open[-1])
        if tag == "table":
            self.finished.append(self._open.pop())

    def handle_data(self, data: str) -> None:
        """Text counts within a cell, and right above and below a table; a style sheet tells number formats."""
        if self._unread == "style":
            self._styles.append(data)
        if self._unread:
            return
        if not self._open:
            self._outside.append(data)
        elif self._open[-1].place is not None:
            self._open[-1].parts.append(data)
        elif data.strip():
            self._open[-1].before.append(data.strip())

    def close_tables(self) -> None:
        """Close what the file left open at its end."""
        while self._open:
            self.handle_endtag("table")
        if self.finished:
            self.finished[-1].after = self._lines()[:_LINES_TOLD]

    def _lines(self) -> list[str]:
        """The lines of text since the last table, which are then forgotten."""
        lines = [" ".join(line.split()) for line in "".join(self._outside).split("\n")]
        self._outside.clear()
        return [line for line in lines if line]

    def _start_part(self, table: _Table, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "br":
            table.parts.append("\n")
        elif tag == "tr":
            _close_cell(table)
            table.row, table.column = table.row + 1, 0
            if "display:none" in (attributes.get("style") or "").replace(" ", "").lower():
                table.hidden.add(table.row)
        elif tag in ("td", "th"):
            _close_cell(table)
            self._open_cell(table, attributes)

    def _open_cell(self, table: _Table, attributes: dict[str, str | None]) -> None:
        table.row = max(table.row, 0)
        while table.reserved.get(table.column, -1) >= table.row:
            table.column += 1
        right = table.column + _span(attributes.get("colspan")) - 1
        bottom = table.row + _span(attributes.get("rowspan")) - 1
        check_extent((table.row, right), self._limits)
        table.place, table.parts, table.number = (table.row, table.column), [], attributes.get("x:num")
        own = format_in_style(attributes.get("style") or "")
        named = [self._classes[name] for name in (attributes.get("class") or "").split() if name in self._classes]
        table.code = own if own is not None else named[-1] if named else ""
        if (bottom, right) != table.place:
            table.merged.append((*table.place, bottom, right))
            table.reserved.update(dict.fromkeys(range(table.column, right + 1), bottom))
        table.column = right + 1


def _span(text: str | None) -> int:
    stated = (text or "").strip()
    return max(int(stated), 1) if stated.isdecimal() and len(stated) < 8 else 1


def _close_cell(table: _Table) -> None:
    if table.place is None:
        return
    lines = (" ".join(line.split()) for line in "".join(table.parts).split("\n"))
    text = "\n".join(lines).strip()
    if table.number is not None and (exact := _exact_number(table.number or text)):
        text = exact
        table.formats[table.place] = table.code
    if text:
        table.cells[table.place] = text
    table.place = None


def _exact_number(stated: str) -> str | None:
    """Excel keeps the number itself in x:num beside the rounded text that it shows; an empty x:num means the text."""
    try:
        number = float(stated)
    except ValueError:
        return None
    return number_text(number) if math.isfinite(number) else None


def _has_data(table: _Table) -> bool:
    """Two rows at least, one of them with two cells: less is a frame, a menu or a message."""
    rows = Counter(row for row, _ in table.cells)
    return len(rows) > 1 and max(rows.values()) > 1


def _make_sheet(name: str, table: _Table, limits: Limits) -> Sheet:
    rows = fill_grid(table.cells, limits)
    merged = clip_merges(table.merged, rows, limits)
    usual, odd = split_formats(table.formats)
    asides = (
        *(Aside(PAGE_HEADER, ABOVE, line[:_LONGEST_LINE]) for line in table.before),
        *(Aside(COMMENT, BELOW, line[:_LONGEST_LINE]) for line in table.after),
    )
    return Sheet(name, rows, merged, False, frozenset(table.hidden), usual, cell_formats=odd, asides=asides)
