"""Refuses what a foreign web page could send to the UI of this machine (docs/method.md#privacy).

A page elsewhere can make a browser send GETs and plain-text POSTs to 127.0.0.1, and can point its own name at
127.0.0.1 (DNS rebinding). So: the Host must be ours, the Origin ours or absent, a request that may change
something must be a JSON POST, and GraphQL by GET is refused.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SAFE_METHODS = {"GET", "HEAD"}
REFUSAL = "请求被拒绝：只接受来自本机页面的请求。"


class LocalGuard:
    """ASGI wrapper that lets only the UI's own pages talk to the server."""

    def __init__(self, app: App, hosts: Iterable[str], read_only: bool = False) -> None:
        self.app = app
        self.hosts = frozenset(hosts)
        self.read_only = read_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self.is_allowed(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refuse(send)

    def is_allowed(self, scope: Scope) -> bool:
        """Whether the request comes from this server's own pages and may do what it asks."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if headers.get("host", "") not in self.hosts:
            return False
        origin = headers.get("origin")
        if origin is not None and origin.removeprefix("http://") not in self.hosts:
            return False
        if headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            return self._is_plain_navigation(scope, headers)
        if scope["type"] == "websocket":
            return origin is not None
        return self._is_harmless(scope, headers)

    def _is_plain_navigation(self, scope: Scope, headers: dict[str, str]) -> bool:
        """A link on another page may open the UI, and nothing else."""
        is_document = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        return is_document and self._is_harmless(scope, headers)

    def _is_harmless(self, scope: Scope, headers: dict[str, str]) -> bool:
        is_graphql = scope["path"].rstrip("/").endswith("/graphql")
        if scope["method"] in SAFE_METHODS:
            return not (is_graphql and scope.get("query_string"))
        content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        return scope["method"] == "POST" and is_graphql and content_type == "application/json"


async def refuse(send: Send) -> None:
    """Answer 403 with a sentence."""
    body = json.dumps({"error": REFUSAL}, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
