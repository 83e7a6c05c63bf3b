"""Where everything of one installation lies, and who may read what it writes."""

import gc
import os
import re
from dataclasses import dataclass
from pathlib import Path

RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


@dataclass(frozen=True)
class Settings:
    """Paths under one data folder; make it with `Settings.at`, which makes the folder absolute."""

    data: Path

    @classmethod
    def at(cls, data_dir: str | Path) -> "Settings":
        """Settings of a data folder; relative paths count from the working folder. Creates nothing."""
        return cls(Path(data_dir).expanduser().absolute())

    @property
    def raw_dir(self) -> Path:
        """Deliveries of the village teams, as received."""
        return self.data / "raw"

    @property
    def marts_dir(self) -> Path:
        """Published releases, and the link `current` to the newest."""
        return self.data / "marts"

    @property
    def work_dir(self) -> Path:
        """Intermediate tables with full ID numbers; disposable, removed by `income purge`."""
        return self.data / "work"

    @property
    def runs_dir(self) -> Path:
        """One folder per run."""
        return self.work_dir / "runs"

    @property
    def cache_dir(self) -> Path:
        """What unchanged files gave when they were last read."""
        return self.work_dir / "cache"

    @property
    def site_dir(self) -> Path:
        """The site's own headers, parameters and teams, which override the shipped ones."""
        return self.data / "site"

    @property
    def secret_dir(self) -> Path:
        """The key of the person hashes; never in a release, never in git."""
        return self.data / "secret"

    @property
    def dagster_home(self) -> Path:
        """Dagster's run history and logs."""
        return self.data / "dagster"

    def run_dir(self, run_id: str) -> Path:
        """Folder of one run's tables, `<table>.parquet` each. ValueError if the id is no plain name."""
        return self.runs_dir / plain_run_id(run_id)

    def create_folders(self) -> None:
        """Create the folders that a run needs, readable by their owner only; existing ones are left alone."""
        self.data.mkdir(parents=True, exist_ok=True)
        work = (self.work_dir, self.runs_dir, self.cache_dir)
        for folder in (self.raw_dir, self.marts_dir, *work, self.secret_dir, self.dagster_home):
            folder.mkdir(mode=0o700, exist_ok=True)


def plain_run_id(run_id: str) -> str:
    """The run id, if it can name a folder: letters, digits, `_.-`, at most 100. ValueError otherwise."""
    if not RUN_ID.fullmatch(run_id):
        raise ValueError(f"运行编号不能作文件夹名：{run_id!r}")
    return run_id


def restrict_permissions() -> None:
    """Make every file this process creates readable by its owner only (umask 077); call at process start."""
    os.umask(0o077)


def collect_seldom() -> None:
    """Let Python look for garbage seldom; call at process start. Dagster and Great Expectations leave a million objects
    that last: looking through them as often as Python does by default took a tenth of a night's CPU."""
    gc.set_threshold(100_000, 50, 50)
