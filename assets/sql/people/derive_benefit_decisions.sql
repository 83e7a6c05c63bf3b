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

facts as (
    select
        h.household_id,
        h.survey_year,
        h.village_id,
        benefits.benefit,
        h.head_key is not null or known_persons.household_id is not null as is_matchable
    from derive_household_years as h
    cross join benefits
    left join known_persons on known_persons.household_id = h.household_id and known_persons.survey_year = h.survey_year
),

own as (
    select
        claims.*,
        facts.village_id,
        row_number() over (
            partition by claims.household_id, claims.survey_year, claims.benefit
            order by claims.weight, case when claims.is_on then 0 else 1 end, claims.claim_origin, claims.evidence_year,
                claims.source_file, claims.source_sheet, claims.source_row
        ) as choice
    from derive_cover_claims as claims
    inner join facts
        on facts.household_id = claims.household_id and facts.survey_year = claims.survey_year and facts.benefit = claims.benefit
    where claims.evidence_year = claims.survey_year
),

register_sheets as (
    select
        coalesce(registers.village_id, matched.village_id) as village_id,
        registers.register_year as survey_year,
        registers.register_group as benefit,
        registers.source_file,
        registers.source_sheet
    from clean_registers as registers
    left join (
        select distinct source_file, source_sheet, source_row, village_id from derive_register_matches
    ) as matched
        on matched.source_file = registers.source_file
        and matched.source_sheet = registers.source_sheet
        and matched.source_row = registers.source_row
        and registers.village_id is null
    where registers.register_group in ('subsistence', 'destitute')
),

register_places as (
    select
        *,
        row_number() over (partition by village_id, survey_year, benefit order by source_file, source_sheet) as choice
    from register_sheets
    where village_id is not null
),

spoken as (
    select village_id, survey_year, benefit from own
    union
    select village_id, survey_year, benefit from register_places where choice = 1
),

open_questions as (
    select facts.household_id, facts.survey_year, facts.benefit
    from facts
    left join spoken
        on spoken.village_id = facts.village_id and spoken.survey_year = facts.survey_year and spoken.benefit = facts.benefit
    where spoken.village_id is null
),

earlier as (
    select
        open_questions.survey_year as for_year,
        claims.*,
        row_number() over (
            partition by open_questions.household_id, open_questions.survey_year, open_questions.benefit
            order by claims.evidence_year desc, claims.weight, case when claims.is_on then 0 else 1 end,
                claims.source_file, claims.source_sheet, claims.source_row
        ) as choice
    from open_questions
    inner join derive_cover_claims as claims
        on claims.household_id = open_questions.household_id
        and claims.benefit = open_questions.benefit
        and claims.evidence_year < open_questions.survey_year
        and (claims.survey_year = open_questions.survey_year or claims.survey_year = claims.evidence_year)
),

-- The register's silence is weighed like its word: it comes before every other source of the year.
silences as (
    select facts.household_id, facts.survey_year, facts.benefit, places.source_file, places.source_sheet
    from facts
    inner join register_places as places
        on places.village_id = facts.village_id
        and places.survey_year = facts.survey_year
        and places.benefit = facts.benefit
        and places.choice = 1
    left join own
        on own.household_id = facts.household_id
        and own.survey_year = facts.survey_year
        and own.benefit = facts.benefit
        and own.claim_origin = 'register'
    where facts.is_matchable and own.household_id is null
),

claims as (
    select household_id, survey_year, benefit, evidence_year, claim_origin, is_on, claim_zh, column_name,
        source_file, source_sheet, source_row, 2 as place
    from own
    where choice = 1
    union all
    select household_id, for_year, benefit, evidence_year, claim_origin, is_on, claim_zh, column_name,
        source_file, source_sheet, source_row, 2
    from earlier
    where choice = 1
    union all
    select household_id, survey_year, benefit, survey_year, 'register_omission', benefit is null,
        cast(survey_year as string) || '年民政' || case benefit when 'subsistence' then '低保' else '五保' end || '登记没有此户成员',
        'register_type', source_file, source_sheet, cast(null as integer), 1
    from silences
),

decided as (
    select
        *,
        row_number() over (partition by household_id, survey_year, benefit order by place, claim_origin, evidence_year) as choice
    from claims
),

contradicting as (
    select
        own.*,
        row_number() over (
            partition by own.household_id, own.survey_year, own.benefit
            order by own.weight, own.source_file, own.source_sheet, own.source_row
        ) as other_choice
    from own
    inner join decided
        on decided.household_id = own.household_id
        and decided.survey_year = own.survey_year
        and decided.benefit = own.benefit
        and decided.choice = 1
    where own.weight < 6 and own.is_on <> decided.is_on
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
from decided
left join contradicting as others
    on others.household_id = decided.household_id
    and others.survey_year = decided.survey_year
    and others.benefit = decided.benefit
    and others.other_choice = 1
where decided.choice = 1
order by decided.household_id, decided.survey_year, decided.benefit
