"""How village teams lay out form A: which columns, in which words and order, and how amounts look."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.demo.arithmetic import ITEMS, MEMO, PARTS, TOTALS
from pipeline.demo.sheets import Cell

FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def yuan_number(fen: int) -> Cell:
    """Yuan as a number; whole yuan as a whole number."""
    return fen // 100 if fen % 100 == 0 else fen / 100


def yuan_or_blank(fen: int) -> Cell:
    """Yuan as a number, and nothing where there is nothing."""
    return yuan_number(fen) if fen else None


def ten_thousands(fen: int) -> Cell:
    """万元 with up to six decimals: exact to the fen."""
    return fen / 1_000_000


def written(fen: int) -> Cell:
    """Amounts as people type them: thousands separators, full-width digits, 元, a dash for nothing."""
    if fen == 0:
        return "—"
    plain = f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"
    form = fen // 100 % 5
    if form == 0:
        return f"{fen // 100:,}" if fen % 100 == 0 else f"{fen / 100:,.2f}"
    if form == 1:
        return plain.translate(FULL_WIDTH)
    if form == 2:
        return plain + "元"
    return f" {plain} " if form == 3 else yuan_number(fen)


MONEY = frozenset({*ITEMS, *PARTS, *MEMO, *TOTALS})

# name, header, and the word of the national system where it has its own (docs/method.md#national-headers).
with Path(__file__).with_name("form_a.csv").open(encoding="utf-8", newline="") as _stream:
    FORM_A = list(csv.DictReader(_stream))
BASIC = tuple((row["name"], row["header"]) for row in FORM_A)
NATIONAL = {row["name"]: row["national"] for row in FORM_A if row["national"]}
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
