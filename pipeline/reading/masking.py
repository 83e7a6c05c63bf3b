"""ID numbers masked in texts that leave the raw tables: 6 + ******** + 4."""

import re

from pipeline.reading.wording import fold

_NUMBER = re.compile(r"(?<![\dXx])(\d{6})\d{5,12}([\dXx]{4})(?![\dXx])")
_WHOLE = re.compile(r"^\d{14,21}[\dXx]$")
_SEPARATED = re.compile(r"[-·.]")


def mask_id_numbers(text: str) -> str:
    """The text with every 15- to 22-digit number masked, also full-width or spaced ones."""
    if sum(character.isdigit() for character in text) < 15:
        return text
    bare = _SEPARATED.sub("", fold(text))
    if _WHOLE.match(bare):
        return f"{bare[:6]}********{bare[-4:]}"
    masked = _NUMBER.sub(r"\1********\2", text)
    if masked == text and _NUMBER.search(bare):
        return _NUMBER.sub(r"\1********\2", bare)
    return masked
