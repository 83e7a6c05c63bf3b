"""总览 and 户页: how far the work is; what `explain` says of a household, the years side by side, and all that is open about it."""

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from pipeline.explanation import UnknownHouseholdError, explained_year, records
from pipeline.item_book import items
from pipeline.locked_duckdb import open_memory, quote_text
from pipeline.release.changes import TABLE
from pipeline.release.folders import Release, list_releases

OPINIONS = """
    select verdict_zh, survey_year, count(*) as households from mart_household_incomes
    where scope = 'in_scope' group by all order by households desc, verdict_zh"""
GAPS = """
    select department, gap_zh, count(*) as rows, count(distinct household_id) as households from mart_coverage_gaps
    where survey_year = (select max(survey_year) from mart_coverage_gaps) group by all order by 1, 2"""
DOUBTS = """
    select severity_zh, title, count(*) as rows, count(distinct household_id) as households from mart_findings
    where severity <> 'info' group by severity, severity_zh, title
    order by case severity when 'critical' then 0 else 1 end, rows desc limit 12"""
STAGES = """
    select stage_zh, min(due_date) as due_date, count(*) as teams, count(*) filter (where status_zh = '已完成') as done,
        count(*) filter (where is_overdue) as overdue from mart_team_progress group by stage, stage_zh order by stage"""
SHEETS = "select status_zh, count(*) as sheets from mart_deliveries group by 1 order by 2 desc"
CHARTS = {
    "opinions": "各年收入核查意见户数", "distribution": "人均可支配收入分布与脱贫收入标准", "villages": "各村收入位置",
    "composition": "人均可支配收入的构成", "stated_and_recomputed": "申报数与复算数", "transitions": "年度间意见变动",
}  # fmt: skip


def overview(marts_dir: Path, release: Release, tables: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What the first page shows."""
    before = previous(marts_dir, release)
    years, opinions = opinion_table(records(tables, OPINIONS, {}))
    return {
        "years": years, "opinions": opinions, "gaps": records(tables, GAPS, {}),
        "doubts": records(tables, DOUBTS, {}), "stages": records(tables, STAGES, {}),
        "sheets": records(tables, SHEETS, {}), "before": before,
        "changed": change_counts(before, release) if before else [],
        "charts": [(name, title) for name, title in CHARTS.items() if f"charts/{name}.svg" in release.manifest.files],
    }  # fmt: skip


def opinion_table(counted: list[dict[str, Any]]) -> tuple[list[int], list[dict[str, Any]]]:
    """The years, and a row per opinion with its households of each year; the most frequent opinion first."""
    years = sorted({row["survey_year"] for row in counted})
    counts = {(row["verdict_zh"], row["survey_year"]): row["households"] for row in counted}
    opinions = list(dict.fromkeys(row["verdict_zh"] for row in counted))
    return years, [
        {"verdict_zh": one, "counts": {year: counts.get((one, year), 0) for year in years}} for one in opinions
    ]


def previous(marts_dir: Path, release: Release) -> Release | None:
    """The official release before this one."""
    earlier = [one for one in list_releases(marts_dir) if one.id < release.id and not one.is_what_if]
    return earlier[-1] if earlier else None


@lru_cache(maxsize=8)
def change_counts(before: Release, after: Release) -> tuple[tuple[str, str, int], ...]:
    """(opinion before, opinion after, household-years) of all whose figure or opinion changed, most frequent first."""
    old, new = before.table(TABLE), after.table(TABLE)
    sql = f"""
        select coalesce(o.verdict_zh, '—'), coalesce(n.verdict_zh, '—'), count(*) as households
        from read_parquet({quote_text(old)}) as o
        full outer join read_parquet({quote_text(new)}) as n
            on n.household_id = o.household_id and n.survey_year = o.survey_year
        where o.verdict_zh is distinct from n.verdict_zh
            or o.disposable_income_per_capita_yuan is distinct from n.disposable_income_per_capita_yuan
        group by all order by households desc, 1, 2"""
    with open_memory(files=[old, new]) as tables:
        return tuple((str(one), str(other), int(count)) for one, other, count in tables.execute(sql).fetchall())


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
