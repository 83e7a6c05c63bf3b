"""What the product hands out, filled in and saved by LibreOffice as .xlsx and as .xls: read to the same figures."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assets.raw import HEADERS
from pipeline.intake.read_task import read_sheets
from pipeline.recognition.headers import HeaderBook
from pipeline.recognition.readings import ACCEPTED
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.opening import open_file
from tests.integration.conftest import Office
from tests.integration.test_export_round_trip import answered

pytestmark = [
    pytest.mark.printing,
    pytest.mark.skipif(not shutil.which("soffice"), reason="no soffice"),
]
HEADER_ROWS = 6
Table = tuple[str, str | None, int | None, dict[str, Any]]  # kind, form, unit, column → texts


@pytest.fixture(scope="module")
def handed_out(finished: Office, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Blank forms of a village filled in, a 更正表 with an answer, the entry forms of the provincial system."""
    folder = tmp_path_factory.mktemp("handed-out")
    place = finished.rows("select village_id from mart_household_incomes order by all limit 1")[0][0]
    books = []
    for kind in ("income_statement", "household_list", "roster"):
        path = folder / f"{kind}.xlsx"
        assert (
            finished.income("template", kind, "--village", place, "--year", "2018", "--out", str(path)).exit_code == 0
        )
        fill_blanks(path)
        books.append(path)
    assert finished.income("export", str(folder / "村"), "--audience", "village").exit_code == 0
    correction, _, _ = answered(folder / "村")
    assert finished.income("system", str(folder / "省系统")).exit_code == 0
    return [*books, correction, *sorted((folder / "省系统").glob("省系统更正录入表_*.xlsx"))]


def fill_blanks(path: Path) -> None:
    """An amount into every blank cell under a header of money, another one in each."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    cells = [cell for row in sheet.iter_rows(max_row=HEADER_ROWS) for cell in row]
    heads = [
        cell for cell in cells if isinstance(cell.value, str) and cell.value.endswith(("收入", "支出", "金", "金额"))
    ]
    first = max((cell.row for cell in heads), default=0) + 1
    for row in range(first, first + 3):
        for number, head in enumerate(heads):
            if (
                sheet.cell(row, head.column).value is None
                and sheet.cell(row, head.column).coordinate not in sheet.merged_cells
            ):
                sheet.cell(row, head.column).value = 100 * row + number + 0.5
    book.save(path)


@pytest.fixture(scope="module", params=["xlsx", "xls"])
def saved(
    handed_out: list[Path], request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    """The same workbooks as LibreOffice saves them."""
    folder = tmp_path_factory.mktemp(request.param)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", request.param]
    command += ["--outdir", str(folder / "out"), *map(str, handed_out)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return [folder / "out" / f"{path.stem}.{request.param}" for path in handed_out]


def tables_of(path: Path) -> list[Table]:
    """What is read of a workbook; hidden sheets and sheets without a table aside."""
    opened = open_file(path, Limits())
    assert opened.rejection is None, opened.rejection
    readings = read_sheets(list(opened.sheets), HeaderBook.load(HEADERS), ())
    return [
        (one.kind, one.form, one.unit_yuan, {name: cells for name, cells in one.data.items() if any(cells)})
        for one in readings
        if one.status == ACCEPTED
    ]


def test_libreoffice_changes_no_figure(handed_out: list[Path], saved: list[Path]) -> None:
    for before, after in zip(handed_out, saved, strict=True):
        tables = tables_of(before)
        assert tables, before.name
        assert tables_of(after) == tables, before.name
