"""Workbooks and CSV files as the second office writes them."""

import csv
from pathlib import Path
from typing import Any

import openpyxl

Row = list[Any]


def yuan(fen: int) -> float | int:
    return fen // 100 if fen % 100 == 0 else fen / 100


def text_of(cell: Any) -> str:
    return "" if cell is None else str(cell)


def write_book(path: Path, names: list[str], rows: list[Row], title: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ([title], names, *rows):
        sheet.append(row)
    book.save(path)


def write_csv(path: Path, names: list[str], rows: list[Row], title: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([names, *([text_of(cell) for cell in row] for row in rows)])
