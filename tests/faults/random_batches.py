"""Deliveries with random faults; every data row carries a token of its own, so that a lost one is missed by name."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.workbooks.sheet import Sheet
from tests.delivered_sheets import A_MONEY, A_TEXT, FORM_A, ROSTER, Cells, a_row, roster_row, write_csv, write_workbook

LEDGER = ["村", "户码", "姓名", "身份证号", "补贴项目", "发放金额", "发放年度", "备注"]
LIST = ["县", "镇", "村", "户码", "户主姓名", "户属性", "劳动能力类型", "脱贫属性", "预脱贫年度"]
# No 合计 among them: a row that calls itself a total is one, whatever else stands in it.
ODD = ["", " ", "—", "无", "#N/A", "约三千", "1,200", "１２００", "3.5万", "=A1", "-5", "1e3", "张某", "2018年", "\n"]


@dataclass
class Batch:
    """Rows of one sheet; `tokens`: the household codes of its data rows; `hidden`: 0-based rows hidden."""

    header: list[str]
    rows: list[Cells]
    tokens: list[str]
    before: list[Cells] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    is_ragged: bool = False

    @property
    def all_rows(self) -> list[Cells]:
        return [*self.before, list(self.header), *self.rows]


def ledger_row(code: str) -> Cells:
    return ["示例东村", code, "张某", None, "低保金", "1200", "2018", None]


def list_row(code: str) -> Cells:
    return ["示例县", "示例镇", "示例东村", code, "张某某", "一般贫困户", "有劳动力户", "预脱贫", "2018"]


KINDS: dict[str, tuple[list[str], Callable[[str], Cells]]] = {
    "income_statement": (FORM_A, a_row),
    "roster": (ROSTER, lambda code: roster_row(code, "张某", "户主")),
    "ledger": (LEDGER, ledger_row),
    "household_list": (LIST, list_row),
}


def make_batch(number: int) -> tuple[Batch, list[str]]:
    """The batch of this number and the names of its faults; always the same."""
    chance = random.Random(number)
    header, row_of = KINDS[chance.choice(list(KINDS))]
    tokens = [f"{number:04}{row:02}" for row in range(chance.randrange(1, 9))]
    batch = Batch(list(header), [list(row_of(token)) for token in tokens], tokens)
    names = chance.sample(list(FAULTS), chance.randrange(1, 4))
    for name in names:
        FAULTS[name](batch, chance)
    return batch, names


def write_batch(folder: Path, number: int, batch: Batch) -> Path:
    """As a workbook or as CSV of some encoding."""
    path = folder / f"{number:04}"
    if number % 3 == 0 and not batch.hidden:
        encoding = random.Random(number).choice(("utf-8-sig", "gb18030", "utf-8", "utf-16"))
        width = max(map(len, batch.all_rows))
        rows = [row + [None] * (0 if batch.is_ragged else width - len(row)) for row in batch.all_rows]
        return write_csv(path.with_suffix(".csv"), rows, encoding)
    return write_workbook(path.with_suffix(".xlsx"), Sheet("表", batch.all_rows, hidden_rows=frozenset(batch.hidden)))


def _place(batch: Batch, chance: random.Random) -> int:
    return chance.randrange(len(batch.rows) + 1)


def blank_rows(batch: Batch, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 4)):
        batch.rows.insert(_place(batch, chance), [None] * len(batch.header))


def total_row(batch: Batch, chance: random.Random) -> None:
    label = chance.choice(("合计", "小计", "总计", "全村合计"))
    batch.rows.insert(_place(batch, chance), [label, *["1"] * (len(batch.header) - 1)])


def remark_row(batch: Batch, chance: random.Random) -> None:
    text = chance.choice(("注：以上数据经核对", "填表人：甲", "说明", "共12户", "单位：元"))
    batch.rows.insert(_place(batch, chance), [text, *[None] * (len(batch.header) - 1)])


def titles(batch: Batch, chance: random.Random) -> None:
    lines = ("示例县示例镇示例东村2018年统计表", "单位：元", "填报日期：2018-12-01", "")
    batch.before += [[line or None] for line in chance.sample(lines, chance.randrange(1, 4))]
    batch.hidden = {row + len(batch.before) for row in batch.hidden}


def header_again(batch: Batch, chance: random.Random) -> None:
    batch.rows.insert(_place(batch, chance), list(batch.header))


def odd_cells(batch: Batch, chance: random.Random) -> None:
    for row in batch.rows:
        column = chance.randrange(len(batch.header))
        if len(row) > column and batch.header[column] not in ("户码", "户编号"):
            row[column] = chance.choice(ODD)


def keys_missing(batch: Batch, chance: random.Random) -> None:
    """The village or the household's name is gone; the token stays in a remark-like place of the row."""
    for row in batch.rows:
        if chance.random() < 0.4 and "村" in batch.header and len(row) > batch.header.index("村"):
            row[batch.header.index("村")] = None


def columns_moved(batch: Batch, chance: random.Random) -> None:
    order = list(range(len(batch.header)))
    chance.shuffle(order)
    batch.header = [batch.header[place] for place in order]
    batch.rows = [[row[place] if place < len(row) else None for place in order] for row in batch.rows]


def column_missing(batch: Batch, chance: random.Random) -> None:
    """Any column but that of the tokens."""
    column = chance.choice([place for place, name in enumerate(batch.header) if name not in ("户码", "户编号")])
    del batch.header[column]
    batch.rows = [row[:column] + row[column + 1 :] for row in batch.rows]


def column_added(batch: Batch, chance: random.Random) -> None:
    batch.header.append(chance.choice(("备注", "奖补资金", "联系电话", "", "自定义")))
    batch.rows = [
        row + [None] * (len(batch.header) - 1 - len(row)) + [chance.choice(("1", "甲", None))] for row in batch.rows
    ]


def rows_repeated(batch: Batch, chance: random.Random) -> None:
    batch.rows.insert(_place(batch, chance), list(chance.choice(batch.rows)))


def rows_hidden(batch: Batch, chance: random.Random) -> None:
    batch.hidden = {len(batch.before) + 1 + chance.randrange(len(batch.rows))}


def row_too_long(batch: Batch, chance: random.Random) -> None:
    batch.is_ragged = True
    chance.choice(batch.rows).append("多出的单元格")


def second_table(batch: Batch, chance: random.Random) -> None:
    batch.rows += [[None] * len(batch.header), ["物资", "数量", "单价"], ["化肥", "3", "5"]]


FAULTS: dict[str, Callable[[Batch, random.Random], None]] = {
    one.__name__: one
    for one in (
        blank_rows, total_row, remark_row, titles, header_again, odd_cells, keys_missing, columns_moved,
        column_missing, column_added, rows_repeated, rows_hidden, row_too_long, second_table,
    )
}  # fmt: skip
assert set(A_MONEY) | set(A_TEXT) == set(FORM_A)
