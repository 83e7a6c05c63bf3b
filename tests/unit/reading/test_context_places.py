"""One statement about a table moved to every place where it can stand: the same figures or a refusal, never others."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from pipeline.intake.deliveries import Delivery, Judging, settle
from pipeline.parsing.amounts import parse_amount
from pipeline.recognition.readings import ACCEPTED, REJECTED, TableReading
from pipeline.recognition.recognise import read_sheet
from pipeline.recognition.workbook_context import Elsewhere, said_by_path
from pipeline.workbooks.sheet import Aside, Sheet
from tests.delivered_sheets import A_MONEY, FORM_A, ID_NUMBER, Cells, a_row, book, form_a, form_b

Sheets = list[Sheet]
TITLE = "可支配收入统计表"
MONEY = ("wage_income", "business_income", "pension", "business_cost", "other_transfer_paid")
FIRST_A = len(FORM_A) - len(A_MONEY)


def plain() -> Sheet:
    """Form A: one title line, one header row."""
    return form_a(a_row("001", year=""), a_row("002", year=""), title=[[TITLE]])


def grouped() -> Sheet:
    """Form A below a band, with a note and a total at the end."""
    width = len(FORM_A)
    band: Cells = [*FORM_A[:FIRST_A], "收支情况", *[None] * (len(A_MONEY) - 1)]
    below: Cells = [*[None] * FIRST_A, *FORM_A[FIRST_A:]]
    total: Cells = ["合计", *[None] * (FIRST_A - 1), *["200"] * len(A_MONEY)]
    rows = [
        [TITLE, *[None] * (width - 1)],
        band,
        below,
        a_row("001", year=""),
        a_row("002", year=""),
        total,
        ["审核人：甲"],
    ]
    merged = [(1, place, 2, place) for place in range(FIRST_A)] + [(1, FIRST_A, 1, width - 1)]
    return Sheet("表", [[*row, *[None] * (width - len(row))] for row in rows], tuple(merged))


def exported() -> Sheet:
    """Form B as the system writes it: no title, three header rows."""
    sheet = form_b()
    rows = [list(row) for row in sheet.rows]
    rows[0][15] = "年度收支情况"
    return replace(
        sheet, rows=[[*row[:14], None if number > 2 else row[14], *row[15:]] for number, row in enumerate(rows)]
    )


def small() -> Sheet:
    """A ledger of few columns."""
    head = ["村", "户码", "姓名", "身份证号", "补贴项目", "发放金额"]
    row = ["示例东村", "001", "张某某", ID_NUMBER, "低保金", "100"]
    return Sheet("台账", [[TITLE, *[None] * 5], list(head), list(row), [*row[:4], "养老金", "100"]])


SHEETS: dict[str, Callable[[], Sheet]] = {"plain": plain, "grouped": grouped, "exported": exported, "small": small}


def header_row(sheet: Sheet) -> int:
    """0-based row of the lowest header."""
    first = next(row for row, cells in enumerate(sheet.rows) if "户码" in cells)
    return max([first, *(bottom for top, _, bottom, _ in sheet.merged if top <= first <= bottom)])


def with_row(sheet: Sheet, place: int, cells: Cells) -> Sheet:
    """One more row at `place` (0-based); what lies below moves down."""
    width = max(map(len, sheet.rows))
    rows = [*sheet.rows[:place], [*cells, *[None] * (width - len(cells))], *sheet.rows[place:]]
    merged = tuple(
        (top + (top >= place), left, bottom + (bottom >= place), right) for top, left, bottom, right in sheet.merged
    )
    return replace(sheet, rows=rows, merged=merged)


def money_at(sheet: Sheet) -> list[int]:
    """Columns whose cells are 100 or more in the first data row."""
    row = sheet.rows[header_row(sheet) + 1]
    return [column for column, text in enumerate(row) if text in ("100", "200")]


def in_header(sheet: Sheet, suffix: str) -> Sheet:
    rows = [list(row) for row in sheet.rows]
    for column in money_at(sheet):
        row = next(
            row for row in range(header_row(sheet), -1, -1) if rows[row][column] and not rows[row][column].isdigit()
        )
        rows[row][column] += suffix
    return replace(sheet, rows=rows)


def unit_row(sheet: Sheet, text: str) -> Sheet:
    cells: Cells = [text if column in money_at(sheet) else None for column in range(max(map(len, sheet.rows)))]
    return with_row(sheet, header_row(sheet) + 1, cells)


def aside(origin: str, text: str) -> tuple[Aside, ...]:
    return (Aside(origin, {"page_header": "页眉", "page_footer": "页脚"}.get(origin, "A1的批注"), text, *((0, 0) if origin == "comment" else (None, None))),)  # fmt: skip


def formatted(sheet: Sheet, code: str) -> Sheet:
    return replace(sheet, number_formats=dict.fromkeys(money_at(sheet), code))


UNIT_PLACES: dict[str, Callable[[Sheet], Sheets]] = {
    "title line": lambda one: [with_row(one, 0, ["单位：万元"])],
    "end of title": lambda one: [with_row(one, 0, ["2018年统计表（单位：万元）"])],
    "two cells": lambda one: [with_row(one, 0, ["单位", "万元"])],
    "spaced": lambda one: [with_row(one, 0, ["单 位：万 元"])],
    "words": lambda one: [with_row(one, 0, ["以下金额均为万元"])],
    "counted in": lambda one: [with_row(one, 0, ["金额以万元计"])],
    "sheet name": lambda one: [replace(one, name="统计表（万元）")],
    "headers": lambda one: [in_header(one, "（万元）")],
    "row of units": lambda one: [unit_row(one, "万元")],
    "one cell under the header": lambda one: [with_row(one, header_row(one) + 1, ["单位：万元"])],
    "number formats": lambda one: [formatted(one, '0.00"万元"')],
    "note below": lambda one: [with_row(one, len(one.rows), ["注：本表金额单位：万元"])],
    "page header": lambda one: [replace(one, asides=aside("page_header", "金额单位：万元"))],
    "page footer": lambda one: [replace(one, asides=aside("page_footer", "单位：万元"))],
    "comment": lambda one: [replace(one, asides=aside("comment", "单位：万元"))],
    "cover": lambda one: [Sheet("封面", [["填报说明"], ["金额单位：万元"]]), one],
}


def readings(sheets: Sheets, path: tuple[str, ...] = ()) -> list[TableReading]:
    """The readings of the last sheet of a workbook."""
    elsewhere = Elsewhere(book().words, said_by_path(path, book().words))
    for sheet in sheets[:-1]:
        read_sheet(sheet, book(), elsewhere)
    found = read_sheet(sheets[-1], book(), elsewhere)
    settle([Delivery("2018/a.xlsx", "0", 2018, one) for one in found], Judging())
    return found


def yuan(reading: TableReading) -> set[Decimal | None]:
    """All amounts of the table in yuan."""
    found = set()
    for name in (*MONEY, "amount"):
        for text, unit in zip(reading.data.get(name, []), reading.data.get("unit_yuan", []), strict=False):
            amount = parse_amount(str(text))
            found.add(None if amount.yuan is None else amount.yuan * (1 if amount.has_own_unit else int(unit)))
    return found


@pytest.mark.parametrize(("layout", "place"), product(SHEETS, UNIT_PLACES))
def test_a_unit_counts_wherever_it_stands(layout: str, place: str) -> None:
    plainly = yuan(readings([SHEETS[layout]()])[0])
    assert plainly and None not in plainly
    moved = readings(UNIT_PLACES[place](SHEETS[layout]()))[0]
    assert moved.status in (ACCEPTED, REJECTED), moved.reason
    assert moved.status == REJECTED or yuan(moved) == {one * 10_000 for one in plainly if one is not None}


@pytest.mark.parametrize(("layout", "place"), product(SHEETS, UNIT_PLACES))
def test_another_unit_in_a_title_is_refused_with_both_places(layout: str, place: str) -> None:
    sheets = UNIT_PLACES[place](SHEETS[layout]())
    moved = readings([*sheets[:-1], with_row(sheets[-1], 0, ["单位：元"])])[0]
    if place == "cover":  # the sheet's own word counts before the cover's
        assert (moved.status, moved.unit_yuan) == (ACCEPTED, 1)
        return
    assert moved.status == REJECTED and "第1行A列为元" in (moved.reason or ""), moved.reason
    assert "万元" in (moved.reason or "")


YEAR_PLACES: dict[str, Callable[[Sheet, str], Sheets]] = {
    "title": lambda one, year: [with_row(one, 0, [f"示例{year}年收入统计表"])],
    "title without 年": lambda one, year: [with_row(one, 0, [f"示例东村{year}可支配收入统计表"])],
    "two digits": lambda one, year: [with_row(one, 0, [f"{year[2:]}年收入统计表"])],
    "in brackets": lambda one, year: [with_row(one, 0, [f"收入统计表（{year}）"])],
    "two cells": lambda one, year: [with_row(one, 0, ["统计年度", year])],
    "Chinese": lambda one, year: [with_row(one, 0, ["二〇一七年收入表" if year == "2017" else "二〇一八年收入表"])],
    "whole period": lambda one, year: [with_row(one, 0, [f"{year}年1-12月收入统计表"])],
    "until its end": lambda one, year: [with_row(one, 0, [f"{year}年12月31日止年度"])],
    "sheet name": lambda one, year: [replace(one, name=year)],
    "headers": lambda one, year: [replace(one, rows=[[f"{year}年{text}" if text in ("工资性收入", "发放金额") else text for text in row] for row in one.rows])],
    "note below": lambda one, year: [with_row(one, len(one.rows), [f"注：本表为{year}年全年数据"])],
    "page header": lambda one, year: [replace(one, asides=aside("page_header", f"{year}年度统计表"))],
    "page footer": lambda one, year: [replace(one, asides=aside("page_footer", f"{year}年度"))],
    "comment": lambda one, year: [replace(one, asides=aside("comment", f"数据年度：{year}"))],
    "cover": lambda one, year: [Sheet("封面", [[f"{year}年度收入统计"]]), one],
}  # fmt: skip


@pytest.mark.parametrize(("layout", "place"), product(("plain", "grouped", "exported"), YEAR_PLACES))
def test_a_year_counts_wherever_it_stands(layout: str, place: str) -> None:
    same = readings(YEAR_PLACES[place](SHEETS[layout](), "2018"))
    settled = [Delivery("2018/a.xlsx", "0", 2018, one) for one in same]
    settle(settled, Judging())
    assert [one.status for one in settled] == [ACCEPTED], settled[0].reason
    assert yuan(same[0]) == yuan(readings([SHEETS[layout]()])[0])
    other = [Delivery("2018/a.xlsx", "0", 2018, one) for one in readings(YEAR_PLACES[place](SHEETS[layout](), "2017"))]
    settle(other, Judging())
    assert other[0].status == REJECTED and "2017年" in (other[0].reason or ""), other[0].reason


def without_village(sheet: Sheet) -> Sheet:
    """The sheet without its columns of places."""
    places = [column for row in sheet.rows for column, text in enumerate(row) if text in ("县", "镇", "村")]
    return replace(
        sheet, rows=[[text for column, text in enumerate(row) if column not in places] for row in sheet.rows]
    )


VILLAGE_PLACES: dict[str, Callable[[Sheet, str], Sheets]] = {
    "title": lambda one, name: [with_row(one, 0, [f"{name}2018年可支配收入统计表"])],
    "after county and town": lambda one, name: [with_row(one, 0, [f"遂溪县示例镇{name}收入表"])],
    "labelled": lambda one, name: [with_row(one, 0, [f"填报单位：示例镇{name}　单位：元"])],
    "two cells": lambda one, name: [with_row(one, 0, ["行政村", name])],
    "sheet name": lambda one, name: [replace(one, name=name)],
    "page header": lambda one, name: [replace(one, asides=aside("page_header", f"示例镇{name}"))],
    "section row": lambda one, name: [with_row(one, header_row(one) + 1, [name])],
    "numbered section": lambda one, name: [with_row(one, header_row(one) + 1, [f"一、{name}（2户）"])],
    "cover": lambda one, name: [Sheet("封面", [[f"填报单位：{name}"]]), one],
    "path": lambda one, name: [one],
}


@pytest.mark.parametrize(
    ("place", "name"), product(VILLAGE_PLACES, ("示例东村", "示例大村坡村", "下村仔村委会", "示例城社区居委会"))
)
def test_a_village_counts_wherever_it_stands(place: str, name: str) -> None:
    sheets = VILLAGE_PLACES[place](without_village(plain()), name)
    found = readings(sheets, (f"{name}收入", "示例镇") if place == "path" else ())[0]
    assert (found.status, found.reason) == (ACCEPTED, None)
    assert found.data["village_name"] == [name] * 2


def test_two_villages_for_one_table_are_refused_with_both_places() -> None:
    sheet = with_row(without_village(plain()), 0, ["示例东村2018年收入表"])
    found = readings([replace(sheet, name="示例西村")])[0]
    assert found.status == REJECTED and "第1行A列为示例东村，工作表名“示例西村”为示例西村" in (found.reason or "")
