"""The job that every tool does: delivered statements to disposable income, per capita, line, stated against recomputed.

From the raw statements and the lookup tables to the five tables below, each written as one sorted Parquet file
(zstd 3), as the pipeline's own models write them. What these tables are is said by their contract and their SQL; a
tool may reach them in any way. Rosters and household years, which the divisors read, are given to all.
Other tools may skip what is empty in the benchmark's deliveries (corrections, months, changed codes, remarks).
"""

from pathlib import Path

MADE = (
    "clean_income_statements",
    "derive_base_statements",
    "derive_divisors",
    "derive_disposable_incomes",
    "derive_statement_totals",
)
MODELS = (MADE[0], "derive_repeated_statements", *MADE[1:])  # what our own models need on the way
EMPTY_HERE = (
    "clean_household_links", "derive_corrected_statements", "clean_monthly_statements", "derive_missing_months", "raw_remarks"
)  # fmt: skip

AMOUNTS = {  # column of the raw table → what an unreadable one is called
    "wage_income": "工资性收入",
    "public_welfare_wage": "公益性岗位收入",
    "other_wage": "其他工资性收入",
    "business_income": "生产经营性收入",
    "property_income": "财产性收入",
    "asset_dividend": "资产收益扶贫分红收入",
    "other_property_income": "其他财产性收入",
    "family_planning_allowance": "计划生育金",
    "subsistence_allowance": "低保金",
    "destitute_allowance": "五保金",
    "pension": "养老保险金",
    "ecological_compensation": "生态补偿金",
    "medical_reimbursement": "报销医疗费",
    "medical_assistance": "医疗救助金",
    "other_transfer_income": "其他转移性收入",
    "reward_money": "以奖代补",
    "business_cost": "生产经营性支出",
    "depreciation": "生产性固定资产折旧",
    "production_tax": "生产税",
    "property_cost": "财产性支出",
    "income_tax": "个人所得税",
    "social_security_contribution": "社会保障支出",
    "support_paid": "赡养支出",
    "other_transfer_paid": "其他转移性支出",
}
MEMO = ("outstanding_loan",)  # a blank is 0, but it is no income item
STATED = (
    "monthly_wage", "stated_total_income", "stated_transfer_income", "stated_total_expense", "stated_transfer_paid",
    "stated_disposable_income", "stated_per_capita", "stated_net_income", "stated_net_income_per_capita",
)  # fmt: skip
RECEIVED = (
    "family_planning_allowance", "subsistence_allowance", "destitute_allowance", "pension", "ecological_compensation",
    "medical_reimbursement", "medical_assistance", "other_transfer_income",
)  # fmt: skip
PAID = ("income_tax", "social_security_contribution", "support_paid", "other_transfer_paid")
COSTS = ("business_cost", "depreciation", "production_tax", "property_cost")
REMARKS = ("one_off", "loan", "forecast", "fixed_forecast")
FORMS = {"A": 0, "N": 1}  # which form speaks first; any other comes last
KEY = ("household_id", "survey_year")
PLACE = ("source_file", "source_sheet", "source_row")


def given_in(folder: Path, name: str) -> Path:
    """The Parquet file of a table that a finished run holds."""
    return folder / f"{name}.parquet"
