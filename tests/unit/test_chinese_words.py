"""The command line speaks Chinese, its library's own words included."""

import gettext
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import pipeline.cli
from pipeline.cli import COMMANDS, main
from pipeline.commands.options import DataFolder, WordChoice
from pipeline.handouts.blank_workbooks import TITLES

LOCALE = Path(pipeline.cli.__file__).parent / "locale"


def said(*words: str) -> str:
    return CliRunner().invoke(main, list(words)).output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nix",), "错误：没有命令 'nix'。"),
        (("explain",), "错误：缺少参数"),
        (("explain", "甲", "--yaer", "3"), "没有选项 '--yaer'。"),
        (("explain", "甲", "--year", "x"), "'--year' 的取值无效：'x' 不是数。"),
        (("explain", "甲", "乙"), "多出的参数（乙）"),
        (("check", "/no/such.xlsx"), "文件 '/no/such.xlsx' 不存在。"),
        (("template", "nix"), "“nix”不在可选之列"),
        (("run", "--as-of", "x"), "的格式不对，应为 '%Y-%m-%d'。"),
    ],
)
def test_a_wrong_call_is_told_in_chinese(words: tuple[str, ...], told: str) -> None:
    output = said(*words)
    assert told in output
    assert "用法" in output and not re.search(r"Usage|Error|Try |Invalid|Missing", output)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_help_of_every_command_is_chinese(name: str) -> None:
    output = said(name, "--help")
    assert output.startswith("用法：") and "显示本说明后退出。" in output
    assert not re.search(r"\b(Usage|Options|OPTIONS|TEXT|INTEGER|PATH|DIRECTORY|FILE|Show this)\b", output), output


def test_the_catalogue_is_made_from_its_source() -> None:
    source = (LOCALE / "zh_CN" / "LC_MESSAGES" / "income.po").read_text(encoding="utf-8")
    with (LOCALE / "zh_CN" / "LC_MESSAGES" / "income.mo").open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', source, re.MULTILINE)
    assert len(pairs) > 30
    assert [one for one in pairs if catalogue.gettext(one[0]) != one[1]] == [], "run `make docs`"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("roster", "roster"),
        ("人口花名册", "roster"),
        ("花名册", "roster"),
        ("台账", "ledger"),
        ("登记名单", "register"),
    ],
)
def test_a_kind_is_taken_by_its_code_its_word_or_a_part_that_no_other_word_has(said: str, kind: str) -> None:
    assert WordChoice(TITLES).convert(said, None, None) == kind


@pytest.mark.parametrize(("said", "told"), [("名册", "不止一个"), ("", "不在可选之列"), ("工资单", "不在可选之列")])
def test_what_is_no_kind_or_several_is_answered_with_all_of_them(said: str, told: str) -> None:
    with pytest.raises(click.BadParameter, match=told) as failure:
        WordChoice(TITLES).convert(said, None, None)
    assert all(word in str(failure.value) for word in TITLES.values())


@pytest.mark.parametrize("name", ["100%", "甲县?", "甲县?/data"])
def test_a_data_folder_in_which_the_history_cannot_be_opened_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(click.BadParameter, match=r"不能作数据文件夹：路径中有 [%?]，.*请换一个路径"):
        DataFolder().convert(str(tmp_path / name), None, None)


@pytest.mark.parametrize("name", ["县#1", "甲 乙", "a'b", "县[1]", "a{x}", "a$b;c&d"])
def test_a_data_folder_may_have_any_other_name(name: str, tmp_path: Path) -> None:
    assert DataFolder().convert(str(tmp_path / name), None, None) == tmp_path / name
