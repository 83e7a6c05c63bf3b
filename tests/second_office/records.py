"""What the second office knows of its households. Amounts are fen, as everywhere."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

COUNTY, PREFIX = "廉江市", "440881"
YEARS = (2016, 2017, 2018)
INCOMES = (
    "工资性收入", "生产经营性收入", "财产性收入", "计划生育金", "低保金", "五保金", "养老保险金", "生态补偿金",
    "报销医疗费", "医疗救助金", "其他转移性收入",
)  # fmt: skip
TRANSFERS = INCOMES[3:]
PAID = ("个人所得税", "社会保障支出", "赡养支出", "其他转移性支出")
COST, LOAN = "生产经营性支出", "未偿还借贷款"
LINES = {2016: 643300, 2017: 688300, 2018: 736500}
_WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]  # GB 11643: weight of place i is 2^(18-i) mod 11
_CHECKS = "10X98765432"


def id_number(prefix: str, born: dt.date, sequence: int) -> str:
    """An 18-digit number with its check character."""
    digits = f"{prefix}{born:%Y%m%d}{sequence:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return digits + _CHECKS[total % 11]


@dataclass(frozen=True)
class Person:
    name: str
    number: str
    gender: str
    born: dt.date


@dataclass
class Line:
    """A member in a year."""

    person: Person
    relation: str
    able: str = "无劳动力"
    months: int | None = None
    wage: int | None = None  # fen a month
    student: str = "非在校生"
    medical: bool = True
    pension: bool = False
    shown_number: str = ""


@dataclass(frozen=True)
class Payment:
    item: str
    fen: int
    person: Person
    monthly: int | None = None
    months: int | None = None
    date: str = ""


@dataclass
class Report:
    """A household's year."""

    items: dict[str, int]
    members: list[Line]
    head: Person
    size: int | None
    payments: list[Payment] = field(default_factory=list)
    stated: dict[str, int] = field(default_factory=dict)  # totals written otherwise than they add up
    texts: dict[str, str] = field(default_factory=dict)  # cells written otherwise
    remark: str = ""
    again: dict[str, int] | None = None  # the household once more, with these items
    is_delivered: bool = True
    is_unit_wrong: bool = False
    exit_status: str = "未脱贫"
    labour: str = "有劳动力户"
    statement_number: str = ""

    @property
    def disposable(self) -> int:
        return total(self.items, INCOMES) - total(self.items, (COST, *PAID))


@dataclass
class Home:
    """A household over the years; `layout` is its town's."""

    town: str
    village: str
    code: str
    kind: str
    layout: str
    planned: int
    reports: dict[int, Report] = field(default_factory=dict)
    former_codes: dict[int, str] = field(default_factory=dict)  # year → the code that it had then
    has_water: bool = True
    touched: bool = False

    def code_in(self, year: int) -> str:
        """The household's code on that year's papers."""
        return self.former_codes.get(year, self.code)

    @property
    def type(self) -> str:
        return {"works": "一般贫困户", "relief": "低保贫困户", "alone": "五保贫困户"}[self.kind]


def total(items: dict[str, int], names: tuple[str, ...]) -> int:
    return sum(items.get(name, 0) for name in names)


class People:
    """Names and numbers, none twice."""

    def __init__(self, draw: Random) -> None:
        self.draw = draw
        self.numbers: set[str] = set()
        self.names: set[str] = set()

    def make(self, gender: str, first: int, last: int, prefix: str = PREFIX) -> Person:
        born = dt.date(self.draw.randint(first, last), self.draw.randint(1, 12), self.draw.randint(1, 28))
        while True:
            number = id_number(prefix, born, 2 * self.draw.randint(5, 490) + (gender == "男"))
            name = self.draw.choice("邱赖揭龙全江庄温凌欧") + "".join(
                self.draw.sample("阿木土金水火生养继承祖德仁义礼智信和顺", 2)
            )
            if number not in self.numbers and name not in self.names:
                self.numbers.add(number)
                self.names.add(name)
                return Person(name, number, gender, born)
