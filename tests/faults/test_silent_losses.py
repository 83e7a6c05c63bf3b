"""What other readers lose without a word, each through the real reader: a rejection or a note that names it."""

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.intake.intake import read_deliveries
from pipeline.intake.raw_tables import write_raw_tables
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import Sheet
from tests.delivered_sheets import FORM_A, Cells, a_row, book, form_a, write_csv, write_workbook
from tests.faults.hostile_packages import package_parts, sheet_xml, zipped

pytestmark = pytest.mark.faults
WAGE, HEAD_ID, CODE = FORM_A.index("工资性收入"), FORM_A.index("户主身份证号"), FORM_A.index("户码")
CSV = [list(FORM_A), a_row("001"), a_row("002")]


def column(index: int) -> str:
    return chr(65 + index)


def workbook(rows: list[Cells], before: str = "", **cells: str) -> bytes:
    """An .xlsx by hand; `cells`: reference → the whole cell element instead of its text."""
    xml = ""
    for number, row in enumerate(rows, 1):
        inner = ""
        for index, text in enumerate(row):
            reference = f"{column(index)}{number}" if index < 26 else f"A{column(index - 26)}{number}"
            plain = f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>' if text is not None else ""
            inner += cells.get(reference, plain)
        xml += f'<row r="{number}">{inner}</row>'
    return zipped(package_parts(sheet_xml(xml, before=before)))


def saved(name: str, content: Callable[[], bytes]) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content())


def csv_text(rows: list[Cells]) -> str:
    return "".join(",".join(cell or "" for cell in row) + "\n" for row in rows)


WAGE_CELL = f"{column(WAGE)}3"
# Loss → how it is delivered, the code of the note or '' for a rejection, a word of the reason, rows accepted.
CASES: dict[str, tuple[Callable[[Path], object], str, str, int]] = {
    "wrong dimension tag": (saved("a.xlsx", lambda: workbook(CSV, before='<dimension ref="A1:B2"/>')), "", "", 2),
    "uncached formula": (
        saved("a.xlsx", lambda: workbook(CSV, **{WAGE_CELL: f'<c r="{WAGE_CELL}"><f>1+1</f></c>'})),
        "uncached_formula", "", 2,
    ),
    "error cell": (
        saved("a.xlsx", lambda: workbook(CSV, **{WAGE_CELL: f'<c r="{WAGE_CELL}" t="e"><v>#DIV/0!</v></c>'})),
        "error_cell", "", 2,
    ),
    "ID stored as a number": (
        saved("a.xlsx", lambda: workbook(CSV, **{f"{column(HEAD_ID)}3": f'<c r="{column(HEAD_ID)}3"><v>440823196501011234</v></c>'})),
        "id_stored_as_number", "", 2,
    ),
    "duplicate cell reference": (
        saved("a.xlsx", lambda: workbook(CSV, **{WAGE_CELL: f'<c r="{WAGE_CELL}"><v>1</v></c><c r="{WAGE_CELL}"><v>2</v></c>'})),
        "", "两次", 0,
    ),
    "hidden row": (
        lambda folder: write_workbook(folder / "a.xlsx", Sheet("表", CSV, hidden_rows=frozenset({2}))),
        "hidden_rows", "", 1,
    ),
    "hidden sheet": (
        lambda folder: write_workbook(folder / "a.xlsx", form_a(a_row("001"), a_row("002")), Sheet("藏", CSV, is_hidden=True)),
        "", "隐藏工作表", 2,
    ),
    "ragged CSV row": (lambda folder: write_csv(folder / "a.csv", [*CSV, [*a_row("003"), "多"]]), "", "第 4 行", 0),
    "unclosed quote": (saved("a.csv", lambda: (csv_text(CSV) + '"' + csv_text(CSV[1:])).encode()), "", "引号", 0),
    "UTF-8 cut within a character": (saved("a.csv", lambda: csv_text([*CSV, ["示例县", "镇"]]).encode()[:-2]), "", "截断", 0),
    "fewer rows than declared": (
        lambda folder: write_csv(folder / "a.csv", [*CSV, ["以上共3户", *[None] * (len(FORM_A) - 1)]]),
        "row_count_differs", "", 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_loss_is_told(tmp_path: Path, name: str) -> None:
    deliver, code, word, accepted = CASES[name]
    (tmp_path / "raw" / "2018").mkdir(parents=True)
    deliver(tmp_path / "raw" / "2018")
    intake = read_deliveries(tmp_path / "raw", tmp_path / "cache", book(), Limits(), workers=1)
    write_raw_tables(intake, tmp_path / "out")
    deliveries, notes, rows = (
        pq.read_table(tmp_path / "out" / f"{table}.parquet").to_pylist()
        for table in ("raw_deliveries", "raw_reading_notes", "raw_income_statements")
    )
    assert len(rows) == accepted, deliveries
    assert code in {one["code"] for one in notes} or not code
    assert any(word in (one["reason"] or "") for one in deliveries)
    if name != "wrong dimension tag":
        assert code or word
    for one in deliveries:
        assert one["rows_seen"] == one["rows_accepted"] + one["rows_quarantined"] + one["rows_ignored"]


def test_the_unread_cells_are_no_zeros(tmp_path: Path) -> None:
    """A formula without a value and an error cell leave the amount unreadable, never blank, which would count as 0."""
    (tmp_path / "raw" / "2018").mkdir(parents=True)
    CASES["uncached formula"][0](tmp_path / "raw" / "2018")
    (tmp_path / "raw" / "2018" / "a.xlsx").rename(tmp_path / "raw" / "2018" / "b.xlsx")
    CASES["error cell"][0](tmp_path / "raw" / "2018")
    intake = read_deliveries(tmp_path / "raw", tmp_path / "cache", book(), Limits(), workers=1)
    write_raw_tables(intake, tmp_path / "out")
    rows = pq.read_table(tmp_path / "out" / "raw_income_statements.parquet").to_pylist()
    texts = {(one["source_file"], one["household_code"]): one["wage_income"] for one in rows}
    assert texts["2018/b.xlsx", "001"] == texts["2018/a.xlsx", "001"] == "100"
    assert {texts["2018/b.xlsx", "002"], texts["2018/a.xlsx", "002"]}.isdisjoint({None, "", "0", "100"})
