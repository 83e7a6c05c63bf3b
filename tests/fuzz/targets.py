"""What is fuzzed: each target takes any bytes and fails when a parser raises, or says what cannot be.

Atheris runs them by coverage (`make fuzz`), hypothesis within `make test`; both begin from `seeds`.
"""

import json
import re
import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePath

from pipeline.parsing.amounts import ABSURD_YUAN, parse_amount
from pipeline.parsing.identities import compact_id, mask_id, parse_id_number
from pipeline.parsing.masking import mask_id_numbers
from pipeline.recognition.headers import HeaderBook
from pipeline.recognition.kinds import recognise_kind
from pipeline.recognition.lines import Line, read_line
from pipeline.recognition.readings import ACCEPTED
from pipeline.recognition.recognise import read_sheet
from pipeline.recognition.title_places import place_of_section
from pipeline.recognition.units import UNIT_NAMES, unit_in_format
from pipeline.recognition.wording import bare_group, normalise_header
from pipeline.workbooks.archive import Archive
from pipeline.workbooks.asides import COMMENT, MOST, page_texts
from pipeline.workbooks.biff import plain_records, read_biff
from pipeline.workbooks.biff12 import read_biff12
from pipeline.workbooks.careful import scan_carefully
from pipeline.workbooks.content import recognise_content
from pipeline.workbooks.delimited import read_delimited
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.markup import read_markup
from pipeline.workbooks.number_formats import is_telling
from pipeline.workbooks.package import read_package
from pipeline.workbooks.path_guard import Deferred, inspect_path
from pipeline.workbooks.scan import has_twins, look_quickly
from pipeline.workbooks.sheet import RefusedError, Rejection, Sheet
from pipeline.workbooks.sources import CompoundFile
from pipeline.workbooks.spreadsheet_ml import read_spreadsheet_ml
from tests.faults.hostile_packages import GOOD_ROWS, cell_xml, package_parts, sheet_xml, zipped
from tests.faults.hostile_workbooks import old_workbook
from tests.fuzz.records import SEEDS, binary_package, old_stream

TODAY = date(2018, 12, 10)
LIMITS = Limits(inflated_bytes=4_000_000, cells=100_000, file_bytes=1_000_000, rows=10_000)
HEADERS = Path(__file__).resolve().parents[2] / "assets" / "headers"
BOOK = HeaderBook.load(HEADERS)
WHATS = (
    "unit", "rate", "year", "years", "year_relative", "made_in", "period", "forecast", "month", "county", "town", "village",
)  # fmt: skip
FOLDER = Path(tempfile.mkdtemp(prefix="income-fuzz-"))
_WHOLE_ID = re.compile(r"\d{15}")


def guard(data: bytes) -> None:
    """A name and a content: a refusal by name, a deferral, or a known family; a container under its caps."""
    name, _, content = data.partition(b"\n")
    relative = PurePath(name.decode("utf-8", "surrogateescape"))
    verdict = inspect_path(FOLDER, FOLDER / relative, LIMITS)
    assert verdict is None or isinstance(verdict, Rejection | Deferred)
    assert verdict is None or verdict.code != ""
    try:
        recognise_content(relative.with_suffix(".csv") if not relative.suffix and relative.name else relative, content)
        archive = Archive(content, LIMITS)
        archive.inspect()
        read_package(archive)
        for part in archive.names:
            look_quickly(archive.stream(part), ["", "0000"], True, LIMITS)
            has_twins(archive.stream(part))
    except RefusedError as refused:
        assert refused.rejection.code
        assert refused.rejection.reason


def amount(data: bytes) -> None:
    """An amount is None or a finite number of at most eight decimals; doubt is never 0."""
    text = data.decode("utf-8", "replace")
    found = parse_amount(text)
    if found.yuan is None:
        assert not found.is_blank_mark
        return
    assert found.yuan.is_finite()
    assert abs(found.yuan) < ABSURD_YUAN
    assert found.yuan == found.yuan.quantize(Decimal("1e-8"))
    assert parse_amount(f" {text}\u3000") == found


