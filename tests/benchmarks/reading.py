"""`python -m tests.benchmarks.reading`: CPU of reading demo deliveries, by an earlier version, by this one and by calamine alone.

All three in turns on the same files, nothing cached; the process and all its children are counted.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click

from tests.benchmarks.bars import Bar, markdown
from tests.benchmarks.baseline import COMMIT, NOW, THEN, run, sides
from tests.benchmarks.children import measure
from tests.benchmarks.pairs import Measured, alternate

CALAMINE = "calamine"
VILLAGES = (1, 26)


def measured_reading(folder: Path, villages: int, rounds: int) -> dict[str, Measured]:
    """Reading the demo deliveries of so many villages, which the earlier version makes and both can read."""
    folder.mkdir(parents=True, exist_ok=True)
    both = sides(folder)
    deliveries = folder / f"deliveries-{villages}"
    if not (deliveries / "raw").exists():
        run(both[0], folder, "demo", "--data", deliveries, "--villages", villages)
    raw = deliveries / "raw"
    tasks = {
        side.name: partial(measure, "read_deliveries", raw, folder / "read", folder=folder, root=side.root)
        for side in both
    }
    return alternate({**tasks, CALAMINE: partial(measure, "read_calamine", raw, folder=folder)}, rounds)


def reading_bars(found: Mapping[str, Measured], villages: int) -> list[Bar]:
    """CPU now ÷ then, and ÷ calamine alone."""
    title = f"reading the demo deliveries of {villages} villages"
    return [
        Bar(f"{title}, now ÷ {COMMIT} (CPU)", found[NOW].cpu / found[THEN].cpu, most=1.0),
        Bar(f"{title} ÷ calamine alone (CPU)", found[NOW].cpu / found[CALAMINE].cpu),
    ]


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), default=Path("/tmp/bench/reading"), show_default=True)
@click.option("--rounds", type=int, default=5, show_default=True)
def main(folder: Path, rounds: int) -> None:
    """Measure and print; exit 1 where a bar is missed."""
    bars = [
        bar
        for villages in VILLAGES
        for bar in reading_bars(measured_reading(folder.absolute(), villages, rounds), villages)
    ]
    print(markdown(("ratio", "measured", "bar", ""), [bar.row for bar in bars]))
    raise SystemExit(not all(bar.is_met for bar in bars))


if __name__ == "__main__":
    main()
