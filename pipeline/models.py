"""The SQL models of assets/sql by name; the folder a model stands in only helps a reader to find it.

A line that ends in `-- each item` (or another list of `_LISTS`) is written for one item of assets/items.csv and stands
for all of its list: it is repeated with the code of each, and with its Chinese word. The file as it stands is valid SQL on both engines,
and so is what runs. Rules are written the same way (expectations/rules.py).
"""

import re
from functools import cache
from pathlib import Path

from pipeline.item_book import groups, items, zh
from pipeline.parameters import SHIPPED, read_yaml

ROOT = Path(__file__).resolve().parent.parent
SQL = ROOT / "assets" / "sql"
RULES = ROOT / "expectations" / "rules"
_EACH = re.compile(r"^(.*?)[ ]+-- each ([a-z ]+)$", re.MULTILINE)
# Money booked as income that is none, or not yet: each class has a stress test of its own (docs/method.md#what-is-not-income).
_DOUBTFUL = ("one_off", "asset_sale", "loan", "earmarked", "crop_insurance", "unproved_support", "forecast")
# What a line calls its list → the member it is written for, and the list (`_lists`).
_LISTS = {
    "item": ("wage_income", "items"),
    "summed item": ("wage_income", "summed"),
    "part": ("other_wage", "parts"),
    "amount": ("wage_income", "amounts"),
    "total": ("stated_total_income", "stated_totals"),
    "wage income": ("wage_income", "wage income"),
    "business income": ("business_income", "business income"),
    "business outlay": ("business_cost", "business outlay"),
    "property income": ("property_income", "property income"),
    "property outlay": ("property_cost", "property outlay"),
    "transfer income": ("pension", "transfer income"),
    "transfer outlay": ("income_tax", "transfer outlay"),
    "benefit": ("pension", "benefits"),
    "passing transfer": ("medical_reimbursement", "passing transfers"),
    "doubtful class": ("one_off", "doubtful classes"),
    "scenario": ("without_one_off", "scenarios"),
    "topic": ("totals", "topics"),
    "month": ("1", "months"),
}


@cache
def model_files() -> dict[str, Path]:
    """The file of each model, by model name in alphabetical order. Raises ValueError when two share a name."""
    files = sorted(SQL.glob("*/*.sql"), key=lambda path: path.stem)
    found = {path.stem: path for path in files}
    if len(found) != len(files):
        raise ValueError("two SQL models share a name")
    return found


@cache
def model_queries() -> dict[str, str]:
    """The text of each model as it runs, by name in alphabetical order."""
    return {name: written_out(path.read_text(encoding="utf-8")) for name, path in model_files().items()}


def written_out(sql: str) -> str:
    """The text with each line that speaks of one member of a list repeated for all of them."""
    return _EACH.sub(_repeated, sql)


def _repeated(match: re.Match[str]) -> str:
    line, name = match.groups()
    written_for, members = _LISTS[name]
    return "\n".join(_spoken_of(line, written_for, code) for code in _lists()[members])


def _spoken_of(line: str, written_for: str, code: str) -> str:
    named = line.replace(written_for, code)
    return named.replace(zh(written_for), zh(code)) if {written_for, code} <= items().keys() else named


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    """The groups of items, classes of doubtful money, the declared stress tests in their order, the topics of rules, the months."""
    scenarios = tuple(read_yaml(SHIPPED / "stress_tests.yml"))
    topics = tuple(sorted(path.stem for path in RULES.glob("*.yml")))
    months = tuple(map(str, range(1, 13)))
    return {**groups(), "doubtful classes": _DOUBTFUL, "scenarios": scenarios, "topics": topics, "months": months}
