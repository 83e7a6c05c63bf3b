"""ID numbers carry a right checksum and nobody's number is given twice (GB 11643-1999)."""

from collections import Counter
from datetime import date

import pytest

from pipeline.demo.people import check_character, make_id_number
from pipeline.demo.records import World


def remainder(number: str) -> int:
    """ISO 7064: digits times powers of two, modulo 11; 1 for a right number."""
    digits = [10 if letter == "X" else int(letter) for letter in number]
    return sum(digit * 2 ** (17 - place) for place, digit in enumerate(digits)) % 11


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_known_safe_samples(number: str) -> None:
    assert check_character(number[:17]) == number[17]
    assert remainder(number) == 1


def test_sequence_tells_the_gender() -> None:
    assert make_id_number("440823", date(1980, 1, 2), 7)[:17] == "44082319800102007"


def test_everybody_has_a_valid_number_of_his_own(clean_world: World) -> None:
    people = {
        one.person
        for household in clean_world.households
        for record in household.years.values()
        for one in record.members
    }
    assert all(remainder(one.id_number) == 1 for one in people)
    assert all(one.id_number[6:14] == f"{one.birth:%Y%m%d}" for one in people)
    assert all(int(one.id_number[16]) % 2 == (one.gender == "男") for one in people)
    assert max(Counter(one.id_number for one in people).values()) == 1
    assert {one.id_number[:6] for one in people} == {"440823"}
