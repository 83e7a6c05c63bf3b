"""Characters as typed in offices: full-width forms, exotic spaces, marks that nobody sees. One rule for keys and values; names
of persons are compared without spaces, otherwise as written (no NFKC: it changes rare characters)."""

import re
import unicodedata
from collections.abc import Iterable

# Zero-width marks, and the left-to-right marks that calculators and dialogs copy along with a number.
# Right-to-left marks are not here: they change what a reader sees, so an amount with them stays unreadable.
_INVISIBLE = "\u200b\u200c\u200d\u200e\u2060\u202a\u202c\u202d\ufeff\u00ad"
_SPACES = "\t\n\r\x0b\x0c\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))

_NARROW: dict[int, str | None] = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **{ord(mark): None for mark in _INVISIBLE},
    **{ord(space): " " for space in _SPACES},
    ord("￥"): "¥",
    ord("\u2212"): "-",  # minus sign
    ord("\ufe63"): "-",  # small hyphen-minus
}
_NEEDS_NARROWING = re.compile(r"[^\x20-\x7e]")
# Controls other than white space, format marks of either direction, joiners, fillers, variation selectors, tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc\U000e0000-\U000e0fff]"
)
_KNOWN = {
    "\u200b": "零宽空格",
    "\ufeff": "字节序标记",
    "\u200e": "左至右标记",
    "\u200f": "右至左标记",
    "\u202c": "方向标记",
}
NAME_MASK = "＊＊"


def narrow(text: str) -> str:
    """Full-width ASCII made half-width, every kind of space a blank, unseen marks and outer blanks dropped.

    Narrower than NFKC on purpose: NFKC turns ⑶ into (3), an accounting negative, and 35² into 352.
    """
    return text.translate(_NARROW).strip() if _NEEDS_NARROWING.search(text) else text.strip()


def visible(text: str) -> str:
    """A key or header without the characters that nobody sees: two texts that look alike are one."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def has_unseen(texts: Iterable[str]) -> bool:
    """Whether any of many texts holds a character that nobody sees."""
    return _UNSEEN.search("".join(texts)) is not None


def unseen_in(text: str) -> list[str]:
    """The different characters of a text that nobody sees, in order, as people may look them up: U+200B（零宽空格）."""
    found = [] if text.isascii() and text.isprintable() else dict.fromkeys(_UNSEEN.findall(text))
    return [f"U+{ord(one):04X}" + (f"（{_KNOWN[one]}）" if one in _KNOWN else "") for one in found]


def is_blank_of(character: str) -> bool:
    """Whether a character of a name is a space, a control or a format mark; private-use and unassigned ones are
    letters that this machine does not know, not blanks."""
    category = unicodedata.category(character)
    return category[0] == "Z" or category in ("Cc", "Cf", "Cs")


def clean_name(text: str) -> str:
    """Without any kind of space, control or invisible character: 张　三 → 张三. May be empty. Rare characters that old
    systems keep in the private use area stay: 梁 with one is not 梁."""
    return "".join(character for character in text if not is_blank_of(character))


def mask_name(name: str) -> str:
    """First character and two full-width stars, whatever the length: 张三 → 张＊＊."""
    return name[:1] + NAME_MASK
