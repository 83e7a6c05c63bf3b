"""Who is drawn: by chance as assessors draw, by risk, and for the satisfaction survey. No clock and no generator: the
same seed and release content give the same households."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from pipeline.explanation import records

# The most doubtful opinions first; what comes later is firmer.
FRAGILE = ("undeterminable", "insufficient_evidence", "borderline", "not_met", "not_covered", "met", "covered")
CANDIDATES = """
select r.household_id, r.village_id, r.town_name, r.village_name, r.household_code, r.head_name, r.has_labour_capacity,
    r.planned_exit_year, r.final_year, r.final_year_verdict, r.final_year_verdict_zh, r.final_year_per_capita_yuan, r.not_delivered,
    r.relapse_risk, coalesce(d.disabled_count, states.disabled_count, 0) as disabled_count,
    coalesce(d.critical_count, 0) as critical_count, coalesce(d.warning_count, 0) as warning_count, d.lowest_margin
from mart_exit_reviews as r
left join (
    select household_id, arg_max(disabled_count, survey_year) as disabled_count, sum(critical_finding_count) as critical_count,
        sum(warning_finding_count) as warning_count, min(abs(margin_yuan)) as lowest_margin
    from mart_household_incomes group by household_id
) as d on d.household_id = r.household_id
left join (  -- of a household without a statement: by its newest roster
    select household_id, count(distinct s.person_key) as disabled_count
    from mart_person_states as s
    inner join (select household_id, max(survey_year) as survey_year from mart_members group by household_id) as newest
        using (household_id, survey_year)
    where s.person_state = 'disability' and s.is_on
    group by household_id
) as states on states.household_id = r.household_id
order by r.village_id, r.household_code, r.household_id
"""


@dataclass(frozen=True)
class Plan:
    """How many are drawn: households a village, of them with a disabled member, and the survey's three shares."""

    seed: str
    content_hash: str
    households: int
    disabled: int
    satisfaction: int
    ratio: tuple[int, int, int]


def candidates(marts: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    """Village → its pre-exit households."""
    villages: dict[str, list[dict[str, Any]]] = {}
    for row in records(marts, CANDIDATES, []):
        villages.setdefault(row["village_id"], []).append(row)
    return villages


def lot(plan: Plan, household_id: str) -> str:
    """The household's lot: drawn in the order of these."""
    return hashlib.sha256(f"{plan.seed}|{plan.content_hash}|{household_id}".encode()).hexdigest()


def drawn(plan: Plan, households: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A village's households by lot; enough with a disabled member are in, in the place of the last drawn without."""
    order = sorted(households, key=lambda one: lot(plan, one["household_id"]))
    taken, rest = order[: plan.households], order[plan.households :]
    spare = [one for one in rest if one["disabled_count"]]
    while spare and sum(bool(one["disabled_count"]) for one in taken) < min(plan.disabled, len(taken)):
        place = max(place for place, one in enumerate(taken) if not one["disabled_count"])
        taken[place] = spare.pop(0)
    return taken


def riskiest(plan: Plan, households: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A village's households with the most doubtful opinions: fragile verdicts, then doubts, then nearness to the line."""
    return sorted(households, key=lambda one: (*risk(one), lot(plan, one["household_id"])))[: plan.households]


def risk(one: dict[str, Any]) -> tuple[Any, ...]:
    """Smaller is riskier; a household without a statement is the riskiest."""
    verdict = one["final_year_verdict"]
    place = FRAGILE.index(verdict) if verdict in FRAGILE else -1
    margin = one["lowest_margin"]
    return (place, -one["critical_count"], not one["relapse_risk"], -one["warning_count"], margin is None, margin or 0)


def reason_of(one: dict[str, Any]) -> str:
    """Why a household is on the risk list, in words."""
    parts = [
        one["final_year_verdict_zh"] or "未报送",
        f"重大疑点{one['critical_count']}条" if one["critical_count"] else "",
        f"一般疑点{one['warning_count']}条" if one["warning_count"] else "",
        "有返贫风险" if one["relapse_risk"] else "",
    ]
    return "，".join(part for part in parts if part)


def shares(total: int, ratio: Iterable[int]) -> list[int]:
    """`total` split in a ratio, by largest remainder, the first part first."""
    parts = list(ratio)
    whole = sum(parts)
    counts = [total * part // whole for part in parts]
    order = sorted(range(len(parts)), key=lambda place: (-(total * parts[place] % whole), place))
    for place in order[: total - sum(counts)]:
        counts[place] += 1
    return counts


def survey(plan: Plan, households: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], int, list[dict[str, Any]]]:
    """Households able to work, how many without a card (drawn on the spot), households not able to work."""
    able_count, others, unable_count = shares(plan.satisfaction, plan.ratio)
    order = sorted(households, key=lambda one: lot(plan, f"satisfaction|{one['household_id']}"))
    able = [one for one in order if one["has_labour_capacity"]][:able_count]
    unable = [one for one in order if one["has_labour_capacity"] is False][:unable_count]
    return able, others, unable
