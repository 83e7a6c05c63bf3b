-- One row per household and year: whether it is on 低保 or 五保, by which source and cell, and never by money received alone
-- (docs/method.md#precedence-of-evidence). Covered by either is covered; else what the year itself says is
-- shown, of 低保 before 五保.
with decided as (
    select
        *,
        row_number() over (
            partition by household_id, survey_year
            order by case when is_on then 0 else 1 end,
                case when evidence_year = survey_year then 0 else 1 end,
                case benefit when 'subsistence' then 0 else 1 end, benefit
        ) as choice,
        max(case when benefit = 'subsistence' and is_on then 1 else 0 end) over (partition by household_id, survey_year) as on_subsistence,
        max(case when benefit = 'destitute' and is_on then 1 else 0 end) over (partition by household_id, survey_year) as on_destitute
    from derive_benefit_decisions
)

select
    facts.survey_year,
    facts.household_id,
    coalesce(decided.is_on, false) as is_covered,
    coalesce(decided.on_subsistence = 1, false) as is_on_subsistence,
    coalesce(decided.on_destitute = 1, false) as is_on_destitute,
    decided.claim_origin as cover_source,
    decided.household_id is not null as is_cover_known,
    decided.evidence_year as cover_year,
    decided.claim_zh as cover_claim_zh,
    decided.column_name as cover_column,
    decided.source_file as cover_file,
    decided.source_sheet as cover_sheet,
    decided.source_row as cover_row
from derive_household_years as facts
left join decided
    on decided.household_id = facts.household_id and decided.survey_year = facts.survey_year and decided.choice = 1
order by facts.household_id, facts.survey_year
