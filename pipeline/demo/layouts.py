"""How village teams lay out form A: which columns, in which words and order, and how amounts look."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.demo.amounts import ten_thousands, written, yuan_number, yuan_or_blank
from pipeline.demo.arithmetic import ITEMS, MEMO, PARTS, TOTALS
from pipeline.demo.sheets import Cell

MONEY = frozenset({*ITEMS, *PARTS, *MEMO, *TOTALS})

PLACE = (("county_name", "县"), ("town_name", "镇"), ("village_name", "村"))
HEAD = (
    ("household_code", "户码"),
    ("head_name", "户主姓名"),
    ("head_id_number", "户主身份证号"),
    ("household_type", "户属性"),
    ("registered_count", "年末人口"),
)
BASIC = (
    *PLACE,
    *HEAD,
    ("stated_year", "年度"),
    ("stated_per_capita", "家庭人均可支配收入"),
    ("stated_disposable_income", "家庭可支配收入"),
    ("stated_total_income", "总收入"),
    ("wage_income", "工资性收入"),
    ("business_income", "生产经营性收入"),
    ("property_income", "财产性收入"),
    ("stated_transfer_income", "转移性收入"),
    ("family_planning_allowance", "计划生育金"),
    ("subsistence_allowance", "低保金"),
    ("destitute_allowance", "五保金"),
    ("pension", "养老保险金"),
    ("ecological_compensation", "生态补偿金"),
    ("medical_reimbursement", "基本医疗保险报销医疗费"),
    ("medical_assistance", "医疗救助金"),
    ("other_transfer_income", "其他转移性收入"),
    ("stated_total_expense", "总支出"),
    ("business_cost", "生产经营性支出"),
    ("stated_transfer_paid", "转移性支出"),
    ("income_tax", "个人所得税"),
    ("social_security_contribution", "社会保障支出"),
    ("support_paid", "赡养支出"),
    ("other_transfer_paid", "其他转移性支出"),
    ("outstanding_loan", "未偿还借贷款"),
)
# The words of the national system for some fields (docs/method.md#national-headers).
NATIONAL = {
    "county_name": "县(市、区、旗)",
    "town_name": "乡(镇)",
    "village_name": "行政村",
    "household_code": "户编号",
    "head_id_number": "户主证件号码",
    "household_type": "贫困户属性",
    "registered_count": "家庭人口数",
    "business_income": "家庭经营性收入",
    "subsistence_allowance": "最低生活保障金",
    "destitute_allowance": "特困供养金",
    "pension": "养老金或离退休金",
    "ecological_compensation": "生态补偿金",
    "medical_assistance": "医疗求助金",
}
DETAILS = {
    "wage_income": ("public_welfare_wage", "公益性岗位收入"),
    "property_income": ("asset_dividend", "资产收益扶贫分红收入"),
    "other_transfer_income": ("reward_money", "以奖代补"),
    "registered_count": ("resident_count", "常住人口"),
}
# Groups of the two-row header: (first column, last column, title).
GROUPS = (
    ("wage_income", "stated_transfer_income", "收入情况"),
    ("family_planning_allowance", "reward_money", "转移性收入其中"),
    ("income_tax", "other_transfer_paid", "转移性支出其中"),
)


@dataclass(frozen=True)
class Layout:
    """Columns in order with their headers; `money` turns fen into a cell; unit is the sheet's."""

    name: str
    columns: tuple[tuple[str, str], ...]
    money: Callable[[int], Cell]
    title: bool = False
    grouped: bool = False
    unit: str = "元"
    total_row: bool = False
    note_row: bool = False
    lower_x: bool = False
    spaced_names: bool = False


def detailed() -> tuple[tuple[str, str], ...]:
    """The basic columns, each detail after the column it belongs to."""
    columns: list[tuple[str, str]] = []
    for name, header in BASIC:
        columns.append((name, header))
        if name in DETAILS:
            columns.append(DETAILS[name])
    return tuple(columns)


def shuffled() -> tuple[tuple[str, str], ...]:
    """National words, another order, columns that nobody asked for."""
    renamed = [(name, NATIONAL.get(name, header)) for name, header in detailed()]
    order = sorted(range(len(renamed)), key=lambda place: (place * 7 % len(renamed), place))
    mixed = [renamed[place] for place in order]
    return (("", "序号"), *mixed[:9], ("", "帮扶干部"), *mixed[9:], ("remark", "备注"))


REMARK = (("remark", "备注"),)
LAYOUTS = {
    "plain": Layout("plain", (*BASIC, *REMARK), yuan_or_blank),
    "grouped": Layout(
        "grouped",
        (*detailed(), *REMARK),
        yuan_number,
        title=True,
        grouped=True,
        total_row=True,
        note_row=True,
    ),
    "shuffled": Layout("shuffled", shuffled(), yuan_number, lower_x=True, spaced_names=True),
    "wan": Layout("wan", BASIC, ten_thousands, title=True, unit="万元", total_row=True),
    "texty": Layout("texty", (*BASIC, *REMARK), written, title=True),
    "comma": Layout("comma", BASIC, yuan_number),
}
