"""Word documents to sheets: paragraphs and tables in their order, a sheet per form where a document holds several.

Read by its XML: python-docx leaves out the text of tracked insertions and content controls, and an amount typed into one
would be lost without a word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.workbooks.archive import Archive
from pipeline.workbooks.cells import Merge, Place, clip_merges, fill_grid
from pipeline.workbooks.guarded_xml import Attributes, local_name, parse_guarded
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import Note, RefusedError, Sheet

BODY = "word/document.xml"
OPINIONS = "收入核查意见"  # what a printed form says from here on is not what a village states
_WITHOUT_TABLE = "是 Word 文档，其中没有表格，请把要报送的表填好后另存为 .xlsx 重新报送；说明材料不必放入本文件夹"
ANSWERS = "核实情况"  # the column of a printed form in which a village may answer a doubt by hand
_CUT = "“收入核查意见”以下（意见、家庭成员、待核实的疑点）不是填报内容，未读取；核实情况请填入更正表"
_ANSWERED = "“核实情况”栏填写了 {} 处，未读取，不作为答复；请逐条填入更正表后报送"
_UNREAD = frozenset({"moveFrom", "Fallback", "delText", "instrText"})
_GAP = re.compile(r"\s{2,}|[\t\u3000]+")


@dataclass
class _Table:
    """`open`: grid column → row in which the cell that is merged down from there began."""

    rows: list[dict[int, str]] = field(default_factory=list)
    spans: list[Merge] = field(default_factory=list)
    open: dict[int, Place] = field(default_factory=dict)
    column: int = 0


@dataclass
class _Page:
    """The rows of one form, and where cells are merged."""

    cells: dict[Place, str] = field(default_factory=dict)
    merged: list[Merge] = field(default_factory=list)
    height: int = 0
    is_cut: bool = False
    answers: int = 0  # cells that somebody filled in below the opinions

    def add(self, block: "str | _Table") -> None:
        """A paragraph as a row of the parts that wide gaps divide, a table as its rows."""
        if isinstance(block, str):
            self.is_cut = self.is_cut or block.strip() == OPINIONS
            rows = [dict(enumerate(part for part in _GAP.split(block.strip()) if part))]
            spans: list[Merge] = []
        else:
            rows, spans = block.rows, block.spans
        if self.is_cut:
            self.answers += _answers_in(rows)
            return
        self.cells |= {
            (self.height + row, column): text
            for row, cells in enumerate(rows)
            for column, text in cells.items()
            if text
        }
        self.merged += [(self.height + top, left, self.height + bottom, right) for top, left, bottom, right in spans]
        self.height += len(rows)


def _answers_in(rows: list[dict[int, str]]) -> int:
    """How many cells of a table's column 核实情况 hold a text."""
    header = rows[0] if rows else {}
    columns = [column for column, text in header.items() if text.strip().startswith(ANSWERS)]
    return sum(bool(row.get(column, "").strip()) for row in rows[1:] for column in columns)


