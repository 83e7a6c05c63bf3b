"""Names of files made of names of places and people: never two alike, on no file system."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

LONGEST = 60  # characters, of at most four bytes each: with tag and ending within the 255 bytes of a name
FORBIDDEN = frozenset('\\/:*?"<>|')
HIDING = "-~. "  # a name that begins so is an option, a lock file or hidden; one that ends in a point or a space is cut
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³]) *(\..*)?", re.IGNORECASE)
TAG = re.compile(r"~[0-9a-f]{10}$")
UNNAMED = "未名"


def safe_name(text: str) -> str:
    """A name for a file, without its ending, that no other text gets.

    What a file name can carry stays as it is; where something had to be replaced, cut or left out, ten hex digits of
    the text's SHA-256 follow, so that 1/1 and 1:1 do not become one file.
    """
    cleaned = cleaned_name(text)
    return cleaned if cleaned == text and not TAG.search(text) else tagged(cleaned, text)


def safe_names(texts: Mapping[str, str]) -> dict[str, str]:
    """Key → name of a file; no two alike, not even where a file system tells neither case nor composed letters apart."""
    names = {key: safe_name(text) for key, text in texts.items()}
    counts = Counter(map(folded, names.values()))
    return {
        key: name if counts[folded(name)] == 1 else tagged(cleaned_name(texts[key]), f"{texts[key]}\0{key}")
        for key, name in names.items()
    }


def cleaned_name(text: str) -> str:
    """The text without what a file name cannot carry, or what would hide it."""
    composed = unicodedata.normalize("NFC", text)
    plain = "".join(
        "_" if one in FORBIDDEN or (unicodedata.category(one)[0] in "CZ" and one != " ") else one for one in composed
    )
    plain = plain.lstrip(HIDING)[:LONGEST].rstrip(". ")
    return f"_{plain}" if RESERVED.fullmatch(plain) else plain or UNNAMED


def tagged(cleaned: str, identity: str) -> str:
    """The name followed by digits of what it stands for."""
    digest = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{cleaned[: LONGEST - 11]}~{digest}"


def folded(name: str) -> str:
    """What the least discerning file system compares."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFC", name).casefold())
