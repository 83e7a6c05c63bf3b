"""The rule book: every rule is an entry of expectations/rules/<topic>.yml; here it becomes one SQL statement. A line of its
SQL that ends in `-- each item` (or another list of pipeline/models.py) is written for one item and stands for all of the list."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.contracts import contracts
from pipeline.handouts.code_words import WORDS
from pipeline.item_book import items
from pipeline.models import written_out
from pipeline.parameters import read_yaml

FOLDER = Path(__file__).resolve().parent / "rules"
TOPICS = WORDS["topic"]
SEVERITIES = {"critical": "重大疑点", "warning": "一般疑点", "info": "提示"}
_READS = re.compile(r"\b(?:from|join)\s+([a-z][a-z0-9_]*)", re.IGNORECASE)
_FEN = re.compile(r"(?:\w+\.)?\w+_fen")
_QUOTED = re.compile(r"\bquoted\(([\w.]+)\)")


class RuleError(ValueError):
    """A rule file breaks its form: an unknown field, a missing one, a severity nobody knows."""


@dataclass(frozen=True)
class Example:
    """Rows of the tables a rule reads (columns left out are null); `checked` of them are checked."""

    given: Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Rule:
    """One rule. SQL parts see the columns of `rows`, and on failing rows also `f` (derive_household_years),
    `p` (the year's parameters) and whatever `joins` adds. `severity_when` is SQL that gives a severity;
    `holds_names`: its figures are people's names, which no sample may show. `item_code`: the item of assets/items.csv
    whose cell is doubted, or SQL that gives it; several with 、 between them."""

    id: str
    topic: str
    title: str
    meaning: str
    severity: str
    rows: str
    fails_when: str
    message: str
    source: str
    passes: Example
    fails: Example
    applies_when: str = "true"
    stated: str = "cast(null as string)"
    expected: str = "cast(null as string)"
    item: str = "cast(null as string)"
    item_code: str = "cast(null as string)"
    detail: str = "cast(null as string)"
    person_key: str = "cast(null as string)"
    severity_when: str = ""
    joins: str = ""
    one_per: str = ""
    own_source: bool = False
    own_village: bool = False
    holds_names: bool = False
    parameters: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The findings table that the rule fills."""
        return findings_table(self.topic)

    @property
    def severity_zh(self) -> str:
        return SEVERITIES[self.severity]


def findings_table(topic: str) -> str:
    """Name of a topic's findings table."""
    return f"derive_{topic}_findings"


@cache
def rules() -> dict[str, Rule]:
    """Rule id → rule, topic by topic in the order of the files. Raises RuleError."""
    found: dict[str, Rule] = {}
    for topic in TOPICS:
        content = read_yaml(FOLDER / f"{topic}.yml")
        shared = content.pop("rows", {})
        for name, entry in content.items():
            if name in found:
                raise RuleError(f"规则 {name} 定义了两次")
            found[name] = _rule(name, topic, entry, shared)
    return found


def rules_of(topic: str) -> list[Rule]:
    """The rules of one topic, in the order of its file."""
    return [rule for rule in rules().values() if rule.topic == topic]


def _rule(name: str, topic: str, entry: dict[str, Any], shared: Mapping[str, str]) -> Rule:
    fields = {key for key in Rule.__dataclass_fields__ if key not in {"id", "topic", "extra"}}
    unknown = set(entry) - fields
    needed = ("title", "meaning", "severity", "rows", "fails_when", "message", "source", "passes", "fails")
    missing = [key for key in needed if not entry.get(key)]
    if unknown or missing:
        raise RuleError(f"规则 {name}：未知字段 {sorted(unknown)}，缺少字段 {missing}")
    if entry["severity"] not in SEVERITIES:
        raise RuleError(f"规则 {name}：严重程度 {entry['severity']} 不在 {sorted(SEVERITIES)} 之中")
    entry = {key: written_out(value) if isinstance(value, str) else value for key, value in entry.items()}
    rows = entry["rows"].strip()
    texts = {key: as_text(entry[key]) for key in ("stated", "expected", "item", "detail") if key in entry}
    if entry.get("item_code") in items():
        entry["item_code"] = f"'{entry['item_code']}'"
    entry |= texts | {
        "rows": written_out(shared.get(rows, rows).strip()),
        "passes": Example(entry["passes"]),
        "fails": Example(entry["fails"]),
        "parameters": tuple(entry.get("parameters", ())),
        "needs": tuple(entry.get("needs", ())),
    }
    return Rule(id=name, topic=topic, **entry)


def as_text(expression: str) -> str:
    """Two short forms: `<name>_fen` alone is its yuan with two decimals; `quoted(x)` is a cell's text, unless it is
    long enough to hold an ID number. Any other SQL stays as it is."""
    expression = str(expression).strip()
    if _FEN.fullmatch(expression):
        return f"cast(cast({expression} * 0.01 as decimal(18, 2)) as string)"
    return _QUOTED.sub(r"case when length(\1) <= p.quoted_text_length then \1 else '内容较长，见原表' end", expression)


def tables_read(sql: str) -> list[str]:
    """Tables of the contract that SQL names after `from` or `join`."""
    return sorted({name for name in _READS.findall(sql) if name in contracts()})
