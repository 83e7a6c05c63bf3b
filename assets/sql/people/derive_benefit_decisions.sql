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
        *,
        row_number() over (
            partition by household_id, survey_year, benefit
            order by weight, case when is_on then 0 else 1 end, claim_origin, evidence_year, source_file, source_sheet, source_row
        ) as choice
    from derive_cover_claims
    where evidence_year = survey_year
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

registered_villages as (
    select village_id, survey_year, benefit, min(source_file) as source_file
    from register_sheets
    where village_id is not null
    group by village_id, survey_year, benefit
),

register_places as (
    select v.village_id, v.survey_year, v.benefit, v.source_file, min(sheets.source_sheet) as source_sheet
    from registered_villages as v
    inner join register_sheets as sheets
        on sheets.village_id = v.village_id
        and sheets.survey_year = v.survey_year
        and sheets.benefit = v.benefit
        and sheets.source_file = v.source_file
    group by v.village_id, v.survey_year, v.benefit, v.source_file
),

spoken as (
    select facts.village_id, facts.survey_year, facts.benefit
    from own
    inner join facts
        on facts.household_id = own.household_id and facts.survey_year = own.survey_year and facts.benefit = own.benefit
    union
    select village_id, survey_year, benefit from registered_villages
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

decided as (
    select household_id, survey_year, benefit, evidence_year, claim_origin, weight, is_on, claim_zh, column_name,
        source_file, source_sheet, source_row
    from own
    where choice = 1
    union all
    select household_id, for_year, benefit, evidence_year, claim_origin, weight, is_on, claim_zh, column_name,
        source_file, source_sheet, source_row
    from earlier
    where choice = 1
),

-- The register's silence is weighed like its word: it comes before every other source of the year.
weighed as (
    select
        facts.household_id,
        facts.survey_year,
        facts.benefit,
        places.village_id is not null and facts.is_matchable
        and coalesce(decided.claim_origin <> 'register' or decided.evidence_year < facts.survey_year, true) as is_omitted,
        places.source_file as register_file,
        places.source_sheet as register_sheet,
        decided.evidence_year, decided.claim_origin, decided.is_on, decided.claim_zh, decided.column_name,
        decided.source_file, decided.source_sheet, decided.source_row
    from facts
    left join decided
        on decided.household_id = facts.household_id
        and decided.survey_year = facts.survey_year
        and decided.benefit = facts.benefit
    left join register_places as places
        on places.village_id = facts.village_id
        and places.survey_year = facts.survey_year
        and places.benefit = facts.benefit
    where decided.household_id is not null or places.village_id is not null
),

contradicting as (
    select
        own.*,
        row_number() over (
            partition by own.household_id, own.survey_year, own.benefit
            order by own.weight, own.source_file, own.source_sheet, own.source_row
        ) as other_choice
    from own
    inner join weighed as w
        on w.household_id = own.household_id and w.survey_year = own.survey_year and w.benefit = own.benefit
    where own.weight < 2 + 2 + 2 and own.is_on <> case when w.is_omitted then false else w.is_on end
)

select
    w.survey_year,
    w.household_id,
    w.benefit,
    case when w.is_omitted then w.survey_year else w.evidence_year end as evidence_year,
    case when w.is_omitted then 'register_omission' else w.claim_origin end as claim_origin,
    case when w.is_omitted then false else w.is_on end as is_on,
    case
        when w.is_omitted
            then cast(w.survey_year as string) || '年民政' || case w.benefit when 'subsistence' then '低保' else '五保' end
            || '登记没有此户成员'
        else w.claim_zh
    end as claim_zh,
    case when w.is_omitted then 'register_type' else w.column_name end as column_name,
    case when w.is_omitted then w.register_file else w.source_file end as source_file,
    case when w.is_omitted then w.register_sheet else w.source_sheet end as source_sheet,
    case when not w.is_omitted then w.source_row end as source_row,
    others.claim_zh as other_claim_zh,
    others.column_name as other_column_name,
    others.source_file as other_source_file,
    others.source_sheet as other_source_sheet,
    others.source_row as other_source_row
from weighed as w
left join contradicting as others
    on others.household_id = w.household_id
    and others.survey_year = w.survey_year
    and others.benefit = w.benefit
    and others.other_choice = 1
where w.is_omitted or w.is_on is not null
order by w.household_id, w.survey_year, w.benefit
