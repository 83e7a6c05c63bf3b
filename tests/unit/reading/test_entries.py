"""What was read of one content, on disk: comes back as it was, proves itself, and is found again by content and way."""

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.intake.cache import ReadingCache
from pipeline.intake.entries import entry_rows, entry_schemas, is_proven, read_entry, write_entry
from pipeline.recognition.readings import TableReading
from pipeline.recognition.statements import Statement
from pipeline.release.code_version import file_hash
from pipeline.release.sealed import DamagedError, read_sealed, write_sealed
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import Rejection
from tests.delivered_sheets import ROSTER, Cells, Sheet, a_row, book, form_a, read, roster_row

SCHEMAS = entry_schemas()
REJECTION = Rejection("hidden_sheet", "另有隐藏的工作表")


def readings() -> list[TableReading]:
    """Two sheets of one kind, the later name first; rows left aside, a total, notes; a roster."""
    total: Cells = ["合计", *["300"] * (len(a_row("1")) - 1)]
    first = form_a(a_row("0003"), a_row(""), total, title=[["2018年"], ["单位：元"]], name="甲")
    second = form_a(a_row("0001"), a_row("0002"), name="乙")
    roster = Sheet("人口", [list(ROSTER), roster_row("0001", "甲", "户主")])
    return [one for sheet in (first, second, roster) for one in read(sheet)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_entry(tmp_path / "cache" / "entry", SCHEMAS, readings(), REJECTION)
    return tmp_path / "cache" / "entry"


def test_readings_come_back_as_they_were_without_their_rows(folder: Path) -> None:
    found, rejection = read_entry(folder)
    assert found == [replace(one, data={}) for one in readings()] and rejection == REJECTION
    assert {name for one in found for name, value in vars(one).items() if value} >= {
        "statements",
        "columns",
        "quarantine",
    }
    assert read_entry(folder)[0] == found


def test_an_entry_without_a_rejection_or_a_reading(tmp_path: Path) -> None:
    write_entry(tmp_path / "entry", SCHEMAS, [], None)
    assert is_proven(tmp_path / "entry") and read_entry(tmp_path / "entry") == ([], None)
    assert [path.name for path in tmp_path.rglob("*")] == ["entry", "meta.json"]


def test_rows_come_back_sheet_by_sheet_in_the_columns_of_the_raw_table(folder: Path) -> None:
    table = entry_rows(folder, "income_statement")
    assert table.schema == SCHEMAS["income_statement"]
    assert {"source_file", "survey_year", "statement_id"}.isdisjoint(table.schema.names)
    assert table.column("source_sheet").to_pylist() == ["乙", "乙", "甲"]
    assert table.column("household_code").to_pylist() == ["0001", "0002", "0003"]
    assert entry_rows(folder, "roster").num_rows == 1
    assert sorted(path.name for path in folder.iterdir()) == ["income_statement.arrow", "meta.json", "roster.arrow"]
    with pytest.raises(FileNotFoundError):
        entry_rows(folder, "ledger")


def test_what_a_killed_writer_left_and_an_older_entry_are_replaced(folder: Path) -> None:
    partial = folder.with_name("entry.partial")
    partial.mkdir()
    (partial / "ledger.arrow").write_bytes(b"half")
    (folder / "ledger.arrow").write_bytes(b"old")
    write_entry(folder, SCHEMAS, [], None)
    assert [path.name for path in folder.parent.rglob("*")] == ["entry", "meta.json"]


def test_columns_without_a_value_keep_their_types(folder: Path) -> None:
    schema = entry_rows(folder, "income_statement").schema
    assert not [field.name for field in schema if field.type == pa.null()]


@pytest.mark.parametrize("name", ["meta.json", "income_statement.arrow"])
def test_an_entry_proves_itself(folder: Path, name: str) -> None:
    assert is_proven(folder)
    content = (folder / name).read_bytes()
    for damage in (b"", content[:-1], content + b" ", content[:40] + b"?" + content[41:]):
        (folder / name).write_bytes(damage)
        assert not is_proven(folder)
    (folder / name).unlink()
    assert not is_proven(folder) and not is_proven(folder.with_name("none"))


def test_an_entry_of_another_content_is_not_believed(folder: Path) -> None:
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    assert not is_proven(other)
    with pytest.raises(DamagedError, match="another content"):
        read_entry(other)


def test_rows_that_their_entry_does_not_know_are_not_read(folder: Path) -> None:
    meta = read_sealed(folder / "meta.json")
    del meta["hashes"]["roster.arrow"]
    write_sealed(folder / "meta.json", meta)
    with pytest.raises(DamagedError, match=r"entry/roster\.arrow"):
        entry_rows(folder, "roster")


def test_an_entry_is_found_again_by_content_extension_and_way_of_reading(tmp_path: Path) -> None:
    cache = ReadingCache(tmp_path, book(), Limits())
    said = [Statement("year", "2018", "文件夹名", "folder")]
    first = cache.entry("ab", ".xlsx")
    assert first == cache.entry("ab", ".XLSX") == ReadingCache(tmp_path, book(), Limits()).entry("ab", ".xlsx", ())
    assert first == ReadingCache(tmp_path, book(), Limits(settle_seconds=60)).entry("ab", ".xlsx")
    assert first.parent == tmp_path and len(first.name) == 40
    others = [
        cache.entry("ac", ".xlsx"), cache.entry("ab", ".xls"), cache.entry("ab", ".xlsx", said),
        ReadingCache(tmp_path, book(), Limits(rows=9)).entry("ab", ".xlsx"),
        ReadingCache(tmp_path, replace(book(), fingerprint="other"), Limits()).entry("ab", ".xlsx"),
    ]  # fmt: skip
    assert len({first, *others}) == 6


def test_what_a_run_did_not_ask_for_is_removed(tmp_path: Path) -> None:
    cache = ReadingCache(tmp_path, book(), Limits())
    for name in (cache.entry("ab", ".xlsx").name, "old", "older"):
        write_entry(tmp_path / name, SCHEMAS, [], None)
    (tmp_path / "note").write_text("no folder")
    assert cache.prune() == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([cache.entry("ab", ".xlsx").name, "note"])


def test_a_file_of_any_size_is_hashed_whole(tmp_path: Path) -> None:
    content = bytes(range(256)) * 9000  # more than two blocks
    (tmp_path / "file").write_bytes(content)
    assert file_hash(tmp_path / "file") == hashlib.sha256(content).hexdigest()
