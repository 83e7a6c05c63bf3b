"""Alternating measurements, A B A B: a noisy neighbour troubles both sides alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

from tests.benchmarks.children import Usage


@dataclass(frozen=True)
class Measured:
    """Repetitions of one task: medians of CPU and wall, the largest memory."""

    usages: tuple[Usage, ...]

    @property
    def cpu(self) -> float:
        return median(one.cpu for one in self.usages)

    @property
    def wall(self) -> float:
        return median(one.wall for one in self.usages)

    @property
    def peak_mib(self) -> float:
        return max(one.peak_mib for one in self.usages)

    @property
    def last(self) -> Usage:
        return self.usages[-1]

    def row(self, title: str) -> tuple[str, ...]:
        """A line of the table."""
        count = str(len(self.usages))
        return title, count, f"{self.cpu:.2f}", f"{self.wall:.2f}", f"{self.peak_mib:,.0f}"


def alternate(tasks: Mapping[str, Callable[[], Usage]], rounds: int) -> dict[str, Measured]:
    """Run every task once, then again, `rounds` times over."""
    found: dict[str, list[Usage]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, run in tasks.items():
            found[name].append(run())
    return {name: Measured(tuple(usages)) for name, usages in found.items()}
