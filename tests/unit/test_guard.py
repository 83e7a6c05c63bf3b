"""The UI's guard: what a foreign page can make a browser send is refused, the UI's own requests pass."""

import asyncio
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from pipeline.service.exports import ExportsApp
from pipeline.service.web import BesideDagster, LateApp, Page, guarded, pages_of
from pipeline.service.web_guard import DEEPEST, LARGEST_BODY
from pipeline.settings import Settings
from pipeline.workbench.site import CHANGES, Workbench

HOST = "127.0.0.1:3000"


GONE = {"type": "http.disconnect"}


def exchange(
    method: str = "GET", path: str = "/", query: bytes = b"", kind: str = "http", blocks: tuple[bytes, ...] = (b"{}",),
    read_only: bool = False, messages: list[dict[str, Any]] | None = None, **headers: str | None,
) -> list[Any]:  # fmt: skip
    """What the guarded app sends to one request; status 200 means that an app behind was reached, with all it needs."""
    sent: list[Any] = []
    waiting = [*(messages or chunks(blocks)), GONE]
    first = waiting[0]
    named = {name.replace("_", "-"): value for name, value in {"host": HOST, **headers}.items()}
    raw = [(name.encode(), value.encode()) for name, value in named.items() if value is not None]
    scope = {"type": kind, "method": method, "path": path, "query_string": query, "headers": raw}

    async def app(given: Any, receive: Any, send: Any) -> None:
        assert given is scope
        if kind == "http":
            assert await receive() == {"type": "http.request", "body": b"".join(blocks), "more_body": False}
            assert await receive() == GONE
        else:
            assert await receive() == first
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return waiting.pop(0)

    pages = [Page("/bench/", app, ("/bench/decide",))]
    asyncio.run(guarded(app, pages, 3000, read_only)(scope, receive, send))
    return sent


def chunks(blocks: tuple[bytes, ...]) -> list[dict[str, Any]]:
    """The messages in which a server hands over a body."""
    return [
        {"type": "http.request", "body": block, "more_body": number < len(blocks)}
        for number, block in enumerate(blocks, 1)
    ]


def answer(**request: Any) -> int | str:
    """Status of the answer, or the kind of message where it has none."""
    first = exchange(**request)[0]
    return first.get("status", first["type"])


JSON = {"content_type": "application/json"}
FOREIGN = {"origin": "http://evil.example"}


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"path": "/assets/mart_near_threshold"},
        {"host": "localhost:3000"},
        {"method": "POST", "path": "/graphql", **JSON},
        {"method": "POST", "path": "/graphql", **JSON, "origin": f"http://{HOST}", "sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"},
        {"method": "POST", "path": "/bench/decide", **JSON, "blocks": (b'{"a":', b"1}")},
        {"path": "/bench/"},
        {"path": "/bench/page", "query": b"village=1"},
        {"kind": "websocket", "path": "/graphql", "origin": f"http://{HOST}"},
        {"kind": "lifespan", "host": None},
        {"method": "POST", "path": "/graphql", "content_type": "Application/JSON ; charset=utf-8"},
    ],
)
def test_the_ui_itself_passes(request_: dict[str, Any]) -> None:
    assert answer(**request_) == 200


