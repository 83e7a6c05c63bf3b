"""What is not made twice: the same recipe is linked, anything else is made anew."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.engine import DuckEngine
from pipeline.release.durable import DamagedError
from pipeline.release.reuse import Memo, link, proven_file
from pipeline.settings import Settings
from pipeline.workspace import Workspace


class Kitchen:
    """Two nights' folders, one input, and how often the cook was at work."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.made = folder, 0
        self.source = folder / "input"
        self.source.write_text("rice", encoding="utf-8")

    def night(self, name: str, latest: str | None, extra: str = "", engine: str = "duckdb") -> str:
        own = self.folder / name
        own.mkdir(exist_ok=True)

        def cook() -> str:
            self.made += 1
            (own / "dish").write_text(self.source.read_text(encoding="utf-8") * 2, encoding="utf-8")
            return f"cooked {self.made}"

        memo = Memo(own, self.folder / latest if latest else None, engine)
        return memo.once("dinner", {"input": self.source}, cook, ["dish"], [extra])


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    return Kitchen(tmp_path)


def test_the_same_recipe_is_linked_and_its_value_remembered(kitchen: Kitchen) -> None:
    assert kitchen.night("one", None) == "cooked 1"
    assert kitchen.night("two", "one") == kitchen.night("three", "two") == "cooked 1"
    inodes = {(kitchen.folder / night / "dish").stat().st_ino for night in ("one", "two", "three")}
    assert len(inodes) == 1


def test_another_input_another_wish_or_no_latest_run_is_made_anew(kitchen: Kitchen) -> None:
    kitchen.night("one", None)
    assert kitchen.night("two", "one", extra="salt") == "cooked 2"
    kitchen.source.write_text("beans", encoding="utf-8")
    assert kitchen.night("three", "one") == "cooked 3"
    assert (kitchen.folder / "three" / "dish").read_text(encoding="utf-8") == "beansbeans"
    assert kitchen.night("four", None) == "cooked 4"
    assert kitchen.night("five", "three", engine="spark") == "cooked 5"


def test_what_the_maker_takes_of_its_inputs_decides_where_that_can_be_told(kitchen: Kitchen) -> None:
    def night(name: str, latest: str | None, taken: str) -> int:
        own = kitchen.folder / name
        own.mkdir()

        def cook() -> int:
            kitchen.made += 1
            (own / "dish").write_text(taken, encoding="utf-8")
            return kitchen.made

        kitchen.source.write_text(f"{taken} of {name}", encoding="utf-8")
        memo = Memo(own, kitchen.folder / latest if latest else None, "duckdb")
        value = memo.once("dinner", {"input": kitchen.source}, cook, ["dish"], told=lambda: taken)
        assert (own / "dish").read_text(encoding="utf-8") == taken
        return value

    assert night("one", None, "rice") == 1
    assert night("two", "one", "rice") == night("three", "two", "rice") == 1
    assert night("four", "three", "beans") == 2
    assert night("five", "three", "rice") == 1


@pytest.mark.parametrize("damage", ["changed", "gone", "no memory", "torn memory"])
def test_what_was_damaged_since_is_made_anew(kitchen: Kitchen, damage: str) -> None:
    kitchen.night("one", None)
    dish, memory = kitchen.folder / "one" / "dish", kitchen.folder / "one" / "memo" / "dinner.json"
    {
        "changed": lambda: dish.write_text("stale", encoding="utf-8"),
        "gone": dish.unlink,
        "no memory": memory.unlink,
        "torn memory": lambda: memory.write_text(memory.read_text(encoding="utf-8")[:9], encoding="utf-8"),
    }[damage]()
    assert kitchen.night("two", "one") == "cooked 2"
    assert (kitchen.folder / "two" / "dish").read_text(encoding="utf-8") == "ricerice"


def test_what_was_damaged_is_told_once_and_by_name(kitchen: Kitchen, caplog: pytest.LogCaptureFixture) -> None:
    kitchen.night("one", None)
    (kitchen.folder / "one" / "dish").write_text("stale", encoding="utf-8")
    kitchen.night("two", "one")
    told = "上次运行留下的 dinner 与记录的 SHA-256 不符（磁盘或断电所致？），已重新生成，结果不受影响"
    assert [one.message for one in caplog.records] == [told]
    kitchen.night("three", "two")
    kitchen.night("four", "none")
    assert len(caplog.records) == 1


