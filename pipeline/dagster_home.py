"""Dagster's own folder under data/: run history in SQLite, telemetry off."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.settings import Settings

if TYPE_CHECKING:
    import dagster as dg

LOCATION, REPOSITORY = "income", "__repository__"  # as the service's code server and Dagster call them
SHIPPED = Path(__file__).resolve().parent / "dagster.yaml"


def prepare_home(settings: Settings) -> Path:
    """Put the shipped dagster.yaml where Dagster looks for it; one that the operator made his own is left alone."""
    home = settings.dagster_home
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    target, shipped = home / "dagster.yaml", shipped_settings(home)
    if not target.exists() or is_outdated(target.read_text(encoding="utf-8"), shipped):
        target.write_text(shipped, encoding="utf-8")
    return home


def shipped_settings(home: Path) -> str:
    """Our dagster.yaml with the folder of the run history filled in; a folder that moved is a new text."""
    history = json.dumps(str(home.resolve() / "history" / "runs"), ensure_ascii=False)
    return SHIPPED.read_text(encoding="utf-8").replace("HISTORY_FOLDER", history)


def is_outdated(present: str, shipped: str) -> bool:
    """Whether a file still carries the first line of ours, and differs."""
    return present != shipped and present.splitlines()[:1] == shipped.splitlines()[:1]


@contextmanager
def prepared_instance(settings: Settings) -> Iterator["dg.DagsterInstance"]:
    """The instance whose history lies in the data folder. Imports Dagster only here: it takes a second."""
    import dagster as dg

    with dg.DagsterInstance.from_config(str(prepare_home(settings))) as instance:
        yield instance


def book_as_service_run(instance: "dg.DagsterInstance", job_name: str) -> None:
    """Let runs that this process executes count as runs of the service's job: Dagster's timeline and the job's page show
    no run without an origin."""
    from pipeline.dagster_private import GrpcServerCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin

    location = GrpcServerCodeLocationOrigin(host="localhost", socket="-", location_name=LOCATION)
    origin = RemoteJobOrigin(RemoteRepositoryOrigin(location, REPOSITORY), job_name)
    instance.create_run_for_job = partial(instance.create_run_for_job, remote_job_origin=origin)  # type: ignore[method-assign]
