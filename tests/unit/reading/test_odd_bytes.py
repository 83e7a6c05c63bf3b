"""Bytes that programs other than Excel write: read as they were meant, or refused with the reason; never a blank."""

import base64
import io
import quopri
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwt

from pipeline.workbooks.biff import plain_records
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.opening import open_file
from pipeline.workbooks.sheet import Opened
from pipeline.workbooks.sources import CompoundFile

ROWS = [["户码", "户主姓名", "工资性收入"], ["00001", "示例甲", 23456.5], ["00002", "示例乙", 8100]]
TEXTS = [["户码", "户主姓名", "工资性收入"], ["00001", "示例甲", "23456.5"], ["00002", "示例乙", "8100"]]
SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


def opened(folder: Path, name: str, data: bytes) -> Opened:
    path = folder / name
    path.write_bytes(data)
    return open_file(path, Limits(settle_seconds=0))


def code(found: Opened) -> str:
    return found.rejection.code if found.rejection else ""


def workbook() -> dict[str, bytes]:
    """The parts of a small .xlsx."""
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in ROWS:
        book.active.append(row)
    book.save(target)
    with zipfile.ZipFile(target) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def replaced(part: str, old: str, new: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    def change(parts: dict[str, bytes]) -> dict[str, bytes]:
        assert old.encode() in parts[part]
        return parts | {part: parts[part].replace(old.encode(), new.encode())}

    return change


def renamed(old: str, new: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda parts: {new if name == old else name: content for name, content in parts.items()}


def added(name: str, content: bytes) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda parts: parts | {name: content}


READ = {
    "value in a CDATA section": replaced(SHEET, "<v>23456.5</v>", "<v><![CDATA[23456.5]]></v>"),
    "value cut by a comment": replaced(SHEET, "<v>23456.5</v>", "<v>23456<!-- 元 -->.5</v>"),
    "value cut by an instruction": replaced(SHEET, "<v>23456.5</v>", "<v>23456<?x y?>.5</v>"),
    "value in character references": replaced(SHEET, "<v>8100</v>", "<v>&#56;&#x31;00</v>"),
    "value with an exponent": replaced(SHEET, "<v>8100</v>", "<v>8.1E3</v>"),
    "text in a CDATA section": replaced(SHEET, "</worksheet>", "<!-- end --></worksheet>"),
    "merge over whole columns": replaced(
        SHEET, "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="H:J"/></mergeCells>'
    ),
    "merge over whole rows": replaced(
        SHEET, "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="8:9"/></mergeCells>'
    ),
    "sheet that points nowhere": replaced(BOOK, "</sheets>", '<sheet name="Module" sheetId="9" r:id="" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></sheets>'),
    "workbook part in capitals": renamed(BOOK, "xl/WORKBOOK.XML"),
    "sheet part in another case": renamed(SHEET, "xl/Worksheets/Sheet1.XML"),
    "backslashes": lambda parts: {name.replace("/", "\\"): content for name, content in parts.items()},
    "a query in UTF-16": added("customXml/item1.xml", "<DataMashup>甲</DataMashup>".encode("utf-16")),
    "properties with a document type": added("docProps/custom.xml", b"<!DOCTYPE a><a/>"),
}  # fmt: skip

REFUSED = {
    "twins in case": (added("xl/worksheets/SHEET1.xml", b"<worksheet/>"), "duplicate_parts"),
    "sheet whose part is missing": (lambda parts: {n: c for n, c in parts.items() if n != SHEET}, "damaged_workbook"),
    "document type in a sheet": (replaced(SHEET, "<worksheet", "<!DOCTYPE a><worksheet"), "xml_declarations"),
}


@pytest.mark.parametrize("name", READ)
def test_a_package_is_read_as_it_was_meant(tmp_path: Path, name: str) -> None:
    found = opened(tmp_path, "a.xlsx", packed(READ[name](workbook())))
    assert code(found) == ""
    assert [row[:3] for row in found.sheets[0].rows[:3]] == TEXTS


@pytest.mark.parametrize("name", REFUSED)
def test_a_package_that_holds_two_truths_or_none_is_refused(tmp_path: Path, name: str) -> None:
    change, wanted = REFUSED[name]
    found = opened(tmp_path, "a.xlsx", packed(change(workbook())))
    assert code(found) == wanted and found.rejection and found.rejection.reason


def old_workbook() -> bytes:
    book, target = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("表")
    for number, row in enumerate(ROWS):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    sheet.write(1, 3, xlwt.Formula("1+1"))
    book.save(target)
    return target.getvalue()


def with_records(data: bytes, change: Callable[[int, bytearray, int], None]) -> bytes:
    """The workbook after `change(kind, stream, place)` was called at each record."""
    file = CompoundFile(data)
    stream = bytearray(file.read("workbook"))
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        change(kind, stream, place)
        place += 4 + size
    return file.replaced("workbook", bytes(stream))


def computed(kind_written: int) -> Callable[[int, bytearray, int], None]:
    def change(kind: int, stream: bytearray, place: int) -> None:
        if kind == 0x06:
            struct.pack_into("<H", stream, place, kind_written)
            struct.pack_into("<d", stream, place + 10, 777.25)

    return change


@pytest.mark.parametrize("kind", [0x06, 0x206, 0x406])
def test_every_kind_of_formula_record_keeps_its_value(tmp_path: Path, kind: int) -> None:
    found = opened(tmp_path, "a.xls", with_records(old_workbook(), computed(kind)))
    assert found.sheets[0].rows[1] == [*TEXTS[1], "777.25"]


@pytest.mark.parametrize("page", [1252, 936, 1200, 0])
def test_the_code_page_of_a_modern_xls_means_nothing(tmp_path: Path, page: int) -> None:
    def change(kind: int, stream: bytearray, place: int) -> None:
        if kind == 0x42:
            struct.pack_into("<H", stream, place + 4, page)

    found = opened(tmp_path, "a.xls", with_records(old_workbook(), change))
    assert [row[:3] for row in found.sheets[0].rows] == TEXTS


def test_a_stream_that_is_cut_is_rewritten_as_far_as_it_goes() -> None:
    stream = CompoundFile(old_workbook()).read("workbook")
    for end in range(0, len(stream), 7):
        assert len(plain_records(stream[:end])) == end


def test_chart_sheets_hold_no_cells(tmp_path: Path) -> None:
    """A chart that caches the values of two series has two cells at each place."""
    kinds: list[int] = []

    def change(kind: int, stream: bytearray, place: int) -> None:
        if kind == 0x85:
            kinds.append(stream[place + 9])
            stream[place + 9] = 2

    found = opened(tmp_path, "a.xls", with_records(old_workbook(), change))
    assert kinds == [0] and code(found) == "no_worksheet"


def page(encoding: str = "gb18030") -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TEXTS)
    return f"<html><body><table>{rows}</table></body></html>".encode(encoding)


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64.encodebytes,
    "quoted-printable": quopri.encodestring,
    "8bit": lambda data: data,
}


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("first", ["MIME-Version: 1.0", "Content-Type: multipart/related; boundary=b", "From: <导出>"])
def test_a_single_file_web_page_is_read(tmp_path: Path, coding: str, first: str) -> None:
    headers = {first: None, "MIME-Version: 1.0": None, "Content-Type: multipart/related; boundary=b": None}
    lines = [*headers, "", "--b", "Content-Type: text/html", "", "<html><frameset></frameset></html>", "--b"]
    lines += ["Content-Type: text/html; charset=gb2312", f"Content-Transfer-Encoding: {coding}", "", ""]
    data = "\r\n".join(lines).encode() + CODINGS[coding](page()) + b"\r\n--b--\r\n"
    found = opened(tmp_path, "a.xls", data)
    assert code(found) == "" and list(found.sheets[0].rows) == TEXTS


