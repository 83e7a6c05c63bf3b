"""Benchmark rows keep the contract's schema, add up, and do not depend on how they were blocked."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from pipeline.contracts import arrow_schema, contracts
from pipeline.intake.raw_tables import RAW_TABLES
from tests.generated_rows.raw_rows import BLOCK, make_raw_rows
from tests.generated_rows.raw_tables import yuan_text
from tests.unit.demo.conftest import all_bytes
from tests.unit.demo.test_people import remainder


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two villages and a half."""
    folder = tmp_path_factory.mktemp("rows")
    make_raw_rows(folder, 75, 3)
    return folder


def test_schemas_are_those_of_the_contract(rows: Path) -> None:
    for path in rows.glob("*.parquet"):
        assert pq.read_schema(path).equals(arrow_schema(contracts()[path.stem])), path.stem


def test_every_raw_table_is_written(rows: Path) -> None:
    assert {path.stem for path in rows.glob("*.parquet")} == set(RAW_TABLES)


def test_delivered_columns_are_listed_file_by_file(rows: Path) -> None:
    columns = pq.read_table(rows / "raw_source_columns.parquet").to_pylist()
    files = set(pq.read_table(rows / "raw_income_statements.parquet")["source_file"].to_pylist())
    sized = {row["source_file"] for row in columns if row["column_name"] == "registered_count"}
    assert files <= sized
    places = [(row["source_file"], row["column_letter"]) for row in columns]
    assert len(set(places)) == len(places)


def test_counts_and_places(rows: Path) -> None:
    statements = pq.read_table(rows / "raw_income_statements.parquet").to_pylist()
    assert len(statements) == 3 * 75
    assert {row["survey_year"] for row in statements} == {2016, 2017, 2018}
    assert statements[30]["household_code"] == "00001"
    assert statements[30]["place_text"].startswith("遂溪县|示例一镇|示例")
    assert [row["source_row"] for row in statements[:75]] == list(range(2, 77))
    keys = {(row["survey_year"], row["place_text"], row["household_code"]) for row in statements}
    assert len(keys) == len(statements)


def test_every_row_is_delivered(rows: Path) -> None:
    deliveries = pq.read_table(rows / "raw_deliveries.parquet").to_pylist()
    for table, kind in (("raw_members", "roster"), ("raw_ledger_entries", "ledger")):
        accepted = sum(row["rows_accepted"] for row in deliveries if row["kind"] == kind)
        assert accepted == pq.read_metadata(rows / f"{table}.parquet").num_rows
    assert all(row["rows_seen"] == row["rows_accepted"] + row["rows_ignored"] for row in deliveries)


def test_wages_pensions_and_people_agree(rows: Path) -> None:
    statements = pq.read_table(rows / "raw_income_statements.parquet").to_pylist()
    members = pq.read_table(rows / "raw_members.parquet").to_pylist()
    entries = pq.read_table(rows / "raw_ledger_entries.parquet").to_pylist()
    earned: dict[tuple[object, ...], int] = {}
    paid: dict[tuple[object, ...], float] = {}
    for row in members:
        wage = int(row["work_months"] or 0) * int(row["monthly_wage"] or 0)
        key = (row["survey_year"], row["village_name"], row["household_code"])
        earned[key] = earned.get(key, 0) + wage
        assert remainder(row["id_number"]) == 1
    for row in entries:
        key = (row["survey_year"], row["village_name"], row["household_code"], row["item_text"])
        paid[key] = paid.get(key, 0) + float(row["amount"])
    for row in statements:
        key = (row["survey_year"], row["village_name"], row["household_code"])
        if row["wage_income"][-1].isdigit() and not row["wage_income"].startswith("约"):
            assert int(row["wage_income"]) == earned[key]
        assert float(row["pension"]) == pytest.approx(paid.get((*key, "城乡居民基本养老金"), 0))
        received = float(row["stated_total_income"]) - float(row["stated_total_expense"])
        assert float(row["stated_disposable_income"]) == pytest.approx(received)


def test_nobody_stands_twice(tmp_path: Path) -> None:
    make_raw_rows(tmp_path, BLOCK + 500, 1)
    table = pq.read_table(tmp_path / "raw_members.parquet", columns=["survey_year", "id_number"])
    year = table.filter(pc.equal(table.column("survey_year"), 2018)).column("id_number")
    assert pc.count_distinct(year).as_py() == len(year)


def test_same_arguments_same_bytes(rows: Path, tmp_path: Path) -> None:
    make_raw_rows(tmp_path, 75, 3)
    assert all_bytes(tmp_path) == all_bytes(rows)


def test_amount_text_has_no_trailing_zero() -> None:
    fen = np.array([0, 100, 150, 12_345, 10_000_000, -205])
    assert yuan_text(fen).to_pylist() == ["0", "1", "1.5", "123.45", "100000", "-2.05"]
    assert yuan_text(np.array([1_000])).equals(pa.array(["10"]))


def test_no_households_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="至少为1"):
        make_raw_rows(tmp_path, 0)
