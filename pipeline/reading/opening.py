"""A delivered file to sheets of text cells, by what it holds rather than by what it is called."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pipeline.reading.content import DELIMITED_SUFFIXES, Content, recognise_content
from pipeline.reading.delimited import read_delimited
from pipeline.reading.guard import read_bytes
from pipeline.reading.limits import Limits
from pipeline.reading.refusal import RefusedError
from pipeline.reading.sheet import Note, Opened, Rejection, Sheet
from pipeline.reading.workbook import read_workbook

_SUFFIXES = {
    Content.ZIP: frozenset({".xlsx", ".xlsm", ".xlsb", ".et"}),
    Content.OLE: frozenset({".xls", ".et"}),
    Content.TEXT: DELIMITED_SUFFIXES,
}
_READERS: dict[Content, Callable[[str, bytes, Limits], tuple[Sheet, ...]]] = {
    Content.ZIP: read_workbook,
    Content.OLE: read_workbook,
    Content.TEXT: read_delimited,
}


def open_file(path: Path, limits: Limits) -> Opened:
    """The sheets of `path`, or the reason why not. Runs in a guarded child: a parser may still die under it.

    Never raises for what a file holds; a panic of a parser (a BaseException) passes through to the child.
    """
    try:
        data = read_bytes(path, limits)
        content = recognise_content(path, data)
        sheets = _READERS[content](path.stem, data, limits)
    except RefusedError as refused:
        return Opened((), refused.rejection)
    except RecursionError:
        return Opened((), Rejection("too_deep", "内容嵌套过深，不是正常的表格，请另存为 .xlsx 后重新报送"))
    return Opened(_with_extension_note(path, content, sheets), None)


def _with_extension_note(path: Path, content: Content, sheets: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    if path.suffix.lower() in _SUFFIXES.get(content, ()):
        return sheets
    note = Note(None, None, "extension_differs", "扩展名与文件内容不符，已按内容读取，请另存为 .xlsx")
    return tuple(replace(sheet, notes=(note, *sheet.notes)) for sheet in sheets)
