"""Numbers of people as typed into forms: 4, 4人, 四口人, 4（含户主）. What leaves a doubt stays as it is written."""

import re
import unicodedata

from pipeline.parsing.characters import visible
from pipeline.parsing.numerals import plain_numeral, read_numeral

_SIZE = re.compile(
    r"(?:共计?|合计|全家|家庭|一家)?(?P<number>\d{1,3}|[一二两俩三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3})(?P<unit>个?人|名|位|口人?|口之家|个|人户)?"
)
_REMARK = re.compile(r"\((?P<said>[^()]*)\)$")
_CHANGES = re.compile(r"不|除|另|未|减|加|无|缺|少|多|或|约|[+\-~至]")  # 4（不含外嫁女） may be 4 or 5
_OWN_NUMBER = re.compile(r"[\d一二三四五六七八九十]")
_PARTS = re.compile(r"^(?:含|包括|其中|内有|内含|在校|读书|上学|劳动力|外出|务工|残疾|党员|老人|小孩)")


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
