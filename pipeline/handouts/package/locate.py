"""Where an altered file first differs: its twin in the package, or the same workbook made again, says so."""

import csv
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import openpyxl.utils
import pyarrow.parquet as pq

from pipeline.handouts.audience import Audience
from pipeline.handouts.cells import csv_text
from pipeline.handouts.package.books import package_books
from pipeline.handouts.package.mart_files import DATA_DIR, csv_titles, open_tables, row_stream
from pipeline.handouts.workbook import write_workbook
from pipeline.release.code_version import file_hash
from pipeline.release.staging import scratch_folder


@dataclass(frozen=True)
class Place:
    """Row as the file counts it (1-based, headings included) and column; either may be unknown."""

    row: int | None
    column: str | None
    message: str = ""


def first_difference(folder: Path, name: str, manifest: Mapping[str, Any]) -> Place | None:
    """The first place where the altered file differs; None where nothing sound is left to compare it with.

    The file may be arbitrarily damaged: whatever a reader raises on it means only that no place can be told.
    """
    try:
        path = Path(name)
        if path.parent.as_posix() == DATA_DIR and path.suffix in (".csv", ".parquet"):
            twin = path.with_suffix(".parquet" if path.suffix == ".csv" else ".csv").as_posix()
            is_sound = (folder / twin).is_file() and file_hash(folder / twin) == manifest["files"].get(twin)
            return first_table_difference(folder, path.stem) if is_sound else None
        if path.suffix == ".xlsx":
            return first_cell_difference(folder, name, manifest)
    except Exception:  # any reader, any damage
        return None
    return None


def first_table_difference(folder: Path, table: str) -> Place | None:
    """Where CSV and Parquet of a table first differ, by the lines of the CSV."""
    source = pq.ParquetFile(folder / DATA_DIR / f"{table}.parquet")
    titles = csv_titles(table, source.schema_arrow.names)
    expected = itertools.chain([titles], ([csv_text(value) for value in row] for row in row_stream(source)))
    for number, (wanted, found) in enumerate(itertools.zip_longest(expected, csv_rows(folder, table)), 1):
        if wanted != found:
            column = _first_column(wanted or [], found or [], titles)
            return Place(number, column, f"；CSV 第{number}行与 Parquet 不同")
    return None


def csv_rows(folder: Path, table: str) -> Iterator[list[str]]:
    """Fields of a package's CSV as they stand."""
    with (folder / DATA_DIR / f"{table}.csv").open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        yield from csv.reader(stream)


def count_csv_rows(path: Path) -> int:
    """Data rows of a CSV."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        return sum(1 for _ in csv.reader(stream)) - 1


def first_cell_difference(folder: Path, name: str, manifest: Mapping[str, Any]) -> Place | None:
    """Make the workbook again from the package's tables and compare cell by cell."""
    note = f"数据截止日 {manifest['as_of_date']}；版本 {manifest['release_id']}" + (
        "；试算，非正式结果" if manifest["is_what_if"] else ""
    )
    with scratch_folder() as work, open_tables(folder / DATA_DIR) as tables:
        books = package_books(tables, folder, Audience(manifest["audience"]), note)
        if name not in books:
            return None
        again = Path(work) / "again.xlsx"
        write_workbook(again, books[name]())
        for (sheet, wanted), (_, found) in zip(_sheets(again), _sheets(folder / name), strict=False):
            for number, (right, altered) in enumerate(itertools.zip_longest(wanted, found), 1):
                pairs = itertools.zip_longest(right or (), altered or ())  # blank cells at the end may be left out
                at = next((place for place, (one, other) in enumerate(pairs) if one != other), None)
                if at is not None:
                    return Place(number, f"{sheet}!{openpyxl.utils.get_column_letter(at + 1)}{number}")
    return None


def _sheets(path: Path) -> Iterator[tuple[str, Iterator[tuple[Any, ...]]]]:
    book = openpyxl.load_workbook(path, read_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        yield sheet.title, sheet.iter_rows(values_only=True)


def _first_column(wanted: list[str], found: list[str], titles: list[str]) -> str | None:
    for title, (right, altered) in zip(titles, itertools.zip_longest(wanted, found), strict=False):
        if right != altered:
            return title
    return None
