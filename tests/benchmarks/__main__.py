"""`python -m tests.benchmarks --size 700k`: measure, print every ratio with its bar, exit 1 where one is missed."""

import time
from pathlib import Path

import click

from tests.benchmarks.bars import markdown
from tests.benchmarks.children import TaskFailedError
from tests.benchmarks.measuring import Bench
from tests.benchmarks.pairs import Measured
from tests.benchmarks.report import bars_of, keep
from tests.benchmarks.sizes import SIZES


@click.command()
@click.option("--size", type=click.Choice(list(SIZES)), default="3k", show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), default=Path("/tmp/bench"), show_default=True)
@click.option("--rounds", type=int, help="repetitions of each task instead of the size's own")
def main(size: str, folder: Path, rounds: int | None) -> None:
    """Run the benchmarks of one size."""
    chosen = SIZES[size]
    if rounds:
        chosen = type(chosen)(**(vars(chosen) | {"rounds": rounds}))
    bench = Bench(chosen, folder.absolute() / size)
    began = time.monotonic()
    bench.make_inputs()
    found = bench.chain()
    if not chosen.is_slope:
        found |= bench.earlier() | bench.reading() | bench.nights() | bench.small() | bench.pairs()
    try:
        if chosen.limit:
            found["whole run, 2 GB limit"] = Measured((bench.whole(chosen.limit),))
    except TaskFailedError as error:  # a missed bar, which must not cost the other figures
        print(error)
    bars = bars_of(chosen, found)
    print(markdown(("ratio", "measured", "bar", ""), [bar.row for bar in bars]))
    keep(chosen, found, bars, minutes=(time.monotonic() - began) / 60)
    raise SystemExit(not all(bar.is_met for bar in bars))


if __name__ == "__main__":
    main()
