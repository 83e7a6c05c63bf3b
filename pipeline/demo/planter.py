"""Finds hosts for faults and writes down what was planted; a household carries one fault."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from random import Random

from pipeline.demo.arithmetic import disposable, is_met
from pipeline.demo.ledgers import is_undelivered
from pipeline.demo.people import Person, Registry
from pipeline.demo.records import YEARS, Household, HouseholdYear, Listing, Member, RegisterLine, Statement, World

Test = Callable[[Household], bool]
Plant = Callable[["Planter"], None]  # plants one fault; raises NobodyLeftError


class NobodyLeftError(LookupError):
    """No household is left that a fault fits."""


@dataclass(frozen=True)
class Fault:
    """A rule that must fire on a household and year; with a partner it may fire on the partner instead."""

    rule_id: str
    survey_year: int
    household: Household
    detail: str
    partner: Household | None = None


class Planter:
    """Hosts are drawn at random among households in scope that were there all three years."""

    def __init__(self, world: World, seed: int, closed: Iterable[int]) -> None:
        self.world = world
        self.rng = Random(f"{seed}-faults")
        self.people = Registry(self.rng)
        self.people.taken = {
            member.person.id_number
            for household in world.households
            for record in household.years.values()
            for member in record.members
        }
        closed_villages = set(closed)
        self.free = [
            one
            for one in world.households
            if one.scope == "in_scope" and one.identified_year == YEARS[0] and one.village.index not in closed_villages
        ]
        self.rng.shuffle(self.free)
        self.faults: list[Fault] = []

    def host(self, test: Test) -> Household:
        """A household that nothing was planted on yet and that fits. Raises NobodyLeftError."""
        for household in self.free:
            if test(household):
                self.free.remove(household)
                return household
        raise NobodyLeftError

    def note(
        self, rule_id: str, year: int, household: Household, detail: str, partner: Household | None = None
    ) -> None:
        """Write the fault down; the household (and its partner) count as touched."""
        self.faults.append(Fault(rule_id, year, household, detail, partner))
        for one in (household, partner):
            if one is not None:
                one.faults.append(rule_id)

    def year(self, *choices: int) -> int:
        """One of the years, at random."""
        return self.rng.choice(choices or YEARS)

    def neighbours_paid(self, household: Household, year: int, item: str) -> bool:
        """Whether the year's ledger of this item reaches at least two other households of the village:
        else its absence could not be told from a ledger that was never delivered."""
        paid = [
            other
            for other in self.world.of(household.village)
            if other is not household
            and not other.faults
            and year in other.years
            and any(entry.item == item for entry in other.years[year].entries)
        ]
        return len(paid) >= 2 and not is_undelivered(household, year, item)


def fault(
    rule_id: str, detail: str, test: Callable[[Household, int], bool], *years: int
) -> Callable[[Callable[[Household, int], None]], Plant]:
    """Makes a planter of what changes one household's year: draws the year (of `years`, else of all; a single one is
    not drawn) and a household that fits in it, changes it and notes the fault down."""

    def planted(change: Callable[[Household, int], None]) -> Plant:
        def plant(planter: Planter) -> None:
            year = years[0] if len(years) == 1 else planter.year(*years)
            host = planter.host(lambda one: test(one, year))
            change(host, year)
            planter.note(rule_id, year, host, detail)

        return plant

    return planted


def registered(
    rule_id: str, detail: str, whom: Callable[[Household], Member | None], kind: str, entry: str, day: str = ""
) -> Plant:
    """A planter of a register's line of 2018 about somebody of the household; a day of that year where none is given."""

    def plant(planter: Planter) -> None:
        host = planter.host(lambda one: whom(one) is not None)
        member = whom(host)
        assert member is not None
        on = day or f"2018-0{planter.rng.randint(1, 9)}-{planter.rng.randint(1, 28):02d}"
        planter.world.registers.append(RegisterLine(kind, member.person.name, member.person.id_number, on, entry))
        planter.note(rule_id, 2018, host, detail)

    return plant


def statement_of(household: Household, year: int) -> Statement:
    """The statement of a year; faults are only planted where there is one."""
    statement = household.years[year].statement
    assert statement is not None
    return statement


def listing_of(household: Household, year: int) -> Listing:
    """The household's line in a year's list; faults of it are only planted where there is one."""
    listing = household.years[year].listing
    assert listing is not None
    return listing


def items_of(household: Household, year: int) -> dict[str, int]:
    """The declared items of a year, to be changed in place."""
    return statement_of(household, year).items


def has(household: Household, year: int, item: str) -> bool:
    """Whether the item was declared in the year."""
    return items_of(household, year).get(item, 0) > 0


def is_plain(household: Household) -> bool:
    """A household that can work and is on no benefit: what is added to it stands out."""
    return household.kind == "labour" and household.household_type == "一般贫困户"


def meets(household: Household, year: int) -> bool:
    """Whether the declared income reaches the year's line."""
    statement = statement_of(household, year)
    return is_met(disposable(statement.items), statement.registered or 1, year)


def size(household: Household) -> int:
    """Members on the last year's roster."""
    return len(household.years[YEARS[-1]].members)


def drop_entries(record: HouseholdYear, *items: str) -> None:
    """Take the payments of these items out of the ledgers."""
    record.entries = [entry for entry in record.entries if entry.item not in items]


def member_by_role(record: HouseholdYear, *roles: str) -> Member | None:
    """The first member of one of these roles."""
    return next((one for one in record.members if one.role in roles), None)


def member_of(record: HouseholdYear, role: str) -> Member:
    """The first member of a role that somebody has."""
    return next(one for one in record.members if one.role == role)


def swap_person(household: Household, old: Person, new: Person) -> None:
    """The same person with other particulars, in every year, roster and ledger."""
    for record in household.years.values():
        record.head = new if record.head == old else record.head
        record.members = [replace(one, person=new) if one.person == old else one for one in record.members]
        record.entries = [replace(one, person=new) if one.person == old else one for one in record.entries]
