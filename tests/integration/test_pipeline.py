"""From raw workbooks to published marts: the figures of the answer key, row for row."""

import hashlib
import json
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pipeline.contracts import contracts
from tests.demo_key import make_keyed_demo
from tests.integration.conftest import Office

pytestmark = pytest.mark.xdist_group("pipeline")

DIFFERENT = """
select k.survey_year, k.delivered_village_name, k.household_code, k.disposable_fen, m.disposable_income_yuan
from {key} as k
left join mart_household_incomes as m
    on m.survey_year = k.survey_year::int and m.village_name = k.delivered_village_name
    and m.household_code = k.household_code
where m.household_id is null
    or (k.unreadable <> 'True' and (
        (m.disposable_income_yuan * 100)::bigint is distinct from try_cast(k.disposable_fen as bigint)
        or (m.disposable_income_per_capita_yuan * 100)::bigint is distinct from try_cast(k.per_capita_fen as bigint)))
"""


def test_every_household_year_has_the_figures_of_the_key(finished: Office) -> None:
    assert finished.rows(DIFFERENT.format(key=finished.key("household_years"))) == []
    counted = finished.rows(
        f"select count(*), (select count(*) from mart_household_incomes) from {finished.key('household_years')}"
    )
    assert counted[0][0] == counted[0][1] > 200


def test_a_second_seed_gives_its_own_key(tmp_path: Path) -> None:
    office = Office(tmp_path)
    make_keyed_demo(office.data, villages=3, households=10, seed=99)
    assert office.run().exit_code == 0
    assert office.rows(DIFFERENT.format(key=office.key("household_years"))) == []


def test_scope_capacity_and_planned_year_are_those_of_the_list(finished: Office) -> None:
    wrong = finished.rows(
        f"""select k.* from {finished.key("household_years")} as k
        join mart_household_incomes as m on m.survey_year = k.survey_year::int
            and m.village_name = k.delivered_village_name and m.household_code = k.household_code
        where m.scope <> k.scope or m.planned_exit_year is distinct from try_cast(k.planned_exit_year as int)
            or m.has_labour_capacity is distinct from try_cast(lower(k.has_labour_capacity) as boolean)"""
    )
    assert wrong == []


def test_every_row_of_every_sheet_is_accounted_for(finished: Office) -> None:
    rows = finished.rows(
        "select status, count(*), sum(rows_seen - rows_accepted - rows_quarantined - rows_ignored) from mart_deliveries group by 1"
    )
    assert {status for status, _, _ in rows} == {"accepted", "rejected", "duplicate", "ignored"}
    assert [difference for _, _, difference in rows] == [0, 0, 0, 0]
    assert finished.rows("select count(*) from mart_quarantine") == finished.rows(
        "select sum(rows_quarantined) from mart_deliveries"
    )


def test_a_listed_household_without_a_statement_is_not_delivered(finished: Office) -> None:
    missing = finished.rows(f"select distinct household_code, village_name from {finished.key('missing_statements')}")
    assert missing, "the key names households whose statement is missing"
    found = finished.rows(
        "select household_code, survey_year from mart_findings where rule_id = 'household_missing_in_year'"
    )
    assert {code for code, _ in missing} <= {code for code, _ in found}


def test_the_marts_have_exactly_their_contract(finished: Office) -> None:
    for name, table in contracts().items():
        if name.startswith("mart_"):
            described = duckdb.sql(f"describe from '{finished.release.table(name)}'").fetchall()
            assert [(row[0], row[1].lower()) for row in described] == [(c.name, c.type) for c in table.columns], name


def test_the_database_carries_chinese_comments(finished: Office) -> None:
    bare = finished.rows("select table_name, column_name from duckdb_columns() where comment is null and not internal")
    assert bare == []


def test_a_second_run_reads_nothing_and_gives_the_same_bytes(own: Office) -> None:
    before = parquet_hashes(own)
    first = own.release.id
    assert own.run().exit_code == 0
    assert own.release.id != first
    assert parquet_hashes(own) == before
    assert last_reading(own) == {"files_read": 0}
    assert own.run("--fresh").exit_code == 0
    assert parquet_hashes(own) == before


