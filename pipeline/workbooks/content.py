"""What a file is by its first bytes; its extension is only a claim."""

import enum
import re
from pathlib import PurePath

from pipeline.workbooks.encoding import unmarked_utf16
from pipeline.workbooks.sheet import RefusedError

HANDLED_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".csv", ".txt", ".tsv", ".docx"})
DELIMITED_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})

_OTHER_WORD = "是旧格式的 Word 或 WPS 文档，请另存为 .docx（表格也可另存为 .xlsx）后重新报送"
_UNKNOWN = "不是支持的文件类型，请另存为 .xlsx 或 .csv 后重新报送"
_OTHERS = {
    ".doc": _OTHER_WORD,
    ".wps": _OTHER_WORD,
    ".pdf": "是 PDF 文件，其中的数字读不出来，请报送填好的 .docx 或 .xlsx",
}


class Content(enum.Enum):
    """Families of content; which workbook a ZIP or OLE container holds is seen inside."""

    ZIP = "zip"
    OLE = "ole"
    HTML = "html"
    SPREADSHEET_ML = "spreadsheet_ml"
    WEB_ARCHIVE = "web_archive"
    WORD = "word"
    TEXT = "text"


_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {
    "PDF 文件": (b"%PDF",),
    "图片": (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*"),
    "图片或音频": (b"RIFF",),
    "压缩包": (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"),
    "空的压缩包": (b"PK\x05\x06",),
    "分卷压缩包": (b"PK\x07\x08",),
    "RTF 文档": (b"{\\rtf",),
    "数据库文件": (b"SQLite format 3",),
    "程序": (b"\x7fELF", b"MZ"),
    "Parquet 文件": (b"PAR1",),
}
_ALSO_TEXT = (b"BM", b"MZ", b"\x1f\x8b")  # a text may begin so; a picture or a program has NUL bytes in its head
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_HEAD = 4096
_DIRECTORY = 1 << 16
_MAIL_HEADER = re.compile(rb"(?:mime-version|content-type|from|date|subject|message-id|snapshot-content-location):")


def suffix_problem(path: PurePath) -> str | None:
    """Why a file of this extension is not opened at all, in Chinese with what to do."""
    suffix = path.suffix.lower()
    return None if suffix in HANDLED_SUFFIXES else _OTHERS.get(suffix, _UNKNOWN)


def recognise_content(path: PurePath, data: bytes) -> Content:
    """The family of `data`. Raises RefusedError for an extension or a content that is no table."""
    problem = suffix_problem(path)
    if problem is not None:
        raise RefusedError("unknown_extension", problem)
    if data.startswith(_ZIP):
        return Content.WORD if _holds_document(data) else Content.ZIP
    if data.startswith(_OLE):
        return Content.OLE
    if data.startswith(_OLD_BIFF):
        raise RefusedError("old_workbook", "是很旧的 Excel 格式，请用 Excel 或 WPS 打开并另存为 .xlsx 后重新报送")
    for name, signatures in _FOREIGN.items():
        is_text = data.startswith(_ALSO_TEXT) and b"\0" not in data[:_HEAD]
        if data.startswith(signatures) and not is_text:
            raise RefusedError("wrong_content", f"内容是{name}，不是表格，请另存为 .xlsx 后重新报送")
    return _recognise_text(path.suffix.lower(), data)


def _holds_document(data: bytes) -> bool:
    """Whether the directory at the end of a package names a document and no workbook."""
    directory = data[-_DIRECTORY:].lower()
    return b"word/document.xml" in directory and b"xl/workbook" not in directory


def _recognise_text(suffix: str, data: bytes) -> Content:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff")) or unmarked_utf16(data) is not None
    head = data[:_HEAD].replace(b"\0", b"") if wide else data[:_HEAD]
    head = head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return Content.SPREADSHEET_ML
    if _MAIL_HEADER.match(head) and b"multipart/" in head:
        return Content.WEB_ARCHIVE
    if head.startswith(b"<"):
        return Content.HTML
    if not wide and b"\0" in data[:_HEAD] and suffix not in DELIMITED_SUFFIXES:
        raise RefusedError("wrong_content", "内容不是表格（可能已损坏），请重新另存为 .xlsx 后报送")
    return Content.TEXT
