"""Every per-capita figure of a package again, from its items, in integers; independent of the SQL that made it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.handouts.package.mart_files import row_stream
from pipeline.item_book import items

TABLE = "mart_household_incomes"
REWARD = "reward_money"
Amounts = Mapping[str, int | None]


@dataclass(frozen=True)
class Wrong:
    """A figure that its items do not give. `row` counts data rows from 1."""

    row: int
    column: str
    found: str
    expected: str


def wrong_figures(parquet: Path, rewards: Mapping[int, str]) -> Iterator[Wrong]:
    """Figures of the household table that differ from their items. `rewards`: year → transfer or business."""
    source = pq.ParquetFile(parquet)
    names = source.schema_arrow.names
    for number, values in enumerate(row_stream(source), 1):
        row = dict(zip(names, values, strict=True))
        fen = {name.removesuffix("_yuan"): to_fen(row[name]) for name in names if name.endswith("_yuan")}
        for name, expected in figures(fen, row["divisor_count"], rewards.get(row["survey_year"], "transfer")).items():
            if fen[name] != expected:
                yield Wrong(number, f"{name}_yuan", shown(fen[name]), shown(expected))


def figures(fen: Amounts, divisor: int | None, reward: str) -> dict[str, int | None]:
    """Disposable income and what leads to it, per capita and margin, in fen (docs/method.md#arithmetic)."""
    transfers, paid = total(fen, "transfer", 1), total(fen, "transfer", -1)
    business = minus(total(fen, "business", 1), total(fen, "business", -1))
    if reward == "transfer":
        transfers = plus(transfers, fen[REWARD])
    else:
        business = plus(business, fen[REWARD])
    holding = minus(total(fen, "property", 1), total(fen, "property", -1))
    whole = plus(total(fen, "wage", 1), business, holding, transfers)
    disposable = minus(whole, fen["excluded_away_wage"], paid)
    per_capita = half_up(disposable, divisor)
    return {
        "net_business_income": business, "net_property_income": holding, "transfer_income": transfers,
        "transfer_paid": paid, "net_transfer_income": minus(transfers, paid), "disposable_income": disposable,
        "disposable_income_per_capita": per_capita, "margin": minus(per_capita, fen["exit_line"]),
    }  # fmt: skip


def total(fen: Amounts, component: str, sign: int) -> int | None:
    """What the items of a component add to it (sign 1) or take from it (-1); where the reward belongs is asked apart."""
    held = [one.item_code for one in items().values() if (one.component, one.sign) == (component, sign)]
    return plus(*(fen[code] for code in held if code != REWARD))


def plus(*values: int | None) -> int | None:
    """A sum; unknown as soon as one part is."""
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def minus(first: int | None, *others: int | None) -> int | None:
    taken = plus(*others)
    return None if first is None or taken is None else first - taken


def half_up(amount: int | None, divisor: int | None) -> int | None:
    """amount ÷ divisor to the fen, halves away from zero; None without a divisor."""
    if amount is None or not divisor or divisor < 0:
        return None
    size = (2 * abs(amount) + divisor) // (2 * divisor)
    return -size if amount < 0 else size


def to_fen(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount * 100)


def shown(fen: int | None) -> str:
    return "空白" if fen is None else f"{Decimal(fen) / 100:.2f}"


def rewards_by_year(parameters: Path, years: set[int]) -> dict[int, str]:
    """How 以奖代补 counts in each year, as the package's own parameters say."""
    rows = [row for row in pq.read_table(parameters).to_pylist() if row["name"] == "reward_money"]
    found = {}
    for year in years:
        day = f"{year}-12-31"
        for row in sorted(rows, key=lambda row: (len(row["region"] or ""), str(row["valid_from"]))):
            if str(row["valid_from"]) <= day <= str(row["valid_to"] or "9999-12-31"):
                found[year] = str(row["value"])
    return found
