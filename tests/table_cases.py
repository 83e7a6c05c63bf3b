"""Table cases: given rows of the upstream tables → expected rows of one table, read from tests/cases/<table>.yml.

A case file holds `defaults` (table → columns every given row has) and `cases`, each with `given` and `expect`.
Columns that are left out are null; `<name>_yuan` may be written where the table holds `<name>_fen`. The amounts of a
statement may stand in its row: they become its lines (`LINES_OF`); null is unreadable, of a total blank. A statement may be
named by its source cell, or by household and year, instead of its statement_id (`named_by_id`). The parameter tables are filled from the shipped YAML: `parameters`, `as_of` and `surveyed` of a case change them.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from assets.catalog import inputs_of
from pipeline.contracts import Table, arrow_schema, contracts
from pipeline.item_book import groups, items
from pipeline.models import model_queries
from pipeline.parameter_tables import (
    County,
    county_key,
    effective_values,
    item_rows,
    label_rows,
    parameter_rows,
    text_in_force,
    year_rows,
)
from pipeline.parameters import SHIPPED
from pipeline.stress_tests import load_stress_tests, stress_test_rows

CASES = Path(__file__).parent / "cases"
NO_SITE = CASES / "no site of its own"
YEARS = [2016, 2017, 2018]
Rows = list[dict[str, Any]]
# Table of statements → table of their lines.
LINES_OF = {
    "clean_income_statements": "clean_statement_lines",
    "clean_months": "clean_statement_lines",
    "derive_first_exports": "clean_statement_lines",
    "derive_corrected_statements": "derive_corrected_lines",
    "clean_monthly_statements": "clean_monthly_lines",
    "derive_base_statements": "derive_base_lines",
}
FORM_ROWS = "clean_form_rows"  # of a case that gives a form, made of what it gives
NAMES = {"household_id", "survey_year", "source_file", "source_sheet", "source_row"}  # what may name a statement
CHOSEN = ("derive_chosen_statements", "derive_base_statements")  # one row per household and year


class Engine(Protocol):
    """What a case needs of an engine: DuckEngine has it, and so has the Spark twin."""

    def connect(self, tables: Mapping[str, Path], writable: Iterable[Path] = ()) -> Any: ...


@dataclass(frozen=True)
class Case:
    """One case of a table; `given` is complete with defaults, `expect` lists the columns that are compared."""

    table: str
    title: str
    given: Mapping[str, Rows]
    expect: Rows
    settings: Mapping[str, str] = field(default_factory=dict)
    as_of: dt.date = dt.date(2019, 3, 1)
    surveyed: frozenset[int] = frozenset(YEARS)


def load_cases(folder: Path = CASES) -> list[Case]:
    """Every case of every file, in the order of names."""
    return [case for path in sorted(folder.glob("*.yml")) for case in read_cases(path)]


def read_cases(path: Path) -> list[Case]:
    """The cases of one file; its stem is the table."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    defaults = content.get("defaults", {})
    cases = []
    for entry in content["cases"]:
        given = {
            table: [defaults.get(table, {}) | row for row in rows] for table, rows in entry.get("given", {}).items()
        }
        settings = {name: str(value) for name, value in entry.get("parameters", {}).items()}
        cases.append(
            Case(path.stem, entry["case"], given, entry["expect"], settings,
                 entry.get("as_of", Case.as_of), frozenset(entry.get("surveyed", YEARS)))
        )  # fmt: skip
    return cases


def run_case(case: Case, engine: Engine, folder: Path) -> pa.Table:
    """Write the given tables below the engine's data folder and run the table's SQL over them."""
    sql = model_queries()[case.table]
    sources = {}
    for name, table in given_tables(case, inputs_of(sql)).items():
        sources[name] = folder / f"{name}.parquet"
        pq.write_table(table, sources[name])
    with engine.connect(sources) as session:
        return session.frame(sql, case.table)


