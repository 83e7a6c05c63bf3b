"""What a pre-flight has to say, one remark per place: returned sheets, rows left aside, notes, doubts, refused corrections."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from expectations.rules import rules
from pipeline.checking.preflight import Preflight
from pipeline.handouts.blank_workbooks import HEADERS
from pipeline.handouts.item_lines import items_of
from pipeline.recognition.headers import HeaderBook

SEVERITIES = {"critical": "重大疑点", "warning": "一般疑点", "info": "提示"}
NAMED_CELL = re.compile(r"\w+?第(?P<row>[0-9]+)行(?P<column>[A-Z]+)列")  # as the rules of records.yml begin
Row = dict[str, Any]
NUMBERS = re.compile(r"[0-9][0-9.,]*")


@dataclass(frozen=True)
class Remark:
    """`degree`: 退回, 待更正, 说明, 重大疑点, 一般疑点 or 提示; `cells`: such as Q12, or 第12行, or 全表."""

    degree: str
    file: str
    sheet: str
    cells: tuple[str, ...]
    message: str
    household_code: str = ""
    rule_id: str = ""

    @property
    def kind(self) -> tuple[str, ...]:
        """Equal for remarks that say the same: of one rule, or of one wording apart from its figures."""
        return (self.degree, self.file, self.sheet, self.rule_id or NUMBERS.sub("#", self.message))

    @property
    def heading(self) -> str:
        """The rule's title, or nothing."""
        return rules()[self.rule_id].title if self.rule_id in rules() else ""


def remarks_of(found: Preflight) -> list[Remark]:
    """Everything, gravest kinds first, each in the order of the sheets."""
    return [
        *_returned(found), *_left_aside(found), *_refused(found), *_unknown(found), *_noted(found), *_doubted(found),
    ]  # fmt: skip


def _at(row: Row, degree: str, cells: tuple[str, ...], message: str | None) -> Remark:
    """A remark on the sheet that a row is of."""
    household, rule = row.get("household_code"), row.get("rule_id")
    return Remark(
        degree, row["source_file"] or "", row["source_sheet"] or "", cells, message or "", household or "", rule or ""
    )


def _returned(found: Preflight) -> Iterator[Remark]:
    for row in found.deliveries:
        if row["status"] in ("rejected", "duplicate"):
            yield _at(row, "退回", ("全表",), row["reason"])


def _left_aside(found: Preflight) -> Iterator[Remark]:
    for row in found.quarantine:
        place = (f"{missing_letter(found, row)}{row['source_row']}",) if row["source_row"] else ("全表",)
        yield _at(row, "待更正", place, row["reason"])


def missing_letter(found: Preflight, row: Row) -> str:
    """The column that the reason says is missing (缺少户码、…: the first of them); A where it names none of the sheet."""
    for column in found.columns:
        is_own = (column["source_file"], column["source_sheet"]) == (row["source_file"], row["source_sheet"])
        if (
            is_own
            and column["column_name"]
            and re.match(f"缺少{re.escape(words_of(column))}(?:[、，]|$)", row["reason"] or "")
        ):
            return str(column["column_letter"])
    return "A"


def words_of(column: Row) -> str:
    """What the product calls a column of a sheet."""
    headers = header_book().kinds.get(column["kind"])
    known = headers.columns.get(column["column_name"]) if headers else None
    return known.zh if known else str(column["header"])


@cache
def header_book() -> HeaderBook:
    return HeaderBook.load(HEADERS)


def _cell(found: Preflight, row: Row, column: str) -> tuple[str]:
    letter = found.letters.get((row["source_file"], row["source_sheet"], column), "A")
    return (f"{letter}{row['source_row']}",)


def _refused(found: Preflight) -> Iterator[Remark]:
    """Corrections that a run would not take up, whatever they correct."""
    for row, message in found.refused_corrections:
        yield _at(row, "待更正", _cell(found, row, "corrected_text"), message)


def _unknown(found: Preflight) -> Iterator[Remark]:
    """Replies that name no matter of the ledger."""
    for row in found.unknown_replies:
        message = f"整改编号“{row['rectification_id']}”不在台账中，请从最新台账复制编号后重新报送"
        yield _at(row, "待更正", _cell(found, row, "rectification_id"), message)


def _noted(found: Preflight) -> Iterator[Remark]:
    for row in found.notes:
        place = f"{row['column_letter'] or ''}{row['source_row'] or ''}" or "全表"
        yield _at(row, "说明", (place,), row["message"])


def _doubted(found: Preflight) -> Iterator[Remark]:
    for row in found.findings:
        yield _at(row, SEVERITIES[row["severity"]], cells_of(found, row), row["message"])


def cells_of(found: Preflight, row: Row) -> tuple[str, ...]:
    """The cells a doubt is about, such as Q12: those its message names, or those of its items; else its row."""
    if row["source_row"] is None:
        return ("全表",)
    if named := NAMED_CELL.match(row["message"]):
        return (f"{named['column']}{named['row']}",)
    codes = items_of(row["item_code"])
    keys = [(row["source_file"], row["source_sheet"], code.removesuffix("_yuan")) for code in codes]
    cells = tuple(f"{found.letters[key]}{row['source_row']}" for key in keys if key in found.letters)
    return cells or (f"第{row['source_row']}行",)
