"""A published release of made-up households, every mart with exactly its contract's columns."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from assets.catalog import database_comments
from pipeline.contracts import arrow_schema, contracts
from pipeline.handouts.package.recompute import figures
from pipeline.item_book import groups
from pipeline.release.folders import Release
from pipeline.release.lease import take_lease
from pipeline.release.publish import publish, write_marts_database
from tests.release_builder import NIGHT, manifest_of

LINES = {2016: 643_300, 2017: 688_300, 2018: 736_500}
ITEMS = groups()["items"]
Row = dict[str, Any]
THRESHOLD = {"name": "suppression_threshold", "title": "应隐去的最小户数", "value": "5", "unit": "count"}


def household(number: int, year: int, village: str = "那仙村", **changes: Any) -> Row:
    """A household of four or so whose figures add up; items are given in fen by name."""
    fen: dict[str, int | None] = dict.fromkeys(ITEMS, 0)
    fen |= {
        "wage_income": 2_000_000 + 137_011 * number,
        "business_income": 500_000,
        "business_cost": 200_050,
        "pension": 132_000,
        "social_security_contribution": 24_000,
        "excluded_away_wage": 0,
        "exit_line": LINES[year],
    }
    fen |= {name: changes.pop(name) for name in list(changes) if name in fen}
    divisor = changes.pop("divisor_count", 3 + number % 3)
    fen |= figures(fen, divisor, "transfer")
    per_capita = fen["disposable_income_per_capita"]
    is_met = per_capita is not None and per_capita >= LINES[year]
    verdict, zh = ("met", "达标") if is_met else ("not_met", "未达标")
    if per_capita is None:
        verdict, zh = "undeterminable", "无法核定"
    row: Row = {f"{name}_yuan": None if value is None else Decimal(value) / 100 for name, value in fen.items()}
    row |= {
        "survey_year": year,
        "household_id": f"遂溪县|乐民镇|{village}|{number:04d}",
        "village_id": f"遂溪县|乐民镇|{village}",
        "county_name": "遂溪县",
        "town_name": "乐民镇",
        "village_name": village,
        "household_code": f"{number:04d}",
        "head_name": f"示例{number}",
        "head_key": "k" * 32,
        "head_id_masked": "440823********0014",
        "household_type": "一般贫困户",
        "has_labour_capacity": True,
        "planned_exit_year": 2016 + number % 3,
        "scope": "in_scope",
        "form": "A",
        "registered_count": divisor,
        "divisor_count": divisor,
        "verdict": verdict,
        "verdict_zh": zh,
        "is_provisional": False,
        "verdict_text": f"人均与标准相比，{zh}",
        "as_of_date": date(2018, 12, 10),
        "stated_per_capita_yuan": row["disposable_income_per_capita_yuan"],
        "critical_finding_count": 0,
        "warning_finding_count": 0,
        "info_finding_count": 0,
        "source_file": f"{year}/{village}.xlsx",
        "source_sheet": "收入表",
        "source_row": 4 + number,
        "stated_disposable_income_yuan": row["disposable_income_yuan"],
    }
    return row | changes


def finding(row: Row, number: int, **changes: Any) -> Row:
    """A doubt about a household."""
    kept = (
        "survey_year",
        "household_id",
        "village_name",
        "household_code",
        "head_name",
        "source_file",
        "source_sheet",
        "source_row",
        "county_name",
        "town_name",
        "scope",
    )
    return (
        {name: row[name] for name in kept}
        | {
            "finding_id": f"f{number:031d}",
            "rule_id": "ledger_differs",
            "title": "与发放台账不符",
            "severity": "warning",
            "severity_zh": "一般疑点",
            "item": "养老保险金",
            "item_code": "pension",
            "stated": "1320.00",
            "expected": "1200.00",
            "topic": "evidence",
            "message": "申报1320.00元，台账1200.00元",
        }
        | changes
    )


def review(row: Row) -> Row:
    """The opinion on a household's exit year."""
    kept = (
        "household_id",
        "village_id",
        "county_name",
        "town_name",
        "village_name",
        "household_code",
        "head_name",
        "head_id_masked",
        "household_type",
        "planned_exit_year",
    )
    return {name: row[name] for name in kept} | {
        "form_text": "两年均达标",
        "review_text": "两年均达标",
        "not_delivered": False,
        "missing_years": None,
    }


def sample(count: int = 12, villages: Iterable[str] = ("那仙村", "豆村村")) -> dict[str, list[Row]]:
    """Rows by mart: households of some villages in three years, findings, reviews, parameters."""
    incomes = [
        household(number, year, village)
        for year in sorted(LINES)
        for village in villages
        for number in range(1, count + 1)
    ]
    reward = {
        "name": "reward_money",
        "title": "以奖代补的归类",
        "region": "",
        "valid_from": date(2016, 1, 1),
        "value": "transfer",
        "unit": "text",
        "source": "项目设定",
    }
    files = sorted({(row["survey_year"], row["source_file"]) for row in incomes})
    return {
        "mart_household_incomes": incomes,
        "mart_exit_reviews": [review(row) for row in incomes if row["survey_year"] == 2018],
        "mart_findings": [finding(row, number) for number, row in enumerate(incomes) if number % 5 == 0],
        "mart_parameters": [reward, reward | THRESHOLD],
        "mart_deliveries": [
            {
                "source_file": file,
                "source_sheet": "收入表",
                "kind": "income_statement",
                "form": "A",
                "survey_year": year,
                "status": "accepted",
                "status_zh": "接收",
                "sha256": "ab" * 32,
                "rows_seen": count,
                "rows_accepted": count,
                "rows_quarantined": 0,
                "rows_ignored": 0,
            }
            for year, file in files
        ],
        "mart_village_summaries": [summary(year, village, count) for year in sorted(LINES) for village in villages],
    }


def summary(year: int, village: str, count: int) -> Row:
    return {
        "survey_year": year,
        "village_id": f"遂溪县|乐民镇|{village}",
        "town_name": "乐民镇",
        "village_name": village,
        "household_count": count,
        "measured_count": count,
        "met_count": count - 3,
        "not_met_count": 3,
        "mean_per_capita_yuan": Decimal("8000.00"),
        "median_per_capita_yuan": Decimal("7900.00"),
        "exit_line_yuan": Decimal(LINES[year]) / 100,
    }


def publish_rows(
    marts_dir: Path, rows: dict[str, list[Row]], run_id: str = "night", now: Any = NIGHT, **more: Any
) -> Release:
    """Publish the rows as a release; marts left out are empty. AssertionError for a column outside the contract.

    `more`: what the manifest says otherwise than usual.
    """
    marts_dir.mkdir(parents=True, exist_ok=True)
    counts = {}
    with take_lease(marts_dir, run_id) as lease:
        folder = lease.build_dir()
        for name, table in contracts().items():
            if not name.startswith("mart_"):
                continue
            schema = arrow_schema(table)
            given = rows.get(name, [])
            unknown = {column for row in given for column in row} - set(schema.names)
            assert not unknown, f"{name}: {unknown}"
            pq.write_table(pa.Table.from_pylist(given, schema), folder / f"{name}.parquet")
            counts[name] = len(given)
        write_marts_database(folder, database_comments())
        manifest = manifest_of(run_id, **counts).sealed(**more)
        return publish(marts_dir, folder, manifest, lease.generation, by="测试", now=now)
