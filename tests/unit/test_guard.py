"""The UI's guard: what a foreign page can make a browser send is refused, the UI's own requests pass."""

import asyncio
from typing import Any

import pytest

from pipeline.service.web_guard import LocalGuard

HOST = "127.0.0.1:3000"


def answer(method: str = "GET", path: str = "/", query: bytes = b"", kind: str = "http", **headers: str) -> int | str:
    """Status that the guarded app gives to one request; 200 means that the app behind was reached."""
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    named = {name.replace("_", "-"): value for name, value in {"host": HOST, **headers}.items()}
    raw = [(name.encode(), value.encode()) for name, value in named.items()]
    scope = {"type": kind, "method": method, "path": path, "query_string": query, "headers": raw}
    asyncio.run(LocalGuard(app, [HOST, "localhost:3000"])(scope, receive, send))
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
        {"method": "DELETE", "path": "/graphql", **JSON},
        {"path": "/graphql", "query": b"query=mutation{wipeAssets}"},
        {"path": "/", "sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "image"},
        {"method": "POST", "path": "/graphql", **JSON, "sec_fetch_site": "cross-site"},
        {"method": "POST", "path": "/graphql", **JSON, "sec_fetch_site": "same-site"},
    ],
)
def test_a_foreign_page_is_refused(request_: dict[str, Any]) -> None:
    assert answer(**request_) == 403


@pytest.mark.parametrize("origin", [{}, FOREIGN])
def test_a_foreign_websocket_is_closed(origin: dict[str, str]) -> None:
    assert answer(kind="websocket", path="/graphql", **origin) == "websocket.close"
