"""How one household's figure came about, from a release: a receipt that anyone can retrace."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from pipeline.contracts import contracts
from pipeline.household_search import MOST, search
from pipeline.item_book import groups, items, parts
from pipeline.release.folders import Release
from pipeline.release.readback import open_release

INCOME, COST, PAID, MEMO = "收入", "经营及财产支出", "转移性支出", "备忘（不计入）"
REVIEWS = "select * from mart_reviews where survey_year = ? and household_id = ? order by reviewed_on, source_file, source_row"
FIELD_CHECKS = "select * from mart_field_checks where survey_year = ? and household_id = ? order by source_file, source_sheet, source_row"
PERSON_STATES = "select * from mart_person_states where survey_year = ? and household_id = ? order by name_masked, person_key, person_state"
CORRECTIONS = (
    "select * from mart_corrections where survey_year = ? and household_id = ?"
    " order by item_code, source_file, source_sheet, source_row"
)


MOST_SHOWN = 20


class UnknownHouseholdError(LookupError):
    """Nobody, or more than one household, answers to what was asked for."""


@dataclass(frozen=True)
class Explanation:
    """A household's years, each with items, tests and findings; `receipt` says from which release."""

    household: dict[str, Any]
    years: list[dict[str, Any]]
    receipt: dict[str, Any]


def explain(release: Release, household: str, year: int | None = None) -> Explanation:
    """Explain a household, named by its identifier, by 村/户码 or by an unambiguous 户码.

    Raises UnknownHouseholdError; its message lists the candidates.
    """
    with open_release(release) as marts:
        household_id = find_household(marts, household)
        rows = records(
            marts,
            "select * from mart_household_incomes where household_id = ? order by survey_year",
            [household_id],
        )
        years = [explained_year(marts, row) for row in rows if year in (None, row["survey_year"])]
        reviews = records(marts, "select * from mart_exit_reviews where household_id = ?", [household_id])
    manifest = release.manifest
    receipt = {
        "release_id": release.id,
        "as_of_date": manifest.as_of_date,
        "content_hash": manifest.content_hash,
        "parameters": manifest.parameters,
        "source_sha256": manifest.code.get("source_sha256"),
    }
    return Explanation({"household_id": household_id, **(reviews[0] if reviews else {})}, years, receipt)


def find_household(marts: duckdb.DuckDBPyConnection, household: str) -> str:
    """The identifier of the one household meant. Raises UnknownHouseholdError, with the candidates in its message."""
    found = search(marts, household)
    exact = [one for one in found if one.household_id == household.replace("/", "|").strip()]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0].household_id
    if not found:
        raise UnknownHouseholdError(
            f"当前版本中没有户 {household}。可用户码、村/户码、户主或成员姓名、证件号码末几位查找"
        )
    names = "\n".join(one.label for one in found[:MOST_SHOWN])
    more = f"\n……（只列前 {MOST_SHOWN} 户）" if len(found) > MOST_SHOWN else ""
    count = f"{len(found)} 户" if len(found) <= MOST else f"{MOST} 户以上"
    raise UnknownHouseholdError(f"{household} 对应 {count}，请从下列选一户写全：\n{names}{more}")


def explained_year(marts: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> dict[str, Any]:
    """One year's figures, with the source cell of each item, its stress tests and its findings."""
    key = [row["survey_year"], row["household_id"]]
    tests = (
        "select * from mart_stress_tests where survey_year = ? and household_id = ? order by is_deciding desc, scenario"
    )
    findings = (
        "select * from mart_findings where survey_year = ? and household_id = ?"
        " order by case severity when 'critical' then 0 when 'warning' then 1 else 2 end, rule_id, finding_id"
    )
    return {
        "figures": row,
        "items": list(items_of(row, cells_of(marts, row))),
        "cover": cover_of(marts, row),
        "persons": persons_of(marts, key),
        "tests": records(marts, tests, key),
        "findings": records(marts, findings, key),
        "corrections": records(marts, CORRECTIONS, key) if has_table(marts, "mart_corrections") else [],
        "reviews": records(marts, REVIEWS, key) if has_table(marts, "mart_reviews") else [],
        "field_checks": records(marts, FIELD_CHECKS, key) if has_table(marts, "mart_field_checks") else [],
    }


def cover_of(marts: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> dict[str, Any] | None:
    """What decided whether the household is on 低保 or 五保, with its cell (a register that lacks the household has none);
    None where no source says anything, and for releases that did not tell."""
    if row.get("cover_claim_zh") is None:
        return None
    letters = records(
        marts,
        "select min(column_letter) as letter from mart_source_columns"
        " where source_file = ? and source_sheet = ? and column_name = ?",
        [row["cover_file"], row["cover_sheet"], row.get("cover_column")],
    )
    letter = letters[0]["letter"] if letters else None
    cell = f"{letter}{row['cover_row']}" if letter and row["cover_row"] else None
    place = " · ".join(part for part in (row["cover_file"], row["cover_sheet"], cell) if part)
    return {"claim_zh": row["cover_claim_zh"], "place": place, "cell": cell}


def persons_of(marts: duckdb.DuckDBPyConnection, key: list[Any]) -> list[dict[str, Any]]:
    """Who is disabled or at school, by which cell, and the cell of the same year that says otherwise (`other_place` None: none)."""
    if not has_table(marts, "mart_person_states"):
        return []
    return [
        {**one, "place": place_of(one, ""), "other_place": place_of(one, "other_") if one["other_claim_zh"] else None}
        for one in records(marts, PERSON_STATES, key)
    ]


def place_of(one: dict[str, Any], prefix: str) -> str:
    """File, sheet and cell of a claim, such as 残联.xlsx · Sheet1 · C3."""
    letter = one[f"{prefix}column_letter"]
    row = one[f"{prefix}source_row"]
    return " · ".join(
        (one[f"{prefix}source_file"], one[f"{prefix}source_sheet"], f"{letter}{row}" if letter else f"第{row}行")
    )


def has_table(marts: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether the release has a table; older ones lack what came later."""
    return bool(marts.execute("select 1 from duckdb_tables() where table_name = ?", [name]).fetchall())


def cells_of(marts: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> dict[str, str]:
    """Column name → cell (such as Q12) of the statement the year rests on."""
    found = records(
        marts,
        "select column_name, column_letter from mart_source_columns"
        " where source_file = ? and source_sheet = ? and kind = 'income_statement' and column_name is not null",
        [row["source_file"], row["source_sheet"]],
    )
    return {one["column_name"]: f"{one['column_letter']}{row['source_row']}" for one in found}


def items_of(row: dict[str, Any], cells: dict[str, str]) -> Iterable[dict[str, Any]]:
    """The items of the form with sign, amount and cell; blank ones (zero) are left out, unreadable ones are not."""
    columns = {column.name: column for column in contracts()["mart_household_incomes"].columns}
    for name in groups()["items"]:
        amount = row[f"{name}_yuan"]
        if name in parts() or amount == 0:
            continue
        yield {
            "name": name,
            "zh": columns[f"{name}_yuan"].zh,
            "group": group_of(name),
            "amount_yuan": amount,
            "cell": cells.get(name),
        }


def group_of(name: str) -> str:
    """Under what heading an item stands in a receipt."""
    item = items()[name]
    if item.sign == 0:
        return MEMO
    return INCOME if item.sign > 0 else PAID if item.component == "transfer" else COST


def records(marts: duckdb.DuckDBPyConnection, sql: str, values: list[Any] | dict[str, Any]) -> list[dict[str, Any]]:
    """Rows as mappings; decimals stay decimals."""
    cursor = marts.execute(sql, values)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
