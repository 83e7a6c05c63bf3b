"""Hostile and broken workbooks: name of the file → its bytes and the outcome that is asked for."""

import io
import struct
import zipfile
from collections.abc import Iterator

import xlwt

from tests.faults.hostile_binaries import (
    binary_workbook,
    error_record,
    number_record,
    row_record,
    text_record,
)
from tests.faults.hostile_packages import (
    DECLARATION,
    GOOD_ROWS,
    MAIN,
    cell_xml,
    package_parts,
    sheet_xml,
    workbook,
    zipped,
)

Case = tuple[str, bytes, str]  # file name, content, code of the rejection or note ('' = read without any)
_LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a '1111111111'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in ["ab", "bc", "cd", "de", "ef", "fg", "gh", "hi"])
    + "]>"
)
_OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def workbook_cases() -> Iterator[Case]:
    """Every workbook case."""
    yield from _far_cells()
    yield from _lost_cells()
    yield from _odd_xml()
    yield from _bombs()
    yield from _broken_containers()
    yield from _companions()
    yield from _record_cases()
    yield from binary_cases()


def _far_cells() -> Iterator[Case]:
    yield "far_cell.xlsx", workbook(GOOD_ROWS + cell_xml("XFD1048576")), "extent_too_large"
    yield "far_blank_cell.xlsx", workbook(GOOD_ROWS + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'), ""
    yield "far_column.xlsx", workbook(GOOD_ROWS + cell_xml("XFD3")), "extent_too_large"
    yield "far_row_and_column.xlsx", workbook(GOOD_ROWS + cell_xml("ZZ3") + cell_xml("A1000000")), "extent_too_large"
    misplaced = '<row r="1"><c r="A99999999"><v>1</v></c></row>'
    yield "far_cell_in_row_1.xlsx", workbook(misplaced + GOOD_ROWS), "reader_memory"
    yield "million_columns_claimed.xlsx", workbook(before='<dimension ref="A1:BDWGO1"/>'), ""
    yield "million_columns.xlsx", workbook(GOOD_ROWS + cell_xml("BDWGO3")), "damaged_workbook"
    yield "dimension_too_small.xlsx", workbook(before='<dimension ref="A1"/>'), ""
    yield "dimension_too_large.xlsx", workbook(before='<dimension ref="A1:XFD1048576"/>'), ""
    everything = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    yield "merged_everything.xlsx", workbook(after=everything), ""
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 150_001))
    yield "many_merges.xlsx", workbook(after=f"<mergeCells>{merges}</mergeCells>"), "too_many_merges"
    yield "many_sheets.xlsx", zipped(package_parts(*[sheet_xml()] * 300)), "too_many_sheets"


def _lost_cells() -> Iterator[Case]:
    twice = '<row r="3"><c r="A3"><v>1</v></c><c r="A3"><v>2</v></c></row>'
    yield "duplicate_cell.xlsx", workbook(GOOD_ROWS + twice), "duplicate_cells"
    again = cell_xml("B2", "<v>99</v>")
    yield "duplicate_row.xlsx", workbook(GOOD_ROWS + again), "duplicate_cells"
    yield "error_cell.xlsx", workbook(GOOD_ROWS + cell_xml("B3", "<v>#N/A</v>", ' t="e"')), "error_cell"
    yield "uncached.xlsx", workbook(GOOD_ROWS + cell_xml("B3", "<f>SUM(B2:B2)</f>")), "uncached_formula"
    shared = cell_xml("B3", '<f t="shared" si="0"/>')
    yield "uncached_shared.xlsx", workbook(GOOD_ROWS + shared), "uncached_formula"
    never = package_parts(
        sheet_xml(GOOD_ROWS + cell_xml("B3", "<f>SUM(B2:B2)</f><v>0</v>")),
        calculation='<calcPr calcId="1" fullCalcOnLoad="1"/>',
    )
    yield "never_calculated.xlsx", zipped(never), "uncached_formula"
    long_number = cell_xml("A3", "<v>440823196501011234</v>")
    yield "id_as_number.xlsx", workbook(GOOD_ROWS + long_number), "id_stored_as_number"
    hidden = GOOD_ROWS.replace('<row r="2"', '<row r="2" hidden="1"')
    yield "hidden_row.xlsx", workbook(hidden), ""
    columns = '<cols><col min="2" max="2" hidden="1"/></cols>'
    yield "hidden_column.xlsx", workbook(before=columns), "hidden_column"
    text = f"<is><t>{'长' * 2_000_000}</t></is>"
    yield "long_text.xlsx", workbook(GOOD_ROWS + cell_xml("A3", text, ' t="inlineStr"')), "cell_too_long"


