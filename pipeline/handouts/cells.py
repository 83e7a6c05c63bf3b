"""Cells as workbooks and CSV carry them: what is escaped, what is text, and how to get the value back.

CSV: a text that a spreadsheet would run as a formula (it begins with = + - @, their full-width twins, a tab or a
return, also behind what cannot be seen) or that begins with an apostrophe gets one apostrophe in front. Reading takes one leading apostrophe off
text columns, so every value comes back as it was. Numbers, dates and 是/否 are never touched.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, TextIO

MARK = "\ufeff"
KEPT = 100_000  # texts of which it is remembered: a table says the same ones again and again


def write_csv_rows(stream: TextIO, titles: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Titles and rows, by the only writer of CSV; the stream is open without translation of line ends (newline="")."""
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([csv_text(title) for title in titles])
    writer.writerows([csv_text(value) for value in row] for row in rows)


TRIGGERS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")
LONGEST_CELL = 32_767  # UTF-16 units, Excel's limit
LARGEST_NUMBER = 10**13  # a double keeps two decimals up to here
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
UNUSABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
CUT_MARK = "……（过长，全文见 data 文件夹）"


def csv_text(value: Any) -> str:
    """A value as a CSV field; null is empty, an empty text is a single apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return "'" + value if is_run(value) else value
    if isinstance(value, float):
        return repr(value)
    return str(value)


@lru_cache(KEPT)
def is_run(text: str) -> bool:
    """Whether a spreadsheet might take a text for a formula, or it is empty or begins with the mark that says it is none."""
    if not text or text.startswith(TRIGGERS):
        return True
    seen = next((one for one in text if unicodedata.category(one)[0] not in "CZ"), "")
    return unicodedata.normalize("NFKC", seen).startswith(TRIGGERS)


def plain_text(text: str) -> str:
    """Text that XML can carry: control characters show as their pictures (␀ …), line ends are \\n.

    What is longer than a cell holds is cut with a mark that says where the whole is.
    """
    text = CONTROL.sub(lambda match: chr(0x2400 + ord(match.group())), text)
    text = UNUSABLE.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")
    if len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return text
    kept = text.encode("utf-16-le")[: 2 * (LONGEST_CELL - len(CUT_MARK) - 1)]
    return kept.decode("utf-16-le", errors="ignore") + CUT_MARK


def is_exact_number(value: Any) -> bool:
    """True where a spreadsheet's double shows the number as it is."""
    return isinstance(value, float) or abs(value) < LARGEST_NUMBER
