-- One row per household, year and benefit (低保, 五保) of which something is known: whether it is received, by which claim, and the
-- claim of the same year that contradicts. The year's own claims decide, the weightiest first: 0 and 1 civil-affairs register,
-- 2 household list, 3 roster, 4 and 5 household type on list and statement, 6 a general type. An earlier year's claim stands only
-- where no source of the year speaks for the village (docs/method.md#precedence-of-evidence).
with benefits as (
    select 'subsistence' as benefit
    union all
    select 'destitute'
),

-- Whoever of the roster receives it speaks for the household; a roster that only repeats the list's 否 adds nothing
members as (
    select
        m.*,
        row_number() over (
            partition by m.household_id, m.survey_year
            order by case when m.is_subsistence_recipient then 0 else 1 end, m.source_file, m.source_sheet, m.source_row
        ) as speaker
    from clean_members as m
    left join clean_households as h on h.household_id = m.household_id and h.survey_year = m.survey_year
    where m.is_subsistence_recipient is not null and coalesce(m.is_subsistence_recipient or h.is_subsistence_recipient, true)
),

flags as (
    select household_id, survey_year, is_subsistence_recipient as is_on, 'list' as claim_origin, 2 as weight, '户名册' as table_zh,
        source_file, source_sheet, source_row
    from clean_households
    where is_subsistence_recipient is not null
    union all
    select household_id, survey_year, is_subsistence_recipient, 'roster', 3, '花名册', source_file, source_sheet, source_row
    from members
    where speaker = 1
),

-- A statement that only repeats the list's type adds nothing
household_types as (
    select household_id, survey_year, household_type, 'list_type' as claim_origin, 4 as weight, '户名册' as table_zh,
        source_file, source_sheet, source_row
    from clean_households
    union all
    select s.household_id, s.survey_year, s.household_type, 'statement_type', 5, '统计表', s.source_file, s.source_sheet, s.source_row
    from derive_base_statements as s
    left join clean_households as h
        on h.household_id = s.household_id and h.survey_year = s.survey_year and h.household_type = s.household_type
    where h.household_id is null
),

type_claims as (
    select stated.*, benefits.benefit, types.is_general,
        case benefits.benefit when 'subsistence' then types.is_subsistence else types.is_destitute end
            = (coalesce(types.since_year, stated.survey_year) <= stated.survey_year) as is_on
    from household_types as stated
    inner join raw_household_types as types on types.text = stated.household_type
    cross join benefits
),

claims as (
    select household_id, survey_year, evidence_year, benefit, claim_origin,
        case claim_origin when 'register_omission' then 0 else 1 end as weight,
        is_on, '民政' || case benefit when 'subsistence' then '低保' else '五保' end || '登记' || case
            when claim_origin = 'register_omission' then '没有此户成员'
            when is_on then '有此户成员'
            else '为未享受（停发或未获批）'
        end as told_zh, 'register_type' as column_name, source_file, source_sheet, source_row
    from derive_register_claims
    union all
    select household_id, survey_year, survey_year, 'subsistence', claim_origin, weight,
        is_on, table_zh || '“是否享受低保”为“' || case when is_on then '是' else '否' end || '”',
        'is_subsistence_recipient', source_file, source_sheet, source_row
    from flags
    union all
    select household_id, survey_year, survey_year, benefit, claim_origin, case when is_general then 6 else weight end,
        is_on, table_zh || '户属性为“' || substr(household_type, 1, 16) || '”',
        'household_type', source_file, source_sheet, source_row
    from type_claims
    where is_on is not null
),

own as (
    select h.village_id, h.survey_year as decided_year, claims.*
    from claims
    inner join derive_household_years as h on h.household_id = claims.household_id and h.survey_year = claims.survey_year
    where claims.evidence_year = claims.survey_year
),

told as (
    select village_id, decided_year, benefit from own
    union
    select village_id, survey_year, register_group from derive_register_coverage
),

untold as (
    select h.village_id, h.survey_year, h.household_id, benefits.benefit
    from derive_household_years as h
    cross join benefits
    left join told on told.village_id = h.village_id and told.decided_year = h.survey_year and told.benefit = benefits.benefit
    where told.village_id is null
),

standing as (
    select * from own
    union all
    select untold.village_id, untold.survey_year, claims.*
    from untold
    inner join claims
        on claims.household_id = untold.household_id
        and claims.benefit = untold.benefit
        and claims.evidence_year < untold.survey_year
        and (claims.survey_year = untold.survey_year or claims.survey_year = claims.evidence_year)
),

ranked as (
    select
        *,
        row_number() over (
            partition by household_id, decided_year, benefit
            order by evidence_year desc, weight, case when is_on then 0 else 1 end, claim_origin, source_file, source_sheet, source_row
        ) as choice,
        first_value(is_on) over (
            partition by household_id, decided_year, benefit
            order by evidence_year desc, weight, case when is_on then 0 else 1 end, claim_origin, source_file, source_sheet, source_row
        ) as decided_on
    from standing
),
contradicting as (
    select *, row_number() over (partition by household_id, decided_year, benefit order by choice) as other_choice
    from ranked
    where is_on <> decided_on and evidence_year = decided_year and weight > 0 and weight < 6
)

select
    decided.decided_year as survey_year,
    decided.household_id,
    decided.benefit,
    decided.evidence_year,
    decided.claim_origin,
    decided.is_on,
    cast(decided.evidence_year as string) || '年' || decided.told_zh as claim_zh,
    decided.column_name,
    decided.source_file,
    decided.source_sheet,
    decided.source_row,
    cast(others.evidence_year as string) || '年' || others.told_zh as other_claim_zh,
    others.source_file as other_source_file,
    others.source_sheet as other_source_sheet,
    others.source_row as other_source_row
from ranked as decided
left join contradicting as others
    on others.household_id = decided.household_id
    and others.decided_year = decided.decided_year
    and others.benefit = decided.benefit
    and others.other_choice = 1
where decided.choice = 1
order by decided.household_id, decided.decided_year, decided.benefit
