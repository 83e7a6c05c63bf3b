"""`income run` on deliveries, as the scheduled night does it."""

import sys

from pipeline.cli import entry


def main(report: str, data: str, as_of: str) -> None:
    """The command, in this process; it ends the process itself."""
    sys.argv = ["income", "run", "--data", data, "--as-of", as_of]
    entry()


if __name__ == "__main__":
    main(*sys.argv[1:])
