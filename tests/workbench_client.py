"""Asks the workbench as a browser on this machine would, through the same guard, without a server."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from pipeline.service.web import Page, guarded
from pipeline.workbench.site import CHANGES, PREFIX, Workbench

PORT = 3000
HOST = f"127.0.0.1:{PORT}"


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Client:
    """One browser: keeps the cookie it is given."""

    workbench: Workbench
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, **headers: str) -> Reply:
        return self.ask("GET", address, **headers)

    def post(self, address: str, content: Any, **headers: str) -> Reply:
        return self.ask(
            "POST", address, json.dumps(content).encode(), **{"content-type": "application/json", **headers}
        )

    def ask(self, method: str, address: str, body: bytes = b"", **headers: str) -> Reply:
        """One request; names of headers may be written with _ for -."""
        parts = urlsplit(address)
        named = {"host": HOST, "content-length": str(len(body))} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        if self.cookies:
            named["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        scope = {
            "type": "http", "method": method, "path": unquote(parts.path), "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(), "scheme": "http", "server": ("127.0.0.1", PORT), "http_version": "1.1",
            "headers": [(name.encode(), value.encode()) for name, value in named.items()], "root_path": "",
        }  # fmt: skip
        reply = asyncio.run(self._ask(scope, body))
        given = reply.headers.get("set-cookie", "").partition(";")[0]
        if given:
            name, _, value = given.partition("=")
            self.cookies[name] = value.strip('"')
        return reply

    async def _ask(self, scope: dict[str, Any], body: bytes) -> Reply:
        sent: list[Any] = []
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            return waiting.pop() if waiting else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        async def nobody(scope: Any, receive: Any, send: Any) -> None:
            raise AssertionError("the workbench does not answer this path")

        await guarded(nobody, [Page(PREFIX, self.workbench, CHANGES)], PORT)(scope, receive, send)
        start = sent[0]
        headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        return Reply(start["status"], headers, b"".join(one.get("body", b"") for one in sent[1:]))