def _odd_xml() -> Iterator[Case]:
    yield "single_quotes.xlsx", workbook(GOOD_ROWS.replace('"', "'")), ""
    prefixed = sheet_xml().replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    prefixed = prefixed.replace("xmlns=", "xmlns:x=")
    yield "prefixed.xlsx", zipped(package_parts(prefixed)), ""
    bare = "<row><c><v>1</v></c><c><v>2</v></c></row>"
    yield "without_references.xlsx", workbook(bare), ""
    yield "utf_16.xlsx", zipped(package_parts(sheet_xml().encode("utf-16"))), "damaged_workbook"
    yield "two_tables.xlsx", workbook(GOOD_ROWS + "</sheetData><sheetData>" + cell_xml("A3")), "damaged_workbook"
    yield "cut_xml.xlsx", zipped(package_parts(sheet_xml()[:-60])), "damaged_workbook"
    yield "deep_xml.xlsx", workbook(after="<a>" * 200_000 + "</a>" * 200_000), ""
    yield "row_zero.xlsx", workbook(GOOD_ROWS + cell_xml("A0")), "damaged_workbook"
    yield "no_such_string.xlsx", workbook(GOOD_ROWS + cell_xml("A3", "<v>9</v>", ' t="s"')), "damaged_workbook"
    laughing = sheet_xml().replace(DECLARATION, DECLARATION + _LAUGHS).replace("1200.5", "&i;")
    yield "laughs.xlsx", zipped(package_parts(laughing)), "xml_declarations"
    parts = package_parts(sheet_xml())
    outside = str(parts["xl/workbook.xml"]).replace(DECLARATION, DECLARATION + _OUTSIDE)
    yield "outside_entity.xlsx", zipped(parts | {"xl/workbook.xml": outside}), "xml_declarations"
    empty = f'{DECLARATION}<sst xmlns="{MAIN}" count="4000000000" uniqueCount="4000000000"/>'
    yield "strings_claimed.xlsx", zipped(parts | {"xl/sharedStrings.xml": empty}), "reader_memory"


def _bombs() -> Iterator[Case]:
    parts = package_parts(sheet_xml())
    yield "bomb.xlsx", zipped(parts | {"xl/media/image1.png": bytes(100_000_000)}), "archive_bomb"
    blank = '<row r="3">' + '<c r="A3" s="0"/>' * 6_000_000 + "</row>"
    yield "bomb_in_sheet.xlsx", workbook(GOOD_ROWS + blank), "archive_bomb"
    honest = zipped(parts | {"xl/media/image1.png": bytes(100_000_000)})
    lying = honest.replace(struct.pack("<I", 100_000_000), struct.pack("<I", 1_000))
    yield "bomb_that_lies.xlsx", lying, "archive_bomb"
    many = {f"xl/media/{n}.png": b"" for n in range(6_000)}
    yield "many_members.xlsx", zipped(parts | many), "too_many_members"
    yield "zip_in_zip.xlsx", zipped({"a.xlsx": workbook()}), "wrong_content"


