"""Mutation testing of the Python that guards, remembers, publishes and reads money: one small change of a function at a
time, by mutmut; a change that no quick test of its group notices survives.

`python -m tests.code.python_mutants [GROUP…] [--survivors]` copies the tree, runs mutmut there, one process, and prints
how many were noticed. Groups: python_mutants.yml. Functions with a decorator and what stands outside functions are left alone.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path

import click
import yaml

from pipeline.contracts import ROOT

GROUPS = Path(__file__).with_suffix(".yml")
SETTINGS = """
[tool.mutmut]
source_paths = ["pipeline"]
only_mutate = {modules}
also_copy = ["assets", "expectations", "deploy", "docs", "Makefile", "README.md"]
pytest_add_cli_args = {arguments}
pytest_add_cli_args_test_selection = {tests}
process_isolation = "forkserver"
"""  # libraries start threads, which a fork after the tests would not survive
IMPORTS = (
    "tests/unit/test_release_manifest.py::test_the_libraries_that_read_and_parse_are_on_record"  # finds mutmut's too
)
# What pytest needs for none of these tests and would spend a tenth of a second on for each mutant.
WITHOUT = (
    "cacheprovider",
    "unraisableexception",
    "threadexception",
    "xdist",
    "pytest_cov",
    "hypothesispytest",
    "anyio",
)
ARGUMENTS = ["-q", "--deselect", IMPORTS, *(word for one in WITHOUT for word in ("-p", f"no:{one}"))]
UNSEEN = (0, 5, 33, 34, None)  # mutmut's codes: survived, no test, no test reaches it, skipped, not tried


@dataclass
class Outcome:
    """How a module's mutants fared; `survivors`: mutmut's name of each → the changed lines."""

    module: str
    mutants: int
    survivors: dict[str, str] = field(default_factory=dict)

    @property
    def noticed(self) -> int:
        return self.mutants - len(self.survivors)


def mutate(group: dict[str, list[str]], folder: Path) -> list[Outcome]:
    """Run mutmut on a group's modules in a copy of the tree. Raises CalledProcessError where it could not."""
    copy_tree(folder)
    modules = [f"pipeline/{one}.py" for one in group["modules"]]
    settings = SETTINGS.format(
        modules=json.dumps(modules),
        arguments=json.dumps(ARGUMENTS),
        tests=json.dumps([f"tests/unit/{one}.py" for one in group["tests"]]),
    )
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(settings)
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", "1"]
    with (folder / "mutmut.log").open("wb") as log:
        subprocess.run(command, cwd=folder, check=True, stdout=log, stderr=log, env=os.environ | {"PYTHONPATH": ""})
    return list(outcomes(folder, group["modules"]))


def copy_tree(folder: Path) -> None:
    """What git knows of, and what is new."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)


def outcomes(folder: Path, modules: Sequence[str]) -> Iterator[Outcome]:
    """What mutmut noted of each module."""
    with chdir(folder):
        from mutmut.mutation.diff_apply import get_diff_for_mutant  # reads its settings from the folder it is in

        for module in modules:
            source = Path("pipeline", f"{module}.py")
            noted = json.loads(Path("mutants", f"{source}.meta").read_text(encoding="utf-8"))["exit_code_by_key"]
            unseen = [name for name, code in noted.items() if code in UNSEEN]
            changes = {name: changed_lines(get_diff_for_mutant(name, path=source)) for name in unseen}
            yield Outcome(module, len(noted), changes)


def changed_lines(difference: str) -> str:
    """Of a difference between two files the lines that differ, in one."""
    lines = [line for line in difference.splitlines()[3:] if line[:1] in ("-", "+")]
    return " ".join(line[:1] + " " + line[1:].strip() for line in lines)


@click.command()
@click.argument("groups", nargs=-1)
@click.option("--survivors", is_flag=True, help="print what nobody noticed")
def main(groups: Sequence[str], survivors: bool) -> None:
    """Print a line per module and the sum of each group."""
    known = yaml.safe_load(GROUPS.read_text(encoding="utf-8"))
    for name in groups or known:
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            found = mutate(known[name], Path(folder))
        for one in found:
            click.echo(f"| {name} | `{one.module}.py` | {one.mutants} | {one.noticed} |")
            for mutant, change in one.survivors.items() if survivors else ():
                click.echo(f"    {mutant.rpartition('.')[2]}: {change[:240]}")
        total, noticed = sum(one.mutants for one in found), sum(one.noticed for one in found)
        click.echo(f"| {name} | all {len(found)} | {total} | {noticed} ({noticed / max(total, 1):.1%}) |")


if __name__ == "__main__":
    main()
