"""The job that every tool does: delivered statements to disposable income, per capita, line, stated against recomputed.

From the raw statements and the lookup tables to the four tables below, each written as one sorted Parquet file
(zstd 3), as the pipeline's own models write them. What these tables are is said by their contract and their SQL; a
tool may reach them in any way: ours makes lines of the statements and columns of the lines again, the others never
leave the columns. Rosters and household years, which the divisors read, are given to all. Other tools may skip what is
empty in the benchmark's deliveries (corrections, months, changed codes, remarks, statements without any amount).
"""

from pipeline.item_book import codes_of, groups, items, parts

MADE = (
    "derive_base_statements",
    "derive_divisors",
    "derive_disposable_incomes",
    "derive_statement_totals",
)
MODELS = (  # what our own models need on the way, in order
    "clean_income_statements", "clean_part_sums", "clean_statement_lines", "derive_repeated_statements",
    "derive_chosen_statements", "derive_base_lines", "derive_unreadable_items", *MADE,
)  # fmt: skip

AMOUNTS = {
    code: items()[code].zh for code in codes_of("item")
}  # column of the raw table → what an unreadable one is called
MEMO = codes_of("memo")  # a blank is 0, but it is no income item
STATED = codes_of("rate", "total", "total_per_capita")
COMPARED = tuple(name for name in codes_of("total", "total_per_capita") if name != "stated_net_income_per_capita")
PARTS = {  # an item that is blank → what it is the sum of
    whole: tuple(code for code in AMOUNTS if code in parts() and items()[code].part_of == whole)
    for whole in dict.fromkeys(items()[code].part_of for code in AMOUNTS if code in parts())
}
EARNED = tuple(code for name in ("wage", "business", "property") for code in groups()[f"{name} income"])
RECEIVED = tuple(code for code in groups()["transfer income"] if code != "reward_money")
PAID = groups()["transfer outlay"]
BUSINESS_COSTS = groups()["business outlay"]
COSTS = (*BUSINESS_COSTS, *groups()["property outlay"])
REMARKS = ("one_off", "loan", "forecast", "fixed_forecast")
FORMS = {"A": 0, "N": 1}  # which form speaks first; any other comes last
KEY = ("household_id", "survey_year")
PLACE = ("source_file", "source_sheet", "source_row")
