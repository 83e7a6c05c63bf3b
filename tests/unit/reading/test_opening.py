"""Opening workbooks of every kind: the same cells, and what the fast reader loses made visible."""

import datetime
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.workbooks.limits import Limits
from pipeline.workbooks.opening import open_file
from pipeline.workbooks.sheet import Sheet
from tests.faults.hostile_binaries import binary_workbook, error_record, number_record, row_record, text_record
from tests.faults.hostile_packages import GOOD_ROWS, cell_xml, package_parts, sheet_xml, zipped

_ROWS: list[list[Any]] = [
    ["2018 年统计表", None, None],
    [None, None, None],
    ["户主", "收入", "日期"],
    ["示例甲", 1200.5, datetime.datetime(2018, 11, 19)],
    ["示例乙", 800, None],
]
_TEXTS = [
    ["2018 年统计表", None, None],
    [None, None, None],
    ["户主", "收入", "日期"],
    ["示例甲", "1200.5", "2018-11-19"],
    ["示例乙", "800", None],
]


def _open(tmp_path: Path, name: str, data: bytes) -> tuple[Sheet, ...]:
    path = tmp_path / name
    path.write_bytes(data)
    opened = open_file(path, Limits())
    assert opened.rejection is None, opened.rejection
    return opened.sheets


def _codes(sheet: Sheet) -> list[tuple[int | None, str | None, str]]:
    return [(note.row, note.column_letter, note.code) for note in sheet.notes]


def _by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    for row in _ROWS:
        book.active.append(row)
    return _saved(book)


def _saved(book: Any) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _by_xlsxwriter() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for index, row in enumerate(_ROWS):
            sheet.write_row(index, 0, row)
    return target.getvalue()


def _by_xlwt() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for index, row in enumerate(_ROWS):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(index, column, value, day if column == 2 and index == 3 else xlwt.Style.default_style)
    return _saved(book)


@pytest.mark.parametrize(
    ("name", "make"),
    [("a.xlsx", _by_openpyxl), ("b.xlsx", _by_xlsxwriter), ("c.xls", _by_xlwt), ("d.et", _by_xlwt)],
)
def test_the_same_cells_from_every_writer(tmp_path: Path, name: str, make: Any) -> None:
    sheet = _open(tmp_path, name, make())[0]
    assert sheet.rows == _TEXTS
    assert sheet.notes == ()


def test_what_openpyxl_knows_and_calamine_does_not(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["编码", "收入（万元）", "备注"], [7, 1.5, "甲"], [12, "#N/A", "乙"], [None, "=SUM(B2:B2)", None]):
        sheet.append(row)
    for row in range(2, 5):
        sheet.cell(row, 1).number_format = "0000"
        sheet.cell(row, 2).number_format = '0!.0,"万"'
    sheet.merge_cells("A5:C6")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("藏").sheet_state = "hidden"
    first, second = _open(tmp_path, "a.xlsx", _saved(book))
    assert [row[:2] for row in first.rows[1:4]] == [["0007", "1.5"], ["0012", "#N/A"], [None, "=SUM(B2:B2)"]]
    assert first.hidden_rows == {2}
    assert first.number_formats == {0: "0000", 1: '0!.0,"万"'}
    assert _codes(first) == [(3, "B", "error_cell"), (4, "B", "uncached_formula"), (None, "C", "hidden_column")]
    assert (first.is_hidden, second.is_hidden) == (False, True)


