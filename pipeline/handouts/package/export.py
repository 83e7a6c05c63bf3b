"""Makes a package from a release: tables first, everything else from them, the seal last."""

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pipeline.handouts.audience import Audience, PackageError
from pipeline.handouts.package.books import package_books
from pipeline.handouts.package.check_sheets import survey_years
from pipeline.handouts.package.cover import FILE as COVER
from pipeline.handouts.package.cover import cover_plans, read_me, sums_plan
from pipeline.handouts.package.full_ids import FILE as FULL_IDS_FILE
from pipeline.handouts.package.full_ids import full_ids_plan
from pipeline.handouts.package.lists import BOOKS
from pipeline.handouts.package.mart_files import (
    BY_FILE,
    DATA_DIR,
    copy_mart,
    csv_titles,
    files_of,
    mart_names,
    open_tables,
    rows_of_files,
    write_csv,
)
from pipeline.handouts.package.one_page import FILE as PAGE
from pipeline.handouts.package.one_page import write_page
from pipeline.handouts.package.public import PUBLIC_TITLES, hiding_note, public_tables, safe_charts, suppressed_below
from pipeline.handouts.package.seal import file_names, package_manifest, write_seals
from pipeline.handouts.sheets import SheetPlan
from pipeline.handouts.village_choice import Village
from pipeline.handouts.workbook import write_workbook
from pipeline.release.code_version import file_hash
from pipeline.release.data_package import write_data_package
from pipeline.release.folders import Release
from pipeline.release.readback import open_release
from pipeline.release.staging import whole_folder
from pipeline.side_process import shared_out

README = "说明.txt"
FEW_ROWS = 5_000  # of all tables: a second process would take longer to start
PUBLIC_MARTS = ("mart_parameters",)
VILLAGE_MARTS = frozenset({book.table for book in BOOKS if book.for_village}) | {
    "mart_household_incomes", "mart_parameters", "mart_deliveries", "mart_quarantine",
}  # fmt: skip
Notice = Callable[[str], None]
Summary = list[tuple[str, list[Any]]]
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Order:
    """What is asked for. `runs_dir` is given only when full ID numbers are wanted."""

    release: Release
    audience: Audience = Audience.ASSESSOR
    village: Village | None = None
    key: Ed25519PrivateKey | None = None
    runs_dir: Path | None = None
    on_step: Notice = field(default=lambda _: None)

    @property
    def note(self) -> str:
        """The line under every title: day and release the figures rest on."""
        made = self.release.manifest
        trial = "；试算，非正式结果" if made.is_what_if else ""
        return f"数据截止日 {made.as_of_date.isoformat()}；版本 {self.release.id}{trial}"


def export_package(order: Order, target: Path, extra: Mapping[str, list[SheetPlan]] | None = None) -> Path:
    """Write the package into `target` (absent or empty), whole or not at all.

    `extra`: more workbooks, file name → sheets. The same release and order give the same bytes.
    Raises PackageError.
    """
    refuse_used(target)
    if order.runs_dir is not None and order.audience is not Audience.ASSESSOR:
        raise PackageError("完整证件号码只提供给核查组（--audience 考核核查组）")
    with whole_folder(target) as work:
        fill(order, work, extra or {})
    return target


def refuse_used(target: Path) -> None:
    """A package never mixes with what lies there. Raises PackageError."""
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise PackageError(f"{target} 已存在且不是空文件夹，请另给一个文件夹名")


def fill(order: Order, folder: Path, extra: Mapping[str, list[SheetPlan]]) -> None:
    """Tables, workbooks, charts, notes, seal."""
    data = folder / DATA_DIR
    data.mkdir()
    counts = write_tables(order, data)
    with open_tables(data) as tables:
        made_here = dict(extra)
        if order.runs_dir is not None:
            made_here[FULL_IDS_FILE] = [full_ids_plan(order.release, order.village, order.runs_dir, order.note)]
        books = list(dict.fromkeys([*extra, *package_books(tables, folder, order.audience, order.note), *made_here]))
        is_public = order.audience is Audience.PUBLIC
        hidden = (f"本包只含汇总数：{hiding_note(suppressed_below(tables))}。",) if is_public else ()
        years = [] if is_public else survey_years(tables)
        made_here[COVER] = cover_plans(tables, years, books=books, facts=facts_of(order), note=order.note)
        order.on_step("工作簿")
        written = {name: write_workbook(folder / name, plans) for name, plans in made_here.items()}
        written |= write_files(order, folder, [name for name in books if name not in made_here], counts)
        sheets = {name: written[name] for name in (COVER, *books)}
        copy_charts(order, folder / "charts")
        describe_data(order, folder)
        text = read_me("预脱贫户家庭人均可支配收入核查资料包", facts_of(order), hidden, order.audience)
        (folder / README).write_text(text, encoding="utf-8", newline="")
        hashes = {name: file_hash(folder / name) for name in file_names(folder)}
        write_page(
            folder / PAGE, None if is_public else tables, facts_of(order), hashes, summary_of(tables, years, order)
        )
    village = order.village.village_id if order.village else None
    manifest = package_manifest(
        order.release, order.audience, village=village, folder=folder, row_counts=counts, sheets=sheets
    )
    write_seals(folder, manifest, order.key)