def test_only_a_file_that_is_what_was_noted_is_proven(kitchen: Kitchen) -> None:
    kitchen.night("one", None)
    one = kitchen.folder / "one"
    assert proven_file(one, "dinner", "dish") == one / "dish"
    for name, file in (("dinner", "soup"), ("lunch", "dish")):
        with pytest.raises(FileNotFoundError):
            proven_file(one, name, file)
    (one / "soup").write_text("never noted", encoding="utf-8")
    with pytest.raises(KeyError):
        proven_file(one, "dinner", "soup")
    (one / "dish").write_text("stale", encoding="utf-8")
    with pytest.raises(DamagedError, match="dish"):
        proven_file(one, "dinner", "dish")


def test_folders_that_a_recall_makes_are_private(tmp_path: Path) -> None:
    (tmp_path / "source").write_text("a", encoding="utf-8")
    link(tmp_path / "source", tmp_path / "new" / "charts" / "a.png")
    link(tmp_path / "source", tmp_path / "new" / "charts" / "a.png")
    assert (tmp_path / "new" / "charts" / "a.png").samefile(tmp_path / "source")
    Memo(tmp_path / "other" / "run", None, "duckdb").once("dinner", {}, lambda: "cooked")
    for folder in ("new/charts", "other/run/memo"):
        assert (tmp_path / folder).stat().st_mode & 0o777 == 0o700


def test_a_disk_that_cannot_link_gets_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "source").write_text("a", encoding="utf-8")

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("pipeline.release.reuse.os.link", refused)
    link(tmp_path / "source", tmp_path / "copy")
    assert (tmp_path / "copy").read_text(encoding="utf-8") == "a" and not (tmp_path / "copy").samefile(
        tmp_path / "source"
    )


def test_other_code_makes_everything_anew(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    kitchen.night("one", None)
    monkeypatch.setattr("pipeline.release.reuse.code_hash", lambda: "another program")
    assert kitchen.night("two", "one") == "cooked 2"


def test_a_change_reaches_only_as_far_as_contents_differ(tmp_path: Path) -> None:
    """Rows 1 and 2 become 1 and 3: `big` changes (2 → 3), `count` does not, and what rests on `count` is linked."""
    models = {
        "big": "select max(n) as n from numbers",
        "counted": "select count(*) as n from numbers",
        "twice": "select n * 2 as n from counted",
    }
    inputs = {"big": ["numbers"], "counted": ["numbers"], "twice": ["counted"]}
    inodes: list[dict[str, int]] = []
    for run_id, rows in (("one", [1, 2]), ("two", [1, 3])):
        workspace = Workspace(Settings.at(tmp_path), run_id, DuckEngine(tmp_path))
        workspace.write_rows("numbers", pa.table({"n": rows}))
        for name, sql in models.items():
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("pipeline.workspace.contracts", lambda: dict.fromkeys(models, Commented()))
                workspace.write_model(name, sql, inputs[name])
        inodes.append({name: workspace.path(name).stat().st_ino for name in models})
        workspace.mark_latest()
    assert inodes[0]["big"] != inodes[1]["big"] and inodes[0]["twice"] == inodes[1]["twice"]
    assert pq.read_table(workspace.path("big"))["n"].to_pylist() == [3]


class Commented:
    comment = ""


def test_two_who_ask_at_once_have_it_made_once_and_a_failure_is_tried_again(tmp_path: Path) -> None:
    memo, both_ask, made = Memo(tmp_path, None, "duckdb"), threading.Barrier(2), [0]

    def cook() -> str:
        made[0] += 1
        time.sleep(0.1)  # the other one asks meanwhile
        if made[0] == 1:
            raise OSError("burnt")
        return "cooked"

    def ask(_: int) -> str:
        both_ask.wait(10)
        try:
            return memo.once("dinner", {}, cook)
        except OSError:
            return "burnt"

    with ThreadPoolExecutor(2) as guests:
        assert list(guests.map(ask, range(2))) == ["burnt", "burnt"] and made == [1]
        assert list(guests.map(ask, range(2))) == ["cooked", "cooked"] and made == [2]
