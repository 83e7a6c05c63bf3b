"""What was read of one content, on disk: comes back as it was, proves itself, and is found again by content and way."""

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.intake.entries import ReadingCache, entry_rows, is_proven, read_entry, write_entry
from pipeline.recognition.readings import TableReading
from pipeline.recognition.statements import Statement
from pipeline.release.code_version import file_hash
from pipeline.release.durable import DamagedError
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import Rejection
from tests.delivered_sheets import ROSTER, Cells, Sheet, a_row, book, form_a, read, roster_row

REJECTION = Rejection("hidden_sheet", "另有隐藏的工作表")


def readings() -> list[TableReading]:
    """Two sheets of one kind; rows left aside, a total, notes; a roster."""
    total: Cells = ["合计", *["300"] * (len(a_row("1")) - 1)]
    first = form_a(a_row("0003"), a_row(""), total, title=[["2018年"], ["单位：元"]], name="甲")
    second = form_a(a_row("0001"), a_row("0002"), name="乙\n表")
    roster = Sheet("人口", [list(ROSTER), roster_row("0001", "甲", "户主")])
    return [one for sheet in (first, second, roster) for one in read(sheet)]


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    write_entry(folder / "entry", readings(), REJECTION)
    return folder / "entry"


def test_readings_come_back_as_they_were_without_their_rows(entry: Path) -> None:
    found, rejection = read_entry(entry)
    assert [replace(one, rows_hash="") for one in found] == [replace(one, data={}) for one in readings()]
    assert rejection == REJECTION
    assert {name for one in found for name, value in vars(one).items() if value} >= {
        "statements",
        "columns",
        "quarantine",
    }
    assert read_entry(entry)[0] == found


def test_an_entry_without_a_rejection_or_a_reading(tmp_path: Path) -> None:
    write_entry(tmp_path / "entry", [], None)
    assert is_proven(tmp_path / "entry") and read_entry(tmp_path / "entry") == ([], None)
    assert [path.name for path in tmp_path.iterdir()] == ["entry"]


def test_rows_come_back_reading_by_reading_without_columns_that_say_nothing(entry: Path) -> None:
    for given, found in zip(readings(), read_entry(entry)[0], strict=True):
        said = {name: values for name, values in given.data.items() if values != [None] * len(values)}
        assert entry_rows(entry, found.rows_hash) == said and set(said) < set(given.data)
        if found.sheet == "乙\n表":
            assert said["household_code"] == ["0001", "0002"]


def test_what_a_killed_writer_left_and_an_older_entry_are_replaced(entry: Path) -> None:
    entry.with_name("entry.partial").write_bytes(b"half")
    write_entry(entry, [], None)
    assert [path.name for path in entry.parent.iterdir()] == ["entry"] and read_entry(entry) == ([], None)


def test_a_text_that_is_no_text_costs_its_file_only(tmp_path: Path) -> None:
    broken = [replace(one, data=one.data | {"remark": ["\ud800"]}) for one in readings()[:1]]
    with pytest.raises(UnicodeEncodeError):
        write_entry(tmp_path / "entry", broken, None)
    assert not is_proven(tmp_path / "entry")


def test_an_entry_proves_itself(entry: Path) -> None:
    assert is_proven(entry)
    content = entry.read_bytes()
    places = [0, 40, 70, 200, content.index(b"\n", 70) + 3, len(content) - 1]
    flipped = [content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] for at in places]
    for damage in (b"", content[:-1], content + b" ", content + b"\n", content.rpartition(b"\n")[0], *flipped):
        entry.write_bytes(damage)
        assert not is_proven(entry)
    entry.unlink()
    assert not is_proven(entry)


def test_an_entry_of_another_content_is_not_believed(entry: Path) -> None:
    other = entry.with_name("other")
    shutil.copyfile(entry, other)
    assert not is_proven(other)
    with pytest.raises(DamagedError, match="another content"):
        read_entry(other)


def test_rows_that_are_not_what_was_written_are_not_read(entry: Path) -> None:
    first, _, roster = read_entry(entry)[0]
    lines = entry.read_bytes().split(b"\n")
    entry.write_bytes(b"\n".join([*lines[:-1], lines[-1].replace(b"0001", b"0007")]))
    assert entry_rows(entry, first.rows_hash)["household_code"] == ["0003"]
    with pytest.raises(DamagedError, match="entry has lost rows"):
        entry_rows(entry, roster.rows_hash)


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
    for name in (cache.entry("ab", ".xlsx").name, "old", "old.partial"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "of_an_older_program").mkdir()
    assert cache.prune() == 3
    assert [path.name for path in tmp_path.iterdir()] == [cache.entry("ab", ".xlsx").name]


def test_a_file_of_any_size_is_hashed_whole(tmp_path: Path) -> None:
    content = bytes(range(256)) * 9000  # more than two blocks
    (tmp_path / "file").write_bytes(content)
    assert file_hash(tmp_path / "file") == hashlib.sha256(content).hexdigest()
