-- One row per household, year and benefit (低保, 五保) of which something is known: whether it is received, by which claim,
-- and the claim of the same year that contradicts. The year's own claims decide, the weightiest first; a register that
-- has rows of the village and none of the household says no. An earlier year's claim stands only where no source of the
-- year speaks for the village (docs/method.md#precedence-of-evidence).
with benefits as (
    select 'subsistence' as benefit
    union all
    select 'destitute'
),

known_persons as (
    select distinct household_id, survey_year from clean_members where person_key is not null
),

-- Whom a register names without a readable number may be the member of that name: of his household it is not silent
names as (
    select household_id, survey_year, village_id, name from clean_members where name is not null
    union
    select household_id, survey_year, village_id, head_name from derive_household_years where head_name is not null
),

unnumbered as (
    select distinct names.household_id, names.survey_year, coalesce(registers.stopped_group, registers.register_group) as benefit
    from clean_registers as registers
    inner join names
        on names.name = registers.name
        and names.survey_year = registers.register_year
        and names.village_id = coalesce(registers.village_id, names.village_id)
    where registers.person_key is null
),

facts as (
    select
        h.household_id,
        h.survey_year,
        h.village_id,
        benefits.benefit,
        (h.head_key is not null or known_persons.household_id is not null) and unnumbered.household_id is null as is_matchable,
        registers.source_file as register_file,
        registers.source_sheet as register_sheet
    from derive_household_years as h
    cross join benefits
    left join known_persons on known_persons.household_id = h.household_id and known_persons.survey_year = h.survey_year
    left join unnumbered
        on unnumbered.household_id = h.household_id
        and unnumbered.survey_year = h.survey_year
        and unnumbered.benefit = benefits.benefit
    left join derive_register_coverage as registers
        on registers.village_id = h.village_id
        and registers.survey_year = h.survey_year
        and registers.register_group = benefits.benefit
),

-- The register's silence is weighed like its word: it comes before every other source of the year.
said as (
    select
        facts.household_id, facts.survey_year, facts.village_id, facts.benefit, facts.register_file,
        claims.evidence_year, claims.claim_origin, claims.weight, claims.is_on, claims.claim_zh, claims.column_name,
        claims.source_file, claims.source_sheet, claims.source_row,
        claims.evidence_year = facts.survey_year as is_own_year
    from facts
    inner join derive_cover_claims as claims
        on claims.household_id = facts.household_id
        and claims.benefit = facts.benefit
        and claims.evidence_year <= facts.survey_year
        and (claims.survey_year = facts.survey_year or claims.survey_year = claims.evidence_year)
),

named as (
    select distinct household_id, survey_year, benefit from said where is_own_year and claim_origin = 'register'
),

claims as (
    select * from said
    union all
    select
        facts.household_id, facts.survey_year, facts.village_id, facts.benefit, facts.register_file,
        facts.survey_year, 'register_omission', 0, facts.benefit is null,
        cast(facts.survey_year as string) || '年民政' || case facts.benefit when 'subsistence' then '低保' else '五保' end || '登记没有此户成员',
        'register_type', facts.register_file, facts.register_sheet, cast(null as integer), facts.benefit is not null
    from facts
    left join named
        on named.household_id = facts.household_id and named.survey_year = facts.survey_year and named.benefit = facts.benefit
    where facts.is_matchable and facts.register_file is not null and named.household_id is null
),

spoken as (
    select
        *,
        max(case when is_own_year or register_file is not null then 1 else 0 end)
            over (partition by village_id, survey_year, benefit) as is_year_told,
        is_own_year and weight > 0 and weight < 6 as can_contradict
    from claims
),

ranked as (
    select
        *,
        row_number() over (
            partition by household_id, survey_year, benefit
            order by evidence_year desc, weight, case when is_on then 0 else 1 end, claim_origin,
                source_file, source_sheet, source_row
        ) as choice,
        row_number() over (
            partition by household_id, survey_year, benefit, is_on, can_contradict
            order by weight, source_file, source_sheet, source_row, evidence_year
        ) as other_choice
    from spoken
    where is_own_year or is_year_told = 0
)

select
    decided.survey_year,
    decided.household_id,
    decided.benefit,
    decided.evidence_year,
    decided.claim_origin,
    decided.is_on,
    decided.claim_zh,
    decided.column_name,
    decided.source_file,
    decided.source_sheet,
    decided.source_row,
    others.claim_zh as other_claim_zh,
    others.column_name as other_column_name,
    others.source_file as other_source_file,
    others.source_sheet as other_source_sheet,
    others.source_row as other_source_row
from ranked as decided
left join ranked as others
    on others.household_id = decided.household_id
    and others.survey_year = decided.survey_year
    and others.benefit = decided.benefit
    and others.is_on <> decided.is_on
    and others.can_contradict
    and others.other_choice = 1
where decided.choice = 1
order by decided.household_id, decided.survey_year, decided.benefit
