"""Hostile and broken texts, and files that are something else: name → bytes and the outcome asked for."""

from collections.abc import Iterator

from tests.faults.hostile_workbooks import Case

GOOD = "户主,工资性收入\n示例甲,1200.5\n示例乙,800\n"
_ML = "urn:schemas-microsoft-com:office:spreadsheet"


def text_cases() -> Iterator[Case]:
    """Every case of text and of foreign content."""
    yield from _encodings()
    yield from _shapes()
    yield from _markup()
    yield from _foreign()


def _encodings() -> Iterator[Case]:
    yield "good_gb18030.csv", GOOD.encode("gb18030"), ""
    yield "good_utf_16.csv", GOOD.encode("utf-16"), ""
    yield "cut_utf_8.csv", "户主,住址\n示例甲,湛江市\n".encode()[:-2], "truncated_text"
    yield "cut_gb18030.csv", "户主,住址\n示例甲,湛江市\n".encode("gb18030")[:-2], "truncated_text"
    yield "cut_utf_16.csv", GOOD.encode("utf-16")[:-1], "truncated_text"
    damaged = GOOD.encode()
    yield "damaged_utf_8.csv", damaged[:10] + b"\xff" + damaged[11:], "damaged_text"
    yield "big5.csv", "戶主,工資性收入,備註說明\n".encode("big5"), "unknown_encoding"
    yield "latin.csv", "Prénom;Âge;Été à l'étranger çà et là\n".encode("latin-1"), "unknown_encoding"
    yield "utf_32.csv", GOOD.encode("utf-32"), "nul_bytes"
    yield "nul_bytes.csv", GOOD.encode().replace(b"800", b"8\x000"), "nul_bytes"
    yield "only_nul.csv", bytes(5_000), "nul_bytes"


def _shapes() -> Iterator[Case]:
    yield "line_of_99_mb.csv", b"a" * 99_000_000, "line_too_long"
    yield "beyond_100_mb.csv", b"a,b\n" * 25_500_000, "file_too_large"
    yield "many_columns.csv", ("," * 5_000 + "\n").encode() + GOOD.encode(), "extent_too_large"
    yield "long_cell.csv", ('a,"' + "b\n" * 40_000 + '"\n').encode(), "cell_too_long"
    yield "unclosed_quote.csv", GOOD.replace("示例乙", '"示例乙').encode(), "broken_quotes"
    yield "stray_quote.csv", GOOD.replace("示例乙", '"示例乙"甲').encode(), "broken_quotes"
    yield "ragged.csv", GOOD.replace(",800", ",800,9").encode(), "ragged_rows"
    yield "short_row.csv", (GOOD + "示例丙\n").encode(), "ragged_rows"
    yield "no_line_end.csv", GOOD[:-1].encode(), "last_line_unfinished"
    yield "only_line_ends.csv", b"\n" * 1_000, "no_cells"
    yield "only_a_mark.csv", b"\xef\xbb\xbf", "no_cells"
    yield "rounded_id.csv", (GOOD + "4.40823E+17,1\n").encode(), "id_stored_as_number"
    yield "dde.csv", (GOOD + "=cmd|'/c calc'!A0,1\n").encode(), "formula_text"


def _markup() -> Iterator[Case]:
    table = "<html><table><tr><td>户主<td>收入</tr><tr><td>甲<td>1</table></html>"
    yield "html.xls", table.encode("gb18030"), "extension_differs"
    yield "html_cut.xls", table[:-30].encode(), "html_without_table"
    yield "html_login.xls", "<html><body>请先登录</body></html>".encode(), "html_without_table"
    yield "html_wide.xls", "<table><tr><td colspan=1000000>甲</table>".encode(), "extent_too_large"
    yield "html_tall.xls", "<table><tr><td rowspan=1000000>甲<td>乙<tr><td>丙</table>".encode(), "extension_differs"
    yield "html_deep.xls", b"<table><tr><td>" * 50_000, "too_deep"
    yield "html_unclosed.xls", b"<table><tr><td>" + b"<" * 200_000, "html_without_table"
    book = f'<?xml version="1.0"?><Workbook xmlns="{_ML}" xmlns:ss="{_ML}"><Worksheet ss:Name="a"><Table>'
    row = '<Row{}><Cell><Data ss:Type="String">甲</Data></Cell><Cell><Data ss:Type="Number">1</Data></Cell></Row>'
    end = "</Table></Worksheet></Workbook>"
    yield "xml_2003.xls", (book + row.format("") + end).encode(), "extension_differs"
    yield "xml_2003_far.xls", (book + row.format(' ss:Index="9999999"') + end).encode(), "extent_too_large"
    yield "xml_2003_cut.xls", (book + row.format("")).encode(), "damaged_workbook"
    outside = book.replace("?>", '?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', 1)
    yield "xml_2003_entity.xls", (outside + row.format("") + end).encode(), "xml_declarations"
    yield "mht.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "html_without_table"
    yield "tabs.xls", GOOD.replace(",", "\t").encode("gb18030"), "extension_differs"


def _foreign() -> Iterator[Case]:
    yield "empty.xlsx", b"", "empty_file"
    yield "empty.csv", b"", "empty_file"
    yield "zeros.xlsx", bytes(5_000), "wrong_content"
    yield "prose.xlsx", "这里没有表格\n".encode(), "wrong_content"
    yield "pdf.xlsx", b"%PDF-1.7\n" + bytes(100), "wrong_content"
    yield "picture.xls", b"\x89PNG\r\n\x1a\n" + bytes(100), "wrong_content"
    yield "picture.csv", b"\xff\xd8\xff\xe0" + bytes(100), "wrong_content"
    yield "rar.xlsx", b"Rar!\x1a\x07\x01\x00" + bytes(100), "wrong_content"
    yield "program.csv", b"MZ\x90\x00" + bytes(100), "wrong_content"
    yield "very_old.xls", b"\x09\x00\x04\x00\x07\x00\x10\x00" + bytes(100), "old_workbook"
    yield "notes.rtf", b"hello", "unknown_extension"
