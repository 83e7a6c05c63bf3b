"""How tables come to be in Dagster: many steps in one op, each table with a materialisation and checks of its own.

A step of Dagster costs more than most of ours; so one op makes all tables in turn, as dagster-dbt does. A table keeps
its page, its lineage and its checks, and can be made alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter

import dagster as dg

from assets.ahead import Ahead
from assets.checks import STATE_TAG, STRUCTURE, check_specs, evaluated
from assets.workspace import IncomeRun
from pipeline.event_log import latest_tags
from pipeline.progress import report

STEPS_TAG = "income/steps"  # of an op: how many steps it takes
Result = dg.MaterializeResult | dg.AssetCheckResult


class StepError(RuntimeError):
    """A step broke; the message is its name, the cause says why."""


@dataclass(frozen=True)
class Step:
    """What makes one table, or a few at once, of tables made before: `make` gives the number of rows by table.

    A step that makes no table says by `tell` what it made; it has no checks, and is reported with every run.
    """

    name: str
    specs: Sequence[dg.AssetSpec]
    make: Callable[[IncomeRun], Mapping[str, int]]
    tell: Callable[[IncomeRun], dg.MaterializeResult] | None = None

    @property
    def tables(self) -> list[str]:
        return [spec.key.to_user_string() for spec in self.specs]

    @property
    def inputs(self) -> set[str]:
        return {dep.asset_key.to_user_string() for spec in self.specs for dep in spec.deps}


def steps_asset(name: str, steps: Sequence[Step], always: Iterable[str] = ()) -> dg.AssetsDefinition:
    """One op that takes the steps in the order of their inputs, of a whole run ahead of their turn.

    Of a table of which checks alone are asked for, the checks are reported. A table that is as the run history has it
    is not reported again, but for those of `always`: Dagster skips an op of which an input was not reported. A table
    whose blocking check failed stops what is made of it, and the run after the other tables.
    """
    ordered = in_order(steps)
    tables = [table for step in ordered for table in step.tables]

    @dg.multi_asset(
        name=name,
        specs=[spec for step in ordered for spec in step.specs],
        check_specs=[spec for step in ordered if not step.tell for table in step.tables for spec in check_specs(table)],
        can_subset=True,
        op_tags={STEPS_TAG: str(len(steps))},
        pool="duckdb",
    )
    def build(context: dg.AssetExecutionContext, run: dg.ResourceParam[IncomeRun]) -> Iterator[Result]:
        wanted = {key.to_user_string() for key in context.selected_asset_keys}
        checked = {key.asset_key.to_user_string() for key in context.selected_asset_check_keys}
        is_whole = wanted.issuperset(tables)
        states = latest_tags(context.instance, STATE_TAG) if is_whole and not run.fresh else {}
        known = {table: state for table, state in states.items() if table not in always}
        held: set[str] = set()
        with closing(Ahead(ordered if is_whole and run.has_side_process else [], run)) as ahead:
            for step in ordered:
                if not held.isdisjoint(step.inputs):
                    held |= set(step.tables)
                elif not (wanted | checked).isdisjoint(step.tables):
                    for result in taken(step, ahead, run, wanted | checked, known, held):
                        is_wanted = result.asset_key is not None and result.asset_key.to_user_string() in wanted
                        yield from [result] if is_wanted else result.check_results or ()
                    report(step.name)

    return build


def taken(
    step: Step, ahead: Ahead, run: IncomeRun, wanted: set[str], known: Mapping[str, str], held: set[str]
) -> Iterator[dg.MaterializeResult]:
    """Take one step; of its tables, the wanted ones with their checks. One that broke a structural promise is `held`."""
    with named(step.name):
        rows = ahead.rows(step)
        if step.tell:
            yield step.tell(run)
            return
        for table in step.tables:
            if table in wanted:
                for result in evaluated(table, rows[table], step.inputs, run.workspace, known):
                    yield result
                    if any(one.check_name == STRUCTURE and not one.passed for one in result.check_results or ()):
                        held.add(table)


@contextmanager
def named(step: str) -> Iterator[None]:
    """Say which step an error within broke."""
    try:
        yield
    except Exception as error:
        raise StepError(step) from error


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Each step after those whose tables it reads; else by name. Raises CycleError."""
    makers = {table: step.name for step in steps for table in step.tables}
    by_name = {step.name: step for step in sorted(steps, key=lambda one: one.name)}
    graph = {
        name: sorted({makers[table] for table in step.inputs if table in makers} - {name})
        for name, step in by_name.items()
    }
    return [by_name[name] for name in TopologicalSorter(graph).static_order()]