@pytest.mark.parametrize(
    "request_",
    [
        {"host": "evil.example"},
        {"host": "evil.example:3000"},
        {"host": ""},
        {"host": None},
        {"method": "POST", "path": "/graphql", **JSON, **FOREIGN},
        {"method": "POST", "path": "/graphql", **JSON, "origin": "null"},
        {"method": "POST", "path": "/graphql", "content_type": "text/plain"},
        {"method": "POST", "path": "/graphql"},
        {"method": "POST", "path": "/graphql", "content_type": "application/x-www-form-urlencoded"},
        {"method": "POST", "path": "/report_asset_materialization/mart_findings", **JSON},
        {"method": "POST", "path": "/report_asset_materialization/graphql", **JSON},
        {"method": "POST", "path": "/report_asset_check/mart_findings/graphql", **JSON},
        {"method": "POST", "path": "/graphql/", **JSON},
        {"method": "POST", "path": "//graphql", **JSON},
        {"method": "POST", "path": "/graphql/../report_asset_check/x", **JSON},
        {"method": "POST", "path": "/GraphQL", **JSON},
        {"method": "POST", "path": "/bench/decide/graphql", **JSON},
        {"method": "POST", "path": "/bench/decided", **JSON},
        {"method": "POST", "path": "/bench/", **JSON},
        {"method": "POST", "path": "/bench/decide", "content_type": "text/plain"},
        {"method": "POST", "path": "/bench/decide", **JSON, **FOREIGN},
        {"method": "POST", "path": "/bench/decide", **JSON, "read_only": True},
        {"method": "DELETE", "path": "/graphql", **JSON},
        {"path": "/graphql", "query": b"query=mutation{wipeAssets}"},
        {"path": "/graphql//", "query": b"query=mutation{wipeAssets}"},
        {"path": "/x/graphql/", "query": b"query=mutation{wipeAssets}"},
        {"path": "/", "sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "image"},
        {"path": "/", "sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe"},
        {"path": "/", "sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "document"},
        {"method": "POST", "path": "/graphql", **JSON, "sec_fetch_site": "cross-site"},
        {"method": "POST", "path": "/graphql", **JSON, "sec_fetch_site": "same-site"},
    ],
)
def test_a_foreign_page_is_refused(request_: dict[str, Any]) -> None:
    assert answer(**request_) == 403


OWN = {"origin": f"http://{HOST}"}


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/graphql", {}),
        ("/graphql", FOREIGN),
        ("/x/graphql", OWN),
        ("/bench/", OWN),
        (
            "/graphql",
            OWN | {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"},
        ),
    ],
)
def test_a_foreign_websocket_is_closed(path: str, more: dict[str, str]) -> None:
    assert exchange(kind="websocket", path=path, **more) == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize(
    ("status", "said", "request_"),
    [
        (403, "只接受来自本机页面的请求", {"host": "evil.example"}),
        (413, "超过 1 MB", {"content_length": "60000000"}),
        (413, "超过 1 MB", {"blocks": (b"x" * (LARGEST_BODY + 1),)}),
        (400, "不是合格的 JSON", {"method": "POST", "path": "/graphql", **JSON, "blocks": (b"no json",)}),
    ],
)
def test_a_refusal_says_why_and_ends_the_connection(status: int, said: str, request_: dict[str, Any]) -> None:
    """An unread body must not be taken for the next request."""
    start, body = exchange(**request_)
    assert list(json.loads(body["body"])) == ["error"]
    assert said in body["body"].decode()  # not as \\uXXXX: a person reads it
    assert body == {"type": "http.response.body", "body": body["body"]}
    assert start == {
        "type": "http.response.start",
        "status": status,
        "headers": [
            (b"content-type", b"application/json; charset=utf-8"),
            (b"content-length", str(len(body["body"])).encode()),
            (b"connection", b"close"),
        ],
    }


POST = {"method": "POST", "path": "/graphql", **JSON}
QUERY = b'{"query": "' + b"{a" * 60 + b"}" * 60 + b'"}'


@pytest.mark.parametrize(
    ("status", "blocks", "more"),
    [
        (200, (b'{"a": "' + b"x" * (LARGEST_BODY - 9) + b'"}',), {}),
        (413, (b'{"a": "' + b"x" * LARGEST_BODY + b'"}',), {}),
        (413, (b" " * 600_000, b" " * 600_000, b"{}"), {}),
        (413, (b"{}",), {"content_length": "60000000"}),
        (413, (b"{}",), {"content_length": "-1"}),
        (200, (b"{}",), {"content_length": str(LARGEST_BODY)}),
        (200, (b'{"a": "' + b"]" * DEEPEST + b"[" * DEEPEST + b'"}',), {}),
        (400, (b'{"a": "' + b"]" * DEEPEST + b"[" * (DEEPEST + 1) + b'"}',), {}),
        (400, (b'{"a": "' + b"[[]" * DEEPEST + b'"}',), {}),
        (200, (b"[" * DEEPEST + b"]" * DEEPEST,), {}),
        (400, (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1),), {}),
        (400, (b"[" * 100_000,), {}),
        (400, (b'{"a":' * 300_00,), {}),
        (200, (QUERY,), {}),
        (400, (b'{"query": "' + b"{a" * 5000 + b"}" * 5000 + b'"}',), {}),
        (400, (b"",), {}),
        (400, (b"query=x",), {}),
        (400, (b"\xff\xfe{}",), {}),
    ],
)
def test_a_body_is_capped_and_must_be_plain_json(status: int, blocks: tuple[bytes, ...], more: dict[str, str]) -> None:
    assert answer(blocks=blocks, **POST, **more) == status


