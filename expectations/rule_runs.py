"""What the rule book did in a run: the rules as a table, and of each what it checked and what it could not."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from expectations.rule_sql import rule_sql
from expectations.rules import TOPICS, Rule, rules
from expectations.suites import runs_table
from pipeline.contracts import arrow_schema, contracts
from pipeline.item_book import items
from pipeline.workspace import Workspace

MISSING = ("derive_missing_inputs", "derive_missing_columns")
NOTHING = "未核查：本次报送中没有适用的户、栏目或记录"
INPUTS = {
    "roster": "人口花名册",
    "household_list": "户名册",
    "household_list_or_roster": "户名册和人口花名册",
    "column:exit_status": "脱贫属性一栏",
    "column:work_months": "务工月数一栏",
    "column:labour_type": "劳动能力一栏",
    "column:has_medical_insurance": "是否参加医疗保险一栏",
    "column:has_pension_insurance": "是否参加养老保险一栏",
    "column:id_number": "成员证件号码一栏",
    "column:household_type": "户属性一栏",
    "column:resident_count": "常住人口一栏",
    "column:outstanding_loan": "未偿还借贷款一栏",
    "previous_year": "上年统计表",
    "previous_roster": "上年人口花名册",
    "system": "省系统导出表",
    "remark_or_ledger": "备注栏和发放台账",
    **{
        f"ledger:{item.item_code}": f"{item.zh}台账" for item in items().values() if item.kind == "item" and item.ledger
    },
    "ledger:other_transfer_income": "其他转移性收入（残疾人补贴、高龄津贴、地力补贴等）台账",  # what it holds, since its word does not say
    "register:death": "死亡登记",
    "register:vehicle": "车辆登记",
    "register:house": "房产登记",
    "register:business": "市场主体登记",
    "register:payroll": "财政供养人员名单",
    "register:subsistence": "民政低保名单",
}


def rule_rows() -> pa.Table:
    """raw_rules: one row per rule of the book, as declared."""
    rows = [
        {"rule_id": rule.id, "topic": rule.topic, "title": rule.title, "severity": rule.severity,
         "severity_zh": rule.severity_zh, "meaning": rule.meaning, "source": rule.source, "definition": rule_sql(rule)}
        for rule in rules().values()
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, arrow_schema(contracts()["raw_rules"]))


def run_inputs() -> list[str]:
    """Tables that `rule_run_rows` reads."""
    return [*MISSING, *(runs_table(topic) for topic in TOPICS)]


def rule_run_rows(workspace: Workspace) -> pa.Table:
    """mart_rule_runs: of each rule how many rows it checked and doubted, and in Chinese what it lacked to check more."""
    runs = {row["rule_id"]: row for topic in TOPICS for row in _rows(workspace, runs_table(topic))}
    missing = [row for table in MISSING for row in _rows(workspace, table)]
    rows = [
        {"rule_id": rule.id, "title": rule.title, "topic": rule.topic, "severity": rule.severity,
         "severity_zh": rule.severity_zh, "checked_count": runs.get(rule.id, {}).get("checked_count"),
         "finding_count": runs.get(rule.id, {}).get("finding_count"),
         "not_checked_reason": _reason(rule, missing, runs.get(rule.id, {}).get("checked_count")), "meaning": rule.meaning, "source": rule.source}
        for rule in rules().values()
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, arrow_schema(contracts()["mart_rule_runs"]))


def not_checked_reason(rule: Rule, missing: Iterable[Mapping[str, Any]]) -> str | None:
    """未核查: the inputs of the rule that villages with statements lack, year by year; None where all came."""
    told = []
    for code, title in INPUTS.items():
        if code not in rule.needs and code.split(":")[0] not in rule.needs:
            continue
        years = sorted((row for row in missing if row["input_code"] == code), key=lambda row: row["survey_year"])
        if years:
            tell = _year_before if code.startswith("previous_") else _year
            told.append(f"{title}：{'、'.join(map(tell, years))}")
    return f"未核查：{'；'.join(told)}" if told else None


def _reason(rule: Rule, missing: Iterable[Mapping[str, Any]], checked: int | None) -> str | None:
    """What the rule lacked; a rule that checked nothing says so though all that it needs came."""
    return not_checked_reason(rule, missing) or (NOTHING if checked == 0 else None)


def _year(row: Mapping[str, Any]) -> str:
    if row["missing_count"] >= row["village_count"]:
        return f"{row['survey_year']}年未报送"
    return f"{row['survey_year']}年{row['missing_count']}个村未报送"


def _year_before(row: Mapping[str, Any]) -> str:
    """What is missing is the year before: 2016 itself may well have come."""
    year = row["survey_year"]
    whose = "" if row["missing_count"] >= row["village_count"] else f"有{row['missing_count']}个村"
    return f"{year}年度{whose}无上年（{year - 1}年）可比"


def _rows(workspace: Workspace, table: str) -> list[dict[str, Any]]:
    return pq.read_table(workspace.source(table)).to_pylist()
