"""The UI's guard: what a foreign page can make a browser send is refused, the UI's own requests pass."""

import asyncio
from typing import Any

import pytest

from pipeline.service.web import Page, guarded
from pipeline.service.web_guard import DEEPEST, LARGEST_BODY

HOST = "127.0.0.1:3000"


def answer(
    method: str = "GET", path: str = "/", query: bytes = b"", kind: str = "http", blocks: tuple[bytes, ...] = (b"{}",),
    read_only: bool = False, **headers: str,
) -> int | str:  # fmt: skip
    """Status that the guarded app gives to one request; 200 means that an app behind was reached, with its whole body."""
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            assert (await receive())["body"] == b"".join(blocks)
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    waiting = list(blocks)

    async def receive() -> Any:
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    named = {name.replace("_", "-"): value for name, value in {"host": HOST, **headers}.items()}
    raw = [(name.encode(), value.encode()) for name, value in named.items()]
    scope = {"type": kind, "method": method, "path": path, "query_string": query, "headers": raw}
    pages = [Page("/bench/", app, ("/bench/decide",))]
    asyncio.run(guarded(app, pages, 3000, read_only)(scope, receive, send))
    return sent[0].get("status", sent[0]["type"])


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
        {"path": "/", "sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "image"},
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
    assert answer(kind="websocket", path=path, **more) == "websocket.close"


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
