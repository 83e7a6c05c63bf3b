"""整改台账: a row per matter, what is wrong, who must mend it by when, its history, and room for the reply."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from pipeline.explanation import records
from pipeline.handouts.file_names import safe_names
from pipeline.handouts.sheets import SheetColumn, SheetPlan

HINT = "整改后只填黄色各栏，连同本表放入报送文件夹；整改编号请勿改动。须填整改情况、整改责任人、整改日期和佐证材料，缺一不予销号。"
REPLY_COLUMNS = (
    SheetColumn("整改情况", "entry", 8, 7, choices=("已整改", "整改中")), SheetColumn("整改责任人", "entry", 8, 7),
    SheetColumn("整改日期", "entry", 10, 10), SheetColumn("佐证材料", "entry", 12, 11),
)  # fmt: skip
COLUMNS = (
    SheetColumn("整改编号", widest=14, narrowest=13), SheetColumn("类别", widest=8), SheetColumn("镇", widest=7),
    SheetColumn("村", widest=9), SheetColumn("驻村工作队", widest=9), SheetColumn("督查分组", widest=6),
    SheetColumn("部门", widest=6), SheetColumn("户码", widest=6), SheetColumn("户主姓名", widest=7),
    SheetColumn("对象", widest=6), SheetColumn("问题", widest=24, narrowest=18), SheetColumn("发现日", "date"),
    SheetColumn("期限", "date"), SheetColumn("状态", widest=7), *REPLY_COLUMNS, SheetColumn("经过", widest=20, narrowest=14),
)  # fmt: skip
FIELDS = (
    "rectification_id", "issue_kind_zh", "town_name", "village_name", "team_name", "supervision_group", "department",
    "household_code", "head_name", "name_masked", "issue_text", "found_on", "due_date",
)  # fmt: skip
SPLITS = {"team": "team_name", "department": "department", "group": "supervision_group"}
SPLIT_WORDS = {"team": "工作队", "department": "部门", "group": "督查组"}
UNNAMED = {by: f"未分{word}" for by, word in SPLIT_WORDS.items()}
SELECT = (
    "select * from mart_rectifications where $all or state <> 'closed' order by case state when 'closed' then 1 else 0 end,"
    " not is_overdue, due_date nulls last, town_name, village_name, issue_kind, household_code nulls first,"
    " rectification_id"
)


@dataclass(frozen=True)
class LedgerBook:
    """One workbook: its file name and its sheet."""

    file: str
    plan: SheetPlan


def ledger_books(
    marts: duckdb.DuckDBPyConnection, by: str | None, with_closed: bool, note: str
) -> Iterator[LedgerBook]:
    """A workbook of all matters, or one for each team, department or supervision group."""
    rows = records(marts, SELECT, {"all": with_closed})
    if by is None:
        yield book_of("整改台账", "", rows, note)
        return
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        parts.setdefault(part_of(row, by), []).append(row)
    files = safe_names({name: name for name in parts})
    for name, own in sorted(parts.items()):
        yield book_of(f"整改台账_{files[name]}", name, own, note)


def part_of(row: dict[str, Any], by: str) -> str:
    """Whose a matter is; a team is named with its town, since villages of two towns may share a name."""
    name = row[SPLITS[by]] or UNNAMED[by]
    return f"{row['town_name'] or ''}{name}" if by == "team" else str(name)


def state_of(row: dict[str, Any]) -> str:
    """The state in words, overdue ones marked."""
    return f"{row['state_zh']}（逾期）" if row["is_overdue"] else str(row["state_zh"])


def book_of(file: str, whose: str, rows: list[dict[str, Any]], note: str) -> LedgerBook:
    """The workbook of some matters."""
    blank = (None,) * len(REPLY_COLUMNS)
    lines = [(*(row[name] for name in FIELDS), state_of(row), *blank, row["history"]) for row in rows]

    counts = {
        state: sum(row["state_zh"] == state for row in rows) for state in ("待整改", "整改中", "已复发", "已销号")
    }
    told = "，".join(f"{state}{count}件" for state, count in counts.items())
    plan = SheetPlan(
        "整改台账",
        f"{whose}整改台账",
        f"{HINT}{told}。{note}",
        COLUMNS,
        lambda: lines,
        1,
        ("填报人", "审核人"),
        is_for_paper=True,
    )
    return LedgerBook(f"{file}.xlsx", plan)
