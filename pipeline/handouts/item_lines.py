"""分项核对: for each household the items and totals with 申报数, 复算数, 核定数, 差额 and 原因."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb

from pipeline.contracts import contracts
from pipeline.handouts.package.mart_files import stream
from pipeline.handouts.sheets import SheetColumn
from pipeline.item_book import groups, items, parts

ITEM_COLUMNS = (
    SheetColumn("镇", widest=10), SheetColumn("村", widest=12), SheetColumn("户码", widest=20),
    SheetColumn("户主姓名", widest=12), SheetColumn("项目", widest=24), SheetColumn("申报数", "money"),
    SheetColumn("复算数", "money"), SheetColumn("核定数", "money"), SheetColumn("差额（复算减申报）", "money"),
    SheetColumn("原因", widest=44, narrowest=20), SheetColumn("佐证（文件、表、行）", widest=44),
)  # fmt: skip
# Stated total → recomputed figure and the rule that compares them (docs/method.md#forms, identities of forms A and B).
TOTALS = {
    "stated_transfer_income": ("transfer_income", "transfer_items_mismatch"),
    "stated_total_income": ("total_income", "total_income_mismatch"),
    "stated_transfer_paid": ("transfer_paid", "transfer_items_mismatch"),
    "stated_total_expense": ("total_expense", "total_expense_mismatch"),
    "stated_disposable_income": ("disposable_income", "disposable_income_mismatch"),
    "stated_per_capita": ("disposable_income_per_capita", "per_capita_mismatch"),
    "stated_net_income": ("net_income", ""),
    "stated_net_income_per_capita": ("net_income_per_capita", ""),
}
NO_RULE = "申报的合计与按分项复算不符"
KEYS = (
    "town_name",
    "village_name",
    "household_code",
    "head_name",
    "verdict",
    "source_file",
    "source_sheet",
    "source_row",
)


def item_names() -> list[str]:
    """Items of the forms that stand in a sum of their own; parts of another item are left out."""
    return [name for name in groups()["items"] if name not in parts()]


def item_lines(tables: duckdb.DuckDBPyConnection, year: int) -> Iterator[tuple[Any, ...]]:
    """The lines of every household of a year, in the order of the check sheet."""
    names = item_names()
    amounts = [f"{name}_yuan" for name in [*names, *TOTALS, *(figure for figure, _ in TOTALS.values())]]
    columns = list(dict.fromkeys(amounts))
    sql = f"""
        select {", ".join((*KEYS, *columns))}, delivered, causes
        from mart_household_incomes
        left join ({_delivered(tables)}) as given using (household_id, survey_year)
        left join (select household_id, survey_year, map_from_entries(list((rule_id, message) order by finding_id)
            filter (where is_first)) as causes
            from (select *, row_number() over (partition by household_id, survey_year, rule_id order by finding_id) = 1
                as is_first from mart_findings where household_id is not null and survey_year is not null)
            group by household_id, survey_year) as found
            using (household_id, survey_year)
        where survey_year = $year
        order by county_name, town_name, village_name, household_code, household_id"""
    for values in stream(tables, sql, {"year": year}):
        row = dict(zip((*KEYS, *columns, "delivered", "causes"), values, strict=True))
        head = tuple(row[key] for key in KEYS[:4])
        evidence = f"{row['source_file']} {row['source_sheet']} 第{row['source_row']}行"
        for line in household_lines(row, names):
            yield (*head, *line, evidence)


def _delivered(tables: duckdb.DuckDBPyConnection) -> str:
    """What was delivered where a correction was applied: (item, amount, why) by household and year."""
    known = {name for (name,) in tables.execute("select view_name from duckdb_views()").fetchall()}
    if "mart_corrections" not in known:
        return "select null as household_id, null as survey_year, null as delivered"
    return (
        "select household_id, survey_year, map_from_entries(list((item_code, struct_pack(delivered_yuan, reason))"
        " order by item_code)) as delivered from mart_corrections where status = 'applied' group by all"
    )


def household_lines(row: dict[str, Any], names: list[str]) -> Iterator[tuple[Any, ...]]:
    """(项目, 申报数, 复算数, 核定数, 差额, 原因): items that are not zero, then the totals that were stated."""
    is_open = row["verdict"] == "undeterminable"
    labels = {column.name: column.zh for column in contracts()["mart_household_incomes"].columns}
    delivered = row["delivered"] or {}
    for name in names:
        amount = row[f"{name}_yuan"]
        if name in delivered:
            stated, cause = delivered[name]["delivered_yuan"], f"已更正：{delivered[name]['reason'] or ''}"
        else:
            stated, cause = amount, "" if amount is not None else "金额无法识别"
        if amount == 0 and stated == 0:
            continue
        zh = labels[f"{name}_yuan"] + ("（备忘，不计入）" if items()[name].kind == "memo" else "")
        yield (zh, stated, amount, None if is_open else amount, difference(amount, stated), cause or None)
    for stated_name, (figure, rule) in TOTALS.items():
        stated, amount = row[f"{stated_name}_yuan"], row[f"{figure}_yuan"]
        if stated is None:
            continue
        gap = difference(amount, stated)
        cause = (row["causes"] or {}).get(rule) or (NO_RULE if gap else "")
        yield (f"【合计】{labels[f'{figure}_yuan']}", stated, amount, None if is_open else amount, gap, cause or None)


def difference(amount: Decimal | None, stated: Decimal | None) -> Decimal | None:
    return None if amount is None or stated is None else amount - stated
