"""Cross-site probes against the running UI: each is refused, and the UI's own session works."""

import http.client
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service_runner import Service, free_port

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("service")]
EVIL = "http://evil.example"
JSON = {"Content-Type": "application/json"}
TEXT = {"Content-Type": "text/plain"}
MUTATION = json.dumps({"query": "mutation { wipeAssets(assetPartitionRanges: []) { __typename } }"})
QUERY = json.dumps({"query": "{ version }"})
REPORT = "/report_asset_materialization/release"
PROBES = [
    ("mutation by GET", "GET", "/graphql?query=mutation%7BterminateRuns%7D", {}, ""),
    ("plain-text POST", "POST", "/graphql", TEXT | {"Origin": EVIL}, MUTATION),
    ("plain-text POST without origin", "POST", "/graphql", TEXT, MUTATION),
    ("form POST", "POST", "/graphql", {"Content-Type": "application/x-www-form-urlencoded"}, "query=x"),
    ("multipart POST", "POST", "/graphql", {"Content-Type": "multipart/form-data; boundary=x"}, "--x--"),
    ("JSON POST from elsewhere", "POST", "/graphql", JSON | {"Origin": EVIL}, MUTATION),
    ("JSON POST of a sandboxed page", "POST", "/graphql", JSON | {"Origin": "null"}, MUTATION),
    ("another port of this machine", "POST", "/graphql", JSON | {"Origin": "http://127.0.0.1:1"}, MUTATION),
    ("DNS rebinding", "POST", "/graphql", JSON | {"Host": "evil.example"}, QUERY),
    ("forged materialisation", "POST", REPORT, JSON, "{}"),
    ("forged check result", "POST", "/report_asset_check/release", TEXT, "{}"),
    ("picture in a page", "GET", "/exports/", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, ""),
    ("export by POST", "POST", "/exports/", JSON, "{}"),
    ("DELETE", "DELETE", "/graphql", JSON, ""),
    ("a report end point with an asset named graphql", "POST", "/report_asset_materialization/graphql", JSON, "{}"),
    ("a check's end point named graphql", "POST", "/report_asset_check/mart_findings/graphql", JSON, "{}"),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    environment = {"INCOME_MODULE": "tests.reduced_definitions"}
    found = Service(tmp_path_factory.mktemp("web") / "data", free_port(), environment)
    found.up()
    yield found
    found.down()


def ask(service: Service, method: str, path: str, headers: dict[str, str], body: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    connection.request(method, path, body=body.encode() or None, headers=headers)
    response = connection.getresponse()
    return response.status, response.read().decode("utf-8", "replace")


@pytest.mark.parametrize(("method", "path", "headers", "body"), [p[1:] for p in PROBES], ids=[p[0] for p in PROBES])
def test_a_foreign_page_is_refused(service: Service, method: str, path: str, headers: dict, body: str) -> None:
    status, text = ask(service, method, path, headers, body)
    assert status == 403, text
    assert "请求被拒绝" in text


def test_the_session_of_the_ui_works(service: Service) -> None:
    own = JSON | {"Origin": service.url, "Sec-Fetch-Site": "same-origin"}
    status, text = ask(service, "POST", "/graphql", own, QUERY)
    assert (status, "version" in text) == (200, True)
    assert ask(service, "GET", "/", {}, "")[0] == 200


def test_a_body_beyond_the_cap_is_refused_at_once(service: Service) -> None:
    """Only the head is sent: the answer comes although 60 MB are still announced."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=60) as connection:
        lines = ["POST /graphql HTTP/1.1", f"Host: 127.0.0.1:{service.port}", "Content-Type: application/json"]
        connection.sendall("\r\n".join([*lines, "Content-Length: 60000000", "", "{"]).encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("body", ["[" * 100_000, '{"query": "' + "{a" * 5000 + "}" * 5000 + '"}', "no json"])
def test_what_no_page_of_ours_sends_answers_400(service: Service, body: str) -> None:
    assert ask(service, "POST", "/graphql", JSON, body)[0] == 400


def test_only_this_machine_is_served(service: Service) -> None:
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        if (path := Path(f"/proc/net/{table}")).exists()
        for line in path.read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{service.port:04X}")
    ]
    assert listening == [f"0100007F:{service.port:04X}"]


def test_before_the_first_release_the_exports_say_so(service: Service) -> None:
    status, text = ask(service, "GET", "/exports/", {}, "")
    assert (status, "还没有已发布的版本" in text) == (404, True)


def test_the_folders_of_the_service_are_private(service: Service) -> None:
    home = service.data / "dagster"
    assert [path.name for path in (home, home / "logs", home / "pids-service") if path.stat().st_mode & 0o077] == []
