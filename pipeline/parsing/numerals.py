"""Chinese numerals, through cn2an, accepted only if they are spelled as that number is spelled; numbers of people as typed
into forms: 4, 4人, 四口人, 4（含户主）. What leaves a doubt stays as it is written."""

import re
import unicodedata
from functools import cache
from types import ModuleType

from pipeline.parsing.characters import visible

_FORMS = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億两〇○", "一二二三三四五六六七八九十百千万亿二零零")
_DIGITS = "零一二三四五六七八九"
_NUMERAL = re.compile(rf"[{_DIGITS}十百千万亿]{{1,30}}")
_SPOKEN_SHORT = re.compile(rf"[百千万亿][{_DIGITS[1:]}]")
_STRAY_ZERO = re.compile(rf"(?<![十百千万亿])零|零(?![{_DIGITS[1:]}十])")  # 一零万, 一百零
_ARABIC_RUN = re.compile(r"(?<![0-9])(?:0|[1-9][0-9]{0,3})(?![0-9])")
_SIZE = re.compile(
    r"(?:共计?|合计|全家|家庭|一家)?(?P<number>\d{1,3}|[一二两俩三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3})(?P<unit>个?人|名|位|口人?|口之家|个|人户)?"
)
_REMARK = re.compile(r"\((?P<said>[^()]*)\)$")
_CHANGES = re.compile(r"不|除|另|未|减|加|无|缺|少|多|或|约|[+\-~至]")  # 4（不含外嫁女） may be 4 or 5
_OWN_NUMBER = re.compile(r"[\d一二三四五六七八九十]")
_PARTS = re.compile(r"^(?:含|包括|其中|内有|内含|在校|读书|上学|劳动力|外出|务工|残疾|党员|老人|小孩)")


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


def parse_size(text: str) -> int | None:
    """The number of people that a cell states, or None. A remark that may change the number leaves it unread."""
    plain = "".join(visible(unicodedata.normalize("NFKC", text)).split())
    remark = _REMARK.search(plain)
    if remark is not None:
        said = remark["said"]
        if _CHANGES.search(said) or (_OWN_NUMBER.search(said) and not _PARTS.match(said)):
            return None
        plain = plain[: remark.start()]
    found = _SIZE.fullmatch(plain)
    if found is None:
        return None
    number = found["number"].replace("俩", "两")
    return int(number) if number.isascii() else read_numeral(plain_numeral(number))


def size_text(text: str) -> str:
    """The cell as a plain number where it states one, else as delivered."""
    size = None if text.isascii() and text.isdecimal() else parse_size(text)
    return text if size is None else str(size)
