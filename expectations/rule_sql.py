"""Rules as SQL: what one topic's findings table is filled with, and how many rows each rule checked."""

import re
from collections.abc import Iterable

from expectations.rules import Rule, rules_of, tables_read

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
COLUMNS = (
    "rule_id", "severity", "survey_year", "household_id", "village_name", "household_code", "person_key",
    "item", "item_code", "stated", "expected", "message", "source_file", "source_sheet", "source_row",
)  # fmt: skip
# A finding is known again in the next release by what it is about, not by where it stood in a file.
_IDENTITY = ("rule_id", "cast(survey_year as string)", "household_id", "person_key", "item")
_PLACELESS = ("source_file", "source_sheet", "cast(source_row as string)")


def topic_sql(topic: str) -> str:
    """The select that fills derive_<topic>_findings."""
    return findings_sql(rules_of(topic))


def topic_inputs(topic: str) -> list[str]:
    """Tables that the topic's rules read."""
    return tables_read(topic_sql(topic))


def findings_sql(rules: Iterable[Rule]) -> str:
    """All findings of some rules: their failing rows, each with its message and a stable id."""
    parts = "\n    union all\n".join(rule_sql(rule) for rule in rules)
    keys = ", ".join(f"coalesce({name}, '')" for name in _IDENTITY)
    places = ", ".join(f"coalesce({name}, '')" for name in _PLACELESS)
    shown = ",\n    ".join(COLUMNS)
    return f"""-- One row per doubt that a rule of the topic raises about a household and year.
with findings as (
{parts}
),

numbered as (
    select
        *,
        row_number() over (
            partition by rule_id, survey_year, household_id, person_key, item
            order by source_file, source_sheet, source_row, stated, expected, message
        ) as ordinal
    from findings
)

select
    md5(concat_ws('|', {keys}, case when household_id is null then concat_ws('|', {places}) else '' end,
        cast(ordinal as string))) as finding_id,
    {shown}
from numbered
order by survey_year, household_id, rule_id, finding_id
"""


def rule_sql(rule: Rule) -> str:
    """The failing rows of one rule as findings, without their id. A condition that is null fails, visibly."""
    place = "r" if rule.own_village else "f"
    source = "r" if rule.own_source else "f"
    code = "cast(null as string)" if rule.own_village else "f.household_code"
    first = "\n        where failed.choice = 1" if rule.one_per else ""
    return f"""    select
        '{rule.id}' as rule_id,
        {rule.severity_when or f"'{rule.severity}'"} as severity,
        r.survey_year,
        {"cast(null as string)" if rule.own_village else "r.household_id"} as household_id,
        {place}.village_name,
        {code} as household_code,
        {rule.person_key} as person_key,
        {rule.item} as item,
        {rule.item_code} as item_code,
        {rule.stated} as stated,
        {rule.expected} as expected,
        {message_sql(rule)} as message,
        {source}.source_file,
        {source}.source_sheet,
        {source}.source_row
    from (
        select failed.*
        from (
{failing_sql(rule)}
        ) as failed{first}
    ) as r
    {_facts(rule)}
    {rule.joins.strip()}"""


def failing_sql(rule: Rule) -> str:
    """The rows of a rule that fail, with one of each `one_per` marked as the first."""
    choice = f", row_number() over (partition by {rule.one_per}) as choice" if rule.one_per else ""
    return f"""            select checked.*{choice}
            from (
{_indented(rule.rows, 16)}
            ) as checked
            {parameters_join(rule, "checked")}
            where {_failing(rule)}"""


def _failing(rule: Rule) -> str:
    return f"({rule.applies_when}) and coalesce({rule.fails_when}, true)"


def parameters_join(rule: Rule, rows: str) -> str:
    """The parameters of the county and year of a household's row; a village's row has those of the site's county."""
    county = "is_own_county" if rule.own_village else f"county_name = split_part({rows}.household_id, '|', 1)"
    return f"inner join raw_year_parameters as p on p.survey_year = {rows}.survey_year and p.{county}"


def same_rows(rules: Iterable[Rule]) -> list[list[Rule]]:
    """The rules in groups that look at the same rows: one query counts for each group."""
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        groups.setdefault(rule.rows, []).append(rule)
    return list(groups.values())


def count_query(members: list[Rule]) -> str:
    """The select of one row that says of each rule of a group how many rows it checks (n0, n1, …) and how many fail (f0, f1, …)."""
    counts = ",\n    ".join(
        f"count(*) filter (where {rule.applies_when}) as n{place},\n    count(*) filter (where {_failing(rule)}) as f{place}"
        for place, rule in enumerate(members)
    )
    return f"""select
    {counts}
from (
{_indented(members[0].rows, 4)}
) as checked
{parameters_join(members[0], "checked")}"""


def message_sql(rule: Rule) -> str:
    """The message template as SQL text: {stated}, {expected}, {item} and {detail} are the rule's own parts."""
    parts = []
    for text in re.split(r"(\{\w+\})", rule.message):
        name = _PLACEHOLDER.fullmatch(text)
        if name:
            parts.append(f"coalesce({_part(rule, name[1])}, '空白')")
        elif text:
            parts.append(f"'{text}'")
    return " || ".join(parts)


def _part(rule: Rule, name: str) -> str:
    known = {
        "stated": rule.stated,
        "expected": rule.expected,
        "item": rule.item,
        "detail": rule.detail,
        "year": "cast(r.survey_year as string)",
    }
    return known[name]


def _facts(rule: Rule) -> str:
    parameters = parameters_join(rule, "r")
    if rule.own_village:
        return parameters
    return (
        f"{parameters}\n    left join derive_household_years as f\n"
        "        on f.household_id = r.household_id and f.survey_year = r.survey_year"
    )


def _indented(sql: str, width: int) -> str:
    return "\n".join(" " * width + line for line in sql.splitlines())
