"""Citizen ID numbers (GB 11643-1999), old 15-digit ones and disability certificates, as typed: one by one, and many at
once, the sound ones in array arithmetic; and their keyed hashes, for a plain hash of 18 digits is broken in seconds.

No message or exception here carries a number; only the returned values do.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
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
KEY_LENGTH = 32  # hex characters of HMAC-SHA-256: 128 bits
_BLOCK = 64  # bytes, SHA-256
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1])  # GB 11643-1999, check weight 1
_COLUMNS = ["text", "id_number", "masked", "problem", "birth_date", "gender", "county_code"]


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


def read_id_numbers(texts: pa.Array, secret: bytes, today: date) -> pa.Table:
    """A row per text, in any order: the fields of `IdNumber` and `person_key`. Texts: distinct, no nulls."""
    is_shaped = pc.match_substring_regex(texts, "^[0-9]{17}[0-9X]$")
    shaped = texts.filter(is_shaped)
    births, is_sound = _check(shaped, today)
    sound = _sound_rows(shaped.filter(is_sound), births.filter(is_sound))
    others = pa.concat_arrays([texts.filter(pc.invert(is_shaped)), shaped.filter(pc.invert(is_sound))])
    rows = pa.concat_tables([sound, _other_rows(others, today, sound.schema)])
    return rows.append_column("person_key", _keys(rows["id_number"], secret))


def _check(shaped: pa.Array, today: date) -> tuple[pa.Array, pa.Array]:
    """Birth dates (null if impossible) and whether check character and birth are right."""
    digits = np.frombuffer("".join(shaped.to_pylist()).encode(), np.uint8).reshape(-1, 18).astype(np.int64) - 48
    digits[digits[:, 17] == ord("X") - 48, 17] = 10
    is_checked = digits @ _WEIGHTS % 11 == 1
    year, month, day = (digits[:, a:b] @ 10 ** np.arange(b - a)[::-1] for a, b in ((6, 10), (10, 12), (12, 14)))
    months = (year - 1970) * 12 + np.clip(month, 1, 12) - 1
    births = months.astype("M8[M]").astype("M8[D]") + (day - 1)
    is_date = (month >= 1) & (month <= 12) & (day >= 1) & (births.astype("M8[M]").astype(np.int64) == months)
    is_date &= (births >= np.datetime64(EARLIEST_BIRTH)) & (births <= np.datetime64(today))
    return pa.array(births, mask=~is_date), pa.array(is_checked & is_date)


def _sound_rows(texts: pa.Array, births: pa.Array) -> pa.Table:
    county_codes = pc.utf8_slice_codeunits(texts, 0, 6)
    last = pc.utf8_slice_codeunits(texts, 14, 18)
    is_male = pc.is_in(pc.utf8_slice_codeunits(texts, 16, 17), pa.array(list("13579")))
    columns = {
        "text": texts,
        "id_number": texts,
        "masked": pc.binary_join_element_wise(county_codes, MASK, last, ""),
        "problem": pa.nulls(len(texts), pa.string()),
        "birth_date": births,
        "gender": pc.if_else(is_male, MALE, FEMALE),
        "county_code": county_codes,
    }
    return pa.table(columns)


def _other_rows(texts: pa.Array, today: date, schema: pa.Schema) -> pa.Table:
    readings: list[tuple[str, IdNumber]] = [(text, parse_id_number(text, today)) for text in texts.to_pylist()]
    columns = [[text for text, _ in readings]]
    columns += [[getattr(reading, name) for _, reading in readings] for name in _COLUMNS[1:]]
    return pa.table(dict(zip(_COLUMNS, columns, strict=True)), schema=schema)


def _keys(id_numbers: pa.ChunkedArray, secret: bytes) -> pa.Array:
    keys = iter(person_keys(id_numbers.drop_null().to_pylist(), secret))
    return pa.array([next(keys) if is_valid else None for is_valid in id_numbers.is_valid().to_pylist()], pa.string())


def person_keys(id_numbers: Iterable[str], secret: bytes) -> list[str]:
    """HMAC-SHA-256 of 18-character IDs under the secret, of each its first 32 hex characters, at half the cost of one by one:
    both padded keys of RFC 2104 are hashed once and copied."""
    key = (hashlib.sha256(secret).digest() if len(secret) > _BLOCK else secret).ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key))
    keys = []
    for id_number in id_numbers:
        message, digest = inner.copy(), outer.copy()
        message.update(id_number.encode())
        digest.update(message.digest())
        keys.append(digest.hexdigest()[:KEY_LENGTH])
    return keys
