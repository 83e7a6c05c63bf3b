"""How well the rules find what was planted: recall by rule, and what they say of households nobody touched."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow.parquet as pq

from pipeline.workspace import Workspace

Place = tuple[int, str, str]  # survey year, village as the key spells it, household code


@dataclass(frozen=True)
class Planted:
    """A fault that a rule must find at one place, or at its partner's."""

    rule_id: str
    place: Place
    detail: str
    partner: Place | None = None


@dataclass
class Score:
    """What came of a run: faults found of those planted, and findings on untouched household-years."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[Planted] = field(default_factory=list)
    untouched: int = 0
    false_alarms: Counter[tuple[str, str]] = field(default_factory=Counter)

    def alarms(self, severity: str) -> int:
        """Findings of a severity on untouched household-years."""
        return sum(count for (_, own), count in self.false_alarms.items() if own == severity)

    def told(self, title: str) -> str:
        """The numbers in a few lines."""
        recall = "、".join(f"{rule} {self.found[rule]}/{count}" for rule, count in sorted(self.planted.items()))
        alarms = "、".join(
            f"{rule} {count}（{severity}）" for (rule, severity), count in sorted(self.false_alarms.items())
        )
        return (
            f"{title}：查出 {sum(self.found.values())}/{sum(self.planted.values())}（{recall}）；"
            f"未动过的 {self.untouched} 户年度：重大 {self.alarms('critical')}、一般 {self.alarms('warning')}、"
            f"提示 {self.alarms('info')}（{alarms or '无'}）"
        )


def score(workspace: Workspace, planted: Iterable[Planted], untouched: Iterable[Place]) -> Score:
    """Compare a run's findings with what was planted. AssertionError for a place the run does not know."""
    ids = household_ids(workspace)
    findings = pq.read_table(workspace.path("mart_findings")).to_pylist()
    found = {(row["rule_id"], row["survey_year"], row["household_id"]) for row in findings}
    found |= {
        (row["rule_id"], row["survey_year"], village)
        for row in findings
        if not row["household_id"]
        for village in spellings(row["village_name"])
    }
    result = Score()
    for fault in planted:
        places = [place for place in (fault.place, fault.partner) if place is not None]
        hits = [(fault.rule_id, place[0], key) in found for place in places for key in (ids.get(place[1:]), place[1])]
        result.planted[fault.rule_id] += 1
        result.found[fault.rule_id] += any(hits)
        if not any(hits):
            result.missed.append(fault)
    clean = {(place[0], ids[place[1:]]) for place in untouched}
    result.untouched = len(clean)
    for row in findings:
        if (row["survey_year"], row["household_id"]) in clean:
            result.false_alarms[row["rule_id"], row["severity"]] += 1
    return result


def household_ids(workspace: Workspace) -> dict[tuple[str, str], str]:
    """(village, household code of the last year) → household id; a village is known by every spelling that was delivered."""
    columns = ["household_id", "village_name", "household_code", "survey_year"]
    ids = {}
    rows = pq.read_table(workspace.path("derive_household_years"), columns=columns).to_pylist()
    for row in sorted(rows, key=lambda one: one["survey_year"]):
        for village in spellings(row["village_name"]):
            ids[village, row["household_code"]] = row["household_id"]
    return ids


def spellings(village: str | None) -> set[str]:
    """A village without 委会, and with 村 at its end."""
    name = (village or "").removesuffix("民委员会").removesuffix("委会")
    return {name, name.removesuffix("村") + "村"}
