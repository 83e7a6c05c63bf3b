"""Workbooks that libraries ship to test themselves, read by the product and by openpyxl or xlrd: the same cells.

They are taken from source distributions of the package registry, by pip, and are not kept. Of openpyxl 3.1.5, pyxlsb 1.0.10
and xlrd 2.0.1 none ships any; that of python-calamine cannot be had by pip without Rust's registry, which its metadata asks
for. xlrd 1.2.0 ships its own, the others those of programs that stand on these libraries.
"""

import datetime
import importlib
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import openpyxl
import pytest

from pipeline.workbooks.cells import RowTexts
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.opening import open_file

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

Cells = dict[tuple[int, int], str]  # 0-based row and column → text
READS_OLD = "xlrd==2.0.1"
SUFFIXES = (".xlsx", ".xlsm", ".xls")


class Corpus(NamedTuple):
    """How many workbooks a source distribution ships, and how many of them both programs open."""

    workbooks: int
    compared: int


CORPORA = {
    "xlrd==1.2.0": Corpus(21, 16),
    "agate-excel==0.4.2": Corpus(15, 14),
    "csvkit==1.5.0": Corpus(9, 9),
    "pyexcel-xls==0.7.1": Corpus(10, 10),
    "xlsx2csv==0.8.6": Corpus(22, 21),
}
ESCAPES = "openpyxl leaves _x0001_ as it is written; it stands for the character (ECMA-376 part 1, 22.9.2.19)"
ZEROS = "a format of zeros shows the number with them, as a code is written; openpyxl gives the number"
EXPLAINED: dict[tuple[str, str], tuple[int, str]] = {  # (file, sheet) → cells that differ, and why
    ("reveng1.xlsx", "ZZZfirstsheet"): (3, ESCAPES),
    ("reveng1.xlsx", "ControlChars"): (58, ESCAPES),
    ("float2.xlsx", "Sheet2"): (2, ZEROS),
}
NAMES = "openpyxl wants the parts by names in this very case and with slashes"
UNOPENED = {  # file → why one of the two does not open it
    "covid_19-iss.xlsx": "openpyxl misses a drawing; the product reads no drawings",
    "apachepoi_49609.xlsx": NAMES,
    "issue150.xlsx": NAMES,
    "err_cell_empty.xlsx": "openpyxl wants shared strings, which a workbook of numbers has none of",
    "formatted_inline_string.xlsx": "openpyxl wants shared strings, where all texts stand in their cells",
    "self_evaluation_report_2014-05-19.xlsx": "openpyxl stumbles over an attribute of a style",
    "biff4_no_format_no_window2.xls": "the product refuses workbooks of Excel 4 as too old",
}


def unpacked(package: str, folder: Path) -> Path:
    """The source distribution of a package, unpacked. Skips where it is not to be had."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    command += ["--no-build-isolation", "--dest", str(folder), package]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    archives = sorted(folder.glob("*.tar.gz"))
    if done.returncode or not archives:
        pytest.skip(f"{package} is not to be had: {done.stderr.strip().splitlines()[-1:]}")
    with tarfile.open(archives[0]) as archive:
        archive.extractall(folder, filter="data")
    return next(path for path in folder.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def xlrd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The library for .xls, from its source."""
    folder = unpacked(READS_OLD, tmp_path_factory.mktemp("xlrd"))
    sys.path.insert(0, str(folder))
    yield importlib.import_module("xlrd")
    sys.path.remove(str(folder))


def text_of(value: Any) -> str | None:
    """A library's value in the product's writing."""
    return RowTexts(Limits())([value])[0]


def by_openpyxl(path: Path) -> dict[str, Cells]:
    """Worksheet → cells, formulas as their results."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: {
            (cell.row - 1, cell.column - 1): text
            for row in sheet.iter_rows()
            for cell in row
            if (text := text_of(cell.value)) is not None
        }
        for sheet in book.worksheets
    }


def by_xlrd(xlrd: ModuleType, path: Path) -> dict[str, Cells]:
    """Worksheet → cells; what xlrd says of a cell's type made a value."""
    book = xlrd.open_workbook(path)
    values: dict[int, Callable[[Any], Any]] = {
        xlrd.XL_CELL_EMPTY: lambda _: None,
        xlrd.XL_CELL_BLANK: lambda _: None,
        xlrd.XL_CELL_BOOLEAN: bool,
        xlrd.XL_CELL_ERROR: lambda code: xlrd.error_text_from_code[code],
        xlrd.XL_CELL_DATE: lambda days: moment_of(xlrd, days, book.datemode),
    }
    return {
        sheet.name: {
            (row, column): text
            for row in range(sheet.nrows)
            for column, cell in enumerate(sheet.row(row))
            if (text := text_of(values.get(cell.ctype, lambda value: value)(cell.value))) is not None
        }
        for sheet in book.sheets()
    }


def moment_of(xlrd: ModuleType, days: float, mode: int) -> datetime.datetime | datetime.time:
    """A date, or a time of day where no day is counted."""
    moment: datetime.datetime = xlrd.xldate.xldate_as_datetime(days, mode)
    return moment if days >= 1 else moment.time()


def by_product(path: Path) -> dict[str, Cells] | None:
    """Worksheet → cells; None where the workbook is refused."""
    opened = open_file(path, Limits())
    if opened.rejection is not None:
        return None
    return {
        sheet.name: {
            (row, column): text
            for row, cells in enumerate(sheet.rows)
            for column, text in enumerate(cells)
            if text is not None
        }
        for sheet in opened.sheets
    }


def by_library(path: Path, xlrd: ModuleType) -> dict[str, Cells] | None:
    """Worksheet → cells; None where the library stumbles."""
    try:
        return by_xlrd(xlrd, path) if path.suffix == ".xls" else by_openpyxl(path)
    except (KeyError, TypeError, ValueError):
        return None


@pytest.mark.parametrize("package", CORPORA)
def test_every_cell_is_the_librarys(package: str, xlrd: ModuleType, tmp_path: Path) -> None:
    folder = unpacked(package, tmp_path)
    paths = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    pairs = {path: (by_product(path), by_library(path, xlrd)) for path in paths}
    compared = {
        path: (ours, theirs) for path, (ours, theirs) in pairs.items() if ours is not None and theirs is not None
    }
    assert {path.name for path in pairs.keys() - compared.keys()} <= UNOPENED.keys()
    for path, (ours, theirs) in compared.items():
        assert list(ours) == list(theirs), path.name
        for sheet, cells in theirs.items():
            places = {place for place in {*cells, *ours[sheet]} if cells.get(place) != ours[sheet].get(place)}
            assert len(places) == EXPLAINED.get((path.name, sheet), (0, ""))[0], (path.name, sheet, sorted(places)[:5])
    assert Corpus(len(paths), len(compared)) == CORPORA[package]
