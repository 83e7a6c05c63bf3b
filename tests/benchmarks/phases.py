"""Where a run's CPU goes: the functions that do each kind of work, timed by the process's own CPU clock.

A phase's seconds are those of its outermost functions less what other phases took inside them; what no phase
claims is Dagster's (steps, events, run history) and the program's start. No profiler runs: the clock is read twice a call.
"""

import functools
import resource
from collections.abc import Callable
from typing import Any

import assets.checks
import assets.exports
import assets.findings
import assets.raw
import assets.release
from assets.workspace import IncomeRun
from pipeline.release.reuse import Memo
from pipeline.workspace import Workspace

FINGERPRINTS = "fingerprints of tables"
MODELS, RULES, CHECKS, SHOWN, LOOKUPS, RELEASE = (
    "models",
    "rules",
    "checks",
    "previews and charts",
    "lookups",
    "release",
)
TIMED: tuple[tuple[Any, str, str], ...] = (
    (Workspace, "write_model", MODELS),
    (Memo, "content", FINGERPRINTS),
    (assets.findings, "fill_topic", RULES),
    (assets.checks, "validate_table", CHECKS),
    (assets.checks, "table_metadata", SHOWN),
    (assets.exports, "write_marts_database", RELEASE),
    (assets.exports, "add_file", RELEASE),
    (assets.release, "publish", RELEASE),
    (assets.raw, "year_rows", LOOKUPS),
)


class Phases:
    """CPU seconds by phase, and by phase and subject."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner: list[float] = []

    def timed(self, phase: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its CPU booked to a phase."""

        @functools.wraps(function)
        def run(*arguments: Any, **named: Any) -> Any:
            before = cpu()
            self._inner.append(0.0)
            try:
                return function(*arguments, **named)
            finally:
                spent = cpu() - before
                own = spent - self._inner.pop()
                if self._inner:
                    self._inner[-1] += spent
                self.seconds[phase] = self.seconds.get(phase, 0.0) + own

        return run

    def install(self) -> None:
        """Time the functions of every phase from now on; everything is done in this process, whose clock it is."""
        IncomeRun.has_side_process = property(lambda run: False)  # type: ignore[method-assign, assignment]
        for owner, name, phase in TIMED:
            setattr(owner, name, self.timed(phase, getattr(owner, name)))
        parser_of = assets.raw.parser_of
        assets.raw.parser_of = lambda name, run: self.timed(LOOKUPS, parser_of(name, run))


def cpu() -> float:
    """CPU seconds of this process, all threads."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
