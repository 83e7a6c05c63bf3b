"""What a household earns, receives and pays in a year, in fen; plausible, never suspiciously round."""

from dataclasses import dataclass
from random import Random

from pipeline.demo.arithmetic import EXIT_LINE_YUAN, PAID, RECEIVED, total
from pipeline.demo.records import Household, Member


@dataclass
class Traits:
    """What stays with a household over the years, so that its incomes change as slowly as real ones."""

    ratio: float  # per capita over the exit line in the first year
    business_share: float
    cost_ratio: float
    subsistence_monthly: int
    care_monthly: int
    personal_pension: int  # fen a month on top of the base pension
    woodland_mu: float
    dividend: int
    rent: int
    family_planning: int
    other_transfer: int
    support_paid: int
    premium: int
    public_post: bool
    loan: int


def pick_ratio(rng: Random) -> float:
    """Spread around the line as real ones: many well above, a share near it, some below."""
    draw = rng.random()
    if draw < 0.14:
        return rng.uniform(0.95, 1.05)
    if draw < 0.30:
        return rng.uniform(0.62, 0.95)
    return rng.uniform(1.06, 2.0) if draw < 0.9 else rng.uniform(2.0, 3.2)


def draw_traits(rng: Random, household: Household) -> Traits:
    """Lasting traits; items that need a sub-column are left to villages whose form has one."""
    detailed = household.village.is_detailed
    helpless = household.kind != "labour"
    return Traits(
        ratio=pick_ratio(rng),
        business_share=rng.choice((0.0, rng.uniform(0.1, 0.45), rng.uniform(0.1, 0.45))),
        cost_ratio=rng.uniform(0.34, 0.48),
        subsistence_monthly=rng.randint(151, 263),
        care_monthly=rng.choice((0, 67, 133)),
        personal_pension=rng.randint(311, 2789),
        woodland_mu=rng.uniform(2.1, 19.0) if helpless or rng.random() < 0.4 else 0.0,
        dividend=rng.randint(31_203, 151_877) if rng.random() < 0.4 else 0,
        rent=rng.randint(30_419, 120_771) if detailed and rng.random() < 0.15 else 0,
        family_planning=12 * rng.choice((9_730, 11_580, 14_390)) if rng.random() < 0.05 else 0,
        other_transfer=rng.randint(61_207, 243_919) if rng.random() < (0.5 if helpless else 0.18) else 0,
        support_paid=rng.randint(41_309, 133_741) if not helpless and rng.random() < 0.07 else 0,
        premium=rng.choice((120, 240, 360)),
        public_post=detailed and not helpless and rng.random() < 0.08,
        loan=rng.choice((10_000_00, 20_000_00, 30_000_00)) if not helpless and rng.random() < 0.12 else 0,
    )


MEDICAL_PREMIUM = {2016: 126, 2017: 153, 2018: 187}  # yuan per insured person; invented, near the real ones
BASE_PENSION = {2016: 110, 2017: 120, 2018: 148}  # yuan a month
DESTITUTE_RATE = {2016: 562, 2017: 604, 2018: 663}  # yuan a month
GROWTH = {2016: 1.0, 2017: 1.06, 2018: 1.13}


def unround(yuan: float) -> int:
    """A fen amount near the yuan given that is no multiple of ten yuan."""
    whole = round(yuan)
    return (whole + 3 if whole % 10 == 0 else whole) * 100


def pension_of(member: Member, traits: Traits, year: int) -> int:
    """Monthly pension in fen of an insured elder, else 0; each elder has his own account part."""
    if member.role != "elder" or not member.has_pension:
        return 0
    return BASE_PENSION[year] * 100 + traits.personal_pension + int(member.person.id_number[14:17]) % 97


def contributions(members: list[Member], traits: Traits, year: int) -> int:
    """社会保障支出 in fen: medical premium of all insured, pension premium of insured adults below 60."""
    medical = sum(MEDICAL_PREMIUM[year] for one in members if one.has_medical)
    payers = [one for one in members if one.role in ("worker", "disabled")]
    pension = sum(traits.premium for one in payers if one.has_pension or one.has_employee)
    return (medical + pension) * 100


