"""Incomes of the benchmark households, whole columns at a time; the same make-up as the demo's."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from pipeline.demo.arithmetic import EXIT_LINE_YUAN, PAID, RECEIVED
from pipeline.demo.incomes import BASE_PENSION, DESTITUTE_RATE, GROWTH, MEDICAL_PREMIUM

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Homes:
    """One entry per household of a block: what stays over the years. Amounts in fen."""

    number: Ints
    workers: Ints
    children: Ints
    elders: Ints
    on_subsistence: Bools
    destitute: Bools
    planned_year: Ints
    ratio: NDArray[np.float64]
    business_share: NDArray[np.float64]
    cost_ratio: NDArray[np.float64]
    subsistence_monthly: Ints
    personal_pension: Ints
    woodland: Ints
    dividend: Ints
    other_transfer: Ints
    premium: Ints

    @property
    def size(self) -> Ints:
        """Members."""
        return self.workers + self.children + self.elders

    @property
    def can_work(self) -> Bools:
        """Whether anybody works."""
        return self.workers > 0


def draw_homes(rng: Generator, first: int, count: int) -> Homes:
    """A block of `count` households, the first with the number given."""
    kind = rng.choice(3, count, p=(0.78, 0.13, 0.09))  # labour, 低保 without labour, 五保
    able = kind == 0
    draw = rng.random(count)
    ratio = np.select(
        [draw < 0.14, draw < 0.30],
        [rng.uniform(0.95, 1.05, count), rng.uniform(0.62, 0.95, count)],
        rng.uniform(1.06, 2.2, count),
    )
    return Homes(
        number=np.arange(first, first + count),
        workers=np.where(able, rng.integers(1, 3, count), 0),
        children=np.where(kind == 2, 0, rng.integers(0, 4, count)),
        elders=np.where(able, rng.choice(3, count, p=(0.6, 0.28, 0.12)), rng.integers(1, 3, count)),
        on_subsistence=(kind == 1) | (able & (rng.random(count) < 0.18)),
        destitute=kind == 2,
        planned_year=rng.choice((2016, 2017, 2018, 2019), count, p=(0.25, 0.33, 0.37, 0.05)),
        ratio=ratio,
        business_share=np.where(rng.random(count) < 0.6, rng.uniform(0.1, 0.45, count), 0.0),
        cost_ratio=rng.uniform(0.34, 0.48, count),
        subsistence_monthly=rng.integers(151, 264, count),
        personal_pension=rng.integers(311, 2790, count),
        woodland=some(rng, count, 0.4, 5_011, 44_871),
        dividend=some(rng, count, 0.4, 31_203, 151_877),
        other_transfer=some(rng, count, 0.2, 61_207, 243_919),
        premium=rng.choice((120, 240, 360), count),
    )


def some(rng: Generator, count: int, share: float, low: int, high: int) -> Ints:
    """An amount for a share of the households, 0 for the others."""
    return np.where(rng.random(count) < share, rng.integers(low, high, count), 0)


def given_items(rng: Generator, homes: Homes, year: int) -> dict[str, Ints]:
    """Transfers, property and what is paid, in fen."""
    count, size = len(homes.number), homes.size
    growth = GROWTH[year]
    pension = 12 * homes.elders * (BASE_PENSION[year] * 100 + homes.personal_pension)
    subsistence = 1_200 * size * np.rint(homes.subsistence_monthly * growth).astype(np.int64)
    return {
        "pension": pension,
        "subsistence_allowance": np.where(homes.on_subsistence, subsistence, 0),
        "destitute_allowance": np.where(homes.destitute, 1_200 * size * DESTITUTE_RATE[year], 0),
        "ecological_compensation": homes.woodland * (100 + 3 * (year - 2016)) // 100,
        "medical_reimbursement": some(rng, count, 0.15, 40_000, 220_000),
        "other_transfer_income": np.rint(homes.other_transfer * growth).astype(np.int64),
        "asset_dividend": np.rint(homes.dividend * growth).astype(np.int64),
        "property_income": np.rint(homes.dividend * growth).astype(np.int64),
        "social_security_contribution": 100 * (size * MEDICAL_PREMIUM[year] + homes.workers * homes.premium),
    }


def year_items(
    rng: Generator, homes: Homes, year: int, ratio: NDArray[np.float64]
) -> tuple[dict[str, Ints], Ints, Ints]:
    """A year's items in fen, and the months and monthly wage (fen) of each worker of a household."""
    items = given_items(rng, homes, year)
    zero = np.zeros(len(homes.number), dtype=np.int64)
    given = sum((items.get(name, zero) for name in (*RECEIVED, "property_income")), zero)
    paid = sum((items.get(name, zero) for name in PAID), zero)
    target = np.rint(ratio * EXIT_LINE_YUAN[year] * 100 * homes.size).astype(np.int64)
    earned = np.maximum(target - given + paid, 240_000 * homes.size)
    gross = np.rint(earned * homes.business_share / (1 - homes.cost_ratio) / 100).astype(np.int64) * 100 + 300
    has_business = homes.can_work & (homes.business_share > 0)
    items["business_income"] = np.where(has_business, gross, 0)
    cost = np.rint(gross * homes.cost_ratio / 100).astype(np.int64) * 100
    items["business_cost"] = np.where(has_business, cost, 0)
    workers = np.maximum(homes.workers, 1)
    months = rng.integers(6, 13, len(zero))
    to_earn = earned - items["business_income"] + items["business_cost"]
    monthly = np.maximum(to_earn // (workers * months * 100), 331) * 100
    items["wage_income"] = np.where(homes.can_work, workers * months * monthly, 0)
    return items, months, monthly


def add_totals(items: dict[str, Ints], size: Ints) -> dict[str, Ints]:
    """The stated totals, as a careful team writes them."""
    zero = np.zeros(len(size), dtype=np.int64)
    received = sum((items.get(name, zero) for name in RECEIVED), zero)
    paid = sum((items.get(name, zero) for name in PAID), zero)
    income = items["wage_income"] + items["business_income"] + items["property_income"] + received
    expense = items["business_cost"] + paid
    return items | {
        "stated_total_income": income,
        "stated_transfer_income": received,
        "stated_total_expense": expense,
        "stated_transfer_paid": paid,
        "stated_disposable_income": income - expense,
        "stated_per_capita": (2 * (income - expense) + size) // (2 * size),
    }
