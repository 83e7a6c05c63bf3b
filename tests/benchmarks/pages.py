"""`python -m tests.benchmarks.pages`: what each page of the workbench costs over the marts of so many invented households.

Each page is asked several times, as a browser on this machine would, without a server; the first time counts apart (a
list's choices are kept). Exits 1 where a page takes more than the bar, in CPU seconds of this process.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import click
import pyarrow.parquet as pq

from assets.catalog import database_comments
from pipeline.contracts import contracts
from pipeline.engines import DUCKDB, open_engine
from pipeline.locked_duckdb import open_marts
from pipeline.release.folders import current_release
from pipeline.release.lease import take_lease
from pipeline.release.publish import publish, write_marts_database
from pipeline.settings import Settings
from pipeline.workbench.query import LISTINGS
from pipeline.workbench.site import PREFIX, Workbench
from pipeline.workspace import Workspace
from tests.benchmarks.bars import markdown
from tests.raw_workspace import lay_raw_rows
from tests.release_builder import NIGHT, manifest_of
from tests.twin_run import make, steps
from tests.workbench_client import Client

BAR = 0.3  # seconds of server time that a page may take at 30,000 households
ROUNDS = 3
SOMEONE = "select household_id, head_name, village_name from mart_household_incomes order by md5(household_id) limit 1"


@dataclass(frozen=True)
class Cost:
    """CPU and wall seconds of one page: the first time, and the least of the later ones."""

    name: str
    first: float
    later: float
    wall: float

    @property
    def row(self) -> tuple[str, str, str, str]:
        return self.name, f"{self.first:.3f}", f"{self.later:.3f}", f"{self.wall:.3f}"


def lay_release(settings: Settings, households: int) -> None:
    """Every mart of the households, made by the models and the rules, published as a release without charts."""
    settings.create_folders()
    with open_engine(DUCKDB, settings.data) as engine, take_lease(settings.marts_dir, "pages") as lease:
        workspace = Workspace(settings, "pages", engine)
        lay_raw_rows(workspace, households)
        for step in steps():
            make(step, workspace)
        folder, counts = lease.build_dir(), {}
        for name in (one for one in contracts() if one.startswith("mart_")):
            shutil.copy(workspace.path(name), folder / f"{name}.parquet")
            counts[name] = pq.read_metadata(workspace.path(name)).num_rows
        write_marts_database(folder, database_comments())
        manifest = manifest_of("pages", **counts).sealed()
        publish(settings.marts_dir, folder, manifest, lease.generation, by="benchmark", now=NIGHT)


def addresses(settings: Settings) -> Iterator[tuple[str, str]]:
    """Every page: the first one, each list as it opens, filtered, ordered, far down and searched, households, searches."""
    with open_marts(current_release(settings.marts_dir).database) as marts:
        household, name, village = marts.execute(SOMEONE).fetchall()[0]
    yield "总览", ""
    for one in LISTINGS.values():
        yield one.title, one.path
        yield f"{one.title}：一村", f"{one.path}?is.village_name={quote(village)}"
        yield f"{one.title}：排序，末页", f"{one.path}?sort=-{one.columns[-1]}&page=999999"
        yield f"{one.title}：含有", f"{one.path}?stay=1&q={quote('示例')}"
    yield "户页", f"household/{quote(household)}"
    for title, text in (("姓名", name), ("首字母", "lxm"), ("户码", "0003"), ("证件末位", "1234"), ("村", village)):
        yield f"查户：{title}", f"households?q={quote(text)}"


def measured(ask: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall seconds of asking once."""
    cpu, wall = time.process_time(), time.perf_counter()
    ask()
    return time.process_time() - cpu, time.perf_counter() - wall


def cost_of(client: Client, name: str, path: str) -> Cost:
    """What a page costs; raises AssertionError where it is not answered."""

    def ask() -> None:
        status = client.get(f"{PREFIX}{path}").status
        assert status in (200, 303), (path, status)

    (first, _), *later = [measured(ask) for _ in range(ROUNDS + 1)]
    return Cost(name, first, min(cpu for cpu, _ in later), min(wall for _, wall in later))


@click.command()
@click.option("--households", default=30_000, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), default=Path("/tmp/bench/pages"), show_default=True)
@click.option("--slowest", default=20, show_default=True, help="how many pages are printed")
def main(households: int, folder: Path, slowest: int) -> None:
    """Lay the marts unless the folder has them, ask every page, print the slowest."""
    settings = Settings.at(folder)
    if not (settings.marts_dir / "current").exists():
        lay_release(settings, households)
    asked = list(addresses(settings))
    workbench = Workbench(settings, household_files=True)
    client = Client(workbench)
    client.get(f"{PREFIX}rules")  # proves the release and opens its database
    costs = [cost_of(client, name, path) for name, path in asked]
    workbench.close()
    costs.sort(key=lambda one: -one.later)
    print(markdown(("page", "first CPU s", "CPU s", "wall s"), [one.row for one in costs[:slowest]]))
    over = [one.name for one in costs if one.later > BAR]
    print(f"{len(costs)} pages, {os.cpu_count()} cores; over {BAR} s: {len(over)}")
    sys.exit(bool(over))


if __name__ == "__main__":
    main()
