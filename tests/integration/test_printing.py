"""Every workbook printed through LibreOffice: no text below 9 points, one page across where the sheet is for paper."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from pipeline.handouts.package.export import Order, export_package
from tests.integration.conftest import Office

pytestmark = [
    pytest.mark.printing,
    pytest.mark.skipif(not shutil.which("soffice") or not shutil.which("pdftohtml"), reason="no soffice, no pdftohtml"),
]
SMALLEST = 9.0
ZOOM = 3  # pdftohtml gives sizes as whole pixels at this zoom: a third of a point
SIZE = re.compile(r'<fontspec id="(\d+)" size="(\d+)"')
TEXT = re.compile(r'<text [^>]*font="(\d+)"[^>]*>(.*?)</text>')


@pytest.fixture(scope="module")
def package(finished: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_package(Order(finished.release), tmp_path_factory.mktemp("print") / "包")


@pytest.fixture(scope="module")
def pages(package: Path, finished: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """PDFs of the package's workbooks, of a village's 更正表 and of every blank form."""
    folder = tmp_path_factory.mktemp("pdf")
    books = [*package.rglob("*.xlsx")]
    assert finished.income("export", str(folder / "村"), "--audience", "village").exit_code == 0
    books += sorted((folder / "村").rglob("更正表*.xlsx"))[:1]
    for kind in ("income_statement", "household_list", "roster", "ledger"):
        path = folder / f"空白_{kind}.xlsx"
        assert finished.income("template", kind, "--year", "2018", "--out", str(path)).exit_code == 0
        books.append(path)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [
        "soffice",
        "--headless",
        profile,
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder / "pdf"),
        *map(str, books),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    assert len(list((folder / "pdf").glob("*.pdf"))) == len(books)
    return folder / "pdf"


def sizes_of(pdf: Path) -> Counter[float]:
    """Font size in points → characters."""
    command = ["pdftohtml", "-xml", "-i", "-zoom", str(ZOOM), "-stdout", str(pdf)]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: Counter[float] = Counter()
    sizes: dict[str, float] = {}
    for page in shown.split("<page ")[1:]:
        sizes |= {number: int(size) / ZOOM for number, size in SIZE.findall(page)}
        for number, text in TEXT.findall(page):
            found[sizes[number]] += len(text)
    return found


def test_no_printed_text_is_smaller_than_nine_points(pages: Path) -> None:
    small = {
        pdf.name: {size: count for size, count in sizes_of(pdf).items() if size < SMALLEST}
        for pdf in sorted(pages.glob("*.pdf"))
    }
    assert {name: found for name, found in small.items() if found} == {}


def test_paper_is_a4_or_a3_and_every_page_is_numbered(pages: Path) -> None:
    edges = {(595, 842), (842, 1191)}
    for pdf in pages.glob("*.pdf"):
        info = subprocess.run(["pdfinfo", "-l", "-1", str(pdf)], check=True, capture_output=True, text=True).stdout
        sizes = {
            tuple(sorted(round(float(one)) for one in found))
            for found in re.findall(r"size: *([\d.]+) x ([\d.]+)", info)
        }
        assert sizes and sizes <= edges, pdf.name
        count = int(re.search(r"Pages: *(\d+)", info)[1])  # type: ignore[index]
        text = subprocess.run(
            ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
        ).stdout
        assert len(re.findall(r"第\s*\d+\s*页", text)) == count, pdf.name


def test_a_sheet_for_paper_is_one_page_across(package: Path) -> None:
    """Sheets that may go across are those for the screen, named so."""
    for path in package.rglob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path).worksheets:
            is_screen = sheet.title.startswith(("全部列", "全部分项")) or path.parent.name == "附表"
            assert is_screen or sheet.sheet_properties.pageSetUpPr.fitToPage, (path.name, sheet.title)
