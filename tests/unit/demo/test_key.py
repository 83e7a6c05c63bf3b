"""The key's arithmetic, once by hand, and against the workbooks as openpyxl reads them back."""

from datetime import date

import openpyxl
import pytest

from pipeline.demo import Demo
from pipeline.demo.arithmetic import disposable, per_capita, right_totals
from pipeline.demo.people import Person
from pipeline.demo.places import make_village
from pipeline.demo.records import Entry, Household, HouseholdYear, Listing, Member, Statement
from tests.demo_key import gaps_of_household, gaps_of_member, household_year, labour_capacity
from tests.unit.demo.conftest import read_key

ITEMS = {
    "wage_income": 2_000_000,  # 20,000.00
    "business_income": 500_000,  # 5,000.00
    "business_cost": 200_000,  # 2,000.00
    "property_income": 30_000,  # 300.00
    "pension": 133_335,  # 1,333.35
    "reward_money": 50_000,  # 500.00
    "social_security_contribution": 45_000,  # 450.00
    "support_paid": 60_000,  # 600.00
    "outstanding_loan": 3_000_000,  # memo only
}


def make_record(**changes: object) -> tuple[Household, HouseholdYear]:
    """A household of three, all figures known by heart."""
    person = Person("示例", "44082319500101001X", "男", date(1950, 1, 1))
    statement = Statement(dict(ITEMS), 3, 3)
    listing = Listing("一般贫困户", "有劳动力户", "预脱贫", False, True, True)
    record = HouseholdYear(2018, statement, [Member(person, "户主", "elder")], listing, [], person)
    for name, value in changes.items():
        setattr(record, name, value)
    household = Household(make_village(0), "00007", "labour", "一般贫困户", 2018, 2016, "因病", {2018: record})
    return household, record


def test_one_household_by_hand() -> None:
    # 20000 + (5000 − 2000) + 300 + (1333.35 + 500) − (450 + 600) = 24083.35; ÷ 3 = 8027.7833… → 8027.78
    assert disposable(ITEMS) == 2_408_335
    assert per_capita(2_408_335, 3) == 802_778
    assert right_totals(ITEMS, 3) == {
        "stated_total_income": 2_713_335,
        "stated_transfer_income": 183_335,
        "stated_total_expense": 305_000,
        "stated_transfer_paid": 105_000,
        "stated_disposable_income": 2_408_335,
        "stated_per_capita": 802_778,
    }


@pytest.mark.parametrize(
    ("fen", "divisor", "expected"), [(5, 2, 3), (-5, 2, -3), (7, 3, 2), (8, 3, 3), (0, 4, 0), (1, 2, 1)]
)
def test_half_up_is_away_from_zero(fen: int, divisor: int, expected: int) -> None:
    assert per_capita(fen, divisor) == expected


def test_key_line() -> None:
    household, record = make_record()
    row = household_year(household, record, has_form_a=True, has_parts=True)
    assert (row["disposable_fen"], row["divisor"], row["per_capita_fen"]) == (2_408_335, 3, 802_778)
    assert (row["scope"], row["has_labour_capacity"], row["unreadable"]) == ("in_scope", True, False)


def test_unreadable_and_sizeless_lines_have_no_figure() -> None:
    household, record = make_record()
    assert record.statement is not None
    record.statement.texts["wage_income"] = "约3000"
    assert household_year(household, record, True, True)["disposable_fen"] is None
    record.statement.texts.clear()
    record.statement.registered = 0
    row = household_year(household, record, True, True)
    assert (row["disposable_fen"], row["per_capita_fen"]) == (2_408_335, None)


def test_labour_comes_from_the_list_then_from_the_roster() -> None:
    _, record = make_record(listing=None)
    assert labour_capacity(record) is False
    record.members[0].labour_type = "普通劳动力"
    assert labour_capacity(record) is True
    record.members[0].labour_type = ""
    assert labour_capacity(record) is None


def test_gaps() -> None:
    _, record = make_record()
    assert gaps_of_household(record) == ["dibao", "housing"]
    member = record.members[0]
    member.has_medical = member.has_pension = False
    assert gaps_of_member(record, member) == ["medical_insurance", "pension_insurance"]
    record.entries.append(Entry("pension", 1, member.person))
    assert gaps_of_member(record, member) == ["medical_insurance"]
    member.has_employee, member.student_status = True, "高中"
    assert gaps_of_member(record, member) == ["student_support"]


def test_workbook_and_key_agree(demo: Demo) -> None:
    path = demo.raw_dir / "2018/村级报送/示例一镇/示例西坑村2018年可支配收入统计表.xlsx"
    header, *rows = openpyxl.load_workbook(path)["可支配收入统计表"].iter_rows(values_only=True)
    key = {
        row["household_code"]: row
        for row in read_key(demo, "household_years")
        if row["survey_year"] == "2018" and row["village_name"] == "示例西坑村"
    }
    checked = 0
    for values in rows:
        cells = dict(zip(header, values, strict=True))
        line = key.get(cells["户码"] or "", {"is_touched": "true"})
        if line["is_touched"] == "true":
            continue
        checked += 1
        assert round(cells["家庭可支配收入"] * 100) == int(line["disposable_fen"])
        assert round(cells["家庭人均可支配收入"] * 100) == int(line["per_capita_fen"])
        assert cells["总收入"] - cells["总支出"] == pytest.approx(cells["家庭可支配收入"], abs=0.001)
    assert checked > 20
