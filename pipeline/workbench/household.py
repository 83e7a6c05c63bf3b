"""户页: what `explain` says of a household, the years side by side, and all that is open about it."""

from decimal import Decimal
from typing import Any

import duckdb

from pipeline.explanation import UnknownHouseholdError, explained_year, records
from pipeline.item_book import items
from pipeline.release.folders import Release

YEARS = "select * from mart_household_incomes where household_id = ? order by survey_year"
COMPUTED = {
    "divisor_count": "计算人口（人）", "wage_income_yuan": "工资性收入", "net_business_income_yuan": "经营净收入",
    "net_property_income_yuan": "财产净收入", "net_transfer_income_yuan": "转移净收入",
    "disposable_income_yuan": "可支配收入（复算）", "stated_disposable_income_yuan": "可支配收入（申报）",
    "disposable_income_per_capita_yuan": "人均可支配收入（复算）", "stated_per_capita_yuan": "人均可支配收入（申报）",
}  # fmt: skip
# What a year without labour capacity is not measured by: cover decides its opinion (docs/method.md#verdict).
MEASURED = {
    "exit_line_yuan": "脱贫收入标准", "margin_yuan": "与标准差额", "lowest_per_capita_yuan": "最低测算人均",
    "highest_per_capita_yuan": "最高测算人均",
}  # fmt: skip
# Table → rows of the household; a table that an older release lacks is left out.
BESIDE = {
    "gaps": ("mart_coverage_gaps", "survey_year desc, gap_zh"),
    "reviews": ("mart_exit_reviews", "household_id"),
    "near": ("mart_near_threshold", "survey_year desc"),
    "members": ("mart_members", "survey_year desc, source_row"),
    "states": ("mart_finding_states", "state = 'closed', survey_year desc, finding_id"),
    "rectifications": ("mart_rectifications", "state, due_date, rectification_id"),
    "replies": ("mart_rectification_replies", "source_file, source_row"),
}
LEDGERS = """
    select l.*, d.delivery_number from mart_ledger_comparisons as l
    left join (select source_file, source_sheet, min(delivery_number) as delivery_number from mart_deliveries group by all) as d
        using (source_file, source_sheet)
    where household_id = ?"""


def household_page(release: Release, tables: duckdb.DuckDBPyConnection, household_id: str) -> dict[str, Any]:
    """What the page shows. Raises UnknownHouseholdError."""
    held = {str(row[0]) for row in tables.execute("select table_name from duckdb_tables()").fetchall()}
    rows = records(tables, YEARS, [household_id])
    years = [explained_year(tables, row) for row in rows]
    beside = {name: _rows(tables, held, *where, household_id) for name, where in BESIDE.items()}
    if not rows and not beside["reviews"]:
        raise UnknownHouseholdError(f"版本 {release.id} 中没有户 {household_id.replace('|', '/')}。")
    head = rows[-1] if rows else beside["reviews"][0]
    measured = [year for year in years if is_measured(year["figures"])]
    ledgers = records(tables, LEDGERS, [household_id]) if "mart_ledger_comparisons" in held else []
    return {
        "head": head, "years": years, "measured": [year["figures"]["survey_year"] for year in measured],
        "figures": COMPUTED | (MEASURED if measured else {}), "measured_only": tuple(MEASURED),
        "items": item_table(years, ledgers), "tests": test_table(measured), "bars": bars(rows),
        "receipt": release.manifest, **beside,
    }  # fmt: skip


def is_measured(row: dict[str, Any]) -> bool:
    """Whether the line and the stress tests speak to a household's year: not without labour capacity."""
    return row["has_labour_capacity"] is not False


def _rows(
    tables: duckdb.DuckDBPyConnection, held: set[str], table: str, order: str, household_id: str
) -> list[dict[str, Any]]:
    if table not in held:
        return []
    names = {str(row[0]) for row in tables.execute(f"describe {table}").fetchall()}
    if "household_id" not in names:
        return []
    return records(tables, f"select * from {table} where household_id = ? order by {order}", [household_id])


def item_table(years: list[dict[str, Any]], ledgers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row per item that any year has: for each year amount, cell, and what its ledger paid."""
    paid = {(one["survey_year"], one["item_code"]): one for one in ledgers}
    named = [{item["name"]: item for item in year["items"]} for year in years]
    years_of = [year["figures"]["survey_year"] for year in years]
    table = []
    for code, item in items().items():
        cells = [
            {"item": of_year.get(code), "ledger": paid.get((year, code))}
            for year, of_year in zip(years_of, named, strict=True)
        ]
        if any(cell["item"] or (cell["ledger"] and cell["ledger"]["paid_yuan"]) for cell in cells):
            mark = "减：" if item.sign < 0 else "（备忘）" if item.kind == "memo" else ""
            table.append({"zh": f"{mark}{item.zh}", "cells": cells})
    return table


def test_table(years: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row per stress test: for each year its result; deciding ones first."""
    found: dict[str, dict[str, Any]] = {}
    for place, year in enumerate(years):
        for test in year["tests"]:
            blank = {"zh": test["scenario_zh"], "is_deciding": test["is_deciding"], "cells": [None] * len(years)}
            found.setdefault(test["scenario"], blank)["cells"][place] = test
    return sorted(found.values(), key=lambda one: not one["is_deciding"])


def bars(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Per capita against the line of a year that is measured by it, as shares of the largest, for a picture of bars."""
    known = [
        (
            row["survey_year"],
            row["disposable_income_per_capita_yuan"],
            row["exit_line_yuan"] if is_measured(row) else None,
        )
        for row in rows
        if row["disposable_income_per_capita_yuan"] is not None
    ]
    largest = max((max(value, line or Decimal(0)) for _, value, line in known), default=Decimal(0))
    if largest <= 0:
        return []
    return [
        {
            "year": year, "value": value, "width": float(max(value, Decimal(0)) / largest) * 400,
            "line": float(line / largest) * 400 if line else None, "is_over": line is None or value >= line,
        }
        for year, value, line in known
    ]  # fmt: skip
