"""Models that name every item of the forms by hand name those that the contract declares: no list may fall behind."""

import re

from pipeline.item_book import groups, parts, zh
from pipeline.models import model_queries

GROUPS = groups()
ITEMS = set(GROUPS["items"])
PARTS = set(parts())
SIZES_AND_REMARKS = {
    "registered_count", "resident_count", "work_months", "monthly_wage_fen",
    *(f"has_{kind}" for kind in ("one_off", "loan", "forecast", "fixed_forecast")),
    *(f"remark_{kind}_fen" for kind in ("one_off", "loan", "forecast", "fixed_forecast")),
}  # fmt: skip
# docs/method.md#forms: neither form A nor form B has these; the memo item stands on A alone, net income on the national form.
ON_ONE_FORM = {"depreciation", "production_tax", "property_cost", "outstanding_loan"}
OF_THE_NATIONAL_FORM = {"stated_net_income", "stated_net_income_per_capita"}


def named(model: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, model_queries()[model]))


def test_repeated_rows_are_compared_in_all_that_a_verdict_rests_on() -> None:
    compared = named("derive_repeated_statements", r"coalesce\(cast\(s\.(\w+) as string\)")
    assert compared == {f"{item}_fen" for item in ITEMS} | SIZES_AND_REMARKS


def test_twins_are_alike_in_every_item() -> None:
    assert named("derive_twin_statements", r"b\.(\w+)_fen = a\.") == ITEMS


def test_the_systems_are_compared_in_whatever_stands_on_both_forms() -> None:
    totals = set(GROUPS["stated_totals"]) - OF_THE_NATIONAL_FORM
    compared = named("derive_system_differences", r"select household_id, survey_year, '(\w+)'")
    assert compared == ITEMS - PARTS - ON_ONE_FORM | totals


def test_block_totals_are_judged_in_every_amount_that_can_be_summed() -> None:
    per_person = {"stated_per_capita", "stated_net_income_per_capita"}
    assert (
        named("derive_block_totals", r"when '(\w+)' then sums\.") == ITEMS | set(GROUPS["stated_totals"]) - per_person
    )


def test_an_unreadable_month_is_named_for_every_item() -> None:
    listed = re.findall(
        r"case when sums\.(\w+)_fen is null then '(\w+)'",
        model_queries()["clean_monthly_statements"],
    )
    assert listed == [(item, zh(item)) for item in GROUPS["items"] if item != "outstanding_loan"]
