"""Refuses what a foreign web page could send to the pages of this machine (docs/method.md#privacy).

A page elsewhere can make a browser send GETs and plain-text POSTs to 127.0.0.1, and can point its own name at
127.0.0.1 (DNS rebinding). So: the Host must be ours, the Origin ours or absent, and what may change something is a
JSON POST to a path that is declared, letter by letter. Bodies are capped and read here, before any page sees them.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SAFE_METHODS = {"GET", "HEAD"}
GRAPHQL = "/graphql"
LARGEST_BODY = 1_000_000  # bytes; the UI's own queries have less than 50,000
DEEPEST = 200  # brackets within brackets, of the JSON and of a query in it; the UI's own have less than 40
REFUSAL = "请求被拒绝：只接受来自本机页面的请求。"
TOO_LARGE = "请求被拒绝：内容超过 1 MB。"
MALFORMED = "请求被拒绝：不是合格的 JSON，或嵌套过深。"
_BRACKET = re.compile(rb"[\[({\])}]")


class LocalGuard:
    """ASGI wrapper that lets only this server's own pages talk to it.

    `changes`: the whole paths that take a JSON POST; a request to any other path can only be read.
    """

    def __init__(self, app: App, hosts: Iterable[str], changes: Iterable[str] = ()) -> None:
        self.app = app
        self.hosts = frozenset(hosts)
        self.changes = frozenset({GRAPHQL, *changes})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif not self.is_allowed(scope):
            await self._turn_away(scope, send)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self._with_body(scope, receive, send)

    def is_allowed(self, scope: Scope) -> bool:
        """Whether the request comes from this server's own pages and may do what it asks."""
        headers = headers_of(scope)
        if headers.get("host") not in self.hosts:
            return False
        origin = headers.get("origin")
        if origin is not None and origin.removeprefix("http://") not in self.hosts:
            return False
        if headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            return self._is_plain_navigation(scope, headers)
        if scope["type"] == "websocket":
            return origin is not None and scope["path"] == GRAPHQL
        return self._is_harmless(scope, headers)

    def _is_plain_navigation(self, scope: Scope, headers: dict[str, str]) -> bool:
        """A link on another page may open a page of ours, and nothing else."""
        is_document = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        is_reading = scope["type"] == "http" and scope["method"] in SAFE_METHODS
        return is_reading and is_document and self._is_harmless(scope, headers)

    def _is_harmless(self, scope: Scope, headers: dict[str, str]) -> bool:
        if scope["method"] in SAFE_METHODS:
            is_graphql = scope["path"].rstrip("/").endswith(GRAPHQL)
            return not (is_graphql and scope.get("query_string"))
        content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        return scope["method"] == "POST" and scope["path"] in self.changes and content_type == "application/json"

    async def _turn_away(self, scope: Scope, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refuse(send, 403, REFUSAL)

    async def _with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on with its body, which was read and judged before."""
        declared = headers_of(scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared) > LARGEST_BODY:
            return await refuse(send, 413, TOO_LARGE)
        body = await body_of(receive)
        if body is None:
            return await refuse(send, 413, TOO_LARGE)
        if scope["method"] == "POST" and not is_plain_json(body):
            return await refuse(send, 400, MALFORMED)
        await self.app(scope, replayed(body, receive), send)


def headers_of(scope: Scope) -> dict[str, str]:
    """Headers by lower-case name."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


async def body_of(receive: Receive) -> bytes | None:
    """The whole body; None as soon as it is larger than the cap, or when the sender went away."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            return None
        if not message.get("more_body", False):
            return body


def replayed(body: bytes, receive: Receive) -> Receive:
    """The body once more for the app behind; after it whatever the server says next (the sender left)."""
    waiting = [body]

    async def next_message() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return next_message


def is_plain_json(body: bytes) -> bool:
    """Whether a body is JSON whose brackets, those of a query in it included, are not nested deeper than any page needs."""
    depth = 0
    for found in _BRACKET.finditer(body):
        depth = depth + 1 if found[0] in b"[({" else max(0, depth - 1)
        if depth > DEEPEST:
            return False
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


async def refuse(send: Send, status: int, text: str) -> None:
    """Answer with a sentence, and end the connection: an unread body must not be taken for the next request."""
    body = json.dumps({"error": text}, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
