"""Rows that repeat a neighbour, last year, or nobody's real life."""

from dataclasses import replace

from pipeline.demo.arithmetic import disposable
from pipeline.demo.faults.in_amounts import set_wage
from pipeline.demo.planter import Plant, Planter, drop_entries, fault, has, is_plain, items_of, statement_of
from pipeline.demo.records import Entry, Household, Statement


def copy_neighbour(planter: Planter) -> bool:
    """Two households of a village with the same row."""
    year = planter.year()
    host = planter.host(lambda one: is_plain(one) and any(fits(one, other) for other in planter.free))
    if host is None:
        return False
    other = planter.host(lambda one: fits(host, one))
    assert other is not None
    model = statement_of(host, year)
    other.years[year].statement = replace(model, items=dict(model.items), stated={}, texts={}, repeats=[])
    planter.note("identical_rows", year, host, f"与户码{other.code}逐项相同")
    planter.note("identical_rows", year, other, f"与户码{host.code}逐项相同")
    return True


def fits(one: Household, other: Household) -> bool:
    """Whether the two can be taken for each other: neighbours of the same kind and size."""
    return (
        one is not other
        and one.village is other.village
        and is_plain(other)
        and len(one.years[2018].members) == len(other.years[2018].members)
    )


@fault("unchanged_from_last_year", "与上年逐项相同", lambda one, _: is_plain(one), 2017, 2018)
def repeat_year(host: Household, year: int) -> None:
    """Last year's figures once more, ledgers and roster included."""
    last, record = host.years[year - 1], host.years[year]
    record.statement = Statement(
        dict(items_of(host, year - 1)), len(record.members), statement_of(host, year - 1).resident
    )
    for member, before in zip(record.members, last.members, strict=True):
        member.work_months, member.monthly_wage = before.work_months, before.monthly_wage
        member.is_public_post, member.is_resident = before.is_public_post, before.is_resident
    record.entries = [replace(one, paid_on=one.paid_on.replace(str(year - 1), str(year))) for one in last.entries]


@fault(
    "large_change_from_last_year",
    "经营收入使人均较上年增加八成以上",
    lambda one, year: is_plain(one) and has(one, year, "business_income"),
    2018,
)
def jump(host: Household, year: int) -> None:
    """Business income that nearly doubles per capita income."""
    items = items_of(host, year)
    lift = 9 * disposable(items_of(host, year - 1)) // 10
    items["business_income"] += (lift // 60_00 + 1) * 100_00 + 700
    items["business_cost"] += (lift // 60_00 + 1) * 40_00


@fault("round_amounts", "各项均为整千元", lambda one, year: is_plain(one) and not has(one, year, "pension"), 2017, 2018)
def guess(host: Household, year: int) -> None:
    """Every amount in whole thousands: guessed, not counted."""
    set_wage(host, year, 200_000, 12)
    drop_entries(host.years[year], "asset_dividend", "ecological_compensation", "family_planning_allowance")
    drop_entries(host.years[year], "medical_reimbursement", "medical_assistance")
    statement_of(host, year).items = {
        "wage_income": 2_400_000,
        "business_income": 1_000_000,
        "business_cost": 400_000,
        "property_income": 100_000,
        "asset_dividend": 100_000,
        "other_transfer_income": 200_000,
        "social_security_contribution": 100_000,
    }
    host.years[year].entries.append(Entry("asset_dividend", 100_000, paid_on=f"{year}-10-15"))


PATTERNS: dict[str, tuple[Plant, ...]] = {
    "identical_rows": (copy_neighbour,),
    "unchanged_from_last_year": (repeat_year,),
    "large_change_from_last_year": (jump,),
    "round_amounts": (guess,),
}
