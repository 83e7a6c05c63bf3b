"""Many ID numbers at once: the sound 18-character ones in array arithmetic, all others through the parser; and their
keyed hashes: a plain hash of 18 digits is broken in seconds, so none goes without secret."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.parsing.identities import EARLIEST_BIRTH, FEMALE, MALE, MASK, IdNumber, parse_id_number

KEY_LENGTH = 32  # hex characters of HMAC-SHA-256: 128 bits
_BLOCK = 64  # bytes, SHA-256
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1])  # GB 11643-1999, check weight 1
_COLUMNS = ["text", "id_number", "masked", "problem", "birth_date", "gender", "county_code"]


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


def person_key(id_number: str, secret: bytes) -> str:
    """HMAC-SHA-256 of the 18-character ID under the secret, its first 32 hex characters."""
    return hmac.digest(secret, id_number.encode(), "sha256").hex()[:KEY_LENGTH]


def person_keys(id_numbers: Iterable[str], secret: bytes) -> list[str]:
    """The same for many at half the cost: both padded keys of RFC 2104 are hashed once and copied."""
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
