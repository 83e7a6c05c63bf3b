"""People of the benchmark households, whole columns at a time: names, ID numbers, roles."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.demo.people import CHECK_CHARACTERS, FEMALE_GIVEN, HOME_PREFIX, MALE_GIVEN, SURNAMES, WEIGHTS

Ints = NDArray[np.int64]
WORKER, CHILD, ELDER = 0, 1, 2
FIRST_DAY = {WORKER: date(1962, 1, 1), CHILD: date(2000, 1, 1), ELDER: date(1932, 1, 1)}
LAST_DAY = {WORKER: date(1988, 12, 31), CHILD: date(2013, 12, 31), ELDER: date(1955, 12, 31)}
MOST = {WORKER: 2, CHILD: 3, ELDER: 2}  # per household
SEQUENCES = 498  # of each gender and day
STRIDE = 1_000_003  # prime, so that no two people of a role share a day and a sequence
CHECKS = pa.array(list(CHECK_CHARACTERS))
GIVEN = [[first + second for first in letters for second in letters] for letters in (FEMALE_GIVEN, MALE_GIVEN)]
NAMES = pa.array([surname + given for letters in GIVEN for surname in SURNAMES for given in letters])
HALF = len(NAMES) // 2  # women's names first


@dataclass(frozen=True)
class People:
    """One entry per person, household by household, the head first; `home` is the household's place in
    the block."""

    home: Ints
    role: Ints
    place: Ints  # 0 for the head
    birth_year: Ints
    is_male: NDArray[np.bool_]
    birth_text: pa.Array
    id_number: pa.Array
    name: pa.Array


def make_people(first_household: int, workers: Ints, children: Ints, elders: Ints) -> People:
    """The members of a block of households whose first has the number given, by counts of each role."""
    sizes = workers + children + elders
    home = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(home)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    after_workers = place - workers[home]
    after_children = after_workers - children[home]
    role = np.where(after_workers < 0, WORKER, np.where(after_children < 0, CHILD, ELDER))
    order = np.where(role == WORKER, place, np.where(role == CHILD, after_workers, after_children))
    number = first_household + home
    is_male = np.where(role == CHILD, (number + order) % 2 == 0, order == 0)
    days = birth_days(number, role, order)
    sequence = slots(number, role, order) % SEQUENCES * 2 + 2 + is_male
    dates = (np.datetime64("1900-01-01") + days).astype("datetime64[D]")
    years, months, month_days = split_dates(dates)
    digits = ((int(HOME_PREFIX) * 10_000 + years) * 10_000 + months * 100 + month_days) * 1_000 + sequence
    return People(
        home, role, place, years, is_male,
        birth_text=pc.cast(pa.array(dates), pa.string()),
        id_number=id_numbers(digits),
        name=NAMES.take(pa.array((number * 31 + place * 977) % HALF + is_male * HALF)),
    )  # fmt: skip


def slots(number: Ints, role: Ints, order: Ints) -> Ints:
    """A day and sequence for each person, never the same twice within a role."""
    most, days = spread(MOST, role), spread(day_counts(), role)
    return (number * most + order) * STRIDE % (days * SEQUENCES)


def birth_days(number: Ints, role: Ints, order: Ints) -> Ints:
    """Days since 1900 of the births."""
    first = spread({one: (day - date(1900, 1, 1)).days for one, day in FIRST_DAY.items()}, role)
    return first + slots(number, role, order) // SEQUENCES


def day_counts() -> dict[int, int]:
    """How many birth days each role has."""
    return {role: (LAST_DAY[role] - FIRST_DAY[role]).days + 1 for role in FIRST_DAY}


def spread(values: dict[int, int], role: Ints) -> Ints:
    """The value of each person's role."""
    return np.array([values[one] for one in sorted(values)])[role]


def split_dates(dates: NDArray[np.datetime64]) -> tuple[Ints, Ints, Ints]:
    """Year, month and day."""
    months = dates.astype("datetime64[M]")
    since = months.astype(np.int64)
    return since // 12 + 1970, since % 12 + 1, (dates - months).astype(np.int64) + 1


def id_numbers(first_17: Ints) -> pa.Array:
    """ID numbers from their first 17 digits, with the check character (GB 11643-1999)."""
    total = np.zeros(len(first_17), dtype=np.int64)
    for place, weight in enumerate(WEIGHTS):
        total += first_17 // 10 ** (16 - place) % 10 * weight
    return pc.binary_join_element_wise(pc.cast(pa.array(first_17), pa.string()), CHECKS.take(pa.array(total % 11)), "")
