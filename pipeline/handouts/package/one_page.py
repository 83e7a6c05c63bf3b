"""打开这里.html: one self-contained page for people without a spreadsheet: summary, files with hashes, a table to filter.

No script is fetched, nothing is asked of the network; what the audience may not hold is not in it.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.handouts.book_cells import is_amount, page_text
from pipeline.handouts.package.mart_files import stream

FILE = "打开这里.html"
MOST_ROWS = 60_000  # more would make the page too heavy to open
COLUMNS = {
    "年度": "survey_year", "镇": "town_name", "村": "village_name", "户码": "household_code", "户主姓名": "head_name",
    "计算人口": "divisor_count", "可支配收入（元）": "disposable_income_yuan", "人均（元）": "disposable_income_per_capita_yuan",
    "标准（元）": "exit_line_yuan", "差额（元）": "margin_yuan", "收入核查意见": "verdict_zh", "意见说明": "verdict_text",
}  # fmt: skip


def write_page(
    path: Path, tables: duckdb.DuckDBPyConnection | None, facts: Sequence[str], hashes: Mapping[str, str],
    summary: Sequence[tuple[str, Sequence[Sequence[Any]]]],
) -> None:  # fmt: skip
    """Write the page. `tables`: None for an audience that sees no household; `summary`: title → rows, the first its heads."""
    loader = PackageLoader("pipeline.handouts.package")
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    pages.filters["text"], pages.tests["amount"] = page_text, is_amount
    text = pages.get_template("page.html").render(
        facts=facts, summary=summary, hashes=sorted(hashes.items()), columns=list(COLUMNS),
        households=None if tables is None else households_json(tables),
    )  # fmt: skip
    path.write_text(text, encoding="utf-8", newline="")


def households_json(tables: duckdb.DuckDBPyConnection) -> str:
    """The households as data that the page's own script shows, safe within a script element."""
    sql = (
        f"select {', '.join(COLUMNS.values())} from mart_household_incomes"
        f" order by survey_year desc, town_name, village_name, household_code, household_id limit {MOST_ROWS}"
    )
    rows = [[page_text(value) for value in row] for row in stream(tables, sql)]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
