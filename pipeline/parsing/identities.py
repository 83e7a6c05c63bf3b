"""Citizen ID numbers (GB 11643-1999), old 15-digit ones and disability certificates, as typed.

No message or exception here carries a number; only the returned values do.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from pipeline.parsing.amounts import BLANK_MARKS
from pipeline.parsing.characters import narrow

MASK = "********"
EARLIEST_BIRTH = date(1850, 1, 1)  # the sample number of GB 11643 was born in 1880
MALE, FEMALE = "男", "女"
# What stands for the check character X in deliveries: multiplication sign, Cyrillic and Greek letters.
_LIKE_X = str.maketrans("×✕ХхΧχ", "XXXXXX")
_LEADING_MARKS = "'‘’`´"
_EXPONENT = re.compile(r"[0-9]\.[0-9]+E\+?1[0-9]")
_ID_18 = re.compile(r"[0-9]{17}[0-9X]")
_MASKABLE = re.compile(r"[0-9]{14,}[0-9X]")
_ID_15 = re.compile(r"[0-9]{15}")
# 18-character ID, type of disability 1-7, level 1-4, and where reissued its mark (B1).
_DISABILITY = re.compile(r"(?P<id>[0-9]{17}[0-9X])(?P<type>[1-7])(?P<level>[1-4])(?:[A-Z0-9]{2})?")


@dataclass(frozen=True, slots=True)
class IdNumber:
    """`id_number`: 18 characters, also under problem checksum or birth_date, so that it can still be matched.

    `problem`: None, length, characters, checksum, birth_date, number_stored (digits lost in the file itself).
    A blank mark (无) is no number and no problem.
    """

    id_number: str | None = None
    masked: str | None = None
    problem: str | None = None
    birth_date: date | None = None
    gender: str | None = None
    county_code: str | None = None
    disability_type: int | None = None
    disability_level: int | None = None


def parse_id_number(text: str, today: date) -> IdNumber:
    """Read one cell; births are believed from EARLIEST_BIRTH to `today`. Never raises."""
    plain = compact_id(text)
    if plain in BLANK_MARKS:
        return IdNumber()
    if _ID_18.fullmatch(plain):
        return _read_18(plain, today)
    if _ID_15.fullmatch(plain):
        return _read_18(upgrade_15(plain), today)
    if certificate := _DISABILITY.fullmatch(plain):
        kind, level = int(certificate["type"]), int(certificate["level"])
        return replace(_read_18(certificate["id"], today), disability_type=kind, disability_level=level)
    if _EXPONENT.fullmatch(plain):
        return IdNumber(masked=MASK, problem="number_stored")
    problem = "length" if re.fullmatch(r"[0-9]+X?", plain) else "characters"
    return IdNumber(masked=mask_id(plain), problem=problem)


def compact_id(text: str) -> str:
    """NFKC, without spaces and leading text marks, in capitals."""
    normal = unicodedata.normalize("NFKC", narrow(text)).translate(_LIKE_X).upper()
    return "".join(normal.split()).lstrip(_LEADING_MARKS)


def mask_id(id_number: str) -> str:
    """First 6 and last 4 shown; all hidden where it is not a number or fewer than 5 would be between them."""
    return id_number[:6] + MASK + id_number[-4:] if _MASKABLE.fullmatch(id_number) else MASK


def upgrade_15(id_number: str) -> str:
    """The 18-character form: century 19 put in, check character added."""
    body = id_number[:6] + "19" + id_number[6:]
    return body + str(ric.calc_check_digit(body + "0"))


def _read_18(plain: str, today: date) -> IdNumber:
    is_checked = plain[-1] == ric.calc_check_digit(plain)
    if plain.endswith("000") and not is_checked:  # 15 significant digits survive in a number cell
        return IdNumber(masked=plain[:6] + "*" * 12, problem="number_stored", county_code=plain[:6])
    birth = _birth_date(plain, today)
    problem = "birth_date" if birth is None else None if is_checked else "checksum"
    gender = MALE if int(plain[16]) % 2 else FEMALE
    return IdNumber(plain, mask_id(plain), problem, birth, gender, plain[:6])


def _birth_date(plain: str, today: date) -> date | None:
    try:
        birth = ric.get_birth_date(plain)
    except (ValidationError, ValueError):
        return None
    return birth if EARLIEST_BIRTH <= birth <= today else None
