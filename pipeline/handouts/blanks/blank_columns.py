"""Which columns a blank workbook of a kind has, by what header, and what may be typed into them."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.contracts import ROOT
from pipeline.handouts.sheets import SheetColumn
from pipeline.item_book import parts
from pipeline.recognition.headers import HeaderBook, HeaderColumn
from pipeline.recognition.kind_book import kinds

HEADERS = ROOT / "assets" / "headers"
TITLES = {kind.name: kind.title for kind in kinds().values() if kind.title}
LEFT_OUT = parts() | {
    "province_name", "city_name", "natural_village_name", "month", "stated_net_income", "stated_net_income_per_capita",
    "is_planned_this_year", "identified_year", "employer", "ethnicity", "education", "monthly_amount",
}  # fmt: skip
COUNTS = {"registered_count", "resident_count"}
MONTHS = {"work_months", "months"}
YEARS = {"stated_year", "planned_exit_year", "paid_year"}
CHOICES = {
    "labour_capacity": ("有劳动力户", "无劳动力户"),
    "exit_status": ("未脱贫", "预脱贫", "已脱贫", "返贫", "注销"),
    "household_type": ("一般贫困户", "低保贫困户", "五保贫困户"),
    "labour_type": ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力"),
    "student_status": ("非在校生", "学前教育", "义务教育阶段", "高中", "中职", "大专及以上"),
    "gender": ("男", "女"),
    "presence_text": ("是", "否"),
    "reply_text": ("已整改", "整改中"),
    "review_text": ("同意", "异议"),
    "review_type": ("复核", "户主申诉", "申诉答复"),
}


@dataclass(frozen=True)
class BlankColumn:
    """A column: its canonical name, and how it shows in the sheet."""

    name: str
    sheet: SheetColumn


def blank_columns(kind: str) -> list[BlankColumn]:
    """The columns of a kind in the order of its header file; of an income statement those of the village form."""
    return list(_columns(kind))


def _columns(kind: str) -> Iterator[BlankColumn]:
    headers = HeaderBook.load(HEADERS).kinds[kind]
    for column in headers.columns.values():
        if column.name not in LEFT_OUT:
            yield BlankColumn(column.name, SheetColumn(header_of(column), "entry", 20, narrowest(column),
                                                       choices_of(column), check_of(column)))  # fmt: skip


def header_of(column: HeaderColumn) -> str:
    """The header that tells the column beyond doubt: the village form's own, else the first that any form may use."""
    return column.labels[0] if column.labels else column.zh


def check_of(column: HeaderColumn) -> str:
    """What may be typed."""
    if column.name in COUNTS:
        return "count"
    if column.name in MONTHS:
        return "months"
    if column.name in YEARS:
        return "year"
    if column.is_money or column.name == "amount":
        return "amount"
    return "id" if column.type == "id" else ""


def choices_of(column: HeaderColumn) -> tuple[str, ...]:
    """What may be chosen."""
    return ("是", "否") if column.name.startswith(("is_", "has_")) else CHOICES.get(column.name, ())


def narrowest(column: HeaderColumn) -> int:
    """Room to write in."""
    return 19 if column.type == "id" else 11 if column.is_money else 8
