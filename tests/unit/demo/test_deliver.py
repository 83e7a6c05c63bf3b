"""The same arguments give the same bytes; invented files never lie beside real ones."""

import json
from pathlib import Path

import pytest

from pipeline.demo import make_demo
from pipeline.intake.demo_marker import DemoMarkerError, foreign_files, remove_demo
from tests.demo_key import make_keyed_demo
from tests.unit.demo.conftest import all_bytes


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    first = make_keyed_demo(tmp_path / "a", villages=7, households=8, seed=5)
    second = make_keyed_demo(tmp_path / "b", villages=7, households=8, seed=5)
    assert all_bytes(tmp_path / "a") == all_bytes(tmp_path / "b")
    assert len(first.deliveries) == len(second.deliveries) == len(all_bytes(first.raw_dir)) - 1  # but the marker


def test_another_seed_gives_other_households(tmp_path: Path) -> None:
    for seed in (1, 2):
        make_demo(tmp_path / str(seed), villages=1, households=3, seed=seed)
    assert all_bytes(tmp_path / "1" / "raw") != all_bytes(tmp_path / "2" / "raw")


def test_the_key_stays_out_of_raw(tmp_path: Path) -> None:
    made = make_keyed_demo(tmp_path, villages=1, households=2)
    assert len(list((tmp_path / "demo_key").iterdir())) == 5
    assert not [name for name in all_bytes(made.raw_dir) if "fault" in name or "key" in name]


def test_marker_lists_every_file_with_its_hash(tmp_path: Path) -> None:
    made = make_demo(tmp_path, villages=2, households=2)
    marker = json.loads((made.raw_dir / ".demo").read_text(encoding="utf-8"))
    assert {one["path"] for one in marker["files"]} == set(all_bytes(made.raw_dir)) - {".demo"}
    assert all(len(one["sha256"]) == 64 for one in marker["files"])
    assert (marker["seed"], marker["generator_version"]) == (2018, 1)


def test_real_files_beside_the_demo_are_foreign(tmp_path: Path) -> None:
    assert foreign_files(tmp_path) == []
    made = make_demo(tmp_path, villages=1, households=2)
    (made.raw_dir / "README.md").write_text("")
    (made.raw_dir / "2018" / ".hidden").write_text("")
    assert foreign_files(tmp_path) == []
    (made.raw_dir / "2018" / "真实.xlsx").write_bytes(b"")
    assert foreign_files(tmp_path) == ["2018/真实.xlsx"]
    with pytest.raises(FileExistsError, match=r"真实\.xlsx"):
        make_demo(tmp_path)


def test_real_files_alone_are_never_mixed_with_a_demo(tmp_path: Path) -> None:
    (tmp_path / "raw" / "2017").mkdir(parents=True)
    (tmp_path / "raw" / "2017" / "a.xlsx").write_bytes(b"real")
    assert foreign_files(tmp_path) == []
    with pytest.raises(FileExistsError):
        make_demo(tmp_path)


def test_remove_takes_the_demo_and_leaves_what_was_changed(tmp_path: Path) -> None:
    made = make_keyed_demo(tmp_path, villages=1, households=2)
    (made.raw_dir / "README.md").write_text("")
    changed = next(path for path in sorted(made.raw_dir.rglob("*.xlsx")) if path.stat().st_size > 4000)
    changed.write_bytes(b"somebody typed real figures into it")
    kept = remove_demo(tmp_path)
    assert kept == [changed.relative_to(made.raw_dir).as_posix()]
    assert set(all_bytes(made.raw_dir)) == {"README.md", *kept}
    assert not (tmp_path / "demo_key").exists()
    assert remove_demo(tmp_path) == []


def test_a_new_demo_replaces_the_old_one(tmp_path: Path) -> None:
    make_demo(tmp_path, villages=3, households=2)
    made = make_demo(tmp_path, villages=1, households=2)
    assert len(made.deliveries) == len(all_bytes(made.raw_dir)) - 1


@pytest.mark.parametrize("sizes", [{"villages": 0}, {"households": 0}])
def test_nothing_to_make_is_refused(tmp_path: Path, sizes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="至少为1"):
        make_demo(tmp_path, **sizes)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"files": [1]}', b'{"files": [{"path": "a"}]}', b"\xff"])
def test_a_damaged_marker_is_told_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / ".demo").write_bytes(content)
    with pytest.raises(DemoMarkerError, match=r"已损坏.*请把真实报送文件移出"):
        foreign_files(tmp_path)
