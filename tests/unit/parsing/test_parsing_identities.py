"""ID numbers, their keys and masks; the array path must say what the parser says."""

import datetime as dt
import hashlib
import hmac

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from pipeline.parsing.identities import parse_id_number, person_keys, read_id_numbers, upgrade_15

TODAY = dt.date(2018, 12, 10)
SECRET = b"a secret for tests, 32 bytes long"
SAMPLE = "11010519491231002X"  # the example of GB 11643-1999


@pytest.mark.parametrize(
    "text",
    [SAMPLE, SAMPLE.lower(), f"'{SAMPLE}", f" {SAMPLE} ", "110105 19491231 002X",
     "１１０１０５１９４９１２３１００２Ｘ",
     "11010519491231002×", "11010519491231002Х", f"{SAMPLE}43", f"{SAMPLE}43B1", f"\u200b{SAMPLE}"],
)  # fmt: skip
def test_sound_numbers(text: str) -> None:
    found = parse_id_number(text, TODAY)
    assert (found.id_number, found.problem) == (SAMPLE, None)
    assert (found.birth_date, found.gender, found.county_code) == (dt.date(1949, 12, 31), "女", "110105")
    assert found.masked == "110105********002X"


PROBLEMS = [
    ("110105194912310021", "checksum"),
    ("110105194913310026", "birth_date"),
    ("110105184912310025", "birth_date"),
    ("110105203012310021", "birth_date"),
    ("1101051949123100", "length"),
    ("12345", "length"),
    ("1101051949123100210", "length"),
    ("110105********002X", "characters"),
    ("11010519491231O02X", "characters"),
    ("张三", "characters"),
    ("110105194912310000", "number_stored"),
    ("1.10105194912310E+17", "number_stored"),
    ("#N/A", "characters"),
]


@pytest.mark.parametrize(("text", "problem"), PROBLEMS)
def test_problems(text: str, problem: str) -> None:
    found = parse_id_number(text, TODAY)
    assert found.problem == problem
    assert (found.id_number is None) == (problem not in ("checksum", "birth_date"))
    assert found.masked is not None and "********" in found.masked


@pytest.mark.parametrize("text", ["无", "—", "/", " "])
def test_a_blank_mark_is_no_number_and_no_problem(text: str) -> None:
    assert parse_id_number(text, TODAY) == parse_id_number("", TODAY)
    assert parse_id_number(text, TODAY).problem is None


def test_digits_lost_give_no_key_to_match_by() -> None:
    found = parse_id_number("110105194912310000", TODAY)
    assert (found.id_number, found.masked) == (None, "110105************")


def test_a_right_checksum_is_believed_even_with_three_zeros() -> None:
    body = next(b for n in range(100) if (b := f"4408231990{n // 9 % 9 + 1:02d}{n % 28 + 1:02d}100")
                and ric.calc_check_digit(b + "0") == "0")  # fmt: skip
    assert parse_id_number(body + "0", TODAY).problem is None


def test_an_old_number_becomes_the_new_one() -> None:
    assert upgrade_15("110105491231002") == SAMPLE
    assert parse_id_number("110105491231002", TODAY).id_number == SAMPLE
    assert parse_id_number("110105491331002", TODAY).problem == "birth_date"


def test_a_disability_certificate_tells_type_and_level() -> None:
    found = parse_id_number(f"{SAMPLE}43B1", TODAY)
    assert (found.disability_type, found.disability_level) == (4, 3)
    assert parse_id_number(f"{SAMPLE}83", TODAY).problem == "length" or parse_id_number(f"{SAMPLE}83", TODAY).problem


@given(
    st.lists(st.text(st.sampled_from("0123456789X"), min_size=18, max_size=18)),
    st.binary(min_size=1, max_size=100),
)
def test_keys_are_hmac_sha_256(id_numbers: list[str], secret: bytes) -> None:
    reference = [hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()[:32] for text in id_numbers]
    assert person_keys(id_numbers, secret) == reference


DIGITS = st.text(st.sampled_from("0123456789"), min_size=17, max_size=17)
BIRTHS = st.builds(
    lambda area, day, rest: f"{area}{day:%Y%m%d}{rest:03d}",
    st.sampled_from(["440823", "110105"]),
    st.dates(dt.date(1890, 1, 1), dt.date(2025, 1, 1)),
    st.integers(0, 999),
)
ALMOST = st.builds(
    lambda body, keep: body + (ric.calc_check_digit(body + "0") if keep else "7"),
    st.one_of(DIGITS, BIRTHS),
    st.booleans(),
)


@given(st.lists(st.one_of(ALMOST, st.text(st.characters(exclude_categories=["Cs"]), max_size=22)), unique=True))
def test_the_array_path_agrees_with_the_parser(texts: list[str]) -> None:
    rows = {row["text"]: row for row in read_id_numbers(pa.array(texts, pa.string()), SECRET, TODAY).to_pylist()}
    assert set(rows) == set(texts)
    for text in texts:
        found, row = parse_id_number(text, TODAY), rows[text]
        for name in ("id_number", "masked", "problem", "birth_date", "gender", "county_code"):
            assert row[name] == getattr(found, name)
        assert row["person_key"] == (person_keys([found.id_number], SECRET)[0] if found.id_number else None)


@given(st.text())
def test_never_raises_and_never_shows_the_middle(text: str) -> None:
    found = parse_id_number(text, TODAY)
    assert found.masked is None or len(found.masked) in (8, 18)
