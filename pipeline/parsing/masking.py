"""ID numbers masked in texts that leave the raw cells: 6 + ******** + 4.

They are masked when a file is read, not when a table is shown: an ID number in a remark, a name or a file name then
reaches no later table, log or picture. Columns of ID numbers alone keep them, for matching; they stay in data/work.
"""

import re
import unicodedata
from collections.abc import Iterable

MASK = "********"
SHORTEST = 15  # digits of an old ID number
_SPACE = re.compile(r"\s+")
# The last four may be those of a disability certificate, which follow the check character.
_NUMBER = re.compile(r"(\d{6})\d{5,}(\d{3}[\dXx](?!\d)|\d[Xx]\d\d(?!\d)|\d{3}[\dXx])")
_WHOLE = re.compile(r"^\d{14,21}[\dXx]$")
_SEPARATOR = re.compile(r"[-·.]")
_GAP = r"[\s\-·.]*"
# Region, birth date and sequence with anything between the digits: dates or amounts in a row are no ID number.
_SPACED = re.compile(
    r"(?<!\d)([1-9](?:G\d){5})G(?:1G[89]|2G0)(?:G\d){2}G(?:0G[1-9]|1G[0-2])G(?:[0-2]G\d|3G[01])G"
    r"(\d(?:G\d){2}G[\dXx])(?!\d)".replace("G", _GAP)
)
_AMOUNT = re.compile(r"[-+]?[\d,]{0,14}(?:\.\d*)?")  # as long as the noise of a spreadsheet's arithmetic makes it


def mask_id_numbers(text: str) -> str:
    """The text with every number of 15 digits and more masked, also full-width ones, and ID numbers with gaps."""
    if len(text) < SHORTEST or sum(character.isdigit() for character in text) < SHORTEST:
        return text
    bare = _bare(text)
    if _WHOLE.match(bare):
        return f"{bare[:6]}{MASK}{bare[-4:]}"
    masked = _NUMBER.sub(rf"\1{MASK}\2", text)
    normal = unicodedata.normalize("NFKC", masked)
    if not _SPACED.search(normal):
        return masked
    return _SPACED.sub(lambda found: f"{_bare(found[1])}{MASK}{_bare(found[2])}", normal)


def _bare(text: str) -> str:
    return _SEPARATOR.sub("", _SPACE.sub("", unicodedata.normalize("NFKC", text)))


def masked_cells_of(cells: list[str | None], is_money: bool) -> list[str | None]:
    """A column's texts masked; amounts with many decimals are none. A column of short texts is given back as it is."""
    if max(map(len, filter(None, cells)), default=0) < SHORTEST:
        return cells
    return [
        text
        if text is None or len(text) < SHORTEST or (is_money and _AMOUNT.fullmatch(text))
        else mask_id_numbers(text)
        for text in cells
    ]


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
