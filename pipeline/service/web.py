"""The web server process: Dagster's UI and our own pages on 127.0.0.1, all behind one guard.

A further page is one entry of `pages_of`: its prefix, an ASGI app that answers everything below the prefix, and the
whole paths that take a JSON POST (none, if it only shows). The guard (Host, Origin, method, path, size and depth of
the body) stands before all of them; nothing is served around it. Viewers (--read-only) get no path that changes.

Our own pages answer at once; Dagster's, which take seconds to load, as soon as they are there.
"""

import argparse
import asyncio
import os
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from pipeline.service.exports import ExportsApp
from pipeline.service.readiness import HOST, wait_for_socket
from pipeline.service.service_paths import ServicePlaces
from pipeline.service.settings_file import ServiceSettings
from pipeline.service.web_guard import LARGEST_BODY, App, LocalGuard, Receive, Scope, Send
from pipeline.settings import Settings, restrict_permissions
from pipeline.workbench.site import CHANGES, PREFIX, Workbench


@dataclass(frozen=True)
class Page:
    """What is served below `prefix` (such as /exports/); `changes`: whole paths that take a JSON POST."""

    prefix: str
    app: App
    changes: tuple[str, ...] = ()


def pages_of(settings: Settings) -> list[Page]:
    """Every page beside Dagster's."""
    household_files = ServiceSettings.load(settings.site_dir).household_files
    exports, workbench = ExportsApp(settings, household_files), Workbench(settings, household_files)
    return [Page("/exports/", exports), Page(PREFIX, workbench, CHANGES)]


class BesideDagster:
    """Requests below a page's prefix go to that page, all others to Dagster."""

    def __init__(self, dagster: App, pages: Sequence[Page]) -> None:
        self.dagster, self.pages = dagster, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        below = (scope["path"] + "/") if scope["type"] == "http" else ""
        meant = next((page.app for page in self.pages if below.startswith(page.prefix)), self.dagster)
        await meant(scope, receive, send)


class LateApp:
    """An app that takes seconds to load: requests for it wait until it is there. Where it fails to load the process ends,
    as it would if it had loaded first: the supervisor starts another one."""

    def __init__(self, load: Callable[[], App]) -> None:
        self._loaded: Future[App] = Future()
        self._loaded.set_running_or_notify_cancel()  # a visitor who leaves cancels it for nobody else
        self._loader = threading.Thread(target=self._load, args=[load], daemon=True)

    def start_loading(self) -> None:
        """Load it beside whatever goes on."""
        self._loader.start()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = await asyncio.wrap_future(self._loaded)
        await app(scope, receive, send)

    def _load(self, load: Callable[[], App]) -> None:
        try:
            self._loaded.set_result(load())
        except BaseException:
            traceback.print_exc()
            os._exit(1)


def guarded(dagster: App, pages: Sequence[Page], port: int, read_only: bool = False) -> LocalGuard:
    """Dagster and the pages behind the guard, reachable as 127.0.0.1 and localhost on their port only."""
    changes = () if read_only else tuple(path for page in pages for path in page.changes)
    return LocalGuard(BesideDagster(dagster, pages), [f"{HOST}:{port}", f"localhost:{port}"], changes)


def serve(settings: Settings, port: int, read_only: bool) -> None:  # pragma: no mutate block
    """Serve until ended. The environment names Dagster's home and the code server's socket."""
    with ExitStack() as opened:
        dagster = LateApp(lambda: dagster_app(settings, read_only, opened))
        config = uvicorn.Config(
            guarded(dagster, pages_of(settings), port, read_only), host=HOST, port=port, log_level="warning",
            timeout_graceful_shutdown=3, server_header=False, ws_max_size=LARGEST_BODY,
            lifespan="off",  # it would wait for Dagster, which asks for none
        )  # fmt: skip
        asyncio.run(served(uvicorn.Server(config), dagster))


async def served(server: uvicorn.Server, dagster: LateApp) -> None:  # pragma: no mutate block
    """Serve until ended; Dagster is loaded once the port is open, so that our own pages need not share the time."""
    serving = asyncio.create_task(server.serve())
    while not (server.started or serving.done()):
        await asyncio.sleep(0.01)
    dagster.start_loading()
    await serving


def dagster_app(settings: Settings, read_only: bool, opened: ExitStack) -> App:  # pragma: no mutate block
    """Dagster's pages, once the code server answers; what they hold open is closed by `opened`."""
    from dagster import DagsterInstance
    from dagster_webserver.app import create_app_from_workspace_process_context

    from pipeline.dagster_private import WorkspaceFileTarget, WorkspaceProcessContext

    wait_for_socket(Path(os.environ["INCOME_CODE_SOCKET"]))
    target = WorkspaceFileTarget([str(ServicePlaces(settings).workspace)])
    instance = opened.enter_context(DagsterInstance.get())
    instance.optimize_for_webserver(statement_timeout=15_000, pool_recycle=3600, max_overflow=20)
    context = opened.enter_context(WorkspaceProcessContext(instance, target, read_only=read_only))
    app: App = create_app_from_workspace_process_context(context)
    return app


def main() -> None:  # pragma: no mutate block
    """Read the arguments that the supervisor gives."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--read-only", action="store_true")
    given = parser.parse_args()
    restrict_permissions()
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    serve(Settings.at(given.data), given.port, given.read_only)


if __name__ == "__main__":
    main()
