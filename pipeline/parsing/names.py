"""Names of persons: compared without spaces, otherwise as written (no NFKC: it changes rare characters)."""

from pipeline.parsing.characters import is_blank_of

NAME_MASK = "＊＊"


def clean_name(text: str) -> str:
    """Without any kind of space, control or invisible character: 张　三 → 张三. May be empty. Rare characters that old
    systems keep in the private use area stay: 梁 with one is not 梁."""
    return "".join(character for character in text if not is_blank_of(character))


def mask_name(name: str) -> str:
    """First character and two full-width stars, whatever the length: 张三 → 张＊＊."""
    return name[:1] + NAME_MASK