def given_tables(case: Case, inputs: Iterable[str]) -> dict[str, pa.Table]:
    """An Arrow table for each input of the model. AssertionError for a given table the model does not read."""
    wanted = set(inputs)
    inputs = wanted | set(inputs_of(model_queries()[FORM_ROWS])) - {FORM_ROWS} if FORM_ROWS in wanted else wanted
    given = laid_out(case.given, inputs)
    assert set(given) <= inputs, f"{case.table} does not read {set(given) - inputs}"
    counties = counties_in(given, dict(case.settings), case.as_of)
    made = shipped_tables(counties, case.as_of, set(case.surveyed), inputs - set(given))
    tables = {name: arrow_rows(name, given.get(name, [])) for name in inputs - set(made)} | made
    return {name: form_rows(tables) if name == FORM_ROWS else tables[name] for name in wanted}


def form_rows(tables: Mapping[str, pa.Table]) -> pa.Table:
    """What its own model makes of the given forms."""
    connection = duckdb.connect()
    for name in inputs_of(sql := model_queries()[FORM_ROWS]):
        connection.register(name, tables[name])
    return connection.sql(sql).to_arrow_table().cast(arrow_schema(contracts()[FORM_ROWS]))


def shipped_tables(
    counties: Sequence[County], as_of: dt.date, surveyed: set[int], wanted: Iterable[str]
) -> dict[str, pa.Table]:
    """Those of the wanted tables that hold parameters, the book of items or labels, as shipped."""
    made = {
        "raw_parameters": lambda: parameter_rows(counties),
        "raw_year_parameters": lambda: year_rows(counties, YEARS, as_of, surveyed),
        "raw_statement_items": item_rows,
        "raw_labels": label_rows,
        "raw_stress_tests": lambda: stress_test_rows(load_stress_tests([SHIPPED])),
    }
    return {name: made[name]() for name in wanted if name in made}


def counties_in(
    given: Mapping[str, Sequence[dict[str, Any]]], settings: dict[str, str], as_of: dt.date
) -> list[County]:
    """The site's county, and one of the same values for each that the rows name, be it by a household's short id."""
    values = effective_values(NO_SITE, settings, as_of)
    own = county_key(str(text_in_force(values, "county_name", as_of)))
    rows = [row for table in given.values() for row in table]
    ids = [
        value for row in rows for name, value in row.items() if value and name.endswith(("household_id", "village_id"))
    ]
    names = {str(one).split("|")[0] for one in ids} | {row["county_name"] for row in rows if row.get("county_name")}
    others = [County(name, None, values, is_own=False) for name in sorted(names - {own})]
    return [County(own, "440823", values, is_own=True), *others]


def laid_out(given: Mapping[str, Rows], inputs: set[str]) -> dict[str, Rows]:
    """The given tables, statements named by id, with the amounts that stand in their rows as lines where the model reads these."""
    laid = named_by_id(given)
    chosen, base = CHOSEN
    if chosen in inputs and chosen not in laid:
        known = {column.name for column in contracts()[chosen].columns}
        laid[chosen] = [{name: row[name] for name in row if name in known} for row in laid.get(base, [])]
    for table, lines in LINES_OF.items():
        if lines in inputs:
            made = [line for row in laid.get(table, []) for line in lines_of(row, lines == LINES_OF[base])]
            laid[lines] = [*laid.get(lines, []), *made]
    for table in LINES_OF.keys() & laid.keys():
        laid[table] = [
            {name: row[name] for name in row if amount_of(name) is None or held(table, name)} for row in laid[table]
        ]
        if table not in inputs and {LINES_OF[table], chosen} & inputs:
            del laid[table]
    return laid


