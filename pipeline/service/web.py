"""The web server process: Dagster's UI and the release's files on 127.0.0.1, behind the guard."""

import argparse
import asyncio
import os
from pathlib import Path

import uvicorn

from pipeline.service.exports import ExportsApp
from pipeline.service.readiness import HOST
from pipeline.service.service_paths import ServicePlaces
from pipeline.service.settings_file import ServiceSettings
from pipeline.service.web_guard import App, LocalGuard, Receive, Scope, Send
from pipeline.settings import Settings, restrict_permissions


class TwoApps:
    """Requests below /exports go to the release's files, all others to Dagster."""

    def __init__(self, dagster: App, exports: App) -> None:
        self.dagster, self.exports = dagster, exports

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_export = scope["type"] == "http" and (scope["path"] + "/").startswith("/exports/")
        await (self.exports if is_export else self.dagster)(scope, receive, send)


def guarded(app: App, port: int) -> LocalGuard:
    """The app behind the guard, reachable as 127.0.0.1 and localhost on its port only."""
    return LocalGuard(app, [f"{HOST}:{port}", f"localhost:{port}"])


def serve(settings: Settings, port: int, read_only: bool) -> None:
    """Serve until ended. The environment names Dagster's home and the code server's socket."""
    from dagster import DagsterInstance
    from dagster_webserver.app import create_app_from_workspace_process_context

    from pipeline.dagster_private import WorkspaceFileTarget, WorkspaceProcessContext

    target = WorkspaceFileTarget([str(ServicePlaces(settings).workspace)])
    exports = ExportsApp(settings, ServiceSettings.load(settings.site_dir).household_files)
    with DagsterInstance.get() as instance:
        instance.optimize_for_webserver(statement_timeout=15_000, pool_recycle=3600, max_overflow=20)
        with WorkspaceProcessContext(instance, target, read_only=read_only) as context:
            app = create_app_from_workspace_process_context(context)
            config = uvicorn.Config(
                guarded(TwoApps(app, exports), port), host=HOST, port=port, log_level="warning",
                timeout_graceful_shutdown=3, server_header=False,
            )  # fmt: skip
            asyncio.run(uvicorn.Server(config).serve())


def main() -> None:
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
