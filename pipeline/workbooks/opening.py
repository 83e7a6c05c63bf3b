"""A delivered file to sheets of text cells, by what it holds rather than by what it is called."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath

from pipeline.workbooks.content import DELIMITED_SUFFIXES, Content, recognise_content
from pipeline.workbooks.delimited import read_delimited
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.markup import read_markup, read_web_archive
from pipeline.workbooks.path_guard import read_bytes
from pipeline.workbooks.sheet import Note, Opened, RefusedError, Rejection, Sheet
from pipeline.workbooks.spreadsheet import read_workbook
from pipeline.workbooks.spreadsheet_ml import read_spreadsheet_ml
from pipeline.workbooks.word_document import read_word_document

_SUFFIXES = {
    Content.ZIP: frozenset({".xlsx", ".xlsm", ".xlsb", ".et"}),
    Content.WORD: frozenset({".docx"}),
    Content.OLE: frozenset({".xls", ".et"}),
    Content.TEXT: DELIMITED_SUFFIXES,
}
_READERS: dict[Content, Callable[[bytes, Limits], tuple[Sheet, ...]]] = {
    Content.ZIP: read_workbook,
    Content.WORD: read_word_document,
    Content.OLE: read_workbook,
    Content.TEXT: read_delimited,
    Content.HTML: read_markup,
    Content.WEB_ARCHIVE: read_web_archive,
    Content.SPREADSHEET_ML: read_spreadsheet_ml,
}


def open_file(path: Path, limits: Limits) -> Opened:
    """The sheets of `path`, or the reason why not. Runs in a guarded child: a parser may still die under it.

    Never raises for what a file holds; a panic of a parser (a BaseException) passes through to the child.
    """
    try:
        data = read_bytes(path, limits)
    except RefusedError as refused:
        return Opened((), refused.rejection)
    return replace(open_bytes(path, data, limits), sha256=hashlib.sha256(data).hexdigest())


def open_bytes(path: PurePath, data: bytes, limits: Limits) -> Opened:
    """The sheets in the content of a file of this name, or the reason why not; as open_file."""
    try:
        content = recognise_content(path, data)
        sheets = _READERS[content](data, limits)
        _check_columns(path, content, sheets)
    except RefusedError as refused:
        return Opened((), refused.rejection)
    except RecursionError:
        return Opened((), Rejection("too_deep", "内容嵌套过深，不是正常的表格，请另存为 .xlsx 后重新报送"))
    return Opened(_with_extension_note(path, content, sheets), None)


def _check_columns(path: PurePath, content: Content, sheets: tuple[Sheet, ...]) -> None:
    """Text under a workbook's name is a table only when it has columns."""
    is_claimed = content is not Content.TEXT or path.suffix.lower() in DELIMITED_SUFFIXES
    if not is_claimed and all(len(row) < 2 for sheet in sheets for row in sheet.rows):
        raise RefusedError("wrong_content", "内容是纯文字，不是表格，请另存为 .xlsx 后重新报送")


def _with_extension_note(path: PurePath, content: Content, sheets: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    if path.suffix.lower() in _SUFFIXES.get(content, ()):
        return sheets
    note = Note(None, None, "extension_differs", "扩展名与文件内容不符，已按内容读取，请另存为 .xlsx")
    return tuple(replace(sheet, notes=(note, *sheet.notes)) for sheet in sheets)