def test_a_night_of_changes_gives_what_a_full_rebuild_gives(own: Office) -> None:
    """A person of one village turns up in another's roster, so households are linked that no delivery joined before."""
    before = parquet_hashes(own)
    first, second = two_rosters(own)
    moved, replaced = first[1], second[1]
    book = openpyxl.load_workbook(own.data / "raw" / second[0])
    cells = [cell for row in book[second[2]].iter_rows() for cell in row if cell.value == replaced]
    for cell in cells:
        cell.value = moved
    book.save(own.data / "raw" / second[0])
    assert cells and own.run().exit_code == 0
    by_change = parquet_hashes(own)
    changed = {name for name in by_change if by_change[name] != before[name]}
    assert {"mart_findings.parquet", "mart_members.parquet"} <= changed < set(by_change)
    assert own.run("--fresh").exit_code == 0
    assert parquet_hashes(own) == by_change


def test_a_changed_workbook_is_read_alone(own: Office) -> None:
    path = next(iter(sorted((own.data / "raw" / "2018" / "村级报送").rglob("*统计表.xlsx"))))
    book = openpyxl.load_workbook(path)
    book.properties.title = "changed"
    book.active["A1"].comment = None
    book.save(path)
    before = {file.stat().st_ino for file in (own.data / "work" / "runs").glob("*/raw_*.parquet")}
    assert own.run().exit_code == 0
    assert last_reading(own) == {"files_read": 1}
    latest = max((own.data / "work" / "runs").iterdir(), key=lambda folder: folder.stat().st_mtime)
    linked = {file.stem for file in latest.glob("raw_*.parquet") if file.stat().st_ino in before}
    assert "raw_members" in linked, "no roster changed"
    assert "raw_deliveries" not in linked, "the workbook has another hash"


def test_a_what_if_does_not_move_current(own: Office) -> None:
    before = own.release.id
    result = own.run("--set", "exit_line_band=0.1")
    assert result.exit_code == 0 and "试算版本" in result.output
    assert own.release.id == before
    trials = [path for path in (own.data / "marts" / "releases").iterdir() if path.name != before]
    manifests = [json.loads((path / "manifest.json").read_bytes()) for path in trials]
    assert [one["what_if"] for one in manifests] == [{"exit_line_band": "0.1"}]


def test_the_manifest_names_every_input_and_result(finished: Office) -> None:
    manifest = finished.release.manifest
    files = [path for path in (finished.data / "raw").rglob("*.xlsx") if not path.name.startswith(("~$", "."))]
    for path in files:
        name = path.relative_to(finished.data / "raw").as_posix()
        assert manifest.inputs[name] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert manifest.as_of_date.isoformat() == "2018-12-10"


def test_no_full_id_number_leaves_the_work_folder(finished: Office) -> None:
    ids = [row[0].encode() for row in duckdb.sql(
        f"select id_number from '{finished.data}/work/latest/raw_id_numbers.parquet' where id_number is not null"
    ).fetchall()]  # fmt: skip
    assert len(ids) > 100
    places = [finished.data / "marts", finished.data / "dagster"]
    for path in (path for place in places for path in place.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content = "".join(map(str, duckdb.sql(f"from '{path}'").fetchall())).encode()
        assert not [one for one in ids if one in content], path


def two_rosters(office: Office) -> list[tuple[str, str, str]]:
    """File, ID number and sheet of one member each in two villages' rosters of 2018, delivered as .xlsx."""
    rows = duckdb.sql(
        f"""select source_file, id_number, source_sheet from '{office.data}/work/latest/raw_members.parquet'
        where survey_year = 2018 and source_file like '%.xlsx' and id_number is not null
        order by source_file, source_row"""
    ).fetchall()
    first = rows[0]
    return [first, next(row for row in rows if row[0] != first[0])]


def parquet_hashes(office: Office) -> dict[str, str]:
    folder = office.release.path
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.parquet")}


def last_reading(office: Office) -> dict[str, int]:
    return {"files_read": office.release.manifest.details["files_read"]}
