"""The `income` command: each sub-command is loaded only when it is called, so that `--help` stays quick."""

import gettext
import os
import signal
import sys
import warnings
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import FrameType

import click

from pipeline.commands.sentences import Terminated, ToldCommand
from pipeline.settings import collect_seldom, restrict_permissions

# click asks gettext for its words; the catalogue is made from income.po (`make docs`).
gettext.bindtextdomain("income", Path(__file__).resolve().parent / "locale")
gettext.textdomain("income")
os.environ["LANGUAGE"] = "zh_CN"
KINDS = {
    "integer": "整数", "integer range": "整数", "text": "文字", "directory": "文件夹", "file": "文件", "path": "路径",
    "datetime": "日期", "float": "数",
}  # fmt: skip

COMMANDS = {
    "demo": "生成示例报送文件（虚构人员），或用 --remove 删除",
    "run": "读取、清洗、推算、核查并发布",
    "explain": "说明一户的收入是怎样算出来的",
    "check": "报送前自查：会被退回或存疑之处",
    "rules": "列出核查规则",
    "findings": "列出疑点",
    "export": "导出核查资料包",
    "decrypt": "打开加密的结果表",
    "forms": "生成家庭经济收入调查表（Word 或 PDF）",
    "sample": "抽取内部预检的户，写出名单和入户核查表",
    "system": "导出省系统更正录入表和差异明细",
    "bulletin": "生成《关于迎考工作进度的通报》（Word 和 PDF）",
    "rectifications": "导出整改台账（按工作队、部门或督查组），列出未采纳的回复",
    "verify": "校验资料包是否被改动",
    "diff": "比较两个版本",
    "status": "最近一次发布的情况",
    "releases": "列出全部版本",
    "rollback": "回到较早的版本",
    "purge": "删除中间数据和旧版本",
    "template": "生成空白或预填的报送表",
    "ui": "在本机打开核查工作台和 Dagster 界面",
    "user": "添加核查工作台的用户",
    "up": "启动服务：夜间自动运行和界面",
    "down": "停止服务",
    "backup": "备份运行历史并核对",
}
NAMES = {
    "household": "户", "files": "文件…", "out": "输出文件夹", "package": "资料包", "old": "旧版本", "new": "新版本",
    "release_id": "版本", "kind": "表种", "name": "姓名",
}  # fmt: skip


class LazyGroup(click.Group):
    """A group whose commands are modules of pipeline.commands, imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"pipeline.commands.{cmd_name}")
        command: click.Command = module.command
        return ToldCommand(in_chinese(command))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl(list(COMMANDS.items()))


def in_chinese(command: click.Command) -> click.Command:
    """The command with Chinese words for its options and for what their values are."""
    command.options_metavar = "[选项]"
    for one in command.params:
        if one.metavar is None and isinstance(one, click.Option) and not one.is_flag and one.type.name in KINDS:
            one.metavar = KINDS[one.type.name]
        elif one.metavar is None and isinstance(one, click.Argument):
            one.metavar = NAMES.get(one.name or "")
    return command


@click.group(cls=LazyGroup, options_metavar="[选项]", subcommand_metavar="命令 …")
@click.version_option(package_name="income-verification")
def main() -> None:
    """预脱贫户家庭人均可支配收入核查。"""
    restrict_permissions()


def entry() -> None:
    """The console script: `main`, then out at once.

    Great Expectations keeps DuckDB's types alive to the last; an orderly end of the interpreter would print a page
    of binding leaks after the summary. Warnings of libraries are for developers (python -W default shows them).
    """
    collect_seldom()
    keep_quiet()
    signal.signal(signal.SIGTERM, end_politely)
    code: object = 0
    try:
        main()
    except SystemExit as leaving:
        code = leaving.code
    with suppress(OSError):  # nobody listens any more, or the disk of the file is full
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def keep_quiet() -> None:
    """No warnings of libraries, and no traceback of what they could not close once the disk was full: the sentence says it."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    if not sys.flags.dev_mode:
        sys.unraisablehook = lambda unraisable: None


def end_politely(number: int, frame: FrameType | None) -> None:
    """SIGTERM: what is unfinished is cleared away, and the command says what stands."""
    raise Terminated


if __name__ == "__main__":
    entry()
