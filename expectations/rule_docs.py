"""The rule book as a page: docs/rules.md is written from the rules, and `income rules` prints it.

`python -m expectations.rule_docs` rewrites the page and the number of rules in README.md.
"""

import re
from pathlib import Path
from typing import Any

from expectations.rule_runs import INPUTS
from expectations.rules import SEVERITIES, TOPICS, Rule, rules, rules_of
from pipeline.parameters import SHIPPED, Value, load_parameters

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
README = PAGE.parent.parent / "README.md"  # states how many rules there are
HEAD = """# 核查规则

本页由 `expectations/rules/*.yml` 生成（`python -m expectations.rule_docs`），请勿直接修改。

每条规则写明含义、程度、依据、所用参数和所需材料；所需材料未报送时报告“未核查”，不作通过处理。
疑点程度：{severities}。重大疑点使该户无法核定，一般疑点须核实，提示供参考。共 {count} 条规则。
"""


def rules_markdown() -> str:
    """The whole page: an index by topic, then every rule."""
    severities = "、".join(f"{zh}（{code}）" for code, zh in SEVERITIES.items())
    parts = [HEAD.format(severities=severities, count=len(rules()))]
    values = load_parameters([SHIPPED])
    for topic, zh in TOPICS.items():
        parts.append(f"## {zh}（{topic}）\n")
        parts.append("| 规则 | 名称 | 程度 |\n|---|---|---|")
        parts += [f"| [{rule.id}](#{rule.id}) | {rule.title} | {rule.severity_zh} |" for rule in rules_of(topic)]
        parts.append("")
        parts += [rule_markdown(rule, values) for rule in rules_of(topic)]
    return "\n".join(parts).rstrip() + "\n"


def rule_markdown(rule: Rule, values: list[Value]) -> str:
    """One rule: what it means, what it rests on, how it is decided, and an example."""
    lines = [
        f"### {rule.id}",
        "",
        f"**{rule.title}** · {rule.severity_zh}" + ("，按情形另定" if rule.severity_when else ""),
        "",
        rule.meaning,
        "",
        f"- 依据：{rule.source}",
        *([f"- 所需材料：{_needs(rule)}"] if rule.needs else []),
        *[f"- 参数：{_parameter(name, values)}" for name in rule.parameters],
        f"- 说明文字：{rule.message}",
        "- 判定条件：",
        "",
        "  ```sql",
        *[f"  {line}" for line in rule.fails_when.strip().splitlines()],
        "  ```",
        "",
        f"- 例：{_example(rule)}",
        "",
    ]
    return "\n".join(lines)


def _needs(rule: Rule) -> str:
    titles = [zh for code, zh in INPUTS.items() if code in rule.needs or code.split(":")[0] in rule.needs]
    return "、".join(titles)


def _parameter(name: str, values: list[Value]) -> str:
    own = [value for value in values if value.name == name]
    dated = "、".join(f"{value.value}（{value.valid_from}起，{value.source}）" for value in own)
    return f"{own[0].zh} `{name}` ＝ {dated}" if own else f"`{name}`（未给出）"


def _example(rule: Rule) -> str:
    """The first failing example, table by table."""
    shown = [f"`{table}` {_row(rows[0])}" for table, rows in rule.fails.given.items() if rows]
    return "；".join(shown)


def _row(row: dict[str, Any]) -> str:
    return "、".join(f"{name}＝{value}" for name, value in row.items() if name not in {"household_id", "survey_year"})


def with_rule_count(text: str) -> str:
    """The README with the number of rules as it is now."""
    return re.sub(r"^\d+ rules, each\b", f"{len(rules())} rules, each", text, flags=re.MULTILINE)


if __name__ == "__main__":
    PAGE.write_text(rules_markdown(), encoding="utf-8")
    README.write_text(with_rule_count(README.read_text(encoding="utf-8")), encoding="utf-8")