def _broken_containers() -> Iterator[Case]:
    good = workbook()
    yield "half.xlsx", good[: len(good) // 2], "damaged_workbook"
    yield "partial_upload.xlsx", good[:-100], "damaged_workbook"
    flipped = bytearray(good)
    flipped[good.find(b"sheet1.xml") + 60] ^= 0xFF
    yield "flipped_byte.xlsx", bytes(flipped), "damaged_workbook"
    locked = good.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01")
    locked = locked.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    yield "encrypted_zip.xlsx", locked, "encrypted"
    parts = package_parts(sheet_xml())
    yield "climbing_names.xlsx", zipped(parts | {"../../evil.xml": "<a/>"}), "damaged_workbook"
    target = io.BytesIO(zipped(parts))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/worksheets/sheet2.xml", "<a/>")
    twins = target.getvalue().replace(b"worksheets/sheet2.xml", b"worksheets/sheet1.xml")
    yield "twin_members.xlsx", twins, "damaged_workbook"
    del parts["xl/worksheets/sheet1.xml"]
    yield "missing_sheet.xlsx", zipped(parts), "damaged_workbook"
    yield "word.xlsx", zipped({"word/document.xml": "<a/>"}), "word_without_table"
    yield "open_document.xlsx", zipped({"content.xml": "<a/>", "mimetype": "x"}), "wrong_content"


def _companions() -> Iterator[Case]:
    parts = package_parts(sheet_xml())
    link = f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    yield "dde_link.xlsx", zipped(parts | {"xl/externalLinks/externalLink1.xml": link}), "external_links"
    yield "macros.xlsm", zipped(parts | {"xl/vbaProject.bin": b"\0" * 100}), "macros_ignored"
    yield "workbook_named.xls", workbook(), "extension_differs"
    yield "workbook_named.csv", workbook(), "extension_differs"
    yield "workbook_named.doc", workbook(), "unknown_extension"


def _record_cases() -> Iterator[Case]:
    rows = [row_record(0), text_record(0, "户主"), row_record(1), number_record(0, 5.0)]
    yield "good.xlsb", binary_workbook(rows), ""
    yield "error_cell.xlsb", binary_workbook([*rows, error_record(1)]), "error_cell"
    yield "duplicate.xlsb", binary_workbook([*rows, number_record(0, 6.0)]), "duplicate_cells"
    yield "far.xlsb", binary_workbook([*rows, row_record(1_048_575), number_record(16_383, 1.0)]), "extent_too_large"
    yield "panic.xlsb", binary_workbook(rows, has_counts=False), "reader_crashed"
    yield "cut.xlsb", zipped({"xl/workbook.bin": b"\x9c\x01\xff\xff"}), "damaged_workbook"


def old_workbook() -> bytes:
    """A small .xls."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "户主")
    sheet.write(0, 1, "工资性收入")
    sheet.write(1, 0, "示例甲")
    sheet.write(1, 1, 1200.5)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def binary_cases() -> Iterator[Case]:
    """Workbooks in OLE containers."""
    good = old_workbook()
    yield "good.xls", good, ""
    yield "good.et", good, ""
    yield "old_named.xlsx", good, "extension_differs"
    yield "half.xls", good[: len(good) // 2], "damaged_workbook"
    yield "header_only.xls", good[:512], "damaged_workbook"
    name = "Workbook".encode("utf-16-le")
    entry = good.find(name)
    other = "EncryptedPackage".encode("utf-16-le")
    sealed = good[:entry] + other.ljust(64, b"\0") + struct.pack("<H", len(other) + 2) + good[entry + 66 :]
    yield "encrypted.xlsx", sealed, "encrypted"
    word = "WordDocument".encode("utf-16-le")
    document = good[:entry] + word.ljust(64, b"\0") + struct.pack("<H", len(word) + 2) + good[entry + 66 :]
    yield "word.xls", document, "wrong_content"
    start = good.find(b"\x09\x08\x10\x00") + 20
    password = struct.pack("<HHHHH", 0x2F, 6, 0, 0x1234, 0x5678)
    yield "password.xls", good[:start] + password + good[start + len(password) :], "encrypted"
    looped = bytearray(good)
    table = struct.unpack_from("<I", good, 76)[0] * 512 + 512
    looped[table : table + 4] = struct.pack("<I", 0)
    yield "looped_sectors.xls", bytes(looped), "damaged_workbook"
