"""Whether a sheet's money is in 元, 千元 or 万元: said by its title lines, its headers and its number formats."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.recognition.wording import BRACKETS, MONEY_UNIT, UNIT_YUAN, fold_header, one_line
from pipeline.workbooks.cells import column_letter
from pipeline.workbooks.sheet import Rejection

_SPACES = re.compile(r"\s+")
_WORD = rf"(?:人民币)?({MONEY_UNIT})"
_OTHERS = r"(?:(?:人次|户次|户|人|口|个|亩|月|年|条|%)[、,/;和及] ?)*"
_NO_PLACE = r"(?![\u4e00-\u9fff](?<![填制审报年日截]))"  # 单位：元潭村 is a village, 单位：元填报日期 a unit
_TITLE_UNIT = re.compile(
    rf"(?<![填报送制编扶任管])(?:单位|币种|计量|金额)(?:单位)?[为是]? ?:? ?{_OTHERS}{_WORD}{_NO_PLACE}"
    rf"|\( ?(?:(?:单位|金额) ?:? ?)?{_OTHERS}{_WORD}(?:[/、,·;每][^()]*)?\)|以{_WORD}为(?:计量)?单位"
)
_HEADER_UNIT = re.compile(
    rf"\((?:(?:单位|金额):?)?{_OTHERS}{_WORD}(?:[/、,·;每][^()]*)?\)|[,/:]{_WORD}$|单位:?{_WORD}"
    r"|(?<=[\u4e00-\u9fff])([百千万]元)$|(?<=[收支]入)(元)$|(?<=[出金费款资额])(元)$"
)
_SPACED_UNIT = re.compile(r"(?<=[十百千万亿]) (?=元)")
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|_.|\*.')
_BRACKETS = re.compile(r"\[[^\]]*\]")
_SCALING = re.compile(r"[0#?.],+(?![0#?,])")
_UNIT_NAMES = {1: "元", 100: "百元", 1_000: "千元", 10_000: "万元"}
UNKNOWN_UNIT = 0


@dataclass(frozen=True)
class UnitNote:
    """A place that states the unit: `where` in Chinese, yuan of one unit."""

    where: str
    unit_yuan: int


def units_in_title(text: str) -> list[int]:
    """Units that a title line states: 单位：万元, （元）, 单位：户、人、万元; 0 for one that is not supported."""
    line = _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).translate(BRACKETS)
    return _found(_TITLE_UNIT, _SPACED_UNIT.sub("", line))


def unit_in_header(text: str) -> int | None:
    """The unit that a column header states: 低保金（元）, or None; 0 for one that is not supported."""
    found = _found(_HEADER_UNIT, fold_header(text))
    return found[0] if found else None


def _found(pattern: re.Pattern[str], text: str) -> list[int]:
    words = (next(word for word in found if word) for found in pattern.findall(text))
    return list(dict.fromkeys(UNIT_YUAN.get(word, UNKNOWN_UNIT) for word in words))


def unit_in_format(number_format: str) -> tuple[int | None, bool]:
    """(unit in yuan that the format states of the stored number, whether it scales what is shown).

    `0!.0,"万"` shows 万 of a number stored in yuan: (1, True). `0.00"万元"` only writes 万元 behind a number
    that is in 万元: (10000, False). A format without a word of money: (None, False).
    """
    section = _BRACKETS.sub("", number_format.split(";")[0])
    literal = "".join(quoted or escaped for quoted, escaped in _LITERAL.findall(section))
    digits = _LITERAL.sub("", section)
    words = literal + "".join(character for character in digits if "\u4e00" <= character <= "\u9fff")
    if _SCALING.search(digits):
        return 1, True
    if "万" in words:
        return 10_000, False
    if "千元" in words:
        return 1_000, False
    return (1, False) if "元" in words else (None, False)


def sheet_unit(
    titles: Iterable[UnitNote], headers: Mapping[int, tuple[str, ...]], formats: Mapping[int, str]
) -> int | Rejection:
    """The one unit of all money columns, 1 when nothing says otherwise, or why they contradict each other.

    headers: money column (0-based) → its header texts from group to bottom; formats: column → number format.
    """
    notes = list(dict.fromkeys(titles))
    stated = [one for column, parts in headers.items() for one in _column_notes(column, parts, formats, notes)]
    return _agreed(stated or notes)


def _column_notes(
    column: int, parts: tuple[str, ...], formats: Mapping[int, str], titles: list[UnitNote]
) -> list[UnitNote]:
    """What is said of one column. A scaling format tells the stored unit whatever else is written; else header,
    format and title must agree, and silence means 元."""
    letter = column_letter(column)
    unit, scales = unit_in_format(formats.get(column, "General"))
    if unit is not None and scales:
        return [UnitNote(f"{letter}列的数字格式（缩放显示）", unit)]
    own = [(f"{letter}列表头“{one_line(part)}”", found) for part in parts if (found := unit_in_header(part))]
    own += [(f"{letter}列的数字格式", unit)] if unit is not None else []
    notes = [*(UnitNote(*one) for one in own), *titles]
    return notes or [UnitNote(f"{letter}列（未注明单位）", 1)]


def _agreed(notes: list[UnitNote]) -> int | Rejection:
    if not notes:
        return 1
    unknown = next((note for note in notes if note.unit_yuan == UNKNOWN_UNIT), None)
    if unknown is not None:
        reason = f"{unknown.where}写明的金额单位不是元、百元、千元或万元，请换算后重新报送"
        return Rejection("unit_unknown", reason)
    first = notes[0]
    other = next((note for note in notes if note.unit_yuan != first.unit_yuan), None)
    if other is None:
        return first.unit_yuan
    reason = (
        f"金额单位前后矛盾：{first.where}为{_UNIT_NAMES[first.unit_yuan]}，{other.where}为"
        f"{_UNIT_NAMES[other.unit_yuan]}。请统一为一种单位后重新报送"
    )
    return Rejection("unit_conflict", reason)
