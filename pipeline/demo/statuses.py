"""How the yearly list puts a household: exit status, eligibility, housing."""

from random import Random

from pipeline.demo.arithmetic import disposable, is_met
from pipeline.demo.records import YEARS, Household, HouseholdYear, Listing, Member


def listing_of(household: Household, members: list[Member], year: int) -> Listing | None:
    """The household's line in the year's list, None when it is not on the list."""
    if not household.is_listed:
        return None
    return Listing(
        household_type=household.household_type,
        labour="有劳动力户" if household.kind == "labour" else "无劳动力户",
        exit_status=exit_status(household, len(members), year),
        is_recipient=household.household_type == "低保贫困户",
        is_eligible=household.household_type == "低保贫困户",
        is_unsafe_housing=False,
    )


def exit_status(household: Household, size: int, year: int) -> str:
    """脱贫属性 as consistent with incomes: out only when met, back (返贫) when met once and below now."""
    planned = household.planned_exit_year or 9999
    if year < planned:
        return "未脱贫"
    if year == planned == YEARS[-1]:
        return "预脱贫"  # Stage 1 closes before the exit is approved
    if household.kind == "uncovered":
        return "预脱贫"
    if household.kind != "labour":
        return "已脱贫"  # tested on cover, not on the line (docs/method.md#exit-line)
    met = {
        one: is_met(disposable(record.statement.items), size, one)
        for one, record in household.years.items()
        if record.statement and one <= year
    }
    if met[year]:
        return "已脱贫"
    return "返贫" if met[planned] and year > planned else "预脱贫"


def mark_eligible(household: Household, record: HouseholdYear) -> None:
    """Eligible for 低保 and not enrolled (应保未保)."""
    if record.listing and household.scope == "in_scope" and household.household_type == "一般贫困户":
        record.listing.is_eligible = True


def mark_housing(rng: Random, household: Household) -> None:
    """A few live in unsafe houses, until a year in which the house is mended."""
    if household.scope == "in_scope" and rng.random() < 0.03:
        mended = rng.choice((2017, 2018, 2019))
        for year, record in household.years.items():
            if record.listing:
                record.listing.is_unsafe_housing = year < mended