def received(rng: Random, household: Household, traits: Traits, members: list[Member], year: int) -> dict[str, int]:
    """Transfers in, in fen."""
    size, growth = len(members), GROWTH[year]
    items = {
        "pension": sum(12 * pension_of(one, traits, year) for one in members),
        "ecological_compensation": round(traits.woodland_mu * (2_360 + 70 * (year - 2016))),
        "family_planning_allowance": traits.family_planning,
        "other_transfer_income": round(traits.other_transfer * growth * rng.uniform(0.93, 1.08)),
    }
    if household.household_type == "低保贫困户":
        items["subsistence_allowance"] = 1200 * size * round(traits.subsistence_monthly * growth)
    if household.household_type == "五保贫困户":
        monthly = DESTITUTE_RATE[year] + traits.care_monthly
        items["destitute_allowance"] = 1200 * size * monthly
    if rng.random() < 0.16:
        items["medical_reimbursement"] = rng.randint(40_000, 260_000)
        if rng.random() < 0.3:
            items["medical_assistance"] = rng.randint(30_000, 120_000)
    if household.village.is_detailed and household.kind == "labour" and rng.random() < 0.15:
        items["reward_money"] = rng.randint(50_000, 210_000)
    return items


def fixed_items(rng: Random, household: Household, traits: Traits, members: list[Member], year: int) -> dict[str, int]:
    """Everything but wages and business, in fen."""
    items = received(rng, household, traits, members, year)
    dividend = round(traits.dividend * rng.uniform(0.95, 1.12)) if traits.dividend else 0
    rent = round(traits.rent * GROWTH[year])
    items |= {
        "asset_dividend": dividend,
        "property_income": dividend + rent,
        "social_security_contribution": contributions(members, traits, year),
        "support_paid": round(traits.support_paid * GROWTH[year]),
        "outstanding_loan": traits.loan,
    }
    return {name: fen for name, fen in items.items() if fen}


def year_items(
    rng: Random, household: Household, traits: Traits, members: list[Member], year: int, ratio: float
) -> dict[str, int]:
    """A year's items in fen; what the household lacks to reach ratio × line it works for."""
    items = fixed_items(rng, household, traits, members, year)
    if household.kind != "labour":
        return items
    target = round(ratio * EXIT_LINE_YUAN[year] * 100 * len(members))
    given = total(items, RECEIVED) + items.get("property_income", 0) - total(items, PAID)
    earned = max(target - given, 240_000 * len(members))
    net_business = earned * traits.business_share
    if net_business >= 60_000:
        gross = unround(net_business / (1 - traits.cost_ratio) / 100)
        items["business_income"] = gross
        items["business_cost"] = unround(gross * traits.cost_ratio / 100)
        earned -= gross - items["business_cost"]
    items["wage_income"] = earn_wages(rng, members, traits, earned)
    items["public_welfare_wage"] = sum(
        (one.work_months or 0) * (one.monthly_wage or 0) for one in members if one.is_public_post
    )
    return {name: fen for name, fen in items.items() if fen}


def earn_wages(rng: Random, members: list[Member], traits: Traits, fen: int) -> int:
    """Spread wages over the able; each works whole months at a monthly wage. Returns the exact sum in fen."""
    able = [one for one in members if one.role == "worker"]
    if fen < 500_000 * len(able):
        able = able[:1]
    for order, one in enumerate(able):
        yearly = fen / len(able) / 100
        most = max(1, min(12, int(yearly / 900)))
        least = min(most, max(1, -int(-yearly // 5200)))
        one.work_months = rng.randint(max(least, most - 4), most)
        one.monthly_wage = unround(max(yearly / one.work_months, 331))
        one.is_public_post = traits.public_post and order == 0
        one.is_resident = one.work_months < 8 or rng.random() < 0.6 or one.is_public_post
    if wages_of(able) % 10_000 == 0:  # a sum in whole hundreds looks guessed
        able[-1].monthly_wage = (able[-1].monthly_wage or 0) + 100
    return wages_of(able)


def wages_of(members: list[Member]) -> int:
    """Months times monthly wage over the members, in fen."""
    return sum((one.work_months or 0) * (one.monthly_wage or 0) for one in members)
