"""What a household's form shows, gathered from a release's marts for one village at a time."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

import duckdb

from pipeline.explanation import records
from pipeline.handouts.code_words import WORDS, in_words
from pipeline.handouts.item_lines import item_names
from pipeline.item_book import items

DASH = "—"
MOST_FINDINGS = 12
FORM = "A"  # whose items stand on every form: it is filled in and sent back, and read as a statement
CAPACITY = {True: "有劳动能力", False: "无劳动能力", None: "劳动能力未知"}
RESULTS = (
    ("家庭可支配收入（复算）", "disposable_income_yuan"), ("家庭可支配收入（申报）", "stated_disposable_income_yuan"),
    ("年末人口（人）", "registered_count"), ("计算人口（人）", "divisor_count"),
    ("人均可支配收入（复算）", "disposable_income_per_capita_yuan"), ("人均可支配收入（申报）", "stated_per_capita_yuan"),
    ("脱贫收入标准", "exit_line_yuan"), ("与标准差额", "margin_yuan"),
)  # fmt: skip
FINDINGS = (
    "select * from mart_findings where household_id = ? and severity <> 'info'"
    " order by survey_year desc, case severity when 'critical' then 0 else 1 end, rule_id, finding_id"
)
PEOPLE = (
    "select * from mart_members where village_id = $1 and survey_year = (select max(survey_year) from mart_members"
    " where village_id = $1) order by household_id, source_file, source_sheet, source_row"
)
PAYMENTS = """
    select c.*, d.delivery_number from mart_ledger_comparisons as c
    left join (select source_file, source_sheet, min(delivery_number) as delivery_number from mart_deliveries group by all) as d
        using (source_file, source_sheet)
    where village_id = $1 and survey_year = $2 and (declared_yuan <> 0 or paid_yuan <> 0)
    order by household_id, item_code"""
BLANK_PAYMENTS = 2  # lines to fill in by hand where no ledger says anything


def village_forms(marts: duckdb.DuckDBPyConnection, village_id: str, years: list[int]) -> list[dict[str, Any]]:
    """The forms of a village, by household code.

    Incomes stand side by side for all years; the members are those of the village's latest roster year alone, so a
    household that is not on that roster has none on its form.
    """
    incomes = grouped(
        records(marts, "select * from mart_household_incomes where village_id = ? order by survey_year", [village_id])
    )
    reviews = grouped(records(marts, "select * from mart_exit_reviews where village_id = ?", [village_id]))
    people = grouped(records(marts, PEOPLE, [village_id]))
    payments = grouped(records(marts, PAYMENTS, [village_id, years[-1]]))
    found = incomes.keys() | reviews.keys()
    heads = {household: (incomes.get(household) or reviews[household])[-1] for household in found}
    order = sorted(found, key=lambda household: (heads[household]["household_code"] or "", household))
    return [
        form(
            heads[household], incomes.get(household, []), reviews.get(household, []), people.get(household, []),
            records(marts, FINDINGS, [household]), payments.get(household, []), years,
        )
        for household in order
    ]  # fmt: skip


def grouped(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Rows by household, order kept."""
    by_household: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["household_id"]:
            by_household[row["household_id"]].append(row)
    return by_household


def form(
    head: dict[str, Any], incomes: list[dict[str, Any]], reviews: list[dict[str, Any]], people: list[dict[str, Any]],
    findings: list[dict[str, Any]], payments: list[dict[str, Any]], years: list[int],
) -> dict[str, Any]:  # fmt: skip
    """One form: everything as text, ready to be set."""
    by_year = {row["survey_year"]: row for row in incomes}
    rows = [by_year.get(year) for year in years]
    return {
        "household_id": head["household_id"],
        "place": " ".join(head[name] or "" for name in ("county_name", "town_name", "village_name")).strip(),
        "code": head["household_code"] or "",
        "head": head["head_name"] or "",
        "id_number": head["head_id_masked"] or DASH,
        "type": head["household_type"] or DASH,
        "capacity": CAPACITY[head["has_labour_capacity"]],
        "scope": WORDS["scope"].get(head.get("scope") or "in_scope", "待确认"),
        "planned": str(head["planned_exit_year"] or DASH),
        "cause": head.get("poverty_cause") or DASH,
        "years": [str(year) for year in years],
        "items": list(item_rows(rows)),
        "results": [{"zh": zh, "amounts": [shown(row, name) for row in rows]} for zh, name in RESULTS],
        "verdicts": [verdict(year, row) for year, row in zip(years, rows, strict=True)],
        "review": (reviews[0]["form_text"] or "") if reviews else "",
        "members": [member(row) for row in people],
        "payments": [payment(row) for row in payments] or [BLANK_PAYMENT] * BLANK_PAYMENTS,
        "findings": [doubt(row) for row in findings[:MOST_FINDINGS]],
        "more_findings": max(len(findings) - MOST_FINDINGS, 0),
    }


