"""ID, card and telephone numbers masked in texts that leave the raw cells: 6 + ******** + 4, 3 + **** + 4.

They are masked when a file is read, not when a table is shown: a number in a remark, a name or a file name then
reaches no later table, log or picture. Columns of ID numbers alone keep them, for matching; they stay in data/work.
"""

import re
import unicodedata
from collections.abc import Iterable

from stdnum import luhn

MASK = "********"
SHORTEST = 10  # digits of the shortest telephone number, 010-1234567
_ID_DIGITS = 15  # of an old ID number, and fewer than any card has
# The last four may be those of a disability certificate, which follow the check character.
_NUMBER = re.compile(r"(\d{6})\d{5,}(\d{3}[\dXx](?!\d)|\d[Xx]\d\d(?!\d)|\d{3}[\dXx])")
_WHOLE = re.compile(r"^\d{14,21}[\dXx]$")
_SEPARATOR = re.compile(r"[-·.\s]")
_BETWEEN = r"\s\-·_/—–"  # what people write between the groups of a number; a point too, where it is no decimal one
_GAP = rf"[{_BETWEEN}.]*"
_DAY = r"(?:19|20)\d\d[-./]?(?:0\d|1[0-2])[-./]?[0-3]\d"
_PERIOD = re.compile(rf"{_DAY}\s*[-—–~～至到\s]\s*{_DAY}")
# Region, birth date and sequence with anything between the digits: dates or amounts in a row are no ID number.
_SPACED = re.compile(
    r"(?<!\d)([1-9](?:G\d){5})G(?:1G[89]|2G0)(?:G\d){2}G(?:0G[1-9]|1G[0-2])G(?:[0-2]G\d|3G[01])G"
    r"(\d(?:G\d){2}G[\dXx])(?!\d)".replace("G", _GAP)
)
# A card as it is printed, in groups of four, or as it is copied, six digits or twice eight first. The check digit tells it
# from amounts in a row.
_CARD = re.compile(
    r"(?<![\d.,])(?=62|60|9[0-9]|[45]\d|3[57])(?:"
    rf"\d{{4}}(?P<s>[{_BETWEEN}.]{{1,2}})\d{{4}}(?P=s)\d{{4}}(?:(?P=s)\d{{4}})?[{_BETWEEN}.]{{0,2}}\d{{1,7}}"
    rf"|\d{{6}}[{_BETWEEN}]{{1,2}}\d{{10,13}}|\d{{8}}[{_BETWEEN}]{{1,2}}\d{{8}}[{_BETWEEN}]{{0,2}}\d{{0,3}}"
    r")(?!\d|[.,]\d)"
)
_END = r"(?!\d|[.,]\d|元(?![月旦])|万|学?年)"
_MOBILE = re.compile(
    r"(?<![\d.,])(?:\+?86[\s\-]?|\(\+?86\)\s?)?(?P<number>1[3-9]\d(?:"
    rf"[{_BETWEEN}]{{0,2}}\d{{8}}|[{_BETWEEN}]{{1,2}}\d{{4}}[{_BETWEEN}]{{1,2}}\d{{4}}|\.\d{{4}}\.\d{{4}}"
    rf"|\d{{4}}[\-·_/—–]\d{{4}})){_END}"
)
_LANDLINE = re.compile(rf"(?<![\d.,\-])(010|02\d|0[3-9]\d\d)([\-) ]{{1,2}})\d{{3,4}}[\- ]?(\d{{4}})(?!-){_END}")
_PLAIN = str.maketrans("０１２３４５６７８９－＋（）", "0123456789-+()")
_AMOUNT = re.compile(r"[-+]?[\d,]{0,14}(?:\.\d*)?")  # as long as the noise of a spreadsheet's arithmetic makes it


def mask_id_numbers(text: str) -> str:
    """The text with every number of 15 digits and more masked, also full-width ones, and ID numbers, cards and
    telephone numbers as they are written, with gaps."""
    if len(text) < SHORTEST:
        return text
    digits = sum(map(str.isdigit, text))
    if digits < SHORTEST:
        return text
    masked = _without_ids(text) if digits >= _ID_DIGITS else text
    normal = masked.translate(_PLAIN)
    hidden = _LANDLINE.sub(r"\1\2****\3", _MOBILE.sub(_masked_mobile, normal))
    return masked if hidden == normal else hidden


def _without_ids(text: str) -> str:
    bare = _SEPARATOR.sub("", unicodedata.normalize("NFKC", text))
    if _WHOLE.match(bare):
        if _PERIOD.fullmatch(text.strip()):
            return text
        return f"{bare[:6]}{MASK}{bare[-4:]}"
    masked = _NUMBER.sub(rf"\1{MASK}\2", text)
    normal = unicodedata.normalize("NFKC", masked)
    hidden = _SPACED.sub(lambda found: f"{_digits(found[1])}{MASK}{_digits(found[2])}", normal)
    hidden = _CARD.sub(lambda found: _masked_card(found[0]), hidden)
    return masked if hidden == normal else hidden


def _masked_card(text: str) -> str:
    """A card of 16 to 19 digits with a right check digit; anything else as it is."""
    bare = _digits(text)
    is_card = 16 <= len(bare) <= 19 and luhn.is_valid(bare)
    return f"{bare[:6]}{MASK}{bare[-4:]}" if is_card else text


def _masked_mobile(found: re.Match[str]) -> str:
    """The fourth to the seventh digit, whatever stands between."""
    number = found["number"]
    hidden = [place for place, one in enumerate(number) if one.isdigit()][3:7]
    starred = "".join("*" if place in hidden else one for place, one in enumerate(number))
    return found[0].removesuffix(number) + starred


def _digits(text: str) -> str:
    return re.sub(r"[^\dXx]", "", text)


def masked_cells_of(cells: list[str | None], is_money: bool) -> list[str | None]:
    """A column's texts masked; amounts with many decimals are none. A column without any is given back as it is."""
    if max(map(len, filter(None, cells)), default=0) < SHORTEST:
        return cells
    long = {text for text in cells if text is not None and len(text) >= SHORTEST and not text.isalpha()}
    kept = {text for text in long if is_money and _AMOUNT.fullmatch(text)}
    masked = {text: hidden for text in long - kept if (hidden := mask_id_numbers(text)) != text}
    return [masked.get(text, text) if text is not None else None for text in cells] if masked else cells


def masked_names(names: Iterable[str]) -> dict[str, str]:
    """Name → name without ID numbers, each its own: two that are masked alike get a number, in their order."""
    kept = list(dict.fromkeys(names))
    taken = {name for name in kept if mask_id_numbers(name) == name}
    result = {name: name for name in taken}
    for name in kept:
        if name in result:
            continue
        masked = candidate = mask_id_numbers(name)
        stem, dot, suffix = masked.rpartition(".") if "." in masked.rpartition("/")[2] else (masked, "", "")
        number = 1
        while candidate in taken:
            number += 1
            candidate = f"{stem}（{number}）{dot}{suffix}"
        taken.add(candidate)
        result[name] = candidate
    return result