@pytest.mark.parametrize(
    "body",
    ["请先登录", "<table><tr><td>无数据</td></tr></table>", "<table><tr><td>户码</td><td>姓名</td></tr></table>"],
)
def test_a_web_page_without_rows_of_data_is_refused(tmp_path: Path, body: str) -> None:
    data = f"<html><body>{body}</body></html>".encode("gb18030")
    assert code(opened(tmp_path, "a.xls", data)) == "html_without_table"
    mail = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
    assert code(opened(tmp_path, "b.xls", mail + data + b"\r\n--b--\r\n")) == "html_without_table"


WIDE = "户码,户主姓名,工资性收入,低保金,备注\n00001,示例甲,1,2,3\n00002,示例乙,1,2,3\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (WIDE + "以上数据属实\n", ""),
        (WIDE + "制表人：李某\n审核人：张某", ""),
        (WIDE + "\n\n注:单位为元\n", ""),
        (WIDE + "00003\n", ""),  # kept as a row, and told by who reads the table
        (WIDE + "0000", "ragged_rows"),
        (WIDE + "00003,示例丙\n", "ragged_rows"),
        (WIDE + "00003,示例丙,1,2,3,4\n", "ragged_rows"),
        ("户主,收入\n示例甲,1\n示例乙\n", "ragged_rows"),
    ],
)
def test_a_line_below_the_table_is_a_note_or_the_file_is_cut(tmp_path: Path, text: str, wanted: str) -> None:
    found = opened(tmp_path, "a.csv", text.encode())
    assert code(found) == wanted
    if not wanted:
        assert found.sheets[0].rows[1] == ["00001", "示例甲", "1", "2", "3"]
        assert {len(row) for row in found.sheets[0].rows} == {5}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.xls"])
