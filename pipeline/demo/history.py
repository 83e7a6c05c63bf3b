"""Three years of a household: incomes that grow slowly, what was paid, and how the list puts it."""

from itertools import pairwise
from random import Random

from pipeline.demo.arithmetic import disposable
from pipeline.demo.households import make_household
from pipeline.demo.incomes import year_items
from pipeline.demo.payments import pay
from pipeline.demo.people import Registry
from pipeline.demo.places import Village, make_villages
from pipeline.demo.records import YEARS, Household, HouseholdYear, Member, Statement, World
from pipeline.demo.schooling import in_year
from pipeline.demo.statuses import listing_of, mark_eligible, mark_housing
from pipeline.demo.traits import Traits, draw_traits

SLOWEST, FASTEST = -0.30, 0.42  # of per capita against last year; the rule doubts more than half


def make_world(seed: int, villages: int, households: int) -> World:
    """Everything about `villages` × `households` households, without a fault."""
    rng = Random(seed)
    people = Registry(rng)
    world = World(make_villages(villages))
    for village in world.villages:
        world.by_village[village] = settle(rng, people, village, households)
    return world


def settle(rng: Random, people: Registry, village: Village, count: int) -> list[Household]:
    """The households of one village: head names differ, and no two declare the same row in a year."""
    names: set[str] = set()
    rows: set[tuple[object, ...]] = set()
    settled: list[Household] = []
    while len(settled) < count:
        household, members = make_household(rng, people, village, len(settled) + 1)
        own_names = {one.person.name for one in members}
        if names & own_names or len(own_names) < len(members):
            continue
        live(rng, household, members)
        own_rows = {row_of(household.years[year]) for year in household.years}
        if rows & own_rows:
            continue
        names |= own_names
        rows |= own_rows
        settled.append(household)
    return settled


def row_of(record: HouseholdYear) -> tuple[object, ...]:
    """The declared amounts of a year, to compare with the neighbours'."""
    assert record.statement is not None
    return (record.year, *sorted(record.statement.items.items()))


def live(rng: Random, household: Household, members: list[Member]) -> None:
    """Fill the household's years; drawn again until per capita moves as slowly as it should."""
    while True:
        traits = draw_traits(rng, household)
        ratio = traits.ratio
        household.years.clear()
        for year in YEARS:
            if year >= household.identified_year:
                household.years[year] = live_year(rng, household, traits, members, year, ratio)
            ratio *= rng.uniform(0.92, 1.16)
        if grows_slowly(household, len(members)):
            break
    for year, record in household.years.items():
        record.listing = listing_of(household, members, year)
        if household.kind == "uncovered" or rng.random() < 0.008:
            mark_eligible(household, record)
    mark_housing(rng, household)


def live_year(
    rng: Random, household: Household, traits: Traits, members: list[Member], year: int, ratio: float
) -> HouseholdYear:
    """One year: members as of then, items, payments."""
    present = [in_year(member, year) for member in members]
    items = year_items(rng, household, traits, present, year, ratio)
    resident = sum(1 for one in present if one.is_resident)
    statement = Statement(items, len(present), resident)
    record = HouseholdYear(year, statement, present, None, [], members[0].person)
    record.entries = pay(rng, record, traits)
    return record


def grows_slowly(household: Household, size: int) -> bool:
    """Whether nobody is implausibly poor and income stays within bounds of last year's (size is constant)."""
    figures = [disposable(one.items) for one in household.statements()]
    if min(figures) < 150_000 * size:
        return False
    return all(SLOWEST < later / before - 1 < FASTEST for before, later in pairwise(figures))
