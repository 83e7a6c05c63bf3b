"""Chinese numerals, through cn2an, accepted only if they are spelled as that number is spelled."""

import re
from functools import cache
from types import ModuleType

_FORMS = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億两〇○", "一二二三三四五六六七八九十百千万亿二零零")
_DIGITS = "零一二三四五六七八九"
_NUMERAL = re.compile(rf"[{_DIGITS}十百千万亿]{{1,30}}")
_SPOKEN_SHORT = re.compile(rf"[百千万亿][{_DIGITS[1:]}]")
_STRAY_ZERO = re.compile(rf"(?<![十百千万亿])零|零(?![{_DIGITS[1:]}十])")  # 一零万, 一百零
_ARABIC_RUN = re.compile(r"(?<![0-9])(?:0|[1-9][0-9]{0,3})(?![0-9])")


@cache
def library() -> ModuleType:
    """cn2an, once a numeral is met: it takes as long to import as everything else here together."""
    import cn2an

    return cn2an


def plain_numeral(text: str) -> str:
    """Financial and traditional characters made plain (壹萬 → 一万), Arabic digits too (3万5 → 三万五)."""
    return _ARABIC_RUN.sub(lambda run: str(library().an2cn(run.group())), text).translate(_FORMS)


def read_numeral(text: str) -> int | None:
    """The whole number that a plain numeral states, e.g. 一千二百 or the spoken 三万五 (35000); else None.

    Two digits beside each other (三五) mean "three to five" in speech, so they are not read.
    """
    if not _NUMERAL.fullmatch(text):
        return None
    if not re.search("[十百千万亿]", text):
        is_figure = len(text) == 1 or (len(text) > 2 and text[0] != "零")
        return int("".join(str(_DIGITS.index(digit)) for digit in text)) if is_figure else None
    if _STRAY_ZERO.search(text):
        return None
    try:
        number = library().cn2an(text, "normal")
        return number if isinstance(number, int) and _is_spelled(text, number) else None
    except (ValueError, LookupError):  # LookupError: it misses a unit for 一亿五
        return None


def is_spoken_short(text: str) -> bool:
    """三万五 leaves its last unit unsaid; before 元 that is ambiguous (35000 or 30005)."""
    return _SPOKEN_SHORT.fullmatch(text[-2:]) is not None


def _is_spelled(text: str, number: int) -> bool:
    spelled, given = _skeleton(str(library().an2cn(number))), _skeleton(text)
    if spelled == given:
        return True
    return is_spoken_short(text) and len(spelled) == len(given) + 1 and spelled.startswith(given)


def _skeleton(spelling: str) -> str:
    """Without zeros, and 一十 at the head as 十: what may differ between two spellings of one number."""
    return re.sub("^一十", "十", spelling.replace("零", ""))