def test_merges_are_kept_within_the_grid(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["村", "户"], ["甲村", "1"], [None, "2"]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("A9:B10")
    assert _open(tmp_path, "a.xlsx", _saved(book))[0].merged == ((1, 0, 2, 0),)


def test_old_workbooks_tell_errors_hidden_rows_formats_and_formulas(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, 7, xlwt.easyxf(num_format_str="0000"))
    sheet.row(1).set_cell_error(0, 0x2A)
    sheet.row(1).hidden = True
    sheet.write(2, 0, xlwt.Formula("A1+1"))
    opened = _open(tmp_path, "a.xls", _saved(book))[0]
    assert opened.rows == [["0007"], ["#N/A"], ["=…"]]
    assert opened.hidden_rows == {1}
    assert opened.number_formats == {0: "0000"}
    assert _codes(opened) == [(2, "A", "error_cell"), (3, "A", "uncached_formula")]


def test_binary_packages_tell_errors_hidden_rows_and_formats(tmp_path: Path) -> None:
    records = [row_record(0), text_record(0, "户主"), row_record(1, is_hidden=True)]
    cells = [number_record(0, 7.0, 1), error_record(1), number_record(2, 3.5)]
    sheet = _open(tmp_path, "a.xlsb", binary_workbook([*records, *cells], ["0000"]))[0]
    assert sheet.rows == [["户主", None, None], ["0007", "#N/A", "3.5"]]
    assert sheet.hidden_rows == {1}
    assert _codes(sheet) == [(2, "B", "error_cell")]


def test_empty_texts_of_formulas_are_blank_and_never_computed_zeros_are_not(tmp_path: Path) -> None:
    rows = cell_xml("A1", '<f>IF(1,"")</f><v></v>', ' t="str"') + cell_xml("A2", "<f>B1</f><v>0</v>")
    computed = zipped(package_parts(sheet_xml(rows)))
    assert _open(tmp_path, "a.xlsx", computed)[0].rows == [[None], ["0"]]
    never = zipped(package_parts(sheet_xml(rows), calculation='<calcPr fullCalcOnLoad="1"/>'))
    assert _open(tmp_path, "a.xlsx", never)[0].rows == [[None], ["=B1"]]


def test_a_wrong_dimension_and_odd_quotes_lose_no_row(tmp_path: Path) -> None:
    rows = [["户主", "工资性收入"], ["示例甲", "1200.5"]]
    for sheet in (
        sheet_xml(before='<dimension ref="A1"/>'),
        sheet_xml(GOOD_ROWS.replace('"', "'")),
        sheet_xml().replace("\n", ""),
    ):
        assert _open(tmp_path, "a.xlsx", zipped(package_parts(sheet)))[0].rows == rows


def test_web_tables_spans_and_exact_numbers(tmp_path: Path) -> None:
    page = (
        "<html><table><tr><td rowspan=2>村</td><td colspan=2>收入</td></tr>"
        '<tr><td x:num="1.23456">1.23</td><td>甲<br>乙</td></tr>'
        '<tr style="display:none"><td>藏</td></tr></table></html>'
    )
    sheet = _open(tmp_path, "导出.xls", page.encode("gb18030"))[0]
    assert sheet.rows == [["村", "收入", None], [None, "1.23456", "甲\n乙"], ["藏", None, None]]
    assert sheet.merged == ((0, 0, 1, 0), (0, 1, 0, 2))
    assert sheet.hidden_rows == {2}
    assert _codes(sheet) == [(None, None, "extension_differs")]


def test_spreadsheet_ml_indices_merges_and_errors(tmp_path: Path) -> None:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    text = (
        f'<?xml version="1.0" encoding="GB2312"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        '<Worksheet ss:Name="表"><Table><Row ss:Index="2">'
        '<Cell ss:MergeAcross="1"><Data ss:Type="String">村</Data></Cell>'
        '<Cell><Data ss:Type="Number">1.10</Data></Cell></Row><Row ss:Hidden="1"><Cell ss:Index="2">'
        '<Data ss:Type="Error">#N/A</Data></Cell><Cell ss:Formula="=RC[-1]"/></Row></Table></Worksheet></Workbook>'
    )
    sheet = _open(tmp_path, "a.xls", text.encode("gb18030"))[0]
    assert sheet.rows == [[None, None, None], ["村", None, "1.1"], [None, "#N/A", "=RC[-1]"]]
    assert sheet.merged == ((1, 0, 1, 1),)
    assert sheet.hidden_rows == {2}
    assert _codes(sheet)[1:] == [(3, "B", "error_cell"), (3, "C", "uncached_formula")]


_CELLS = st.one_of(
    st.none(),
    st.text(st.characters(categories=("L", "N", "P")), max_size=6),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9, allow_nan=False),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(_CELLS, min_size=1, max_size=5), min_size=1, max_size=6))
def test_any_grid_comes_back_as_written(tmp_path: Path, rows: list[list[Any]]) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for index, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(index, column, value)
                elif value is not None:
                    sheet.write_number(index, column, value)
    read = _open(tmp_path, "a.xlsx", target.getvalue())[0].rows
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            text = read[index][column] if index < len(read) and column < len(read[index]) else None
            if isinstance(value, int | float):
                assert text is not None and float(text) == pytest.approx(value, rel=1e-14, abs=1e-14)
            else:
                assert text == (value or None)
