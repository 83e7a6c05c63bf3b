"""Mutation testing of the Python that guards, publishes, remembers and reads money: the table of what mutmut found.

`mutmut run --max-children 1` changes one small thing of a function at a time and runs the tests that reach it (which
modules and tests: `[tool.mutmut]` in pyproject.toml). `python -m tests.code.python_mutants [--survivors]` counts what
it left in the folder mutants/. Functions with a decorator and what stands outside functions are not changed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

FOLDER = Path("mutants")
GROUPS = {
    "guard": ("service/web", "workbooks/path_guard"),
    "caches": ("intake/", "release/arrivals", "release/memory", "release/reuse", "release/sealed"),
    "publish": ("release/", "handouts/file_names"),
    "money": ("item_book", "stress_tests", "parsing/"),
}
UNTESTED = (None, 5, 33, 34)  # mutmut's codes: not tried, no test reaches it, skipped
SURVIVED = 0


@dataclass
class Outcome:
    """How a module's mutants fared."""

    module: str
    mutants: int = 0
    survivors: list[str] = field(default_factory=list)

    @property
    def noticed(self) -> int:
        return self.mutants - len(self.survivors)


def outcomes(folder: Path) -> Iterator[Outcome]:
    """One per mutated module, by name; a mutant that no test reaches survives. Raises FileNotFoundError before a run."""
    found = sorted(folder.rglob("*.py.meta"))
    if not found:
        raise FileNotFoundError(f"{folder}: mutmut has not run here")
    for path in found:
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        module = path.relative_to(folder / "pipeline").as_posix().removesuffix(".py.meta")
        survivors = [name for name, code in codes.items() if code in (SURVIVED, *UNTESTED)]
        yield Outcome(module, len(codes), survivors)


def group_of(module: str) -> str:
    """The first group that names the module, or the beginning of its name."""
    return next(group for group, beginnings in GROUPS.items() if module.startswith(beginnings))


def difference(mutant: str, module: str) -> str:
    """The changed lines of a mutant in one."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    lines = get_diff_for_mutant(mutant, path=f"pipeline/{module}.py").splitlines()[3:]
    return " ".join(line[:1] + " " + line[1:].strip() for line in lines if line[:1] in ("-", "+"))


@click.command()
@click.option("--survivors", is_flag=True, help="print what nobody noticed")
def main(survivors: bool) -> None:
    """Print a line per module and the sum of each group."""
    found = [one for one in outcomes(FOLDER) if one.mutants]
    for group in GROUPS:
        members = [one for one in found if group_of(one.module) == group]
        for one in members:
            click.echo(f"| {group} | `pipeline/{one.module}.py` | {one.mutants} | {one.noticed} |")
            for mutant in one.survivors if survivors else []:
                click.echo(f"    {mutant.rpartition('.')[2]}: {difference(mutant, one.module)[:240]}")
        total, noticed = sum(one.mutants for one in members), sum(one.noticed for one in members)
        click.echo(f"| {group} | all {len(members)} | {total} | {noticed} ({noticed / max(total, 1):.1%}) |")


if __name__ == "__main__":
    main()
