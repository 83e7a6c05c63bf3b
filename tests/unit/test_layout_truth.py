"""What a layout asks for is really asked: each word of its truth fails on marts that say another thing."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.layout_truth import Marts, Truth

FILE = "2018/unit-one/统计表.xlsx"
HOUSEHOLD = {"village_name": "示例东村", "household_code": "01", "survey_year": 2018}
TABLES: dict[str, list[dict[str, Any]]] = {
    "mart_household_incomes": [{**HOUSEHOLD, "source_file": FILE, "verdict": "met", "verdict_text": "达标", "household_id": "a",
                                "disposable_income_yuan": 15000, "head_name": "甲"}],
    "mart_deliveries": [{"source_file": FILE, "source_sheet": "表", "kind": "income_statement", "status": "accepted", "reason": None,
                         "rows_accepted": 1, "notes": None, "context": "单位：元（未注明）"}],
    "mart_findings": [{**HOUSEHOLD, "source_file": FILE, "rule_id": "round_amounts", "severity": "info", "message": "整数"}],
    "mart_coverage_gaps": [{**HOUSEHOLD, "gap": "housing", "source_file": FILE}],
    "mart_quarantine": [{"source_file": FILE}],
    "mart_team_progress": [{"village_name": "示例东村", "stage": 1, "status": "未报送", "expected_count": 1}],
    "mart_exit_reviews": [{**HOUSEHOLD, "false_exit_doubt": False, "not_delivered": False, "relapse_risk": False, "review_text": "建议"}],
    "mart_members": [{"source_file": FILE}],
}  # fmt: skip
WHO = {"village": "示例东村", "code": "01", "year": 2018}
RIGHT_AND_WRONG: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"households": [{**WHO, "disposable": 15000.00}]}, {"households": [{**WHO, "disposable": 15001}]}),
    ({"households": [{**WHO, "verdict": ["met"]}]}, {"households": [{**WHO, "verdict_not": "met"}]}),
    ({"households": [{**WHO, "text_lacks": "未达"}]}, {"households": [{**WHO, "text_lacks": "达标"}]}),
    ({"households": [{**WHO, "code": "02", "absent": True}]}, {"households": [{**WHO, "absent": "statement"}]}),
    ({"households": [{**WHO, "not_values": {"disposable": 1}}]}, {"households": [{**WHO, "not_values": {"disposable": 15000}}]}),
    ({"deliveries": [{"file": "统计表.xlsx", "status": "accepted"}]}, {"deliveries": [{"file": "统计表.xlsx", "status": "rejected"}]}),
    ({"deliveries": [{"file": "统计表.xlsx", "context_has": "未注明"}]}, {"deliveries": [{"file": "统计表.xlsx", "context_has": "万元"}]}),
    ({"deliveries": [{"file": "统计表.xlsx", "rows_accepted": 1}]}, {"deliveries": [{"file": "别的.xlsx"}]}),
    ({"findings": [{**WHO, "rule": "round_amounts"}]}, {"findings": [{**WHO, "rule": "round_amounts", "present": False}]}),
    ({"findings": [{"file": "统计表.xlsx", "severity": "warning", "present": False}]}, {"findings": [{**WHO, "severity": "warning"}]}),
    ({"gaps": [{**WHO, "gap": "housing"}]}, {"gaps": [{**WHO, "gap": "housing", "present": False}]}),
    ({"quarantined": [{"file": "统计表.xlsx", "at_most": 1}]}, {"quarantined": [{"file": "统计表.xlsx", "at_least": 2}]}),
    ({"progress": [{"village": "示例东村", "status": "未报送"}]}, {"progress": [{"village": "示例东村", "status_not": "未报送"}]}),
    ({"reviews": [{**WHO, "not_delivered": False}]}, {"reviews": [{**WHO, "text_lacks": "建议"}]}),
    ({"heads": [{**WHO, "name": "甲"}]}, {"heads": [{**WHO, "not": "甲"}]}),
    ({"members": [{"at_least": 1}]}, {"members": [{"at_least": 2}]}),
    ({"same_household": [[WHO]]}, {"same_household": [[WHO, {**WHO, "code": "02"}]]}),
    ({"not_silent": [{"file": "统计表.xlsx"}]}, {"not_silent": [{"file": "别的.xlsx"}]}),
    ({"any_of": [{"heads": [{**WHO, "name": "乙"}]}, {}]}, {"any_of": [{"heads": [{**WHO, "name": "乙"}]}]}),
]  # fmt: skip


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Marts:
    folder: Path = tmp_path_factory.mktemp("marts")
    for name, rows in TABLES.items():
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")
    return Marts(folder)


@pytest.mark.parametrize(("right", "wrong"), RIGHT_AND_WRONG, ids=lambda one: next(iter(one)))
def test_each_word_of_the_truth_is_asked(right: dict[str, Any], wrong: dict[str, Any], marts: Marts) -> None:
    assert Truth("unit-one", right, marts).problems() == []
    assert len(Truth("unit-one", wrong, marts).problems()) == 1


def test_a_refusal_counts_only_with_a_reason_and_where_it_is_allowed(marts: Marts) -> None:
    missing = {"households": [{**WHO, "code": "99"}], "or_rejected": True}
    assert Truth("unit-one", missing, marts).problems() == ["示例东村/99/2018 is missing"]
