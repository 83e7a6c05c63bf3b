"""docs/手册/核查口径.md, which officials read, is true to docs/method.md and to what the pipeline does: the same classes of money
with the same tests, the same gaps, and no parameter that does not exist."""

import re
from pathlib import Path

import yaml

from pipeline.parameter_tables import LABELS
from pipeline.parameters import SHIPPED, read_yaml

DOCS = Path(__file__).resolve().parents[2] / "docs"
OFFICIAL = (DOCS / "手册" / "核查口径.md").read_text(encoding="utf-8")
METHOD = (DOCS / "method.md").read_text(encoding="utf-8")


def shipped(name: str) -> dict[str, dict[str, object]]:
    loaded: dict[str, dict[str, object]] = yaml.safe_load((SHIPPED / name).read_text(encoding="utf-8"))
    return loaded


def table_below(text: str, heading: str, column: int) -> list[str]:
    """One column of the first table below a heading."""
    section = text.split(heading, 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [row[column].strip() for row in rows[2:]]


def test_the_classes_of_money_that_is_no_income_are_those_of_the_word_list() -> None:
    words = shipped("words.yml")
    classes = words["not_income"] | words["unproved_income"]
    assert table_below(OFFICIAL, "## 二、哪些钱不是收入", 0) == [entry["zh"] for entry in classes.values()]  # type: ignore[index]
    told = [
        name for cell in table_below(METHOD, "## What is not income", 0) for name in re.findall("`([a-z_]+)`", cell)
    ]
    assert sorted(told) == sorted(classes)


def test_their_tests_are_declared_and_decide() -> None:
    tests = shipped("stress_tests.yml")
    named = {
        name for cell in table_below(METHOD, "## What is not income", 3) for name in re.findall("`([a-z_]+)`", cell)
    }
    assert all(tests[name]["decides"] for name in named)
    official = set(table_below(OFFICIAL, "## 二、哪些钱不是收入", 3))
    assert official == {tests[name]["zh"] for name in named}
    assert str(tests["without_unearned"]["zh"]) in OFFICIAL


def test_the_gaps_and_their_departments_are_those_of_the_table() -> None:
    names = read_yaml(LABELS)["gap"]
    assert sorted(table_below(OFFICIAL, "## 三、缺口算谁", 0)) == sorted(names.values())
    told = {name for cell in table_below(METHOD, "## Gaps", 0) for name in re.findall("[a-z_]{5,}", cell)}
    assert told == set(names)


def test_every_parameter_it_names_is_shipped() -> None:
    known = {name for file in SHIPPED.glob("*.yml") for name in shipped(file.name)}
    named = set(re.findall("`([a-z_]{6,})`", OFFICIAL))
    assert named and named <= known


def test_the_sources_of_a_year_stand_in_the_same_order() -> None:
    """Civil-affairs register, list, roster, type on list, type on statement, general type."""
    order = ["民政", "户名册", "花名册", "户属性", "户属性", "一般贫困户"]
    official = re.findall(r"^\d\. (.+)$", OFFICIAL, re.MULTILINE)
    assert [word in line for word, line in zip(order, official, strict=True)] == [True] * 6
    method = table_below(METHOD, "## Precedence of evidence", 1)
    assert len(method) == len(official)
