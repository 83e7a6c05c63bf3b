"""Names of persons: compared without spaces, otherwise as written (no NFKC: it changes rare characters)."""

import unicodedata

NAME_MASK = "＊＊"


def clean_name(text: str) -> str:
    """Without any kind of space, control or invisible character: 张　三 → 张三. May be empty."""
    return "".join(character for character in text if unicodedata.category(character)[0] not in "ZC")


def mask_name(name: str) -> str:
    """First character and two full-width stars, whatever the length: 张三 → 张＊＊."""
    return name[:1] + NAME_MASK
