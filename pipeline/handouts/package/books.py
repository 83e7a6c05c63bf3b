"""The workbooks of a package, each made from nothing but the package's own Parquet files."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from pipeline.handouts.audience import Audience
from pipeline.handouts.package.check_sheets import check_plans, survey_years, years_plans
from pipeline.handouts.package.cover import dictionary_plan
from pipeline.handouts.package.lists import APPENDIX, BOOKS, list_plans
from pipeline.handouts.package.mart_files import DATA_DIR
from pipeline.handouts.package.public import PUBLIC_TITLES, hiding_note, public_plan, suppressed_below
from pipeline.handouts.sheets import SheetPlan

Books = dict[str, Callable[[], list[SheetPlan]]]


def package_books(tables: duckdb.DuckDBPyConnection, folder: Path, audience: Audience, note: str) -> Books:
    """File name → what plans its sheets, in the order of writing. `tables`: the open views over the package's data folder."""
    data = folder / DATA_DIR
    held = {path.stem for path in data.glob("*.parquet")}
    books: Books = {}
    if audience is Audience.PUBLIC:
        books["公开汇总.xlsx"] = partial(public_plans, tables, data, note)
    else:
        years = survey_years(tables)
        for year in years:
            books[f"可支配收入核查表_{year}.xlsx"] = partial(check_plans, tables, year, note)
        if years:
            books["可支配收入核查表_三年.xlsx"] = partial(years_plans, tables, years, note)
    for book in BOOKS:
        is_wanted = audience is not Audience.VILLAGE or (book.for_village and has_rows(tables, book.table))
        if book.table in held and is_wanted:
            books[book.path] = partial(list_plans, book, tables, note)
    if audience is not Audience.VILLAGE:
        described = sorted(name for name in held if name.startswith("mart_"))
        books[f"{APPENDIX}/数据字典.xlsx"] = lambda: [dictionary_plan(described, note)]
    return books


def public_plans(tables: duckdb.DuckDBPyConnection, data: Path, note: str) -> list[SheetPlan]:
    """The sheets of the book for the public."""
    hidden = f"{hiding_note(suppressed_below(tables))}；{note}"
    return [
        public_plan(title, pq.read_table(data / f"{name}.parquet"), hidden) for name, title in PUBLIC_TITLES.items()
    ]


def has_rows(tables: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether a table is there and not empty: a village is not handed blank lists."""
    held = tables.execute("select 1 from duckdb_views() where view_name = ?", [table]).fetchall()
    return bool(held) and bool(tables.execute(f"select 1 from {table} limit 1").fetchall())
