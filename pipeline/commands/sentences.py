"""What a command says when it cannot do its work: one Chinese sentence with what to do, never a traceback.

Exit codes of every command: 0 done; 1 not done, for the reason told; 2 asked for what cannot be (a wrong option, or for
`run` unusable inputs); 130 interrupted by Ctrl-C, 143 ended by a signal. `status` and `check` have more (docs/operating.md).
"""

import datetime as dt
import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from pipeline.release.durable import append_line
from pipeline.release.failures import REASONS, known_reason, reason_of
from pipeline.settings import Settings

OWN = ("pipeline", "assets", "expectations")
NOT_DONE, INTERRUPTED, ENDED = 1, 130, 143
ADVICE = {
    "磁盘已满": "请清理磁盘后重试。", "磁盘配额已用完": "请清理磁盘或请管理员提高配额后重试。",
    "磁盘为只读": "请换一个可写的文件夹，或请管理员检查磁盘后重试。", "没有读写权限": "请检查该文件夹的权限（运行用户须可读写）后重试。",
    "SHA-256 不符": "请用 income rollback 换一个版本，或用 income run 重新生成。", "磁盘读写出错": "请清理磁盘或检查硬盘后重试。",
    "损坏": "请用 income rollback 换一个版本，或用 income run 重新生成。", "内存不足": "请关闭其他程序，或用 --memory-limit 限制内存后重试。",
    "被另一程序占用": "请稍候再试。", "文件不存在": "请核对路径后重试。",
}  # fmt: skip
LOG_NAME = "errors.log"
STANDS = {
    "run": "未发布，上一个版本保持不变，可直接重新运行", "export": "没有留下半份资料包，可直接重新导出", "forms": "没有留下半套调查表，可直接重新生成",
    "template": "没有留下文件，可直接重新生成", "decrypt": "没有留下文件，可直接重新解密", "backup": "原备份均保留，可直接重新备份",
    "purge": "可能只删除了一部分，请再运行一次", "demo": "示例文件可能不全，请用 income demo --remove 删除后重新生成",
    "rollback": "当前版本仍是原来的或已切换完毕，用 income releases 查看", "up": "服务可能正在启动，用 income status 查看",
    "down": "服务可能还在停止，用 income status 查看", "rectifications": "没有留下半份台账，可换一个文件夹重新导出",
}  # fmt: skip


class Terminated(BaseException):
    """The process was asked to end (SIGTERM): like Ctrl-C, what is unfinished is cleared away on the way out."""


class ToldCommand(click.Command):
    """A command that prints a failure as one sentence instead of a traceback: an error of ours is not caught in the command itself."""

    def __init__(self, inner: click.Command) -> None:
        super().__init__(
            inner.name, inner.context_settings, inner.callback, inner.params, inner.help, inner.epilog,
            inner.short_help, inner.options_metavar, inner.add_help_option, inner.no_args_is_help,
        )  # fmt: skip

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            if isinstance(error, click.UsageError):
                raise
            raise click.ClickException(with_advice(error.message)) from None
        except (click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            tell(f"错误：{sentence_of(error, str(self.name), ctx.params.get('settings'))}")
            ctx.exit(NOT_DONE)
        except BaseException as error:
            if not is_interruption(error):
                raise
            tell(f"已中断：{STANDS.get(str(self.name), '没有改动任何文件')}。")
            ctx.exit(ENDED if was_terminated(error) else INTERRUPTED)


def tell(text: str) -> None:
    """Say it on standard error, if anybody still listens there."""
    with suppress(OSError):
        click.echo(text, err=True)


def sentence_of(error: BaseException, command: str, settings: Settings | None) -> str:
    """What went wrong and what to do. An error of ours says it itself; others' texts may quote data and are not shown."""
    for one in chain(error):
        if is_own(one):
            return with_advice(str(one).strip())
    reason = next((reason for reason in map(cause_of, chain(error)) if reason), None)
    if reason is not None:
        return with_advice(f"income {command} 未完成：{reason}。")
    log = note(error, command, settings)
    where = f"出错位置已记入 {log}（不含报送数据），请把它交给维护人员。" if log else "请把所用的命令告诉维护人员。"
    return f"income {command} 未完成：程序出错。{where}"


def chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what caused it, outermost first."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def is_own(error: BaseException) -> bool:
    """Whether an error is one of ours, whose message is a Chinese sentence for operators."""
    is_chinese = any("\u4e00" <= character <= "\u9fff" for character in str(error))
    return type(error).__module__.partition(".")[0] in OWN and is_chinese


def cause_of(error: BaseException) -> str | None:
    """The cause in Chinese where it is a disk's, a file's or the memory's; None for a fault of the program."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in REASONS):
        return reason_of(error)
    if known := known_reason(str(error)):
        return known
    kind = f"{type(error).__module__}.{type(error).__name__}"
    if kind.startswith(("duckdb.", "_duckdb.")):
        return "结果数据库读不出，可能已损坏"
    if kind.startswith("pyarrow."):
        return "结果表文件读不出，可能已损坏"
    return "运行历史的数据库读写不了，可能已损坏" if isinstance(error, sqlite3.Error) else None


def with_advice(sentence: str) -> str:
    """The sentence, and what to do about it where it does not say so itself."""
    if sentence.count("。") > 1 or "请" in sentence or "income " in sentence.removeprefix("income "):
        return sentence
    advice = next((advice for reason, advice in ADVICE.items() if reason in sentence), "")
    return f"{sentence.rstrip('。')}。{advice}"


def note(error: BaseException, command: str, settings: Settings | None) -> Path | None:
    """Where in the program it happened, without a value of the data; None where it can't be written."""
    if settings is None:
        return None
    path = settings.dagster_home / "logs" / LOG_NAME
    frames = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in traceback.extract_tb(error.__traceback__)]
    kinds = " < ".join(type(one).__name__ for one in chain(error))
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        append_line(path, f"{dt.datetime.now().astimezone().isoformat(timespec='seconds')} {command} {kinds} {frames}")
        return path
    return None


def is_interruption(error: BaseException) -> bool:
    """Ctrl-C or a signal, or what Dagster makes of it."""
    return isinstance(error, KeyboardInterrupt | Terminated) or "Interrupted" in type(error).__name__


def was_terminated(error: BaseException) -> bool:
    return any(isinstance(one, Terminated) for one in chain(error))
