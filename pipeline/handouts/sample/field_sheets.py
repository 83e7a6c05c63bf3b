"""The sample's workbooks: the lists of who was drawn, and for each village a sheet to fill in at the households' homes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from pipeline.explanation import records
from pipeline.handouts.book_cells import cell_text
from pipeline.handouts.sample.draw import Plan, candidates, drawn, reason_of, riskiest, survey
from pipeline.handouts.sheets import SheetColumn, SheetPlan
from pipeline.item_book import zh

SHIPPED = Path(__file__).parent / "templates" / "field_sheet.docx"
LIST_COLUMNS = (
    SheetColumn("镇", widest=10), SheetColumn("村", widest=12), SheetColumn("序号", "plain"), SheetColumn("户码", widest=12),
    SheetColumn("户主姓名", widest=10), SheetColumn("有无劳动能力", widest=10), SheetColumn("预脱贫年度", "plain"),
    SheetColumn("核查意见", "verdict", 14), SheetColumn("人均可支配收入", "money"), SheetColumn("残疾成员", "count"),
    SheetColumn("说明", widest=30),
)  # fmt: skip
# What is asked at home: the items that a household itself knows, by their words in the book, and the two results.
ASKED = (
    "registered_count", "wage_income", "business_income", "business_cost", "property_income", "subsistence_allowance", "pension",
    "medical_reimbursement", "other_transfer_income", "social_security_contribution",
)  # fmt: skip
ITEMS = (
    *((code if code == "registered_count" else f"{code}_yuan", zh(code)) for code in ASKED),
    ("disposable_income_yuan", "家庭可支配收入"),
    ("disposable_income_per_capita_yuan", "人均可支配收入"),
)
FIELD_COLUMNS = (
    SheetColumn("县", widest=8), SheetColumn("镇", widest=10), SheetColumn("村", widest=12), SheetColumn("户码", widest=10),
    SheetColumn("户主姓名", widest=8), SheetColumn("年度", "plain"), SheetColumn("核查项目", widest=14),
    SheetColumn("核定数", "money"), SheetColumn("入户核查数", "entry", narrowest=10, check="amount"),
    SheetColumn("核查人", "entry", narrowest=8), SheetColumn("核查日期", "entry", narrowest=10),
    SheetColumn("差异原因", "entry", narrowest=14),
)  # fmt: skip
HINT = "入户后填黄色各栏，未核到的留空；填好连同本表放入报送文件夹。人口填人数，其余为元。"
FIGURES = (
    "select * from mart_household_incomes where village_id = ? order by household_code, household_id, survey_year desc"
)
CAPACITY = {True: "有劳动能力", False: "无劳动能力", None: "不明"}


def lists(marts: duckdb.DuckDBPyConnection, plan: Plan, note: str) -> list[SheetPlan]:
    """Three sheets: drawn by lot, by risk, and for the satisfaction survey."""
    villages = candidates(marts)
    by_lot = [line(n, one, "") for own in villages.values() for n, one in enumerate(drawn(plan, own), 1)]
    by_risk = [
        line(n, one, reason_of(one)) for own in villages.values() for n, one in enumerate(riskiest(plan, own), 1)
    ]
    asked = [row for own in villages.values() for row in survey_lines(plan, own)]
    return [
        list_plan("随机抽查", f"内部预检随机抽查名单（种子 {plan.seed}）", by_lot, note),
        list_plan("风险抽查", "内部预检风险抽查名单", by_risk, note),
        list_plan("满意度调查", "满意度调查名单", asked, note),
    ]


def list_plan(name: str, title: str, rows: list[tuple[Any, ...]], note: str) -> SheetPlan:
    return SheetPlan(name, title, note, LIST_COLUMNS, lambda: rows, 5, ("抽样人", "监督人"))


def line(number: int, one: dict[str, Any], told: str) -> tuple[Any, ...]:
    """A household of a list."""
    return (
        one["town_name"], one["village_name"], number, one["household_code"], one["head_name"],
        CAPACITY[one["has_labour_capacity"]], one["planned_exit_year"], one["final_year_verdict_zh"] or "未报送",
        one["final_year_per_capita_yuan"], one["disabled_count"], told,
    )  # fmt: skip


def survey_lines(plan: Plan, households: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """Households able to work, blanks for those without a card, households not able to work."""
    able, others, unable = survey(plan, households)
    first = households[0]
    for number, one in enumerate(able, 1):
        yield line(number, one, "有劳动能力户")
    for number in range(len(able) + 1, len(able) + others + 1):
        blank = (None,) * 7
        yield (first["town_name"], first["village_name"], number, *blank, "非建档立卡户，由调查组在村内随机抽取")
    for number, one in enumerate(unable, len(able) + others + 1):
        yield line(number, one, "无劳动能力户")


def drawn_figures(marts: duckdb.DuckDBPyConnection, plan: Plan) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """(village, town and village, the latest year's row of each household drawn) for each village."""
    for village_id, own in candidates(marts).items():
        wanted = {one["household_id"] for one in (*drawn(plan, own), *riskiest(plan, own))}
        figures = [row for row in newest(records(marts, FIGURES, [village_id])) if row["household_id"] in wanted]
        place = f"{own[0]['town_name'] or ''}{own[0]['village_name'] or ''}"
        yield village_id, place, figures


def newest(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The latest year's row of each household."""
    seen: set[str] = set()
    for row in rows:
        if row["household_id"] not in seen:
            seen.add(row["household_id"])
            yield row


def field_forms(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page of each household, as the Word template names its parts."""
    return [
        {
            "place": "".join(row[name] or "" for name in ("county_name", "town_name", "village_name")),
            "code": row["household_code"] or "", "head": row["head_name"] or "", "year": row["survey_year"],
            "verdict": row["verdict_zh"] or "",
            "items": [{"zh": zh, "verified": cell_text(row[name]) if name != "registered_count" else f"{row[name] or ''}"}
                      for name, zh in ITEMS],
        }
        for row in figures
    ]  # fmt: skip


def field_plan(place: str, figures: list[dict[str, Any]]) -> SheetPlan:
    """The sheet of one village."""
    lines = [
        (row["county_name"], row["town_name"], row["village_name"], row["household_code"], row["head_name"],
         row["survey_year"], zh, row[name], None, None, None, None)
        for row in figures
        for name, zh in ITEMS
    ]  # fmt: skip

    signatures = ("户主（签名）", "核查人（签名）", "核查人（签名）")
    return SheetPlan("入户核查表", f"{place}入户核查表", HINT, FIELD_COLUMNS, lambda: lines, 5, signatures)