def item_rows(rows: list[dict[str, Any] | None]) -> Iterable[dict[str, Any]]:
    """A row per item of the village's statement, and of others those that any year holds or leaves unreadable."""
    for name, zh in form_items():
        held = [row[f"{name}_yuan"] for row in rows if row is not None]
        if FORM in items()[name].forms or any(amount is None or amount for amount in held):
            yield {"zh": zh, "amounts": [shown(row, f"{name}_yuan") for row in rows]}


@cache
def form_items() -> tuple[tuple[str, str], ...]:
    """Items with their words: what is taken off and what is only noted says so."""
    signs = {1: "", 0: "（备忘）", -1: "减："}
    return tuple((name, signs[items()[name].sign] + items()[name].zh) for name in item_names())


def shown(row: dict[str, Any] | None, name: str) -> str:
    """A figure as the form shows it; 未报送 without a statement, 无法识别 where the cell can't be read."""
    if row is None:
        return "未报送"
    value = row[name]
    if value is None:
        return (
            DASH if name.startswith(("stated", "registered", "divisor", "exit", "margin", "disposable")) else "无法识别"
        )
    return str(value) if isinstance(value, int) else f"{value:,.2f}"


def verdict(year: int, row: dict[str, Any] | None) -> dict[str, str]:
    """The opinion on a year in words."""
    if row is None:
        return {"zh": "未报送", "text": f"{year}年没有报送收入统计表。"}
    return {"zh": row["verdict_zh"] or "", "text": f"{row['verdict_text'] or ''}{review_note(row)}"}


def review_note(row: dict[str, Any]) -> str:
    """Who reviewed the opinion and when, or that nobody has; nothing where an older release does not know."""
    if "review_state" not in row:
        return ""
    who = "，".join(str(part) for part in (row["reviewed_by"], row["reviewed_on"]) if part)
    return f"（{row['review_state_zh']}{'：' + who if who and row['review_state'] != 'pending' else ''}）"


def member(row: dict[str, Any]) -> dict[str, str]:
    """A line of the members' table."""
    work = [row["work_place"] or "", f"{row['work_months'].normalize():f}个月" if row["work_months"] else ""]
    wage = row["monthly_wage_yuan"]
    return {
        "name": row["name"] or "", "relation": row["relation"] or "", "gender": row["gender"] or "",
        "age": "" if row["age"] is None else str(row["age"]), "health": row["health_status"] or "",
        "labour": row["labour_type"] or "", "stage": in_words("student_stage", row["student_stage"]) or "",
        "work": " ".join(part for part in work if part), "wage": f"{wage:,.2f}" if wage else "",
    }  # fmt: skip


def payment(row: dict[str, Any]) -> dict[str, str]:
    """A line of the payments of the last year: amount, the ledger's months and its row; blank where no ledger pays."""
    is_paid = bool(row["entry_count"])
    month, months = row["last_paid_month"], row["paid_month_count"]
    number = f"台{row['delivery_number']}-{row['source_row']}" if is_paid and row["delivery_number"] else ""
    return {
        "item": row["item_zh"] or "",
        "declared": "" if row["declared_yuan"] is None else f"{row['declared_yuan']:,.2f}",
        "paid": f"{row['paid_yuan']:,.2f}" if is_paid and row["paid_yuan"] is not None else "",
        "months": f"最近{month}月，共{months}次" if is_paid and month else "",
        "evidence": number,
    }


BLANK_PAYMENT = dict.fromkeys(("item", "declared", "paid", "months", "evidence"), "")


def doubt(row: dict[str, Any]) -> dict[str, str]:
    """A line of what is to be settled: no fault is named above the head's signature (docs/method.md#accusations)."""
    return {
        "year": str(row["survey_year"] or ""),
        "severity": "待核实",
        "message": row["message"] or "",
    }
