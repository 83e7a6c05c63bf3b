"""What a household code is: in one writing, and not where it is no longer what was typed (rounded, made a date)."""

import re

from pipeline.recognition.filling import Cells
from pipeline.recognition.grid import Grid
from pipeline.recognition.kinds import Mapping
from pipeline.recognition.labels import begins_note, is_example, total_label
from pipeline.recognition.wording import fold

CODES = ("household_code", "old_household_code", "new_household_code")
_DIGIT = re.compile(r"[0-9０-９]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NO_CODE = re.compile(r"[,，%￥¥元:：]|[.．](?!0+$)|^\s*(?:19|20)\d\d\s*年度?\s*$")
_ID_NUMBER = re.compile(r"^[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_DECIMALS = re.compile(r"(?<=\d)\.0+$")
_UNUSUAL = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]|号$|^(?:[Nn][Oo]|户(?:编?[码号])?)\d")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))
_NUMBERED = re.compile(r"^第?(.*\d)号$")
_NUMBER_SIGN = re.compile(r"^(?:(?:NO|No|no)[.．]?|户(?:编?[码号])?[:：]?\s*)(?=\d)")
_COUNT = re.compile(r"^共?\d+户$")
# What a workbook makes of a code that nobody marked as text: 1-2 is the second of January, 1:02 a time.
_DATE = re.compile(
    r"^(?:(?:18|19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\d\d:\d\d(?::\d\d)?)?|\d{1,2}月\d{1,2}日|(?:18|19|20)\d\d年\d{1,2}月"
    r"|\d{1,2}-[A-Z][a-z]{2}(?:-\d\d)?|[A-Z][a-z]{2}-\d\d)$"
)
_TIME = re.compile(r"^\d{1,3}:\d\d(?::\d\d)?$")
_EXPONENT = re.compile(r"^\d(?:\.\d+)?[Ee]\+\d{1,3}$")
_AS_TEXT = "请把户码列设为文本格式、按户名册填写后重新报送"
LOST_DIGITS = f"户码被存成16位以上的数值，末几位已丢失，不能据以归户，{_AS_TEXT}"
MADE_DATE = f"户码被软件改成了日期或时间（如1-2变成1月2日），不能据以归户，{_AS_TEXT}"
MADE_EXPONENT = f"户码被软件写成了科学计数法，末几位已丢失，不能据以归户，{_AS_TEXT}"


def without_doubtful_codes(
    grid: Grid, mapping: Mapping, filled: list[Cells], first: int
) -> tuple[list[Cells], dict[int, str]]:
    """`filled` with every code that cannot be trusted blanked, and body offset → why, in Chinese."""
    result = list(filled)
    doubts: dict[int, str] = {}
    for column in mapping.columns:
        if column.name not in CODES:
            continue
        texts = {text: code_doubt(text) for text in set(filled[column.index]) if text is not None}
        lost = {row - first for row, place in grid.sheet.long_numbers if place == column.index}
        if not lost and not any(texts.values()):
            continue
        cells = list(filled[column.index])
        for offset, text in enumerate(cells):
            doubt = text and (LOST_DIGITS if offset in lost else texts[text])
            if doubt:
                doubts[offset], cells[offset] = doubt, None
        result[column.index] = cells
    return result, doubts


def is_village(text: str) -> bool:
    """A village's name: a letter of any script; a number, an amount, an ID number or 全镇合计 is none."""
    return any(character.isalpha() for character in text) and not is_id_number(text) and not total_label(text)


def is_code(text: str) -> bool:
    """A household code: at least one digit, at most six Chinese characters, no remark, year, amount or ID number: a code
    stands in every table and picture."""
    if _NO_CODE.search(_NUMBER_SIGN.sub("", text)) or is_id_number(text) or total_label(text) or is_example(text):
        return False
    return _DIGIT.search(text) is not None and len(_HAN.findall(text)) <= 6 and not begins_note(text)


def code_doubt(text: str) -> str | None:
    """Why a code is not what was typed, in Chinese with what to do: a date, a time or an exponent; None if it may be."""
    if text.isalnum() and text.isascii():
        return None
    plain = fold(text)
    if _EXPONENT.match(plain):
        return MADE_EXPONENT
    return MADE_DATE if _DATE.match(plain) or _TIME.match(plain) else None


def is_count(text: str) -> bool:
    """35户: how many households, in the place of a code."""
    return _COUNT.match(fold(text)) is not None


def is_id_number(text: str) -> bool:
    """Whether a text begins as an ID number of 18 characters does."""
    return _ID_NUMBER.match(fold(text)) is not None


def code_text(text: str) -> str:
    """A household code in one writing: without width, unseen characters, spaces, the apostrophe that marks a text,
    decimals, 第…号 and No.; every dash is one: '00０1, 0001号, No.0001 and 0001.0 are 0001."""
    if not _UNUSUAL.search(text):
        return text
    plain = _DECIMALS.sub("", fold(text).translate(_DASHES).lstrip("'’‘`"))
    return _NUMBER_SIGN.sub("", _NUMBERED.sub(r"\1", plain))
