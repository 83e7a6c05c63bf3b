"""Characters as typed in offices: full-width forms, exotic spaces, marks that nobody sees."""

import re

# Zero-width marks, and the left-to-right marks that calculators and dialogs copy along with a number.
# Right-to-left marks are not here: they change what a reader sees, so such a text stays unreadable.
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


def narrow(text: str) -> str:
    """Full-width ASCII made half-width, every kind of space a blank, unseen marks and outer blanks dropped.

    Narrower than NFKC on purpose: NFKC turns ⑶ into (3), an accounting negative, and 35² into 352.
    """
    return text.translate(_NARROW).strip() if _NEEDS_NARROWING.search(text) else text.strip()
