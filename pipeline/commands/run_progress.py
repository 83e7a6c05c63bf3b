"""How far a run has come: a moving bar on a terminal, a line now and then in a log."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline.contracts import contracts
from pipeline.progress import Listener, listening

OTHER_STEPS = {
    "export_database": "结果数据库", "export_charts": "图表", "read_deliveries": "读取报送文件", "read_parameters": "参数",
    "read_site_villages": "村名册", "read_history": "历次版本", "release": "发布",
}  # fmt: skip
WIDEST = 40
LINES = 5  # that a log gets of the files, and of the steps


@contextmanager
def shown_progress(console: Console, steps: int) -> Iterator[None]:
    """Show what is reported inside the block: files read, then steps done of `steps`."""
    if not console.is_terminal:
        with listening(lines(steps)):
            yield
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar, listening(bars(bar, steps)):
        yield


def bars(progress: Progress, steps: int) -> Listener:
    """A bar of files and one of steps."""
    files = progress.add_task("准备读取报送文件", total=None)
    done = progress.add_task("步骤", total=steps)

    def show(what: str, number: int, total: int) -> None:
        if total:
            progress.update(files, completed=number, total=total, description=what[:WIDEST])
        else:
            progress.update(done, advance=1, description=f"完成 {step_name(what)}"[:WIDEST])

    return show


def lines(steps: int) -> Listener:
    """A line for every fifth of the files and of the steps, on the error channel: what a command says stays apart."""
    channel, finished = sys.stderr, 0  # the run turns what libraries say there away
    told = {"文件": -1, "步骤": -1}

    def tell(kind: str, what: str, number: int, total: int) -> None:
        part = number * LINES // total
        if part > told[kind]:
            told[kind] = part
            click.echo(f"{kind} {number}/{total}：{what}", file=channel)

    def show(what: str, number: int, total: int) -> None:
        nonlocal finished
        if total:
            return tell("文件", what, number, total)
        finished += 1
        tell("步骤", f"完成 {step_name(what)}", finished, steps)

    return show


def step_name(step: str) -> str:
    """The Chinese name of a table or of another step."""
    table = contracts().get(step)
    return table.zh if table else OTHER_STEPS.get(step, step)
