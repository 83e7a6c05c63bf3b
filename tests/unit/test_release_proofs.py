"""What a release says of itself proves itself: its manifest, each line of the log; and who names a release wrongly is told."""

import json
from pathlib import Path

import pytest

from pipeline.release.failures import NoReleaseError, PublishError
from pipeline.release.folders import current_release, find_release
from pipeline.release.history import LOG_NAME, PUBLISHED, read_history, record
from pipeline.release.manifest import DERIVED, Manifest
from tests.release_builder import NIGHT, manifest_of, publish_values


def test_a_manifest_comes_back_and_is_believed_only_as_it_was_written() -> None:
    manifest = manifest_of("run-1", mart_incomes=3).sealed(release_id="x", details={"村": 1})
    assert Manifest.from_json(manifest.to_json()) == manifest
    values = json.loads(manifest.to_json())
    for change in ({"run_id": "run-2"}, {"manifest_hash": "0" * 64}, {"extra": 1}, {"is_what_if": True}):
        with pytest.raises(ValueError, match=r"^the manifest is not what its hash says$"):
            Manifest.from_json(json.dumps(values | change).encode())


def test_a_manifest_of_before_the_hash_has_exactly_the_other_names() -> None:
    manifest = manifest_of("run-1", mart_incomes=3)
    values = json.loads(manifest.to_json())
    del values["manifest_hash"]
    assert set(values) >= DERIVED and Manifest.from_json(json.dumps(values).encode()) == manifest
    for other in (values | {"extra": 1}, {name: value for name, value in values.items() if name != "details"}):
        with pytest.raises(ValueError, match="not what its hash says"):
            Manifest.from_json(json.dumps(other).encode())


def test_a_line_of_the_log_is_believed_only_as_it_was_written(tmp_path: Path) -> None:
    record(tmp_path, PUBLISHED, "a", NIGHT, "某人", generation=1)
    record(tmp_path, PUBLISHED, "b", NIGHT, "某人")
    log = tmp_path / LOG_NAME
    first, second = log.read_text(encoding="utf-8").splitlines()
    assert "某人" in first  # as people read it
    entry = {"event": PUBLISHED, "release_id": "a", "at": "2018-12-09T18:00:00+00:00", "by": "某人", "generation": 1}
    assert read_history(tmp_path)[0] == entry
    for altered in (
        first.replace('"a"', '"c"'),
        first.replace('"check"', '"chuck"'),
        first[:-2],
        "[]",
        "1",
        "{}",
        '{"event": 1}',
    ):
        log.write_text(f"{altered}\n{second}\n", encoding="utf-8")
        assert [one["release_id"] for one in read_history(tmp_path)] == ["b"], altered


@pytest.mark.parametrize(
    ("line", "is_read"),
    [
        ({"event": "published", "release_id": "a", "at": "x", "by": "y"}, True),
        ({"event": "published", "release_id": "a"}, True),
        ({"event": "published", "release_id": "a", "at": "x", "by": "y", "generation": 1, "left": None, "recovered": True}, True),
        ({"event": "published", "release_id": "a", "odd": 1}, False),
        ({"release_id": "a", "at": "x"}, False),
        ({"event": "published", "release_id": 7}, False),
        ({"event": "published"}, False),
    ],
)  # fmt: skip
def test_lines_of_earlier_versions_have_no_check(tmp_path: Path, line: dict[str, object], is_read: bool) -> None:
    (tmp_path / LOG_NAME).write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert read_history(tmp_path) == ([line] if is_read else [])


def test_who_names_no_release_or_several_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoReleaseError, match=r"^还没有已发布的版本，请先运行 income run。$"):
        current_release(tmp_path)
    first, second = (publish_values(tmp_path, f"run-{number}", [number]) for number in (1, 2))
    assert find_release(tmp_path, second.id[:16]) == second and find_release(tmp_path, first.id) == first
    told = "的编号是“{}”或以它开头；用 income releases 查看。"
    for name, state in (("2018", "不止一个版本"), ("2019", "没有版本"), ("", "没有版本")):
        with pytest.raises(NoReleaseError) as caught:
            find_release(tmp_path, name)
        assert str(caught.value).endswith(told.format(name)) and (not name or str(caught.value).startswith(state))


def test_a_table_is_proven_once_by_an_object_and_again_by_the_next(tmp_path: Path) -> None:
    release = publish_values(tmp_path, "run-1", [1])
    path = release.table("mart_incomes")
    with pytest.raises(KeyError, match="mart_absent"):
        release.table("mart_absent")
    path.chmod(0o600)
    path.write_bytes(b"altered")
    assert release.table("mart_incomes") == path
    with pytest.raises(PublishError, match="SHA-256"):
        current_release(tmp_path).table("mart_incomes")


def test_lines_of_earlier_logs_are_believed_for_ever(tmp_path: Path) -> None:
    """A line of the log as it was written in 2018."""
    line = (
        '{"event": "published", "release_id": "20181209T180000Z-00000000", "at": "2018-12-09T18:00:00+00:00",'
        ' "by": "某人", "generation": 1, "check": "fc1d1e616fcac69a"}'
    )
    (tmp_path / LOG_NAME).write_text(line + "\n", encoding="utf-8")
    assert [one["by"] for one in read_history(tmp_path)] == ["某人"]


def test_a_release_is_found_by_its_day_in_beijing_before_its_day_in_utc(tmp_path: Path) -> None:
    names = ("20181209T180000Z-00000001", "20181210T180000Z-00000002")  # in Beijing the 10th and the 11th
    for name in names:
        (tmp_path / "releases" / name).mkdir(parents=True)
    assert [find_release(tmp_path, day).id for day in ("20181209", "20181210", "20181211")] == [names[0], *names]