def identity(data: bytes) -> None:
    """A number or a problem by name; what is shown never holds the whole number."""
    text = data.decode("utf-8", "replace")
    found = parse_id_number(text, TODAY)
    assert found.problem in (None, "length", "characters", "checksum", "birth_date", "number_stored")
    assert found.id_number is None or len(found.id_number) == 18
    assert found.birth_date is None or found.birth_date <= TODAY
    shown = (found.masked or "") + mask_id(compact_id(text))
    assert found.id_number is None or found.id_number not in shown
    assert not _WHOLE_ID.search(mask_id_numbers(text)), "an ID number survives the mask"


def header(data: bytes) -> None:
    """Any grid of texts: every row in exactly one place, and nothing raises; lines are rows, tabs divide cells."""
    lines = data.decode("utf-8", "replace").split("\n")[:40]
    rows: list[list[str | None]] = [[cell or None for cell in line.split("\t")[:60]] for line in lines]
    for text in (cell for row in rows for cell in row if cell):
        assert normalise_header(normalise_header(text)) == normalise_header(text)
        bare_group(text)
    recognise_kind([[text] if text else [] for text in rows[0]], BOOK)
    readings = read_sheet(Sheet("表", rows), BOOK)
    assert sum(one.counts.seen for one in readings) == len(rows)
    for one in readings:
        assert min(vars(one.counts).values()) >= 0
        assert len(one.quarantine) == one.counts.quarantined or one.status != ACCEPTED
        assert all(len(column) == one.counts.accepted for column in one.data.values())
        for quarantined in one.quarantine:
            json.loads(quarantined.cells)


def context(data: bytes) -> None:
    """Any text anywhere about a sheet: statements of known sorts with values that can be; any number format."""
    first, _, rest = data.decode("utf-8", "replace").partition("\n")
    for origin in ("title", "sheet_name", "note", "page_header", "page_footer", "comment", "file_name", "cover"):
        for one in read_line(Line(rest, "A1", origin), BOOK.words):
            assert one.what in WHATS and one.value and one.origin == origin
            assert one.what not in ("year", "made_in") or 1900 <= one.number <= 2099
            assert one.what != "unit" or one.number in {0, *UNIT_NAMES}
    place_of_section(rest[:40], BOOK.words)
    unit, scales = unit_in_format(first)
    assert unit in {None, *UNIT_NAMES} and (not scales or is_telling(first))
    assert list(page_texts("page_header", first)) == list(page_texts("page_header", first.strip()))


def delimited(data: bytes) -> None:
    """Text of any encoding: refused by name, or a rectangle in which no filled line is lost."""
    try:
        (sheet,) = read_delimited(data, LIMITS)
    except RefusedError as refused:
        assert refused.rejection.reason
        return
    widths = {len(row) for row in sheet.rows}
    assert len(widths) == 1
    assert any(any(row) for row in sheet.rows)


def parts(data: bytes) -> None:
    """What lies inside containers, and tables that are no containers; the first byte says as what to read it."""
    body = data[1:]
    readers: tuple[Callable[[], object], ...] = (
        lambda: look_quickly([body[:100], body[100:]], ["", "0000"], True, LIMITS),
        lambda: scan_carefully([body[:100], body[100:]], ["", "0000"], True),
        lambda: read_markup(body, LIMITS),
        lambda: read_spreadsheet_ml(body, LIMITS),
        lambda: CompoundFile(body),
        lambda: read_biff(body),
    )
    try:
        readers[(data[0] if data else 0) % len(readers)]()
    except RefusedError as refused:
        assert refused.rejection.reason


