"""Serves the Dagster UI on 127.0.0.1 behind the guard, with the daemon that runs what is launched there."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.dagster_home import prepare_home
from pipeline.serving.guard import App, LocalGuard
from pipeline.settings import Settings

MODULE = "pipeline.definitions"
HOST = "127.0.0.1"


def environment(settings: Settings) -> dict[str, str]:
    """Environment of Dagster's processes: our folders, no telemetry, no analytics."""
    return os.environ | {
        "DAGSTER_HOME": str(prepare_home(settings)),
        "INCOME_DATA": str(settings.data),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "GX_ANALYTICS_ENABLED": "false",
    }


@contextmanager
def running_daemon(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """The daemon beside the UI: it starts queued runs and fires the schedule; ends with the UI."""
    command = [str(Path(sys.executable).with_name("dagster-daemon")), "run", "-m", MODULE]
    with subprocess.Popen(command, env=environment(settings)) as daemon:
        try:
            yield daemon
        finally:
            daemon.terminate()


def guarded(app: App, port: int, read_only: bool = False) -> LocalGuard:
    """The app behind the guard, reachable as 127.0.0.1 and localhost on its port only."""
    return LocalGuard(app, [f"{HOST}:{port}", f"localhost:{port}"], read_only)


def serve(settings: Settings, port: int, read_only: bool) -> None:
    """Serve until interrupted. The run history is that of the data folder."""
    os.environ.update(environment(settings))
    import uvicorn
    from dagster import DagsterInstance
    from dagster._core.workspace.context import WorkspaceProcessContext
    from dagster._core.workspace.load_target import ModuleTarget
    from dagster_webserver.app import create_app_from_workspace_process_context

    target = ModuleTarget(MODULE, None, str(Path.cwd()), "income")
    with DagsterInstance.get() as instance:
        instance.optimize_for_webserver(statement_timeout=15_000, pool_recycle=3600, max_overflow=20)
        with WorkspaceProcessContext(instance, target, read_only=read_only) as context:
            app = create_app_from_workspace_process_context(context)
            uvicorn.run(guarded(app, port, read_only), host=HOST, port=port, log_level="warning")
