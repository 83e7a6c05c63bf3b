"""Plants faults."""

from pipeline.demo.key import Fault
from pipeline.demo.records import World


def plant_faults(world: World, seed: int, without_a: set[tuple[int, int]]) -> list[Fault]:
    """Plant faults (to follow)."""
    return []
