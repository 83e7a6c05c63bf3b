"""What is known of deliveries from one look to the next: nothing unchanged is read again, and nothing damaged is believed."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from pipeline.parsing.masking import masked_names
from pipeline.release.arrivals import SEEN_NAME, Inputs, look_at_inputs, read_seen, write_seen
from pipeline.release.code_version import file_hash
from pipeline.release.durable import write_sealed
from pipeline.settings import Settings

OLD = 1_544_000_000


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings.at(tmp_path)
    settings.raw_dir.mkdir(parents=True)
    return settings


def deliver(settings: Settings, name: str, content: bytes, at: int = OLD) -> None:
    path = settings.raw_dir / name
    path.write_bytes(content)
    os.utime(path, (at, at))


def test_only_a_file_of_another_size_or_time_is_read_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def hashed(path: Path) -> str:
        read.append(path.name)
        return file_hash(path)

    monkeypatch.setattr("pipeline.release.arrivals.file_hash", hashed)
    for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
        deliver(settings, name, b"1")
    first = look_at_inputs(settings, 60)
    assert read == ["a.xlsx", "b.xlsx", "c.xlsx"]
    deliver(settings, "b.xlsx", b"2", at=OLD + 1)
    deliver(settings, "c.xlsx", b"11")
    second = look_at_inputs(settings, 60)
    assert read[3:] == ["b.xlsx", "c.xlsx"]
    assert [name for name in first.settled if first.settled[name] != second.settled[name]] == ["b.xlsx", "c.xlsx"]
    assert look_at_inputs(settings, 60) == second and len(read) == 5


def test_a_file_that_goes_while_one_looks_is_left_out(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(path: Path) -> str:
        raise FileNotFoundError(path)

    deliver(settings, "a.xlsx", b"1")
    monkeypatch.setattr("pipeline.release.arrivals.file_hash", gone)
    assert look_at_inputs(settings, 60) == Inputs({}, ())


def test_what_the_last_look_saw_comes_back_and_is_for_its_owner(settings: Settings) -> None:
    seen = {"2018/村.xlsx": (1, 2, "ab")}
    assert read_seen(settings) == {}
    write_seen(settings, seen)
    assert read_seen(settings) == seen
    write_seen(settings, seen)
    assert stat.S_IMODE(settings.work_dir.stat().st_mode) == 0o700
    (settings.work_dir / SEEN_NAME).write_bytes(b"{")
    assert read_seen(settings) == {}


@pytest.mark.parametrize("content", [[], {"a": 1}, {"a": [1, 2]}, {"a": ["x", 2, "y"]}, {"a": [None, 2, "y"]}, "x"])
def test_a_look_of_another_form_is_none(settings: Settings, content: Any) -> None:
    settings.work_dir.mkdir()
    write_sealed(settings.work_dir / SEEN_NAME, content, is_durable=False)
    assert read_seen(settings) == {}


def test_a_name_that_holds_a_number_is_known_as_releases_know_it() -> None:
    inputs = Inputs({"2018/11010519491231002X.xlsx": "ab", "2018/村.xlsx": "cd"}, ())
    masked = masked_names(inputs.settled)["2018/11010519491231002X.xlsx"]
    assert masked != "2018/11010519491231002X.xlsx"
    assert inputs.changed_since({"2018/村.xlsx": "cd", masked: "ab"}) == []
    assert inputs.changed_since({"2018/村.xlsx": "cd", masked: "xx"}) == ["2018/11010519491231002X.xlsx"]