def named_by_id(given: Mapping[str, Rows]) -> dict[str, Rows]:
    """The tables with a statement_id in each row that has a statement and names it by its cell, or by household and year."""
    ids: dict[tuple[Any, ...], int] = {}
    laid = dict(given)
    for table in sorted(given, key=lambda name: CHOSEN.index(name) if name in CHOSEN else len(CHOSEN)):
        if "statement_id" not in {column.name for column in contracts()[table].columns}:
            continue
        rows = []
        for row in given[table]:
            cell = tuple(row.get(name) for name in ("source_file", "source_sheet", "source_row"))
            year = (row.get("household_id"), row.get("survey_year"))
            name = year if table in CHOSEN or not any(cell) else cell
            number = row.get("statement_id") or ids.get(name, len(ids) + 1)
            names = (year, cell) if table in CHOSEN else (name,)
            ids |= {name: number for name in names if name not in ids}
            rows.append(kept_in(table, row | {"statement_id": number}))
        laid[table] = rows
    return laid


def kept_in(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row without what only named its statement; any other unknown column stays, to be told."""
    known = {column.name for column in contracts()[table].columns}
    return {name: value for name, value in row.items() if name in known or name not in NAMES}


def held(table: str, column: str) -> bool:
    """Whether the table itself has a column for this amount."""
    return any(one.name == f"{amount_of(column)}_fen" for one in contracts()[table].columns)


def amount_of(column: str) -> str | None:
    """The item whose amount the column holds."""
    code = column.removesuffix("_yuan").removesuffix("_fen")
    return code if code in groups()["amounts"] and code != column else None


def lines_of(row: Mapping[str, Any], is_base: bool) -> Iterator[dict[str, Any]]:
    """The lines of a statement: what is neither blank nor zero; a null item is unreadable, a null total is none."""
    amounts = {
        amount_of(name): (name, value) for name, value in row.items()
    }  # a row's own _fen after a default's _yuan
    for code, (name, value) in amounts.items():
        says_nothing = value == 0 if code and items()[code].is_blank_zero else value is None
        if code is None or says_nothing:
            continue
        fen = value if value is None or name.endswith("_fen") else int(Decimal(str(value)) * 100)
        text = {"unreadable_text": "?"} if is_base and value is None else {}
        yield {"statement_id": row["statement_id"], "item_code": code, "amount_fen": fen} | text


def arrow_rows(name: str, rows: Rows) -> pa.Table:
    """Rows of a table as its contract types them; columns left out are null."""
    table = contracts()[name]
    return pa.Table.from_pylist([typed_row(table, row) for row in rows], arrow_schema(table))


def typed_row(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with yuan turned into fen and numbers into decimals. AssertionError for an unknown column."""
    types = {column.name: column.type for column in table.columns}
    typed: dict[str, Any] = {}
    for name, value in row.items():
        fen = name.removesuffix("_yuan") + "_fen"
        if name not in types and fen in types:
            name, value = fen, None if value is None else int(Decimal(str(value)) * 100)
        assert name in types, f"{table.name} has no column {name}"
        typed[name] = Decimal(str(value)) if types[name].startswith("decimal") and value is not None else value
    return typed


def differences(case: Case, found: pa.Table) -> list[str]:
    """What is not as expected: the columns against the contract, then rows missing and rows too many."""
    table = contracts()[case.table]
    if found.schema.names != [column.name for column in table.columns]:
        return [f"columns {found.schema.names}"]
    wrong = [
        f"{one.name} is {one.type}, not {two.type}"
        for one, two in zip(found.schema, arrow_schema(table), strict=True)
        if one.type != two.type
    ]
    expected = [typed_row(table, row) for row in case.expect]
    columns = list(dict.fromkeys(name for row in expected for name in row))
    assert all(set(row) == set(columns) for row in expected), f"{case.title}: rows list different columns"
    actual = found.select(columns).to_pylist() if columns else [{}] * found.num_rows
    return wrong + _unmatched(expected, actual)


def _unmatched(expected: Rows, actual: Rows) -> list[str]:
    left = [comparable(row) for row in actual]
    told = []
    for row in map(comparable, expected):
        if row in left:
            left.remove(row)
        else:
            told.append(f"missing {row}")
    return told + [f"unexpected {row}" for row in left]


def comparable(row: Mapping[str, Any]) -> dict[str, Any]:
    """Floats at nine decimals, decimals without trailing zeros; all else exact."""
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 9)
    return value.normalize() if isinstance(value, Decimal) else value
