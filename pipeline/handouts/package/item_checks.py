"""分项核对: for each household the items with 申报数, 复算数, 台账数, 核定数, 差额, 原因 and 佐证编号, then its totals.

核定数 stays blank where the ledger differs and nobody decided, and where the household can't be determined. 原因 holds
this item's findings and corrections, no other's. 佐证编号 leads to a ledger's row; a claim is no evidence of itself.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb

from pipeline.contracts import contracts
from pipeline.handouts.item_lines import NO_RULE, TOTALS, item_names, items_of
from pipeline.handouts.package.mart_files import stream
from pipeline.handouts.sheets import SheetColumn
from pipeline.item_book import items

Line = tuple[Any, ...]
LINE_COLUMNS = (
    SheetColumn("户码", widest=18), SheetColumn("户主姓名", widest=10), SheetColumn("项目", widest=20),
    SheetColumn("申报数", "money"), SheetColumn("复算数", "money"), SheetColumn("台账数", "money"),
    SheetColumn("核定数", "money"), SheetColumn("差额（台账或复算减申报）", "money"),
    SheetColumn("原因", widest=44, narrowest=24), SheetColumn("佐证编号", widest=14, narrowest=10),
)  # fmt: skip
PLACE_COLUMNS = (SheetColumn("县", widest=10), SheetColumn("镇", widest=10), SheetColumn("村", widest=12))
SOURCE_COLUMNS = (
    SheetColumn("台账文件、表、行", widest=44), SheetColumn("申报出处（文件、表、行）", widest=44),
)  # fmt: skip
KEYS = (
    "county_name", "town_name", "village_name", "household_code", "head_name", "verdict", "source_file", "source_sheet",
    "source_row",
)  # fmt: skip
FINDINGS = """
    select household_id, survey_year,
        list(struct_pack(rule_id, item_code, severity, message, conclusion, signed_by) order by finding_id) as found
    from mart_findings where household_id is not null and severity <> 'info' group by all"""
CORRECTIONS = """
    select household_id, survey_year,
        list(struct_pack(item_code, delivered_yuan, reason, signed_by) order by item_code) as corrected
    from mart_corrections where status = 'applied' group by all"""
LEDGERS = """
    select c.household_id, c.survey_year, list(struct_pack(item_code := c.item_code, paid := c.paid_yuan,
        differs := c.has_ledger_difference, is_partial := c.is_partial, entries := c.entry_count,
        number := d.delivery_number, file := c.source_file, sheet := c.source_sheet, at := c.source_row)
        order by c.item_code) as paid
    from mart_ledger_comparisons as c
    left join (select source_file, source_sheet, min(delivery_number) as delivery_number from mart_deliveries group by all) as d
        on d.source_file = c.source_file and d.source_sheet = c.source_sheet
    group by all"""
GIVEN = {"found": ("mart_findings", FINDINGS), "corrected": ("mart_corrections", CORRECTIONS),
         "paid": ("mart_ledger_comparisons", LEDGERS)}  # fmt: skip


def printed_lines(tables: duckdb.DuckDBPyConnection, year: int) -> Iterator[Line]:
    """County, town, village and the line, for paper."""
    return (line[: 3 + len(LINE_COLUMNS)] for line in item_lines(tables, year))


def item_lines(tables: duckdb.DuckDBPyConnection, year: int) -> Iterator[Line]:
    """Place, line and sources of every line of every household of a year, in the order of the check sheet."""
    names = item_names()
    amounts = [f"{name}_yuan" for name in [*names, *TOTALS, *(figure for figure, _ in TOTALS.values())]]
    columns = list(dict.fromkeys(amounts))
    held = {name for (name,) in tables.execute("select view_name from duckdb_views()").fetchall()}
    joins, given = "", []
    for name, (table, sql) in GIVEN.items():
        given.append(name if table in held else f"null as {name}")
        joins += f" left join ({sql}) as {table} using (household_id, survey_year)" if table in held else ""
    sql = f"""select {", ".join((*KEYS, *columns, *given))} from mart_household_incomes{joins}
        where survey_year = $year order by county_name, town_name, village_name, household_code, household_id"""
    for values in stream(tables, sql, {"year": year}):
        row = dict(zip((*KEYS, *columns, *GIVEN), values, strict=True))
        head = tuple(row[key] for key in KEYS[:5])
        stated_at = f"{row['source_file']} {row['source_sheet']} 第{row['source_row']}行"
        for line in household_lines(row, names):
            yield (*head, *line, stated_at)


def household_lines(row: dict[str, Any], names: list[str]) -> Iterator[Line]:
    """(项目, 申报数, 复算数, 台账数, 核定数, 差额, 原因, 佐证编号, 台账出处): items that are not zero, then totals."""
    labels = {column.name: column.zh for column in contracts()["mart_household_incomes"].columns}
    ledgers = {one["item_code"]: one for one in row["paid"] or []}
    corrections = {one["item_code"]: one for one in row["corrected"] or []}
    causes = causes_of(row["found"] or [])
    decided = confirmed_items(row["found"] or [])
    is_open = row["verdict"] == "undeterminable"
    for name in names:
        amount, ledger, change = row[f"{name}_yuan"], ledgers.get(name), corrections.get(name)
        stated = change["delivered_yuan"] if change else amount
        paid = ledger["paid"] if ledger else None
        if amount == 0 and stated == 0 and not paid:
            continue
        is_doubtful = ledger is not None and ledger["differs"] and change is None and name not in decided
        verified = None if is_open or is_doubtful else amount
        gap = difference(paid, stated) if paid is not None else difference(amount, stated)
        yield (
            labels[f"{name}_yuan"] + ("（备忘，不计入）" if items()[name].kind == "memo" else ""), stated, amount, paid, verified, gap,
            cause_of(amount, causes.get(name, []), change, ledger), evidence_number(ledger), evidence_place(ledger),
        )  # fmt: skip
    for stated_name, (figure, rule) in TOTALS.items():
        stated, amount = row[f"{stated_name}_yuan"], row[f"{figure}_yuan"]
        if stated is None and figure not in ALWAYS:
            continue
        gap = difference(amount, stated)
        cause = "；".join(causes.get(rule, [])) or NO_RULE if gap else None
        yield (f"【合计】{labels[f'{figure}_yuan']}", stated, amount, None, None if is_open else amount, gap, cause,
               None, None)  # fmt: skip


LEDGER_RULES = ("ledger_differs", "ledger_not_declared", "declared_without_ledger")
ALWAYS = ("disposable_income", "disposable_income_per_capita")


def causes_of(found: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Item code, or rule of a total, → the messages about it."""
    causes: dict[str, list[str]] = {}
    totals = {rule for _, rule in TOTALS.values() if rule}
    for one in found:
        places = [one["rule_id"]] if one["rule_id"] in totals else items_of(one["item_code"])
        for place in places:
            told = f"（核实无误：{one['signed_by']}）" if one["conclusion"] == "confirmed" else ""
            causes.setdefault(place, []).append(one["message"] + told)
    return causes


