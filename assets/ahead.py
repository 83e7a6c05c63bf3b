"""Steps are taken ahead of their turn, so that both cores work: half of a run is SQL, half is Python.

One thread makes the tables in their order; others have them checked and drawn in a process beside. The run's
own thread reports each step when its turn comes, so steps, events and errors are in the same order as ever. What is
made of a table that turns out to be broken lies in the run's folder and goes no further: only a whole run is published.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from assets.pictures import table_pictures
from assets.workspace import IncomeRun
from expectations.validate import validate_table

if TYPE_CHECKING:
    from assets.steps import Step

LOOKERS = (
    validate_table,
    table_pictures,
)  # asked of each table when its step's turn comes; till then the memo keeps it


class Ahead:
    """The steps of one op in their order."""

    def __init__(self, steps: Sequence["Step"], run: IncomeRun) -> None:
        self._run, self._ends = run, False
        self._makes, self._looks = ThreadPoolExecutor(1, "makes"), ThreadPoolExecutor(2, "looks")
        self._made: dict[str, Future[Mapping[str, int]]] = {
            step.name: self._makes.submit(self._make, step) for step in steps
        }

    def rows(self, step: "Step") -> Mapping[str, int]:
        """What the step gives, made by now or here. Raises what making it raised."""
        if step.name in self._made:
            with suppress(CancelledError):
                return self._made[step.name].result()
        return step.make(self._run)

    def close(self) -> None:
        """Begin no more, and wait for what is in hand."""
        self._ends = True
        for threads in (self._makes, self._looks):
            threads.shutdown(cancel_futures=True)

    def _make(self, step: "Step") -> Mapping[str, int]:
        """Make a step; after one that fails, or reads so much that DuckDB has use for all cores, no other is begun."""
        workspace = self._run.workspace
        if self._ends or not workspace.are_small([workspace.source(table) for table in step.inputs]):
            self._ends = True
            raise CancelledError
        try:
            rows = step.make(self._run)
        except BaseException:
            self._ends = True
            raise
        for look in () if step.tell else LOOKERS:
            for table in step.tables:
                self._looks.submit(self._try, look, table, workspace)
        return rows

    def _try(self, task: Callable[..., object], *arguments: object) -> None:
        """What fails here is tried again, and told, when its turn comes."""
        with suppress(Exception):
            if not self._ends:
                task(*arguments)