def records(data: bytes) -> None:
    """Any records of an .xls or .xlsb sheet: refused by name, or facts of cells that are there."""
    body = data[1:]
    try:
        if (data[0] if data else 0) % 2:
            archive = Archive(binary_package(body), LIMITS)
            ((_, facts),) = read_biff12(archive)
        else:
            stream = old_stream(body)
            plain = plain_records(stream)
            assert len(plain) == len(stream) and plain_records(plain) == plain
            (facts,) = read_biff(plain)
    except RefusedError as refused:
        assert refused.rejection.reason
        return
    assert facts.content_cells >= len({*facts.errors, *facts.formulas, *facts.padded, *facts.cell_formats})
    assert all(row <= facts.last[0] and column <= facts.last[1] for row, column in (*facts.errors, *facts.padded))
    assert sum(one.origin == COMMENT for one in facts.asides) <= MOST


TARGETS: dict[str, Callable[[bytes], None]] = {
    "guard": guard,
    "amount": amount,
    "identity": identity,
    "header": header,
    "context": context,
    "delimited": delimited,
    "parts": parts,
    "records": records,
}


def seeds(name: str) -> list[bytes]:
    """What a target begins from: well-formed inputs of its kind, and what once went wrong (regressions)."""
    folder = Path(__file__).parent / "regressions" / name
    found = [path.read_bytes() for path in sorted(folder.glob("*"))] if folder.is_dir() else []
    return [*_SEEDS[name], *found]


def _header_seeds() -> list[bytes]:
    lines = [
        "\t".join(column.labels[0] for column in kind.columns.values() if column.labels) for kind in BOOK.kinds.values()
    ]
    return [f"示例村2018年统计表（单位：元）\n{line}\n{line}\n合计\t1\t2".encode() for line in lines]


_ML = "urn:schemas-microsoft-com:office:spreadsheet"
_OLD_BOOK = old_workbook()
_SEEDS: dict[str, list[bytes]] = {
    "guard": [
        "2018年 花名册.xlsx\n".encode() + zipped(package_parts(sheet_xml())),
        "a/b\u202e.csv\n户码,姓名\n1,甲\n".encode(),
        b"x.xls\n\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"x.xls\n<html><table><tr><td>1",
    ],
    "amount": [
        text.encode()
        for text in ("1200.5", "¥1,200.50", "(300)", "三万五", "壹仟贰佰元整", "3.5万元", "12元5角", "-", "1E+3", "１２")
    ],
    "identity": [
        text.encode()
        for text in ("11010519491231002X", "440524188001010014", "440524800101001", "4.40823E+17", "无",
                     "110105 19491231 002x", "11010519491231002X43", "身份证 11010519491231002X，电话 13800000000")
    ],
    "header": _header_seeds(),
    "context": [
        text.encode()
        for text in ("0.00\"万元\"\n单位：万元", "0!.0,\"万\"\n示例县示例镇示例东村2018年1-9月收入统计表（单位：元/人）",
                     "&L&\"宋体\"示例村&R元\n以下金额均为万元", ";;;\n2016-2018年预计收入", "0%\n一、示例东村（2户）")
    ],
    "delimited": [
        "户主,收入\n\"示例甲\",=\"1\"\n".encode(),
        "户主\t收入\n甲\t1\n".encode("gb18030"),
        "户主;收入\r\n甲;1\r\n".encode("utf-16"),
        b"\xef\xbb\xbfa,b\n1,2",
    ],
    "parts": [
        b"\0" + sheet_xml().encode(),
        b"\1" + sheet_xml(GOOD_ROWS + cell_xml("B3", "<f>A1</f>", ' s="1" t="e"')).encode(),
        "\2<table><tr style='display:none'><td rowspan=2 colspan='3'>甲</td></tr></table>".encode(),
        f'\3<?xml version="1.0"?><Workbook xmlns="{_ML}" xmlns:ss="{_ML}"><Worksheet ss:Name="a"><Table>'
        '<Row ss:Index="2"><Cell ss:Index="3" ss:MergeAcross="1"><Data ss:Type="Number">1</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>".encode(),
        b"\4" + _OLD_BOOK,
        b"\5" + CompoundFile(_OLD_BOOK).read("workbook"),
    ],
    "records": SEEDS,
}  # fmt: skip
