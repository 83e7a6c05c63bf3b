"""Steps taken ahead: in their order, each once, and whatever goes wrong is told by the step that asks."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pyarrow as pa
import pytest

from assets import ahead
from assets.ahead import Ahead
from assets.steps import Step
from pipeline.settings import Settings
from pipeline.workspace import MissingInputError, Workspace

CHAIN = ("raw_teams", "clean_teams", "mart_team_progress")


class Kitchen:
    """Three steps, each made of the one before, and who made them; `failing` names one that breaks."""

    def __init__(self, folder: Path) -> None:
        self.made: list[tuple[str, bool]] = []
        self.failing = ""
        self.run: Any = SimpleNamespace(workspace=Workspace(Settings.at(folder), "run", engine=None))  # type: ignore[arg-type]
        self.steps = [self._step(table, CHAIN[place - 1 : place]) for place, table in enumerate(CHAIN)]
        self.begun: list[Ahead] = []

    def ahead(self) -> Ahead:
        self.begun.append(Ahead(self.steps, self.run))
        return self.begun[-1]

    def _step(self, table: str, inputs: tuple[str, ...]) -> Step:
        def make(run: Any) -> dict[str, int]:
            self.made.append((table, threading.current_thread() is threading.main_thread()))
            if table == self.failing:
                raise ValueError(table)
            return {table: run.workspace.write_rows(table, pa.table({"value": [1]}))}

        return Step(table, [dg.AssetSpec(table, deps=list(inputs))], make)


@pytest.fixture
def kitchen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kitchen]:
    monkeypatch.setattr(ahead, "LOOKERS", ())
    kitchen = Kitchen(tmp_path)
    yield kitchen
    for one in kitchen.begun:
        one.close()


def test_each_step_is_made_once_in_order_and_not_by_the_thread_that_asks(kitchen: Kitchen) -> None:
    taken = kitchen.ahead()
    assert [taken.rows(step) for step in kitchen.steps] == [{table: 1} for table in CHAIN]
    assert kitchen.made == [(table, False) for table in CHAIN]


def test_what_fails_is_told_when_it_is_asked_for_and_ends_the_going_ahead(kitchen: Kitchen) -> None:
    kitchen.failing = CHAIN[1]
    taken = kitchen.ahead()
    assert taken.rows(kitchen.steps[0])
    with pytest.raises(ValueError, match=CHAIN[1]):
        taken.rows(kitchen.steps[1])
    with pytest.raises(MissingInputError, match=CHAIN[1]):
        kitchen.run.workspace.source(CHAIN[1])
    taken.close()
    assert kitchen.made == [(CHAIN[0], False), (CHAIN[1], False)]
    assert taken.rows(kitchen.steps[2]), "one that does not need it is made by whoever asks"
    assert kitchen.made[-1] == (CHAIN[2], True)


def test_large_inputs_are_left_to_the_step_itself(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.workspace.LARGEST_BYTES", 10)
    taken = kitchen.ahead()
    assert [taken.rows(step) for step in kitchen.steps] == [{table: 1} for table in CHAIN]
    assert [is_main for _, is_main in kitchen.made] == [False, True, True]


@pytest.mark.parametrize("error", [None, ValueError("no")])
def test_a_table_is_looked_at_as_soon_as_it_is_made(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    seen: dict[str, threading.Event] = {table: threading.Event() for table in CHAIN}

    def look(table: str, workspace: Workspace) -> None:
        assert workspace.path(table).exists()
        seen[table].set()
        if error is not None:
            raise error

    monkeypatch.setattr(ahead, "LOOKERS", (look,))
    kitchen.ahead()
    assert all(event.wait(10) for event in seen.values())


def test_closing_begins_no_more(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on, has_begun = threading.Event(), threading.Event()
    first: Callable[[Any], Any] = kitchen.steps[0].make

    def slow(run: Any) -> Any:
        has_begun.set()
        goes_on.wait(10)
        return first(run)

    kitchen.steps[0] = Step(CHAIN[0], kitchen.steps[0].specs, slow)
    taken = kitchen.ahead()
    assert has_begun.wait(10)
    threading.Timer(0.1, goes_on.set).start()
    taken.close()
    assert kitchen.made == [(CHAIN[0], False)]
