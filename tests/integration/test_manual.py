"""The Chinese manual: every command in it runs, every option exists, every link leads somewhere, no part is too long."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pipeline.cli import COMMANDS, main
from tests.integration.conftest import Office

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "docs" / "手册"
PAGES = [*sorted(MANUAL.glob("*.md")), ROOT / "README.zh.md"]
COMMAND = re.compile(r"^    (income .+?)(?:\s+#.*)?$", re.MULTILINE)
INLINE = re.compile(r"`(income [a-z]+[^`]*)`")
LINK = re.compile(r"\]\(([^)#]+)\)")
LONG = {"run", "ui", "up", "down"}  # parsed, not run: other tests run them
FOUR_PAGES = 4 * 45  # lines


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere_and_no_part_is_over_four_pages(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [link for link in LINK.findall(text) if not (page.parent / link).exists()] == []
    assert len(text.splitlines()) <= FOUR_PAGES
    assert set(re.findall(r"income ([a-z]+)", text)) <= set(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_option_is_one(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for line in [*COMMAND.findall(text), *INLINE.findall(text)]:
        _, name, *words = shlex.split(line)
        command = main.get_command(click.Context(main), name)
        assert command is not None
        known = {option for one in command.params for option in one.opts}
        assert {word for word in words if word.startswith("--")} <= known, line


def test_the_commands_run_as_they_stand(own: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the manual, on a finished demo; its village and its releases stand for those of the text."""
    monkeypatch.chdir(tmp_path)
    (village, code) = own.rows("select village_name, household_code from mart_household_incomes order by all limit 1")[
        0
    ]
    stands_for = {"示例东岭村": village, "示例东岭村/00003": f"{village}/{code}", "某村.xlsx": "收入表.xlsx"}
    stands_for |= {"20181210": own.release.id, "20181211": own.release.id}
    ran = 0
    done: set[str] = set()
    for name in ("填报员", "核查员", "考核员", "管理员"):
        for line in COMMAND.findall((MANUAL / f"{name}.md").read_text(encoding="utf-8")):
            words = [stands_for.get(word, word) for word in shlex.split(line)[1:]]
            if words[0] in LONG or line in done:
                continue
            done.add(line)
            in_folder = [] if words[0] == "verify" else ["--data", str(own.data)]
            result = CliRunner().invoke(main, [*words, *in_folder], catch_exceptions=False)
            allowed = (0, 1) if words[0] in ("check", "status") else (0,)  # 1: something to correct; an old release
            assert result.exit_code in allowed, f"{line}\n{result.output}"
            ran += 1
    assert ran >= 14
    assert (tmp_path / "自查").is_dir() and list((tmp_path / "村级").rglob("更正表_*.xlsx"))
