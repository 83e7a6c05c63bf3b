"""The service as systemd starts it, part by part, under the restrictions that this machine can give: root read-only but
for the data, no capability, no new privileges. Not tried here: the filter of system calls and of addresses."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.service.service_paths import ServicePlaces
from pipeline.settings import Settings
from tests.faults.test_publishing import mount_namespace
from tests.service_runner import RUN_SECONDS, Service, free_port, wait_until, web_answers

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.xdist_group("service")]
ROOT = Path(__file__).parents[2]
LOCKED_UP = (
    "mount --bind {data} {data} && mount -o remount,ro,bind / && "
    "exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all {command}"
)


@pytest.fixture(scope="module")
def prefix() -> list[str]:
    namespace = mount_namespace()
    if namespace is None or shutil.which("setpriv") is None:
        pytest.skip("NOT TESTED: this machine permits no mount, so the root could not be made read-only")
    return [*namespace, "sh", "-c"]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, prefix: list[str]) -> Iterator[Service]:
    data, port = tmp_path_factory.mktemp("parts") / "data", free_port()
    (data / "site").mkdir(parents=True)
    (data / "site" / "service.yml").write_text(f"port: {port}\n", encoding="utf-8")
    found = Service(data, port, {"INCOME_MODULE": "tests.reduced_definitions", "PYTHONPATH": str(ROOT)})
    running = []
    try:
        for name in ("code", "daemon", "web"):
            running.append(started(found, prefix, name))
            if name == "code":
                assert started(found, prefix, "settle").wait(RUN_SECONDS) == 0
        wait_until(lambda: web_answers(port), RUN_SECONDS, "the pages")
        yield found
    finally:
        for process in running:
            os.killpg(process.pid, signal.SIGKILL)


def started(service: Service, prefix: list[str], name: str) -> subprocess.Popen[bytes]:
    """A part as its unit starts it, locked up."""
    words = [sys.executable, "-m", "pipeline.service.part", name, "--data", str(service.data)]
    line = LOCKED_UP.format(data=shlex.quote(str(service.data)), command=shlex.join(words))
    return subprocess.Popen([*prefix, line], cwd=ROOT, env=os.environ | service.environment, start_new_session=True)


def test_the_root_is_out_of_reach(service: Service, prefix: list[str]) -> None:
    for path, code in ((ROOT / "x", 1), (service.data / "x", 0)):
        line = LOCKED_UP.format(data=shlex.quote(str(service.data)), command=f"touch {shlex.quote(str(path))}")
        assert (subprocess.run([*prefix, line], capture_output=True).returncode != 0) == bool(code), path


def test_the_pages_see_the_code_server(service: Service) -> None:
    query = json.dumps({"query": "{ workspaceOrError { ... on Workspace { locationEntries { loadStatus name } } } }"})
    request = urllib.request.Request(
        f"{service.url}/graphql", data=query.encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        entries = json.load(response)["data"]["workspaceOrError"]["locationEntries"]
    assert [one["loadStatus"] for one in entries] == ["LOADED"]


def test_our_own_supervisor_leaves_it_alone(service: Service) -> None:
    places = ServicePlaces(Settings.at(service.data))
    assert places.managed.exists()
    done = service.income("down")
    assert done.returncode == 1 and "systemctl stop income.target" in done.stderr
    assert web_answers(service.port)
    restored = service.income("backup", "--restore", "20181210T030000Z")
    assert restored.returncode == 1 and "服务正在运行" in restored.stderr
