"""How old the newest official release is: overdue after 26 hours, whatever `current` says and whatever is damaged."""

from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.release.folders import age_of, is_overdue, newest_official
from pipeline.release.publish import roll_back
from tests.release_builder import NIGHT, publish_values

HOUR = timedelta(hours=1)


def test_the_newest_that_can_be_read_counts_trials_do_not(tmp_path: Path) -> None:
    assert newest_official(tmp_path) is None and is_overdue(tmp_path, NIGHT)
    first = publish_values(tmp_path, "run-1", [1])
    second = publish_values(tmp_path, "run-2", [2], now=NIGHT + HOUR)
    publish_values(tmp_path, "trial", [3], now=NIGHT + 2 * HOUR, what_if={"line": 1})
    roll_back(tmp_path, first.id)
    assert newest_official(tmp_path) == second
    (second.path / "manifest.json").chmod(0o600)
    (second.path / "manifest.json").write_text("{", encoding="utf-8")
    assert newest_official(tmp_path) == first


@pytest.mark.parametrize(
    ("hours", "is_late"), [(0, False), (26, False), (26.01, True), (-1, False), (-1.01, True), (3, False)]
)
def test_it_is_overdue_after_26_hours_or_if_it_comes_from_the_future(
    tmp_path: Path, hours: float, is_late: bool
) -> None:
    release = publish_values(tmp_path, "run-1", [1])
    now = NIGHT + timedelta(hours=hours)
    assert age_of(release, now) == timedelta(hours=hours)
    assert is_overdue(tmp_path, now) == is_late


def test_the_limit_and_the_time_may_be_left_to_it(tmp_path: Path) -> None:
    release = publish_values(tmp_path, "run-1", [1])
    assert age_of(release) > timedelta(days=365) and is_overdue(tmp_path)
    assert is_overdue(tmp_path, NIGHT + 3 * HOUR, limit=2 * HOUR) and not is_overdue(
        tmp_path, limit=timedelta(days=99_999)
    )
