"""The service as an operator runs it: a real tick of the schedule, kills, a restart, alarms by HTTP.

On reduced definitions: the same job, schedule, sensors, lease and publishing, two small tables.
"""

import http.server
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from pipeline.release.folders import current_release
from pipeline.release.readback import verify_release
from tests.reduced_definitions import SECRET
from tests.service_runner import Service, free_port, wait_until, worker_pid

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("service")]
STEP_SECONDS = 4


@contextmanager
def listening() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A web hook on this machine: its URL, and what was posted with the time of it."""
    posted: list[dict[str, Any]] = []

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posted.append(json.loads(body) | {"received": time.time()})
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", posted
    finally:
        server.shutdown()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    environment = {"INCOME_MODULE": "tests.reduced_definitions", "STEP_SECONDS": str(STEP_SECONDS)}
    found = Service(tmp_path / "data", free_port(), environment)
    for folder in ("raw/2018", "site"):
        (found.data / folder).mkdir(parents=True)
    (found.data / "raw" / "2018" / "某村.csv").write_text("a,b\n", encoding="utf-8")
    yield found
    found.down()


def set_up(service: Service, **values: object) -> None:
    lines = [f"{name}: {json.dumps(value)}" for name, value in values.items()]
    (service.data / "site" / "service.yml").write_text("\n".join(lines), encoding="utf-8")


def deliver(service: Service, name: str, content: str) -> None:
    (service.data / "raw" / "2018" / name).write_text(content, encoding="utf-8")


def kill_worker_of_next_run(service: Service, before: str) -> str:
    """Wait until a run holds the lease, let it work a moment, kill -9 its process; returns who it was."""
    wait_until(lambda: service.worker() not in {"", before}, 240, "a run to begin")
    time.sleep(1)
    with suppress(ProcessLookupError):
        os.kill(worker_pid(service.worker()), signal.SIGKILL)
    return service.worker()


def assert_whole(service: Service) -> None:
    release = current_release(service.data / "marts")
    verify_release(release)
    assert not list((service.data / "marts" / ".building").iterdir())


def test_a_tick_publishes_and_kills_end_in_a_whole_release(service: Service) -> None:
    """A schedule each minute; kill -9 of the worker in the middle, then of the daemon, then of everything."""
    set_up(service, nightly="* * * * *", settle_seconds=1, start_on_delivery=False)
    service.up()
    killed = kill_worker_of_next_run(service, "")
    wait_until(lambda: service.count("FAILURE") >= 1, 120, "the killed run marked failed")
    wait_until(lambda: service.count("SUCCESS") >= 1, 240, "a run after the killed one")
    assert_whole(service)

    os.kill(service.pid("daemon"), signal.SIGKILL)
    done = service.count("SUCCESS")
    wait_until(lambda: service.count("SUCCESS") > done, 300, "a run after the daemon's death")

    before = service.worker()
    assert before != killed
    wait_until(lambda: service.worker() != before, 240, "the next run to begin")
    for name in ("supervisor", "daemon", "web", "code"):
        os.killpg(service.pid(name), signal.SIGKILL)
    done = service.count("SUCCESS")
    service.up()
    wait_until(lambda: service.count("SUCCESS") > done, 300, "a run after everything was killed")
    service.down()
    service.income("status", "--quiet")
    assert_whole(service)
    assert service.count("STARTED") <= 1  # the minute's next run may have begun as the service ended


def test_settled_deliveries_start_one_run_and_failures_alarm_within_a_minute(service: Service) -> None:
    set_up(service, nightly="0 2 1 1 *", settle_seconds=2)
    with listening() as (url, posted):
        (service.data / "site" / "alarms.yml").write_text(f"webhook: {url}\n", encoding="utf-8")
        service.up()
        wait_until(lambda: service.count("SUCCESS") == 1, 240, "the first delivery's run")

        deliver(service, "某村.csv", "a,b\n")  # touched, same content
        time.sleep(75)
        assert len(service.runs()) == 1

        (service.data / "site" / "block").touch()
        deliver(service, f"另村{SECRET}.csv", "c,d\n")
        wait_until(lambda: service.count("FAILURE") == 1, 240, "the blocked run")
        failed_at = time.time()
        wait_until(lambda: posted, 60, "the alarm")
    alarm = posted[0]
    assert alarm["received"] - failed_at < 60
    assert (alarm["kind"], alarm["asset"], alarm["rule"]) == ("check_blocked", "mart_village_summaries", "rows_there")
    assert SECRET not in json.dumps(posted)
    ticks = (service.data / "dagster" / "schedules" / "schedules.db").read_bytes()
    assert "另村440823********1234.csv".encode("unicode_escape") in ticks
    assert SECRET.encode() not in ticks
    assert service.income("status", "--quiet").returncode == 0
