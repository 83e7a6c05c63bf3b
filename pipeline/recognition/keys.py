"""What a row must name to be kept: household, person or project, by kind."""

import re

from pipeline.recognition.body import Body
from pipeline.recognition.labels import begins_note, is_note_label, total_label
from pipeline.recognition.wording import fold

# Per kind: of each group at least one must be there, with what is missing in Chinese.
Keys = tuple[tuple[tuple[str, ...], str], ...]
_HOUSEHOLD: Keys = ((("village_name",), "村"), (("household_code",), "户码"))
ANYONE = ("household_code", "head_name", "person_name", "id_number")
KEYS: dict[str, Keys] = {
    "income_statement": _HOUSEHOLD,
    "household_list": _HOUSEHOLD,
    "roster": (*_HOUSEHOLD, (("member_name", "id_number"), "姓名和证件号码")),
    "ledger": ((ANYONE, "户码、姓名和身份证号"),),
    "fund": ((("village_name",), "村"), (("project_name",), "项目名称")),
    "register": ((("person_name", "id_number"), "姓名和身份证号"),),
    "household_link": (
        (("village_name",), "村"),
        (("old_household_code",), "原户码"),
        (("new_household_code",), "新户码"),
    ),
    "correction": _HOUSEHOLD,
}
CODES = ("household_code", "old_household_code", "new_household_code")
_DIGIT = re.compile(r"[0-9０-９]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NO_CODE = re.compile(r"[,，%￥¥元]|[.．](?!0+$)")
_ID_NUMBER = re.compile(r"^[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_DECIMALS = re.compile(r"(?<=\d)\.0+$")
_UNUSUAL = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]|号$")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))
_NUMBERED = re.compile(r"^第?(.*\d)号$")
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


def keyed_rows(body: Body) -> list[bool]:
    """Whether each row has its keys, from columns or from the title."""
    result = [True] * body.size
    for names, _ in KEYS[body.mapping.kind]:
        if body.from_title.intersection(names):
            continue
        columns = [cells for name in names if (cells := body.named(name)) is not None]
        present = [any(cells) for cells in zip(*columns, strict=True)] if columns else [False] * body.size
        result = [one and other for one, other in zip(result, present, strict=True)]
    return result


def missing_keys(body: Body, offset: int) -> list[str]:
    """What of the keys the row lacks, in Chinese; a code without any digit and a label are no keys."""
    missing = []
    for names, zh in KEYS[body.mapping.kind]:
        if body.from_title.intersection(names):
            continue
        cells = {name: cells[offset] for name in names if (cells := body.named(name)) is not None}
        if not any(text and _is_key(name, text) for name, text in cells.items()):
            missing.append(f"{zh}（所填为证件号码）" if any(map(is_id_number, filter(None, _codes(cells)))) else zh)
    return missing


def _codes(cells: dict[str, str | None]) -> list[str | None]:
    return [text for name, text in cells.items() if name in CODES]


def _is_key(name: str, text: str) -> bool:
    """Whether a text can be the key it stands for: no label, no remark; a code has a digit and few words."""
    if name in CODES:
        return is_code(text)
    if name == "village_name":
        return is_village(text) and not is_note_label(text)
    return not is_note_label(text) and not begins_note(text)


def is_village(text: str) -> bool:
    """A village's name: a letter of any script; a number, an amount, an ID number or 全镇合计 is none."""
    return any(character.isalpha() for character in text) and not is_id_number(text) and not total_label(text)


def is_code(text: str) -> bool:
    """A household code: at least one digit, at most six Chinese characters, no remark, amount or ID number: a code
    stands in every table and picture."""
    if _NO_CODE.search(text) or is_id_number(text) or total_label(text):
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
    decimals and 第…号; every dash is one: '00０1, 0001号 and 0001.0 are 0001."""
    if not _UNUSUAL.search(text):
        return text
    plain = _DECIMALS.sub("", fold(text).translate(_DASHES).lstrip("'’‘`"))
    return _NUMBERED.sub(r"\1", plain)