def read_word_document(data: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """A sheet per form. Raises RefusedError (word_without_table, damaged_workbook, extent_too_large …)."""
    archive = Archive(data, limits)
    archive.inspect()
    body = next((name for name in archive.names if name.replace("\\", "/").lower() == BODY), BODY)
    scan = _Scan()
    parse_guarded(archive.stream(body), scan.start, scan.end, scan.characters)
    if not any(isinstance(block, _Table) for block in scan.blocks):
        raise RefusedError("word_without_table", _WITHOUT_TABLE)
    pages = [page for page in _pages(scan.blocks) if page.cells]
    if len(pages) > limits.sheets:
        raise RefusedError("too_many_sheets", f"表格超过 {limits.sheets} 张，请拆分后重新报送")
    names = [f"第{number}份" for number in range(1, len(pages) + 1)]
    return tuple(_sheet(*pair, limits) for pair in zip(names, pages, strict=True))


def _pages(blocks: "list[str | _Table]") -> Iterator[_Page]:
    """A form begins where the document's first line stands again, or, without a line that repeats, at each table that
    begins as the first one does, with the lines above it."""
    texts = [block.strip() for block in blocks if isinstance(block, str) and block.strip()]
    title = texts[0] if texts and texts.count(texts[0]) > 1 else None
    first = next(block for block in blocks if isinstance(block, _Table))
    page, waiting = _Page(), list[str]()
    for block in blocks:
        if isinstance(block, str) and title is None:
            waiting.append(block)
            continue
        begins = block.strip() == title if isinstance(block, str) else title is None and _begins_alike(block, first)
        if begins and page.height:
            yield page
            page = _Page()
        for one in (*waiting, block):
            page.add(one)
        waiting = []
    for one in waiting:
        page.add(one)
    yield page


def _begins_alike(table: _Table, first: _Table) -> bool:
    return (
        bool(table.rows and first.rows)
        and table.rows[0].keys() == first.rows[0].keys()
        and len(table.rows) == len(first.rows)
    )


def _sheet(name: str, page: _Page, limits: Limits) -> Sheet:
    rows = fill_grid(page.cells, limits)
    rows += [[None] * len(rows[0]) for _ in range(page.height - len(rows))]
    notes = [Note(None, None, "form_cut", _CUT)] if page.is_cut else []
    if page.answers:
        notes.append(Note(None, None, "answers_on_form", _ANSWERED.format(page.answers)))
    return Sheet(name, rows, clip_merges(page.merged, rows, limits), notes=tuple(notes))


class _Scan:
    """Follows the body: `blocks` are the texts of its paragraphs and its tables; a table in a cell is text of the cell."""

    def __init__(self) -> None:
        self.blocks: list[str | _Table] = []
        self._tables: list[_Table] = []
        self._parts: list[str] = []
        self._unread = 0
        self._is_text = False
        self._span, self._merge = 1, ""

    def start(self, tag: str, attributes: Attributes) -> None:
        """A part of the body begins."""
        name = local_name(tag)
        if name in _UNREAD:
            self._unread += 1
        elif name == "t":
            self._is_text = True
        elif name in ("br", "cr", "tab"):
            self._parts.append("\t" if name == "tab" else "\n")
        elif name == "tbl":
            self._start_table()
        elif len(self._tables) == 1:
            self._start_in_table(name, {local_name(key): value for key, value in attributes.items()})

    def _start_table(self) -> None:
        if not self._tables:
            self._end_paragraph()
        self._tables.append(_Table())

    def _start_in_table(self, name: str, attributes: dict[str, str]) -> None:
        table = self._tables[0]
        if name == "tr":
            table.rows.append({})
            table.column = 0
        elif name == "gridBefore":
            table.column = _number(attributes.get("val"))
        elif name == "tc":
            self._parts, self._span, self._merge = [], 1, ""
        elif name == "gridSpan":
            self._span = max(_number(attributes.get("val")), 1)
        elif name == "vMerge":
            self._merge = attributes.get("val", "continue")

    def end(self, tag: str) -> None:
        """A part of the body ends."""
        name = local_name(tag)
        if name in _UNREAD:
            self._unread -= 1
        elif name == "t":
            self._is_text = False
        elif name == "tc" and len(self._tables) == 1:
            self._end_cell(self._tables[0])
        elif name == "tbl":
            table = self._tables.pop()
            if not self._tables:
                self.blocks.append(table)
                self._parts = []
        elif name == "p" and self._tables:
            self._parts.append("\n")
        elif name == "p":
            self._end_paragraph()

    def characters(self, text: str) -> None:
        """Text counts where it is seen: not what was deleted or moved away, no field codes."""
        if self._is_text and not self._unread:
            self._parts.append(text)

    def _end_paragraph(self) -> None:
        text, self._parts = "".join(self._parts), []
        if text.strip():
            self.blocks.append(text)

    def _end_cell(self, table: _Table) -> None:
        row, left = len(table.rows) - 1, table.column
        table.column += self._span
        lines = (" ".join(line.split()) for line in "".join(self._parts).split("\n"))
        text = "\n".join(line for line in lines if line)
        top = table.open.get(left, (row, left)) if self._merge == "continue" else (row, left)
        if self._merge:
            table.open[left] = top
        if text:
            table.rows[row][left] = text
        if top != (row, left) or self._span > 1:
            table.spans = [one for one in table.spans if one[:2] != top]
            table.spans.append((*top, row, left + self._span - 1))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 5 else 0