def confirmed_items(found: list[dict[str, Any]]) -> set[str]:
    """Items whose ledger difference somebody answered with 核实无误, signed."""
    return {
        code
        for one in found
        if one["conclusion"] == "confirmed" and one["rule_id"] in LEDGER_RULES
        for code in items_of(one["item_code"])
    }


def cause_of(
    amount: Decimal | None, messages: list[str], change: dict[str, Any] | None, ledger: dict[str, Any] | None
) -> str | None:
    """Why the figures of a line differ, or what is doubted about it."""
    said = [f"已更正：{change['reason'] or '未写原因'}（{change['signed_by'] or '未签名'}）"] if change else []
    said += messages
    if amount is None and not messages:
        said.append("金额无法识别")
    if ledger and ledger["is_partial"] and not ledger["differs"]:
        said.append("台账只含本项的一部分")
    return "；".join(said) or None


def evidence_number(ledger: dict[str, Any] | None) -> str | None:
    """Number of the ledger's sheet (报送文件清单) and its row: 台12-25; with the number of payments if there are more."""
    if ledger is None or ledger["file"] is None:
        return None
    more = f"等{ledger['entries']}笔" if (ledger["entries"] or 0) > 1 else ""
    return f"台{ledger['number'] or '？'}-{ledger['at']}{more}"


def evidence_place(ledger: dict[str, Any] | None) -> str | None:
    if ledger is None or ledger["file"] is None:
        return None
    return f"{ledger['file']} {ledger['sheet']} 第{ledger['at']}行"


def difference(amount: Decimal | None, stated: Decimal | None) -> Decimal | None:
    return None if amount is None or stated is None else amount - stated