def test_a_body_on_a_request_that_only_reads_is_capped_too() -> None:
    assert answer(blocks=(b"x" * (LARGEST_BODY + 1),)) == 413


def test_what_a_server_may_leave_out_of_a_body_is_nothing_and_the_end() -> None:
    whole = [{"type": "http.request", "more_body": True}, {"type": "http.request", "body": b"{}"}]
    assert answer(**POST, messages=whole) == 200


def test_a_sender_who_goes_away_is_not_waited_for() -> None:
    assert answer(**POST, messages=[{"type": "http.request", "body": b"{", "more_body": True}]) == 413


@pytest.mark.parametrize("household_files", [False, True])
def test_both_pages_of_ours_are_served_with_the_paths_that_change(tmp_path: Path, household_files: bool) -> None:
    settings = Settings.at(tmp_path)
    settings.site_dir.mkdir(parents=True)
    (settings.site_dir / "service.yml").write_text(f"household_files: {household_files}\n", encoding="utf-8")
    exports, workbench = pages_of(settings)
    assert (exports.prefix, exports.changes) == ("/exports/", ())
    assert (workbench.prefix, workbench.changes) == ("/workbench/", CHANGES) and len(CHANGES) == 3
    assert isinstance(exports.app, ExportsApp) and isinstance(workbench.app, Workbench)
    assert (exports.app.with_households, workbench.app.household_files) == (household_files, household_files)
    assert (exports.app.settings, workbench.app.settings) == (settings, settings)


@pytest.mark.parametrize(
    ("path", "reached"),
    [("/bench/", "page"), ("/bench/a/b", "page"), ("/bench", "page"), ("/benches/", "dagster"), ("/", "dagster")],
)
def test_requests_below_a_prefix_go_to_its_page_and_all_others_to_dagster(path: str, reached: str) -> None:
    called = []

    def named(name: str) -> Any:
        async def app(*given: Any) -> None:
            called.append((name, given))

        return app

    scope, receive, send = {"type": "http", "path": path}, object(), object()
    beside = BesideDagster(named("dagster"), [Page("/bench/", named("page"))])
    asyncio.run(beside(scope, receive, send))  # type: ignore[arg-type]
    asyncio.run(beside({"type": "lifespan"}, receive, send))  # type: ignore[arg-type]
    assert called == [(reached, (scope, receive, send)), ("dagster", ({"type": "lifespan"}, receive, send))]


def test_our_pages_answer_while_dagster_is_still_loading() -> None:
    is_loaded, answers = threading.Event(), list[str]()

    def app(name: str) -> Any:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            answers.append(name)

        return answer

    def load() -> Any:
        assert is_loaded.wait(10)
        return app("dagster")

    async def visits() -> None:
        late = LateApp(load)
        late.start_loading()
        beside = BesideDagster(late, [Page("/bench/", app("page"))])
        early = asyncio.create_task(beside({"type": "http", "path": "/"}, None, None))  # type: ignore[arg-type]
        gone = asyncio.create_task(beside({"type": "http", "path": "/"}, None, None))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        gone.cancel()
        await beside({"type": "http", "path": "/bench/1"}, None, None)  # type: ignore[arg-type]
        assert answers == ["page"] and not early.done()
        is_loaded.set()
        await early
        await beside({"type": "websocket", "path": "/graphql"}, None, None)  # type: ignore[arg-type]

    asyncio.run(visits())
    assert answers == ["page", "dagster", "dagster"]


def test_a_server_whose_dagster_does_not_load_ends() -> None:
    """So that the supervisor starts another one."""
    program = (
        "import time; from pipeline.service.web import LateApp; LateApp(lambda: 1 / 0).start_loading(); time.sleep(60)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, check=False)
    assert ended.returncode == 1 and b"ZeroDivisionError" in ended.stderr
