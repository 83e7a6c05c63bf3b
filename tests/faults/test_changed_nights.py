"""Nights on which random cells, rows and files changed publish what a fresh run publishes of the same deliveries.

INCOME_TRIALS=40 sets how many nights are tried (2 without it); each has one to nine changes.
"""

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.demo.deliver import make_demo
from pipeline.release.folders import current_release

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.xdist_group("changed_nights")]
ROOT = Path(__file__).parents[2]
NIGHTS = int(os.environ.get("INCOME_TRIALS", "2"))
TEXTS = ("约三千", "", "1.2万", "2017", "00001", "示例东村", "无", "死亡")


def change_amount(sheet: Worksheet, chance: random.Random) -> None:
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)]
    if cells:
        chance.choice(cells).value = chance.choice([0, 1, 990, 12_345.67, -5, 300_000])


def change_text(sheet: Worksheet, chance: random.Random) -> None:
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)]
    if cells:
        chance.choice(cells).value = chance.choice(TEXTS)


def remove_row(sheet: Worksheet, chance: random.Random) -> None:
    sheet.delete_rows(chance.randint(1, max(sheet.max_row, 1)))


def repeat_row(sheet: Worksheet, chance: random.Random) -> None:
    row = chance.randint(1, max(sheet.max_row, 1))
    sheet.append([cell.value for cell in sheet[row]])


IN_SHEETS = (change_amount, change_amount, change_amount, change_text, change_text, remove_row, repeat_row)


class Deliveries:
    """What lies in data/raw, and what was taken away and may come back."""

    def __init__(self, raw: Path, aside: Path, chance: random.Random) -> None:
        self.raw, self.aside, self.chance = raw, aside, chance
        aside.mkdir()

    def change(self) -> str:
        """One change; its name."""
        if self.chance.random() < 0.7:
            return self.change_sheet()
        return self.chance.choice([self.take_away, self.bring_back, self.copy, self.rename])()

    def files(self) -> list[Path]:
        return sorted(path for path in self.raw.rglob("*.xlsx"))

    def change_sheet(self) -> str:
        path = self.chance.choice(self.files())
        try:
            book: Workbook = load_workbook(path)
        except Exception:  # some are damaged on purpose
            return "not opened"
        change = self.chance.choice(IN_SHEETS)
        change(self.chance.choice(book.worksheets), self.chance)
        book.save(path)
        return change.__name__

    def take_away(self) -> str:
        path = self.chance.choice(self.files())
        shutil.move(path, self.aside / "#".join(path.relative_to(self.raw).parts))
        return "take_away"

    def bring_back(self) -> str:
        for path in sorted(self.aside.iterdir())[:1]:
            shutil.move(path, self.raw.joinpath(*path.name.split("#")))
        return "bring_back"

    def copy(self) -> str:
        path = self.chance.choice(self.files())
        year = self.chance.choice(["2016", "2017", "2018"])
        shutil.copyfile(path, self.raw / year / f"副本{self.chance.randint(1, 9)}{path.name}")
        return "copy"

    def rename(self) -> str:
        path = self.chance.choice(self.files())
        path.rename(path.with_name(f"新{path.name}"))
        return "rename"


def published(data: Path, *words: str) -> str:
    """The hash of all that a run publishes."""
    command = [sys.executable, "-m", "pipeline.cli", "run", "--data", str(data), "--as-of", "2018-12-10", *words]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stdout + done.stderr
    return current_release(data / "marts").manifest.content_hash


def test_nights_of_random_changes_publish_what_a_fresh_run_publishes(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    data = tmp_path / "data"
    make_demo(tmp_path / "demo", villages=3, households=6, seed=7)
    for year in sorted(
        (tmp_path / "demo" / "raw").glob("20*")
    ):  # without the mark of invented files: more will lie there
        shutil.copytree(year, data / "raw" / year.name)
    published(data)
    deliveries = Deliveries(data / "raw", tmp_path / "aside", random.Random(19))
    changes, nights = Counter[str](), Counter[str]()
    seen = set[str]()
    for _ in range(NIGHTS):
        changes.update(deliveries.change() for _ in range(deliveries.chance.randint(1, 9)))
        found = published(data)
        seen.add(found)
        nights["equal" if found == published(data, "--fresh") else "DIFFERENT"] += 1
    record_property("measured", f"nights of changes: {dict(nights)}; changes: {changes.total()} {dict(changes)}")
    assert nights["equal"] == NIGHTS and len(seen) > NIGHTS / 2
