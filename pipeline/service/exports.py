"""The release's files over HTTP, for reading only; nothing about single households unless the operator turns it on."""

import html
import re
from pathlib import Path
from urllib.parse import quote, unquote

from pipeline.contracts import contracts
from pipeline.release.failures import PublishError
from pipeline.release.folders import DATABASE_NAME, Release, beijing_time, current_release, find_release
from pipeline.service.web_guard import Receive, Scope, Send
from pipeline.settings import Settings

PERSONAL_COLUMNS = {"household_id", "household_code", "head_name", "person_key", "name_masked", "source_file", "text"}
HOUSEHOLD_CHARTS = {"near_threshold"}
RELEASE_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
TYPES = {".png": "image/png", ".svg": "image/svg+xml", ".html": "text/html; charset=utf-8"}
BLOCK = 1 << 18
SECURITY = [
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"),
]
ALONE = (b"content-security-policy", b"sandbox")  # a picture opened by itself runs nothing


class ExportsApp:
    """ASGI app below /exports/: the current release's folder, listed and served file by file."""

    def __init__(self, settings: Settings, with_households: bool = False) -> None:
        self.settings, self.with_households = settings, with_households

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in {"GET", "HEAD"}:
            return await answer(send, 405, "只能读取。")
        parts = [part for part in unquote(scope["path"]).split("/")[2:] if part]
        try:
            if not parts or not RELEASE_ID.fullmatch(parts[0]):
                return await self._to_current(send, parts)
            release = find_release(self.settings.marts_dir, parts[0])
        except PublishError as error:
            return await answer(send, 404, str(error))
        name = "/".join(parts[1:])
        files = shown_files(release, self.with_households)
        if not name:
            return await answer(send, 200, listing(release, files, self.with_households), scope["method"] == "HEAD")
        if name not in files:
            return await answer(send, 404, "没有这个文件，或它含户级数据而未开放（data/site/service.yml）。")
        try:
            path = release.proven(name)
        except PublishError as error:
            return await answer(send, 410, f"{error}不提供已损坏的文件。")
        await send_file(send, path, scope["method"] == "HEAD")

    async def _to_current(self, send: Send, parts: list[str]) -> None:
        """`current` is resolved once: what a page links to stays one release's."""
        release = current_release(self.settings.marts_dir)
        rest = quote("/".join(parts[1:] if parts[:1] == ["current"] else []))
        location = f"/exports/{release.id}/{rest}"
        await send({"type": "http.response.start", "status": 302, "headers": [(b"location", location.encode())]})
        await send({"type": "http.response.body", "body": b""})


def shown_files(release: Release, with_households: bool) -> list[str]:
    """Files of the release by relative path, as its manifest lists them; only those without personal data
    unless `with_households`. Raises PublishError."""
    names = sorted(release.manifest.files)
    return [name for name in names if with_households or not is_about_households(name)]


def is_about_households(name: str) -> bool:
    """Whether a file holds rows, or marks, of single households. What is not known to be free of them does."""
    path = Path(name)
    if path.parts[0] == "charts" and path.suffix in {".png", ".svg"}:
        return path.stem in HOUSEHOLD_CHARTS
    table = contracts().get(path.stem)
    if name == DATABASE_NAME or path.suffix != ".parquet" or table is None:
        return True
    return any(column.name in PERSONAL_COLUMNS for column in table.columns)


def listing(release: Release, files: list[str], with_households: bool) -> str:
    """The page of a release: its charts as pictures, its files as links."""
    charts = [name for name in files if name.endswith(".png")]
    rows = [f'<li><a href="{quote(name)}">{html.escape(name)}</a>　{label(name)}</li>' for name in files]
    pictures = [f'<p><img src="{quote(name)}" alt="{html.escape(name)}" style="max-width:100%"></p>' for name in charts]
    note = "含户级数据，请勿外传。" if with_households else "不含户级数据；如需开放，见 docs/operating.md。"
    return (
        f"<!doctype html><html lang=zh-CN><meta charset=utf-8><title>版本 {release.id}</title>"
        f"<body style='font-family:sans-serif;max-width:60em;margin:2em auto'><h1>版本 {release.id}</h1>"
        f"<p>数据截止日 {release.manifest.as_of_date}，发布于 {beijing_time(release.manifest.created_at)}。{note}</p>"
        f"<ul>{''.join(rows)}</ul>{''.join(pictures)}</body></html>"
    )


def label(name: str) -> str:
    """The Chinese title of a table's file."""
    table = contracts().get(Path(name).stem)
    return html.escape(table.zh) if table else ""


async def answer(send: Send, status: int, text: str, is_head: bool = False) -> None:
    """A page, or a sentence."""
    is_page = text.startswith("<!doctype")
    kind = TYPES[".html"] if is_page else "text/plain; charset=utf-8"
    body = text.encode()
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode()), *SECURITY]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else body})


async def send_file(send: Send, path: Path, is_head: bool) -> None:
    """A file in blocks; what a browser does not show as a picture is downloaded."""
    kind = TYPES.get(path.suffix, "application/octet-stream")
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(path.stat().st_size).encode()),
        *SECURITY,
        ALONE,
    ]
    if path.suffix not in TYPES:
        headers.append((b"content-disposition", f"attachment; filename*=UTF-8''{quote(path.name)}".encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if not is_head:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                await send({"type": "http.response.body", "body": block, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
