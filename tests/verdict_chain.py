"""Households through the models that make a verdict, and the same figures by Python's own exact arithmetic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from assets.catalog import inputs_of
from pipeline.engine import DuckEngine
from pipeline.models import model_queries
from tests.table_cases import Case, given_tables

MODELS = (
    "derive_divisors",
    "derive_disposable_incomes",
    "derive_evidence",
    "derive_covers",
    "derive_stress_tests",
    "derive_stress_bounds",
    "derive_decisive_items",
    "derive_verdicts",
)
TRANSFERS = (
    "family_planning_allowance", "subsistence_allowance", "destitute_allowance", "pension", "ecological_compensation",
    "medical_reimbursement", "medical_assistance", "other_transfer_income", "reward_money",
)  # fmt: skip
INCOMES = ("wage_income", "business_income", "property_income", *TRANSFERS)
OUTLAYS = (
    "business_cost", "depreciation", "production_tax", "property_cost", "income_tax", "social_security_contribution",
    "support_paid", "other_transfer_paid",
)  # fmt: skip
QUERIES = {model: model_queries()[model] for model in MODELS}
LINE = 736500
Results = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True)
class Household:
    """What the models are given of one household in 2018; amounts in fen."""

    items: Mapping[str, int]
    size: int
    has_labour_capacity: bool | None = True
    is_recipient: bool = False
    one_off: int = 0
    loan: int = 0
    forecast: int = 0
    critical_findings: int = 0

    def without(self, item: str) -> "Household":
        """The household with one item struck out."""
        return replace(self, items={**self.items, item: 0})

    @property
    def disposable(self) -> int:
        received = sum(self.items.get(name, 0) for name in INCOMES)
        return received - sum(self.items.get(name, 0) for name in OUTLAYS)

    @property
    def per_capita(self) -> int:
        """Fen per person, rounded half away from zero, by exact fractions."""
        size = abs(Fraction(self.disposable, self.size)) + Fraction(1, 2)
        return int(size) if self.disposable >= 0 else -int(size)

    @property
    def deciding_incomes(self) -> list[int]:
        """Income under each deciding test; the ledgers were not delivered here."""
        business = self.items.get("business_income", 0)
        costs = sum(self.items.get(name, 0) for name in ("business_cost", "depreciation", "production_tax"))
        presumed = int(Fraction(2, 5) * business + Fraction(1, 2)) if business > 0 and not costs else 0
        unearned = self.one_off + self.loan if self.one_off > 0 and self.loan > 0 else 0
        return [self.disposable - less for less in (self.one_off, self.loan, unearned, presumed, self.forecast)]

    @property
    def verdict(self) -> str:
        """The verdict as docs/method.md#verdict orders it."""
        is_over = self.disposable >= LINE * self.size
        if self.has_labour_capacity is False:
            return "covered" if self.is_recipient else "not_covered"
        if self.critical_findings or self.has_labour_capacity is None:
            return "undeterminable"
        flips = any((income >= LINE * self.size) != is_over for income in self.deciding_incomes)
        if flips or abs(Fraction(self.disposable, LINE * self.size) - 1) <= Fraction(5, 100):
            return "borderline"
        return "met" if is_over else "not_met"


def run_chain(households: Iterable[Household], folder: Path, is_reversed: bool = False) -> Results:
    """Model → household → row (stress tests: household → scenario → row) for households named 0, 1, 2 …"""
    given = _given_rows(list(households))
    if is_reversed:
        given = {name: rows[::-1] for name, rows in given.items()}
    needed = {name for sql in QUERIES.values() for name in inputs_of(sql)} - set(MODELS)
    tables = given_tables(Case("derive_verdicts", "chain", given, []), needed)
    sources = {name: folder / f"{name}.parquet" for name in tables}
    for name, path in sources.items():
        pq.write_table(tables[name], path)
    found = {}
    with DuckEngine(folder, threads=1, folders=[folder]).connect(sources) as session:
        for model, sql in QUERIES.items():
            session.connection.execute(f"create table {model} as {sql}")
            found[model] = _by_household(session.frame(f"select * from {model}", model).to_pylist())
    return found


def _by_household(rows: list[dict[str, Any]]) -> dict[str, Any]:
    if rows and "scenario" in rows[0]:
        found: dict[str, Any] = {}
        for row in rows:
            found.setdefault(row["household_id"], {})[row["scenario"]] = row
        return found
    return {row["household_id"]: row for row in rows}


def _given_rows(households: list[Household]) -> dict[str, list[dict[str, Any]]]:
    keys = [{"survey_year": 2018, "household_id": str(number)} for number in range(len(households))]
    pairs = list(zip(keys, households, strict=True))
    blank = {f"{name}_fen": 0 for name in (*INCOMES, *OUTLAYS)}
    return {
        "derive_base_statements": [
            key | blank | {f"{name}_fen": fen for name, fen in one.items.items()}
            | {"has_size_column": True, "registered_count": one.size, "village_id": "V"}
            for key, one in pairs
        ],
        "derive_household_years": [
            key | {"has_labour_capacity": one.has_labour_capacity} for key, one in pairs
        ],
        "derive_benefit_decisions": [
            key | {"benefit": "subsistence", "is_on": one.is_recipient, "claim_origin": "list"} for key, one in pairs
        ],
        "derive_doubtful_incomes": [
            key | {f"{name}_fen": 0 for name in ("asset_sale", "earmarked", "crop_insurance")}
            | {"one_off_fen": one.one_off, "loan_fen": one.loan, "forecast_fen": one.forecast} for key, one in pairs
        ],
        "derive_finding_counts": [
            key | {"critical_finding_count": one.critical_findings} for key, one in pairs if one.critical_findings
        ],
    }  # fmt: skip
