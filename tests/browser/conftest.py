"""One service on a small demo, and one headless browser, for all tests of this folder."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.service_runner import ROOT, Service, free_port

ARTIFACTS = ROOT / "artifacts"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SETTINGS = "start_on_delivery: false\nsettle_seconds: 1\n"  # only what a test starts runs


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    found = Service(tmp_path_factory.mktemp("browser") / "data", free_port(), {})
    made = found.income("demo", "--villages", "2", "--households", "6")
    assert made.returncode == 0, made.stderr
    (found.data / "site").mkdir()
    (found.data / "site" / "service.yml").write_text(SETTINGS, encoding="utf-8")
    found.up()
    yield found
    found.down()
    logs = found.data / "dagster" / "logs"
    shutil.copytree(logs, ARTIFACTS / "logs", dirs_exist_ok=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api")
    ARTIFACTS.mkdir(exist_ok=True)
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Any, service: Service) -> Iterator[Any]:
    """A fresh profile; fails at the end if anything was asked of another host."""
    context = browser.new_context(viewport={"width": 1700, "height": 1400}, locale="zh-CN")
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    foreign: list[str] = []
    own = (service.url, service.url.replace("http", "ws"), "data:", "blob:")
    context.on("request", lambda request: None if request.url.startswith(own) else foreign.append(request.url))
    opened.on("websocket", lambda socket: None if socket.url.startswith(own) else foreign.append(socket.url))
    yield opened
    context.close()
    assert foreign == []
