"""What the two figures of a finding are: money of the household, money per head, or no money; the rule's SQL says it."""

import re
from functools import cache

from pipeline.contracts import ROOT
from pipeline.parameters import read_yaml

MONEY = r"^-?[0-9]+[.][0-9]{2}$"  # how a rule writes yuan; counts, codes and words are written otherwise
PER_HEAD = re.compile(r"per_capita|exit_line|per_person")
HOUSEHOLD, HEAD, MIXED = "全户，元", "人均，元", "申报数为全户，应有数为人均（标准），元"


@cache
def bases() -> dict[str, str]:
    """Rule id → what its amounts are; rules without any are left out."""
    found = {}
    for path in sorted((ROOT / "expectations" / "rules").glob("*.yml")):
        for rule_id, rule in read_yaml(path).items():
            if rule_id != "rows":
                basis = basis_of(str(rule.get("stated", "")), str(rule.get("expected", "")))
                if basis:
                    found[rule_id] = basis
    return found


def basis_of(stated: str, expected: str) -> str:
    """The words for a rule's two expressions; empty if neither is money."""
    heads = [bool(PER_HEAD.search(text)) for text in (stated, expected) if "_fen" in text]
    if not heads:
        return ""
    return HEAD if all(heads) else HOUSEHOLD if not any(heads) else MIXED


def basis_sql() -> str:
    """SQL for the words, from `rule_id`; null where there are no amounts."""
    cases = " ".join(f"when '{rule_id}' then '{basis}'" for rule_id, basis in sorted(bases().items()))
    return f"case rule_id {cases} end"


def amount_sql(column: str) -> str:
    """SQL for a figure of a finding as a number where it is money, null else."""
    return f"case when regexp_matches({column}, '{MONEY}') then cast({column} as decimal(18, 2)) end"
