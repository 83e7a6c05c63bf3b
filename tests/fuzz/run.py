"""Fuzz one target by coverage, or all: `python -m tests.fuzz.run [TARGET] --seconds 60` (extra `fuzz`: atheris).

A finding ends the run with exit code 1 and leaves the input under tests/fuzz/regressions/<target>/, where
`make test` finds it from then on.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

NAMES = ("guard", "amount", "identity", "header", "context", "delimited", "parts", "records")


def fuzz(name: str, seconds: int) -> None:
    """Never returns: libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=["pipeline"]):
        from tests.fuzz.targets import TARGETS, seeds

    kept = Path(__file__).parent / "regressions" / name
    kept.mkdir(parents=True, exist_ok=True)
    corpus = Path(tempfile.mkdtemp(prefix=f"income-fuzz-{name}-"))
    for number, seed in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=2048", "-max_len=8192", "-verbosity=0"]
    atheris.Setup(
        [sys.argv[0], *options, "-print_final_stats=1", f"-artifact_prefix={kept}/", str(corpus)], TARGETS[name]
    )
    atheris.Fuzz()


def fuzz_all(seconds: int) -> int:
    """Every target in a process of its own; the number of those that found something."""
    failed = []
    for name in NAMES:
        command = [sys.executable, "-m", "tests.fuzz.run", name, "--seconds", str(seconds)]
        done = subprocess.run(command, capture_output=True, text=True)
        runs = [line.split(":")[-1].strip() for line in done.stderr.splitlines() if "number_of_executed_units" in line]
        print(
            f"{name}: {runs[0] if runs else '?'} inputs, {'ok' if done.returncode == 0 else 'FOUND SOMETHING'}",
            flush=True,
        )
        if done.returncode:
            print((done.stdout + done.stderr)[-4000:])
            failed.append(name)
    return len(failed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", choices=NAMES)
    parser.add_argument("--seconds", type=int, default=60)
    chosen = parser.parse_args()
    if chosen.target is None:
        sys.exit(int(fuzz_all(chosen.seconds) > 0))
    fuzz(chosen.target, chosen.seconds)
