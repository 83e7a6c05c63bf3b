"""What starts a run, what does not, and how the age of a release is judged."""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.automation import deliveries_sensor, judged, named
from pipeline.release import workers
from pipeline.release.arrivals import is_arriving, look_at_inputs, wait_for_arrivals
from pipeline.release.folders import is_overdue
from pipeline.service.dead_runs import settle_dead_runs
from pipeline.service.settings_file import ServiceSettings
from pipeline.settings import Settings

ID = "440823199001011234"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = Settings.at(tmp_path)
    found.create_folders()
    (found.raw_dir / "2018").mkdir()
    return found


def deliver(settings: Settings, name: str, content: str, age: float = 3600) -> None:
    path = settings.raw_dir / "2018" / name
    path.write_text(content, encoding="utf-8")
    os.utime(path, (time.time() - age, time.time() - age))


def tick(settings: Settings, cursor: str | None) -> tuple[list[dg.RunRequest], str, str]:
    result: Any = judged(look_at_inputs(settings, 60), cursor, settings)
    return list(result.run_requests or []), result.cursor, str(result.skip_reason or "")


def test_new_content_starts_one_run_and_no_second(settings: Settings) -> None:
    deliver(settings, "甲村.csv", "1")
    requests, cursor, _ = tick(settings, None)
    assert requests[0].tags["income/files"] == "2018/甲村.csv"
    assert tick(settings, cursor)[0] == []
    deliver(settings, "甲村.csv", "1", age=600)  # touched
    assert tick(settings, cursor)[0] == []


def test_content_that_comes_back_starts_a_run_again(settings: Settings) -> None:
    keys, cursor = [], None
    for content in "1", "2", "1":
        deliver(settings, "甲村.csv", content, age=1000 + len(keys))
        requests, cursor, _ = tick(settings, cursor)
        keys.append(requests[0].run_key)
    assert len(set(keys)) == 3


def test_arriving_files_hold_the_run_back_but_not_for_ever(settings: Settings) -> None:
    deliver(settings, "甲村.csv", "1")
    deliver(settings, "乙村.csv", "2", age=0)
    requests, cursor, reason = tick(settings, None)
    assert (requests, "乙村.csv" in reason) == ([], True)
    late = json.dumps(json.loads(cursor) | {"since": time.time() - 1000})
    assert tick(settings, late)[0][0].tags["income/files"] == "2018/甲村.csv"


def test_links_lock_files_and_dotfiles_are_no_deliveries(settings: Settings) -> None:
    for name in ("~$甲村.xlsx", ".x.csv"):
        deliver(settings, name, "1")
    (settings.raw_dir / "2018" / "link.csv").symlink_to("/etc/passwd")
    assert look_at_inputs(settings, 0).settled == {}


def test_a_tick_never_says_an_id_number() -> None:
    assert named([f"2018/{ID}.csv"]) == "2018/440823********1234.csv"
    assert named([f"{n}.csv" for n in range(9)]).endswith("等 9 个文件")


def test_overdue_without_release_and_with_a_clock_gone_wrong(tmp_path: Path) -> None:
    assert is_overdue(tmp_path / "marts")
    folder = tmp_path / "marts" / "releases" / "20181210T020000Z-1f2e3d4c"
    folder.mkdir(parents=True)
    from datetime import date

    from pipeline.release.manifest import Manifest

    made = datetime(2018, 12, 10, 2, tzinfo=UTC)
    manifest = Manifest("r", date(2018, 12, 10), {}, {}, {}, {}).sealed(created_at=made.isoformat())
    (folder / "manifest.json").write_bytes(manifest.to_json())
    found = [is_overdue(tmp_path / "marts", made + timedelta(hours=hours)) for hours in (1, 26, 27, -2)]
    assert found == [False, False, True, True]


def test_a_process_is_known_by_more_than_its_number() -> None:
    own = workers.own_identity()
    pid, start, boot = own.split("-")
    assert workers.is_alive(own)
    assert not workers.is_alive(f"{pid}-{int(start) + 1}-{boot}")
    assert not workers.is_alive(f"{pid}-{start}-00000000")
    assert not workers.is_alive("nonsense")


def test_only_dead_runs_are_settled() -> None:
    own = workers.own_identity()
    with dg.DagsterInstance.ephemeral() as instance:
        tags = {"alive": {workers.WORKER_TAG: own}, "dead": {workers.WORKER_TAG: "1-1-x"}, "service": {}}
        ids = {
            name: instance.create_run_for_job(empty_job, tags=one, status=dg.DagsterRunStatus.STARTED).run_id
            for name, one in tags.items()
        }
        assert settle_dead_runs(instance, only_tagged=True) == [ids["dead"]]
        assert settle_dead_runs(instance) == [ids["service"]]


@dg.job
def empty_job() -> None:
    """Nothing."""


def test_a_night_waits_for_what_is_arriving(tmp_path: Path) -> None:
    path = tmp_path / "2018" / "某村.csv"
    path.parent.mkdir()
    path.write_text("a\n", encoding="utf-8")
    wait_for_arrivals(tmp_path, 0.3)
    assert not is_arriving(path, 0.3)


def test_a_night_does_not_wait_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "2018" / "某村.csv"
    path.parent.mkdir()
    path.write_text("a\n", encoding="utf-8")
    monkeypatch.setattr("pipeline.release.arrivals.time.sleep", lambda _: os.utime(path))
    wait_for_arrivals(tmp_path, 0.3)
    assert is_arriving(path, 5.0)


def test_nobody_waits_where_nothing_must_settle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "某村.csv").write_text("a\n", encoding="utf-8")
    monkeypatch.setattr("pipeline.release.arrivals.time.sleep", lambda _: pytest.fail("waited"))
    wait_for_arrivals(tmp_path, 0)


def test_only_the_night_starts_runs_where_the_operator_says_so(tmp_path: Path) -> None:
    settings = Settings.at(tmp_path)
    settings.create_folders()
    sensor = deliveries_sensor(settings, ServiceSettings(start_on_delivery=False))
    with dg.instance_for_test() as instance:
        found = sensor(dg.build_sensor_context(instance=instance))
    assert isinstance(found, dg.SkipReason) and "start_on_delivery" in (found.skip_message or "")
