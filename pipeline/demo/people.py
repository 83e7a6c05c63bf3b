"""Invented people: names, and 18-digit ID numbers with a right checksum (GB 11643-1999, docs/method.md#codes)."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
HOME_PREFIX = "440823"  # GB/T 2260 code of 遂溪县

SURNAMES = "陈李黄林梁郑杨王吴周蔡庞何谢罗许叶潘钟余苏莫戴符卜洪冯邓"
MALE_GIVEN = "伟强明华建国志勇军辉平康广福有才光文生贵安成荣兴宏海林茂春堂"
FEMALE_GIVEN = "芳英秀丽玉兰梅珍娟霞妹燕琼花莲凤红巧清彩云月娣婵香丹雪萍"


@dataclass(frozen=True)
class Person:
    """One invented person; `id_number` has 18 characters and a right check character."""

    name: str
    id_number: str
    gender: str
    birth: date

    @property
    def birth_year(self) -> int:
        """Year of birth."""
        return self.birth.year


def check_character(first_17: str) -> str:
    """Check character of the first 17 digits of an ID number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first_17, strict=True))
    return CHECK_CHARACTERS[total % 11]


def make_id_number(prefix: str, birth: date, sequence: int) -> str:
    """ID number of 6 address digits, birth date, a sequence of 0–999 (odd is male), and its check."""
    first_17 = f"{prefix}{birth:%Y%m%d}{sequence:03d}"
    return first_17 + check_character(first_17)


class Registry:
    """Makes people and never gives one ID number twice."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.taken: set[str] = set()

    def make(self, gender: str, first_year: int, last_year: int, surname: str = "") -> Person:
        """A new person born in one of the years given (both included)."""
        birth = self._birth(first_year, last_year)
        name = (surname or self.rng.choice(SURNAMES)) + self._given(gender)
        return Person(name, self._id_number(birth, gender), gender, birth)

    def stranger(self) -> Person:
        """Somebody of no household, for registers that list more people than the poor."""
        return self.make(self.rng.choice("男女"), 1950, 1990)

    def _birth(self, first_year: int, last_year: int) -> date:
        first, last = date(first_year, 1, 1), date(last_year, 12, 31)
        return first + timedelta(days=self.rng.randint(0, (last - first).days))

    def _given(self, gender: str) -> str:
        letters = MALE_GIVEN if gender == "男" else FEMALE_GIVEN
        return "".join(self.rng.choice(letters) for _ in range(1 if self.rng.random() < 0.2 else 2))

    def _id_number(self, birth: date, gender: str) -> str:
        while True:
            sequence = 2 * self.rng.randint(1, 498) + (1 if gender == "男" else 0)
            number = make_id_number(HOME_PREFIX, birth, sequence)
            if number not in self.taken:
                self.taken.add(number)
                return number
