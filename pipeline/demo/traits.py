"""What stays with a household over the years, so that its incomes change as slowly as real ones."""

from dataclasses import dataclass
from random import Random

from pipeline.demo.records import Household


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
