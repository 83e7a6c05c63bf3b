"""Where the second office's faults go: each on a household of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.rule_recall import Planted
from tests.second_office.records import YEARS, Home, Payment, People, Person, Report

Test = Callable[[Home, int], bool]


class NoHostError(AssertionError):
    """The office is too small for a fault."""


@dataclass
class Bench:
    """The office while faults are planted."""

    draw: Random
    people: People
    homes: list[Home]
    planted: list[Planted] = field(default_factory=list)
    gaps: list[tuple[str, int, str, str]] = field(default_factory=list)  # gap, year, village, code
    registers: dict[str, list[tuple[Person, str, str]]] = field(default_factory=dict)

    def host(self, test: Test) -> tuple[Home, int]:
        """An untouched household and a year that fit; it counts as touched from now on."""
        choices = [(home, year) for home in self.homes if not home.touched for year in home.reports]
        self.draw.shuffle(choices)
        for home, year in choices:
            if test(home, year):
                home.touched = True
                return home, year
        raise NoHostError("no household is left for this fault")

    def report(self, home: Home, year: int) -> Report:
        return home.reports[year]

    def pay(self, report: Report, item: str, fen: int, date: str = "6月") -> None:
        """A payment to the head."""
        report.payments.append(Payment(item, fen, report.head, date=date))

    def note(self, rule: str, home: Home, year: int, detail: str) -> None:
        """Write down what a rule must find."""
        home.touched = True
        self.planted.append(Planted(rule, (year, home.village, home.code), detail))

    def later(self, home: Home, year: int) -> list[Report]:
        """The household's reports from a year on."""
        return [home.reports[one] for one in YEARS if one >= year and one in home.reports]


Plant = Callable[[Bench, str], None]  # plants one fault for a rule


def has(home: Home, year: int, item: str) -> bool:
    """Whether the household declares the item that year."""
    return home.reports[year].items.get(item, 0) > 0


def paid(home: Home, year: int, item: str) -> bool:
    """Whether a ledger holds the item for the household that year."""
    return any(one.item == item for one in home.reports[year].payments)
