"""Dagster's own folder under data/: run history in SQLite, telemetry off."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile

import dagster as dg

from pipeline.settings import Settings

SHIPPED = Path(__file__).resolve().parent / "dagster.yaml"


def prepare_home(settings: Settings) -> Path:
    """Put the shipped dagster.yaml where Dagster looks for it; an operator's own is left alone."""
    home = settings.dagster_home
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (home / "dagster.yaml").exists():
        copyfile(SHIPPED, home / "dagster.yaml")
    return home


@contextmanager
def prepared_instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The instance whose history lies in the data folder."""
    with dg.DagsterInstance.from_config(str(prepare_home(settings))) as instance:
        yield instance