def test_utf_16_without_a_mark_is_read(tmp_path: Path, encoding: str, name: str) -> None:
    found = opened(tmp_path, name, WIDE.encode(encoding))
    assert code(found) == "" and found.sheets[0].rows[1][1] == "示例甲"


ML = "urn:schemas-microsoft-com:office:spreadsheet"
STYLES = (
    '<Style ss:ID="Default"/><Style ss:ID="s1"><NumberFormat ss:Format="0.00&quot;万元&quot;"/></Style>'
    '<Style ss:ID="s2" ss:Parent="s1"/><Style ss:ID="s3"><NumberFormat ss:Format="Percent"/></Style>'
)


@pytest.mark.parametrize(
    ("column", "row", "cell"),
    [
        ("", "", ' ss:StyleID="s1"'),
        ("", ' ss:StyleID="s2"', ""),
        (' ss:StyleID="s1"', "", ""),
        ("", "", ' ss:StyleID="s2"'),
    ],
)
def test_formats_of_xml_tables_are_told(tmp_path: Path, column: str, row: str, cell: str) -> None:
    cells = f'<Cell><Data ss:Type="String">甲</Data></Cell><Cell{cell}><Data ss:Type="Number">2.85</Data></Cell>'
    odd = '<Row><Cell/><Cell ss:StyleID="s3"><Data ss:Type="Number">0.5</Data></Cell></Row>'
    text = (
        f'<?xml version="1.0"?><Workbook xmlns="{ML}" xmlns:ss="{ML}"><Styles>{STYLES}</Styles><Worksheet ss:Name="a">'
        f"<Table><Column/><Column{column}/><Row{row}>{cells}</Row><Row{row}>{cells}</Row>{odd}</Table></Worksheet></Workbook>"
    )
    sheet = opened(tmp_path, "a.xls", text.encode()).sheets[0]
    assert sheet.rows == [["甲", "2.85"], ["甲", "2.85"], [None, "0.5"]]
    assert sheet.number_formats == {1: '0.00"万元"'} and sheet.cell_formats == {(2, 1): "0.00%"}


@pytest.mark.parametrize("way", ["style", "class"])
def test_formats_of_saved_web_pages_are_told(tmp_path: Path, way: str) -> None:
    declared = r"mso-number-format:'0\.00\0022万元\0022'"
    cell = f'style="{declared}"' if way == "style" else 'class="xl65 b"'
    row = f'<tr><td>甲</td><td {cell} x:num="2.8512">2.85万元</td></tr>'
    text = f"<html><style><!-- .xl65, .xl66 {{color:red;{declared};}} --></style><table>{row}{row}</table></html>"
    sheet = opened(tmp_path, "a.xls", text.encode()).sheets[0]
    assert sheet.rows[0] == ["甲", "2.8512"] and sheet.number_formats == {1: '0.00"万元"'}
