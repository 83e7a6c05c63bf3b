"""The workbench's pages: what is asked for, from which release, by whom. Everything behind the guard (service/web_guard).

A page rests on one release, resolved once for each request; ?release=… asks for an earlier one. Pages that change
something are the three paths of CHANGES, JSON POSTs of the workbench's own script.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.handouts.book_cells import page_text
from pipeline.handouts.sheets import SheetPlan
from pipeline.handouts.workbook import write_workbook
from pipeline.household_search import MOST, search
from pipeline.intake.demo_marker import DemoMarkerError, read_marker
from pipeline.release.folders import Release, beijing_time, current_id, find_release
from pipeline.release.readback import open_release
from pipeline.release.staging import scratch_folder
from pipeline.settings import Settings
from pipeline.workbench.answers import pending, write_answer
from pipeline.workbench.query import LISTINGS, Listing, ListQuery
from pipeline.workbench.query import Request as Asked
from pipeline.workbench.refusals import CLOSED, MISSING, ClosedError, refusal
from pipeline.workbench.users import Sessions, User, UsersError, load_users
from pipeline.workbench.views import household_page, overview

PREFIX = "/workbench/"
CHANGES = tuple(f"{PREFIX}{name}" for name in ("log-in", "log-out", "answer"))
COOKIE = "workbench"
HEADERS = {
    "cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self';"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
}  # fmt: skip
STATIC = {"bench.css": "text/css; charset=utf-8", "bench.js": "text/javascript; charset=utf-8"}
PLAIN = "text/plain; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT_OPEN = 3


class Workbench:
    """The app. `household_files`: whether single households may be seen without a list of users."""

    def __init__(self, settings: Settings, household_files: bool = False) -> None:
        self.settings, self.household_files = settings, household_files
        self.sessions = Sessions()
        self.databases: dict[str, tuple[Release, duckdb.DuckDBPyConnection]] = {}
        self.choices: dict[tuple[str, str], dict[str, list[str]]] = {}  # of a release's list: a release never changes
        self.opening = threading.Lock()  # a database that is locked down can't be opened twice in a process
        self.pages = Environment(
            loader=PackageLoader("pipeline.workbench", "pages"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self.pages.filters |= {"shown": page_text, "beijing": beijing_time, "path": quote}
        routes = [
            Route(PREFIX, self.guarded(self.home)),
            Route(f"{PREFIX}log-in", self.guarded(self.log_in), methods=["GET", "POST"]),
            Route(f"{PREFIX}log-out", self.guarded(self.log_out), methods=["POST"]),
            Route(f"{PREFIX}answer", self.guarded(self.answer), methods=["POST"]),
            Route(f"{PREFIX}static/{{name}}", self.static),
            Route(f"{PREFIX}household/{{household_id:path}}", self.guarded(self.household)),
            *(Route(f"{PREFIX}{path}", self.guarded(self.listing)) for path in LISTINGS),
        ]
        self.app = Starlette(routes=routes, exception_handlers={404: missing, 405: missing})

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == PREFIX.rstrip("/"):
            return await RedirectResponse(PREFIX)(scope, receive, send)
        await self.app(scope, receive, send)

    def guarded(self, handler: Callable[[Request], Response]) -> Callable[[Request], Any]:
        """The handler in a thread of its own; what it raises becomes a page in Chinese."""

        async def endpoint(request: Request) -> Response:
            from starlette.concurrency import run_in_threadpool

            body = await request.json() if request.method == "POST" else {}
            request.state.body = body if isinstance(body, dict) else {}
            return await run_in_threadpool(self.answered, handler, request)

        return endpoint

    def answered(self, handler: Callable[[Request], Response], request: Request) -> Response:
        try:
            return handler(request)
        except Exception as error:
            status, text = refusal(error)
        if request.method == "POST":
            return JSONResponse({"error": text}, status, HEADERS)
        try:
            page = self.pages.get_template("message.html").render(**self.frame(request, None), text=text)
        except (UsersError, DemoMarkerError):  # the frame needs the very file that cannot be read
            return Response(text, status, HEADERS, PLAIN)
        return HTMLResponse(page, status, HEADERS)

    def user(self, request: Request) -> User | None:
        return self.sessions.user_of(self.settings.site_dir, request.cookies.get(COOKIE, ""))

    def may_see_households(self, request: Request) -> bool:
        """Anybody logged in; without a list of users whoever sits here, where the site says so or all are invented."""
        if load_users(self.settings.site_dir):
            return self.user(request) is not None
        return self.household_files or read_marker(self.settings.data) is not None

    def demand_households(self, request: Request) -> None:
        if not self.may_see_households(request):
            raise ClosedError(
                "请先登录：户级页面只对已登录的用户开放。" if load_users(self.settings.site_dir) else CLOSED
            )

    def opened(self, request: Request) -> tuple[Release, duckdb.DuckDBPyConnection]:
        """The release that is asked for and a cursor over it. Raises PublishError."""
        wanted = request.query_params.get("release") or current_id(self.settings.marts_dir) or ""
        with self.opening:
            if wanted not in self.databases:
                release = find_release(self.settings.marts_dir, wanted)
                wanted = release.id
                if wanted not in self.databases:
                    self.databases[wanted] = (release, open_release(release))
            while len(self.databases) > KEPT_OPEN:
                self.databases.pop(next(iter(self.databases)))
            release, database = self.databases[wanted]
            return release, database.cursor()

    def close(self) -> None:
        """Let go of every release."""
        with self.opening:
            for _, database in self.databases.values():
                database.close()
            self.databases.clear()

    def frame(self, request: Request, release: Release | None) -> dict[str, Any]:
        """What every page shows around its own."""
        return {
            "prefix": PREFIX, "menu": list(LISTINGS.values()), "release": release, "user": self.user(request),
            "has_users": bool(load_users(self.settings.site_dir)), "here": request.url.path,
            "asked_release": request.query_params.get("release", ""), "q": request.query_params.get("q", ""),
            "sees_households": self.may_see_households(request),
        }  # fmt: skip

    def page(self, name: str, request: Request, release: Release, **values: Any) -> Response:
        template = self.pages.get_template(name)
        return HTMLResponse(template.render(**self.frame(request, release), **values), 200, HEADERS)

    def home(self, request: Request) -> Response:
        release, tables = self.opened(request)
        return self.page("overview.html", request, release, **overview(self.settings.marts_dir, release, tables))

    def listing(self, request: Request) -> Response:
        listing = LISTINGS[request.url.path.removeprefix(PREFIX)]
        if listing.about_households:
            self.demand_households(request)
        release, tables = self.opened(request)
        asked = Asked(dict(request.query_params))
        hits = []
        if listing.path == "households" and asked.given.get("q"):
            hits = search(tables, asked.given["q"])
            if len(hits) == 1 and "stay" not in asked.given:
                return RedirectResponse(f"{PREFIX}household/{quote(hits[0].household_id)}", 303)
        query = ListQuery(tables, listing, asked)
        if asked.given.get("format") == "xlsx":
            return self.download(listing, query, release)
        key = (release.id, listing.path)
        if key not in self.choices:
            self.choices[key] = query.choices()
        return self.page(
            "listing.html", request, release, listing=listing, asked=asked, answer=query.answer(), hits=hits,
            most=MOST, choices=self.choices[key], columns=query.columns,
        )  # fmt: skip

    def download(self, listing: Listing, query: ListQuery, release: Release) -> Response:
        """The rows of the filters as a workbook, in the columns shown."""
        rows = query.all_rows()
        columns = tuple(query.columns[name] for name in query.shown)
        note = f"数据截止日 {release.manifest.as_of_date}；版本 {release.id}"
        plan = SheetPlan(listing.title, listing.title, note, columns, lambda: rows, 2, is_for_paper=True)
        with scratch_folder() as folder:
            path = Path(folder) / "list.xlsx"
            write_workbook(path, [plan])
            content = path.read_bytes()
        name = quote(f"{listing.title}.xlsx")
        return Response(content, 200, HEADERS | {"content-disposition": f"attachment; filename*=UTF-8''{name}"}, XLSX)

    def household(self, request: Request) -> Response:
        self.demand_households(request)
        release, tables = self.opened(request)
        found = household_page(release, tables, request.path_params["household_id"])
        waiting = pending(self.settings.raw_dir, found["head"], release)
        return self.page("household.html", request, release, waiting=waiting, **found)

    def log_in(self, request: Request) -> Response:
        if request.method == "GET":
            template = self.pages.get_template("log_in.html")
            return HTMLResponse(template.render(**self.frame(request, None)), 200, HEADERS)
        name, password = (str(request.state.body.get(key, ""))[:200] for key in ("name", "password"))
        token = self.sessions.log_in(self.settings.site_dir, name, password)
        if token is None:
            raise ClosedError("姓名或密码不对；连续五次不对的，五分钟后再试。")
        response = JSONResponse({"go": PREFIX}, 200, HEADERS)
        response.set_cookie(COOKIE, token, path=PREFIX, httponly=True, samesite="strict")
        return response

    def log_out(self, request: Request) -> Response:
        self.sessions.log_out(request.cookies.get(COOKIE, ""))
        response = JSONResponse({"go": PREFIX}, 200, HEADERS)
        response.delete_cookie(COOKIE, path=PREFIX)
        return response

    def answer(self, request: Request) -> Response:
        """A reviewer's answer, written as a delivery."""
        user = self.user(request)
        if user is None or not user.may_answer:
            raise ClosedError("只有登录的复核人员可以填写。")
        release, tables = self.opened(request)
        name = write_answer(self.settings, release, tables=tables, user=user, given=request.state.body)
        return JSONResponse({"told": f"已写入报送文件 {name}，下次运行后生效。"}, 200, HEADERS)

    async def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in STATIC:
            return Response("没有这个文件。", 404, HEADERS)
        path = Path(__file__).parent / "pages" / name
        return Response(path.read_bytes(), 200, HEADERS, STATIC[name])


async def missing(request: Request, error: Exception) -> Response:
    return Response(MISSING, 404, HEADERS, PLAIN)
