"""Bytes of a text file to text: byte-order mark, then strict UTF-8, then strict GB18030, and never gibberish."""

import re

from pipeline.workbooks.sheet import RefusedError

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_ASCII = re.compile(r"[\x00-\x7f]+")
_NARROW = re.compile(r"[\x00-\u07ff]+")  # at most two bytes in UTF-8
_RARE_SHARE = 0.15  # GB2312 covers nearly all of a Chinese text, and about half of Big5 read as GB18030
_RARE_ALLOWED = 2  # a rare character in a name


def decode_text(data: bytes) -> str:
    """The text of `data`. Raises RefusedError (nul_bytes, truncated_text, damaged_text, unknown_encoding)."""
    text = _decode_marked(data)
    if text is None and (wide := unmarked_utf16(data)):
        text = data.decode(wide)
    has_nul = b"\0" in data if text is None else "\0" in text
    if has_nul:
        raise RefusedError("nul_bytes", "文本中含空字节（NUL），文件已损坏，请重新导出后报送")
    if text is None:
        text = _decode_utf8(data)
    return text if text is not None else _decode_gb18030(data)


def unmarked_utf16(data: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: every NUL byte on one side of the pairs (ASCII has one there), and the
    pairs decode. None for anything else."""
    head = data[: 1 << 16]
    if len(data) % 2 or b"\0" not in head:
        return None
    encoding = "utf-16-le" if b"\0" not in head[::2] else "utf-16-be" if b"\0" not in head[1::2] else None
    if encoding is None:
        return None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return encoding if "\0" not in text and ("\n" in text or "\r" in text) else None


def _decode_marked(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            try:
                return body.decode(encoding)
            except UnicodeDecodeError as error:
                raise _broken(error, body) from None
    return None


def _decode_utf8(data: bytes) -> str | None:
    """The text, None where the bytes were never UTF-8; RefusedError where they were and are cut or damaged.

    A UTF-8 file cut within a character often decodes as GB18030 without an error, into characters nobody wrote.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end >= len(data) and error.reason == "unexpected end of data":
            raise _broken(error, data) from None
        text = data.decode("utf-8", errors="replace")
        lost = text.count("\ufffd")
        whole = len(_NARROW.sub("", text)) - lost
        if whole > lost:
            raise _broken(error, data) from None
    return None


def _decode_gb18030(data: bytes) -> str:
    unknown = RefusedError("unknown_encoding", "无法识别文字编码，请另存为 .xlsx 或“CSV UTF-8”后重新报送")
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        if error.reason == "incomplete multibyte sequence":
            raise _broken(error, data) from None
        raise unknown from None
    foreign = _ASCII.sub("", text)
    common = len(foreign.encode("gb2312", errors="ignore")) // 2
    if len(foreign) - common > max(_RARE_ALLOWED, _RARE_SHARE * len(foreign)):
        raise unknown
    return text


def _broken(error: UnicodeDecodeError, data: bytes) -> RefusedError:
    line = data.count(b"\n", 0, error.start) + 1
    if error.end >= len(data):
        return RefusedError("truncated_text", f"文件在第 {line} 行中途截断，请重新导出或重新上传完整文件")
    return RefusedError("damaged_text", f"第 {line} 行附近的文字已损坏，请重新导出后报送")
