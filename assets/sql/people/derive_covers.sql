-- One row per household and year: whether it is on 低保 or 五保, by which source and cell, and never by money received alone
-- (docs/method.md#precedence-of-evidence). Covered by either is covered; else what the year itself says is
-- shown, of 低保 before 五保.
with placed as (
    select
        *,
        case when is_on then 0 else 4 end + case when evidence_year = survey_year then 0 else 2 end
        + case benefit when 'subsistence' then 0 else 1 end as place
    from derive_benefit_decisions
),

decided as (
    select
        one.*,
        (one.is_on and one.benefit = 'subsistence') or coalesce(other.is_on and other.benefit = 'subsistence', false) as is_on_subsistence,
        (one.is_on and one.benefit = 'destitute') or coalesce(other.is_on and other.benefit = 'destitute', false) as is_on_destitute
    from placed as one
    left join placed as other
        on other.household_id = one.household_id and other.survey_year = one.survey_year and other.benefit <> one.benefit
    where other.place is null or one.place < other.place
)

select
    facts.survey_year,
    facts.household_id,
    coalesce(decided.is_on, false) as is_covered,
    coalesce(decided.is_on_subsistence, false) as is_on_subsistence,
    coalesce(decided.is_on_destitute, false) as is_on_destitute,
    decided.claim_origin as cover_source,
    decided.household_id is not null as is_cover_known,
    decided.evidence_year as cover_year,
    decided.claim_zh as cover_claim_zh,
    decided.column_name as cover_column,
    decided.source_file as cover_file,
    decided.source_sheet as cover_sheet,
    decided.source_row as cover_row
from derive_household_years as facts
left join decided on decided.household_id = facts.household_id and decided.survey_year = facts.survey_year
order by facts.household_id, facts.survey_year
