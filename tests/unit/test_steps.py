"""Many steps in one op: their order, what a broken one stops, what is reported and what is not reported again."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pytest

import assets.ahead
import assets.checks
from assets.failures import failure_alarm
from assets.steps import Step, in_order, steps_asset
from assets.workspace import IncomeRun
from expectations.validate import CheckOutcome, declared_checks
from pipeline.commands.run import blocked_because
from pipeline.dagster_home import prepared_instance
from pipeline.definitions import defs, table_steps
from pipeline.intake.raw_tables import RAW_TABLES
from pipeline.settings import Settings

CHAIN = ("raw_teams", "clean_teams", "mart_team_progress")  # each made of the one before
ASIDE = "raw_rules"  # made of none of them
BOOK = "book"  # no table, made of the last of them
ALL = [CHAIN[0], ASIDE, *CHAIN[1:], BOOK, "release"]  # in the order in which they are made


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Tables whose structure is found broken; every other check holds."""
    tables: set[str] = set()

    def outcomes(table: str, _workspace: Any) -> list[CheckOutcome]:
        return [
            CheckOutcome(
                check.name, check.title, not (check.is_blocking and table in tables), check.is_blocking, "info"
            )
            for check in declared_checks(table)
        ]

    monkeypatch.setattr(assets.checks, "validate_table", outcomes)
    monkeypatch.setattr(assets.checks, "table_metadata", lambda _table, _workspace: {})
    monkeypatch.setattr(assets.ahead, "LOOKERS", ())
    return tables


class Office:
    """A run history, and an op that makes the chain, a book of it and the table aside; `values` says what stands in them."""

    def __init__(self, data: Path, instance: dg.DagsterInstance) -> None:
        self.values = dict.fromkeys((*CHAIN, ASIDE), 1)
        self._data, self._instance = data, instance

    def run(self, only: Any = None, fresh: bool = False) -> Any:
        book = Step(BOOK, [dg.AssetSpec(BOOK, deps=CHAIN[-1:])], lambda run: {}, lambda run: dg.MaterializeResult(BOOK))
        steps = [book, self._step(ASIDE, []), *map(self._step, CHAIN, ([], CHAIN[:1], CHAIN[1:2]))]
        made = steps_asset("make_tables", steps, always=CHAIN[-1:])
        return dg.materialize(
            [made, release],
            instance=self._instance,
            resources={"run": IncomeRun(data_dir=str(self._data), fresh=fresh)},
            selection=only,
            raise_on_error=False,
        )

    def _step(self, table: str, inputs: Any) -> Step:
        def make(run: IncomeRun) -> dict[str, int]:
            return {table: run.workspace.write_rows(table, pa.table({"value": [1 // self.values[table]]}))}

        return Step(table, [dg.AssetSpec(table, deps=list(inputs))], make)


@dg.asset(deps=[CHAIN[-1], BOOK])
def release(run: dg.ResourceParam[IncomeRun]) -> None:
    """An op of its own that waits for the last of the tables and for the book."""
    run.workspace.mark_latest()


@pytest.fixture
def office(tmp_path: Path, broken: set[str]) -> Iterator[Office]:
    with prepared_instance(Settings.at(tmp_path)) as instance:
        yield Office(tmp_path, instance)


def reported(run: Any) -> list[str]:
    """Tables whose materialisation is in the run, in order."""
    return [event.asset_key.to_user_string() for event in run.all_events if event.is_step_materialization]


def test_every_table_is_made_after_its_inputs_and_always_in_the_same_order() -> None:
    ordered = in_order(table_steps)
    assert [step.name for step in ordered] == [step.name for step in in_order(table_steps[::-1])]
    made: set[str] = set()
    for step in ordered:
        own = {table for one in table_steps for table in one.tables}
        assert step.inputs & own <= made | set(step.tables), step.name
        made |= set(step.tables)


def test_what_another_op_reads_is_reported_every_night() -> None:
    """Dagster skips an op of which an input was not reported, and calls the run a success."""
    graph = defs.resolve_asset_graph()
    ops = {asset.op.name: {key.to_user_string() for key in asset.keys} for asset in graph.assets_defs}
    for op, keys in ops.items():
        others = {parent.to_user_string() for key in keys for parent in graph.get(dg.AssetKey(key)).parent_keys} - keys
        assert others <= set(RAW_TABLES) | {"export_database", "export_charts"}, op


def test_a_table_that_did_not_change_is_not_reported_again(office: Office) -> None:
    assert reported(office.run()) == ALL
    assert reported(office.run()) == [CHAIN[-1], BOOK, "release"]
    office.values[CHAIN[0]] = -1
    changed = reported(office.run())
    assert changed == [CHAIN[0], CHAIN[1], CHAIN[-1], BOOK, "release"], "what was made of other inputs is reported too"
    assert reported(office.run(fresh=True)) == ALL
    assert reported(office.run(only=[CHAIN[1]])) == [CHAIN[1]], "what is made by hand is reported"


def test_checks_alone_can_be_made_by_hand(office: Office) -> None:
    assert office.run().success
    run = office.run(only=dg.AssetSelection.checks_for_assets(dg.AssetKey(CHAIN[1])))
    assert run.success and reported(run) == []
    assert [one.asset_key.to_user_string() for one in run.get_asset_check_evaluations()] == [CHAIN[1]]


def test_a_table_that_comes_back_to_what_it_was_is_reported(office: Office) -> None:
    """As after a trial calculation: the page must not go on showing the trial."""
    for value in (1, -1, 1):
        office.values[ASIDE] = value
        assert ASIDE in reported(office.run())


def test_a_broken_promise_stops_what_is_made_of_the_table_and_the_run(office: Office, broken: set[str]) -> None:
    broken.add(CHAIN[0])
    run = office.run()
    assert not run.success and reported(run) == [CHAIN[0], ASIDE]
    assert CHAIN[0] in blocked_because(run) and failure_alarm(run.run_id, run.all_events).asset == CHAIN[0]
    run = office.run()
    assert not run.success and reported(run) == [CHAIN[0]], "as long as it is broken, night after night"
    broken.clear()
    run = office.run()
    assert run.success and reported(run) == [*CHAIN, BOOK, "release"]


def test_a_check_that_could_not_be_made_stops_every_run(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = assets.checks.validate_table

    def unmade(table: str, workspace: Any) -> list[CheckOutcome]:
        failed = {"passed": False, "error": "x"} if table == ASIDE else {}
        return [replace(outcome, **failed) for outcome in sound(table, workspace)]

    monkeypatch.setattr(assets.checks, "validate_table", unmade)
    assert not office.run().success
    assert not office.run().success
    monkeypatch.setattr(assets.checks, "validate_table", sound)
    assert office.run().success


def test_a_step_that_breaks_is_named_though_it_is_one_of_many(office: Office) -> None:
    office.values[CHAIN[1]] = 0
    run = office.run()
    alarm = failure_alarm(run.run_id, run.all_events)
    assert not run.success and alarm.asset == CHAIN[1]
    assert blocked_because(run).endswith(f"（步骤 {CHAIN[1]}）")
