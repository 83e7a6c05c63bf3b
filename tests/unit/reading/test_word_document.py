"""Word documents: what stands in the body is read, also what a plain reader of paragraphs would leave out."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from pipeline.workbooks.limits import Limits
from pipeline.workbooks.opening import open_file
from pipeline.workbooks.word_document import BODY

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def cell(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{inner}</w:p></w:tc>"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def delivered(folder: Path, body: str, name: str = "表.docx") -> Path:
    """A document with this body in the package of a new one."""
    stream, path = io.BytesIO(), folder / name
    docx.Document().save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            own = f"<?xml version='1.0' encoding='UTF-8'?><w:document {SPACE}><w:body>{body}</w:body></w:document>"
            new.writestr(part, own if part == BODY else old.read(part))
    return path


def rows_of(folder: Path, body: str) -> list[list[str | None]]:
    opened = open_file(delivered(folder, body), Limits())
    assert opened.rejection is None
    return opened.sheets[0].rows


def test_insertions_count_and_deletions_do_not(tmp_path: Path) -> None:
    amount = f"<w:del><w:r><w:delText>9</w:delText></w:r></w:del><w:ins>{run('8500')}</w:ins>"
    moved = f"<w:moveFrom>{run('12')}</w:moveFrom>{run('13')}"
    table = f"<w:tbl>{row(cell(run('工资性收入')), cell(amount))}{row(cell(run('低保金')), cell(moved))}</w:tbl>"
    assert rows_of(tmp_path, table) == [["工资性收入", "8500"], ["低保金", "13"]]


def test_a_content_control_around_a_row_hides_nothing(tmp_path: Path) -> None:
    filled = f"<w:sdt><w:sdtContent>{row(cell(run('低保金')), cell(run('1200')))}</w:sdtContent></w:sdt>"
    table = f"<w:tbl>{row(cell(run('项目')), cell(run('金额')))}{filled}</w:tbl>"
    assert rows_of(tmp_path, table) == [["项目", "金额"], ["低保金", "1200"]]


def test_merged_cells_keep_the_columns(tmp_path: Path) -> None:
    wide, down, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = (
        f"<w:tbl>{row(cell(run('转移性收入'), wide), cell(run('支出')))}"
        f"{row(cell(run('低保金'), down), cell(run('1')), cell(run('2')))}{row(cell('', goes_on), cell(run('3')), cell(run('4')))}</w:tbl>"
    )
    opened = open_file(delivered(tmp_path, table), Limits())
    assert opened.sheets[0].rows == [["转移性收入", None, "支出"], ["低保金", "1", "2"], [None, "3", "4"]]
    assert set(opened.sheets[0].merged) == {(0, 0, 0, 1), (1, 0, 2, 0)}


def test_wide_gaps_divide_a_line_and_a_title_that_repeats_begins_a_form(tmp_path: Path) -> None:
    form = f"<w:p>{run('调查表')}</w:p><w:p>{run('户码 001    户主 陈明')}</w:p><w:tbl>{row(cell(run('项目')), cell(run('5')))}</w:tbl>"
    opened = open_file(delivered(tmp_path, form + form.replace("001", "002")), Limits())
    assert [sheet.rows[1] for sheet in opened.sheets] == [["户码 001", "户主 陈明"], ["户码 002", "户主 陈明"]]


def form_with(*answers: str, header: str = "核实情况（手填）") -> str:
    """A form with doubts below the opinions, and what somebody wrote beside them."""
    doubts = "".join(row(cell(run("2018")), cell(run("工资偏低")), cell(run(text) if text else "")) for text in answers)
    heads = row(cell(run("年度")), cell(run("疑点")), cell(run(header)))
    table = f"<w:tbl>{row(cell(run('低保金')), cell(run('1200')))}</w:tbl>"
    return f"{table}<w:p>{run('收入核查意见')}</w:p><w:tbl>{heads}{doubts}</w:tbl>"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (form_with("已入户核实", "", "系季节性务工"), "填写了 2 处"),
        (form_with("属实", header="核实情况"), "填写了 1 处"),
        (form_with("", " "), None),
        (form_with("属实", header="疑点说明"), None),
    ],
)
def test_answers_written_on_a_form_are_told_and_not_read(tmp_path: Path, body: str, told: str | None) -> None:
    opened = open_file(delivered(tmp_path, body), Limits())
    assert opened.sheets[0].rows == [["低保金", "1200"]]
    said = [note.message for note in opened.sheets[0].notes if note.code == "answers_on_form"]
    assert (said == []) if told is None else (len(said) == 1 and told in said[0])


def test_a_document_is_known_by_its_content(tmp_path: Path) -> None:
    table = f"<w:tbl>{row(cell(run('低保金')), cell(run('1200')))}</w:tbl>"
    opened = open_file(delivered(tmp_path, table, "表.xlsx"), Limits())
    assert opened.sheets[0].rows == [["低保金", "1200"]]
    assert [note.code for note in opened.sheets[0].notes] == ["extension_differs"]


@pytest.mark.parametrize(
    ("name", "said"), [("表.doc", "另存为 .docx"), ("表.wps", "另存为 .docx"), ("表.pdf", ".docx 或 .xlsx")]
)
def test_other_documents_are_told_what_to_do(tmp_path: Path, name: str, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    rejection = open_file(path, Limits()).rejection
    assert rejection is not None and said in rejection.reason