def write_files(order: Order, folder: Path, names: Sequence[str], counts: Mapping[str, int]) -> Counts:
    """Write the tables as CSV, and the workbooks that rest on nothing but the tables, by name; returns file name → sheet
    name → rows. Those of a county are written in two processes: the book of each year, the lists, the tables."""
    lists = {book.path for book in BOOKS}
    parts = [[name] for name in names if name not in lists] + [[name for name in names if name in lists]]
    books = [partial(write_books, folder, order.audience, order.note, part) for part in parts]
    is_for_village = order.audience is Audience.VILLAGE  # whose workbooks hold all that it uses
    tables = (
        [] if is_for_village else [partial(write_csv, folder / DATA_DIR / f"{name}.parquet", name) for name in counts]
    )
    tasks: list[Callable[[], Any]] = [*books, *tables]
    done = shared_out(tasks) if sum(counts.values()) > FEW_ROWS else [task() for task in tasks]
    return {name: sheets for written in done[: len(books)] for name, sheets in written.items()}


def write_books(folder: Path, audience: Audience, note: str, names: Iterable[str]) -> Counts:
    """Write some workbooks from the package's tables; returns file name → sheet name → rows."""
    with open_tables(folder / DATA_DIR) as tables:
        books = package_books(tables, folder, audience, note)
        return {name: write_workbook(folder / name, books[name]()) for name in names}


def facts_of(order: Order) -> tuple[str, ...]:
    """For whom, of which place, from which release."""
    place = f"村：{order.village.town_name} {order.village.village_name}" if order.village else "范围：全部村"
    return f"对象：{order.audience.zh}", place, order.note


def describe_data(order: Order, folder: Path) -> None:
    """datapackage.json beside the tables: CSV by its Chinese headings, Parquet by its columns."""
    tables = {}
    for path in sorted((folder / DATA_DIR).glob("*.parquet")):
        names = pq.read_schema(path).names
        tables[path.name] = dict(zip(names, names, strict=True))
        if path.with_suffix(".csv").exists():
            tables[f"{path.stem}.csv"] = dict(zip(csv_titles(path.stem, names), names, strict=True))
    facts = {"version": order.release.id, "created": order.release.manifest.as_of_date.isoformat()}
    write_data_package(folder / DATA_DIR, facts, tables)


def summary_of(tables: duckdb.DuckDBPyConnection, years: list[int], order: Order) -> Summary:
    """What the page shows above all: sums of the years, or the public tables."""
    if order.audience is not Audience.PUBLIC:
        plans = [sums_plan(tables, year, order.note) for year in reversed(years)]
        return [(plan.title, [[column.title for column in plan.columns], *plan.rows()]) for plan in plans]
    found: Summary = []
    for name, title in PUBLIC_TITLES.items():
        cursor = tables.execute(f"select * from {name}")
        found.append((title, [[column[0] for column in cursor.description or []], *cursor.fetchall()]))
    return found


def write_tables(order: Order, data: Path) -> dict[str, int]:
    """Every table as Parquet; returns table → rows."""
    order.on_step("数据表")
    counts: dict[str, int] = {}
    release = order.release
    if order.audience is Audience.PUBLIC:
        with open_release(release) as marts:
            counts = public_tables(marts, data)
        for name in PUBLIC_MARTS:
            counts[name] = copy_mart(release, name, data, None)
    else:
        for name in mart_names(release):
            if order.village is not None and name not in VILLAGE_MARTS:
                continue
            counts[name] = copy_mart(release, name, data, order.village)
        if order.village is not None:
            counts |= keep_own_files(release, order.village, data)
    return counts


def keep_own_files(release: Release, village: Village, data: Path) -> dict[str, int]:
    """Leave of the tables about files only what is the village's."""
    own, alone = files_of(release, village)
    counts = {}
    for name, is_private in BY_FILE.items():
        path = data / f"{name}.parquet"
        if not path.exists():
            continue
        rows = rows_of_files(pq.read_table(path), alone if is_private else own)
        pq.write_table(rows, path, compression="zstd", compression_level=3, store_schema=False)
        counts[name] = rows.num_rows
    return counts


def copy_charts(order: Order, folder: Path) -> None:
    """The release's charts; the public get what shows no single household, a village none of the others."""
    charts = order.release.path / "charts"
    if order.village is not None or not charts.is_dir():
        return
    chosen = safe_charts(charts) if order.audience is Audience.PUBLIC else sorted(charts.iterdir())
    for path in chosen:
        folder.mkdir(exist_ok=True)
        shutil.copyfile(path, folder / path.name)
