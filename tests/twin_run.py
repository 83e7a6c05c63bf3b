"""The twin run: the whole chain of models, rules and checks on DuckDB and on Spark SQL, over the same raw rows.

`python -m tests.twin_run --households 30000` makes raw rows of so many invented households, runs everything on both
engines, each on its own tables, and prints what differs. Exits 1 where a row, a type, a rule's count or a check does.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pyarrow.parquet as pq

from assets.catalog import inputs_of
from expectations.rule_runs import rule_run_rows
from expectations.rule_sql import topic_inputs
from expectations.rules import TOPICS, findings_table
from expectations.suites import runs_table
from expectations.topics import fill_topic
from expectations.validate import validate_table
from pipeline.contracts import contracts
from pipeline.engine import ModelError
from pipeline.engines import DUCKDB, SPARK, open_engine
from pipeline.models import model_queries
from pipeline.settings import Settings
from pipeline.workspace import Workspace
from tests.raw_workspace import lay_raw_rows
from tests.second_engine import REMOTE
from tests.twin_difference import twin_difference

RUNS = "mart_rule_runs"


@dataclass
class Clock:
    """Wall seconds by engine: of the models and rules, and of the checks."""

    seconds: dict[tuple[str, str], float] = field(default_factory=dict)

    @contextmanager
    def of(self, engine: str, what: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[engine, what] = self.seconds.get((engine, what), 0.0) + time.perf_counter() - began


def steps() -> Iterator[str]:
    """Names of models, topics and the table of rule runs, each after what it reads."""
    waiting = {name: set(inputs_of(sql)) for name, sql in model_queries().items()}
    waiting |= {findings_table(topic): set(topic_inputs(topic)) for topic in TOPICS}
    made_by = {runs_table(topic): findings_table(topic) for topic in TOPICS}
    waiting[RUNS] = {"derive_missing_inputs", "derive_missing_columns", *made_by}
    while waiting:
        ready = [
            name for name in sorted(waiting) if not {made_by.get(one, one) for one in waiting[name]} & set(waiting)
        ]
        assert ready, f"in a circle: {sorted(waiting)}"
        yield from ready
        for name in ready:
            del waiting[name]


def make(step: str, workspace: Workspace) -> None:
    """One step's tables in the workspace."""
    topics = {findings_table(topic): topic for topic in TOPICS}
    if step == RUNS:
        workspace.write_rows(RUNS, rule_run_rows(workspace))
    elif step in topics:
        fill_topic(topics[step], workspace)
    else:
        sql = model_queries()[step]
        workspace.write_model(step, sql, inputs_of(sql))


def checked(table: str, workspace: Workspace) -> dict[str, tuple[bool, int | None, str | None]]:
    """What every check of a table gave."""
    return {one.name: (one.passed, one.count, one.error) for one in validate_table(table, workspace)}


def differing(table: str, duck: Workspace, spark: Workspace, clock: Clock) -> str:
    """What differs between the two engines' tables and checks of them; empty where nothing does."""
    told = twin_difference(duck.path(table), spark.path(table))
    with clock.of(DUCKDB, "checks"):
        first = checked(table, duck)
    with clock.of(SPARK, "checks"):
        second = checked(table, spark)
    unlike = sorted(name for name in {*first, *second} if first.get(name) != second.get(name))
    broken = sorted(name for name, (_, _, error) in first.items() if error)
    return " ".join([str(told) if told else "", *(f"check {name}" for name in unlike + broken)]).strip()


def tables_of(step: str) -> list[str]:
    """The tables that a step makes."""
    runs = {findings_table(topic): runs_table(topic) for topic in TOPICS}
    return [step, runs[step]] if step in runs else [step]


def attempt(step: str, workspace: Workspace) -> str:
    """Make a step; why it failed, where it did: later steps then read the first engine's table."""
    try:
        make(step, workspace)
    except ModelError as error:
        return error.reason
    return ""


def compare(duck: Workspace, spark: Workspace, clock: Clock) -> int:
    """Run every step on both engines and print it; returns how many tables differ."""
    unlike = 0
    for step in steps():
        with clock.of(DUCKDB, "models"):
            make(step, duck)
        with clock.of(SPARK, "models"):
            failure = attempt(step, spark)
        for table in tables_of(step):
            found = failure or differing(table, duck, spark, clock)
            unlike += bool(found)
            rows = pq.read_metadata(duck.path(table)).num_rows
            click.echo(f"{table:32} {rows:>12,}  {found or 'alike'}")
    return unlike


@click.command()
@click.option("--households", default=30_000, show_default=True)
@click.option("--data", type=click.Path(path_type=Path), help="where to keep the tables; without it they are removed")
@click.option("--remote", default="", envvar=REMOTE, help="sc://host:port; without it a Sail server is started here")
@click.option("--memory-limit", default="", help="of DuckDB")
def main(households: int, data: Path | None, remote: str, memory_limit: str) -> None:
    """Run the models, rules and checks on both engines; exit 1 where anything differs."""
    with TemporaryDirectory() as folder:
        unlike = run_twins(Settings.at(data or folder), households, remote, memory_limit)
    sys.exit(1 if unlike else 0)


def run_twins(settings: Settings, households: int, remote: str, memory_limit: str) -> int:
    """Both runs and their closing lines; returns how many tables differ."""
    clock = Clock()
    settings.create_folders()
    with (
        open_engine(DUCKDB, settings.data, memory_limit=memory_limit) as duckdb,
        open_engine(SPARK, settings.data, remote) as second,
    ):
        duck, spark = Workspace(settings, "duckdb", duckdb), Workspace(settings, "spark", second)
        lay_raw_rows(duck, households)
        duck.mark_latest()
        unlike = compare(duck, spark, clock)
        about = second.about()
    for (engine, what), seconds in sorted(clock.seconds.items()):
        click.echo(f"{engine} {what}: {seconds:.1f} s")
    click.echo(f"{households} households, {len(contracts())} tables, {about}: {unlike} tables differ")
    return unlike


if __name__ == "__main__":
    main()
