-- One row per household, year, benefit (低保 or 五保) and source that says whether the household receives it: what it says,
-- of which year, in which cell, and how it weighs against others of the year (docs/method.md#precedence-of-evidence):
-- 1 civil-affairs register, 2 household list, 3 roster, 4 and 5 household type on list and statement, 6 a general type.
with homes as (
    select person_key, survey_year, household_id from clean_members where person_key is not null
    union
    select head_key, survey_year, household_id from derive_household_years where head_key is not null
),

entries as (
    select
        homes.household_id,
        homes.survey_year,
        registers.register_year as evidence_year,
        coalesce(registers.stopped_group, registers.register_group) as benefit,
        registers.stopped_group is null as is_on,
        registers.source_file, registers.source_sheet, registers.source_row,
        row_number() over (
            partition by homes.household_id, homes.survey_year, registers.register_year, registers.person_key,
                coalesce(registers.stopped_group, registers.register_group)
            order by registers.registered_on desc nulls last, registers.stopped_group nulls last,
                registers.source_file, registers.source_sheet, registers.source_row
        ) as newest_first
    from clean_registers as registers
    inner join homes on homes.person_key = registers.person_key and homes.survey_year >= registers.register_year
    where registers.register_group in ('subsistence', 'destitute') or registers.stopped_group is not null
),

benefits as (
    select 'subsistence' as benefit
    union all
    select 'destitute'
),

household_types as (
    select household_id, survey_year, household_type, 'list_type' as claim_origin, 4 as weight, source_file, source_sheet, source_row
    from clean_households
    union all
    select household_id, survey_year, household_type, 'statement_type', 5, source_file, source_sheet, source_row
    from derive_base_statements
),

type_claims as (
    select stated.*, benefits.benefit, types.is_general,
        case benefits.benefit when 'subsistence' then types.is_subsistence else types.is_destitute end as is_on
    from household_types as stated
    inner join raw_household_types as types on types.text = stated.household_type
    cross join benefits
),

claims as (
    select household_id, survey_year, evidence_year, benefit, 'register' as claim_origin, 1 as weight, is_on,
        cast(null as string) as stated, 'register_type' as column_name, source_file, source_sheet, source_row
    from entries
    where newest_first = 1
    union all
    select household_id, survey_year, survey_year, 'subsistence', 'list', 2, is_subsistence_recipient,
        cast(null as string), 'is_subsistence_recipient', source_file, source_sheet, source_row
    from clean_households
    where is_subsistence_recipient is not null
    union all
    select household_id, survey_year, survey_year, 'subsistence', 'roster', 3, is_subsistence_recipient,
        cast(null as string), 'is_subsistence_recipient', source_file, source_sheet, source_row
    from clean_members
    where is_subsistence_recipient is not null
    union all
    select household_id, survey_year, survey_year, benefit, claim_origin, case when is_general then 6 else weight end, is_on,
        household_type, 'household_type', source_file, source_sheet, source_row
    from type_claims
    where is_on is not null
),

-- One claim of a register and of a roster: whoever of the household receives it speaks for the household.
ranked as (
    select
        *,
        row_number() over (
            partition by household_id, survey_year, evidence_year, benefit, claim_origin,
                case when claim_origin not in ('register', 'roster')
                    then concat_ws('|', source_file, source_sheet, cast(source_row as string)) end
            order by case when is_on then 0 else 1 end, source_file, source_sheet, source_row
        ) as choice
    from claims
)

select
    survey_year,
    household_id,
    cast(evidence_year as integer) as evidence_year,
    benefit,
    claim_origin,
    cast(weight as integer) as weight,
    is_on,
    cast(evidence_year as string) || '年' || case claim_origin
        when 'register' then '民政' || case benefit when 'subsistence' then '低保' else '五保' end || '登记'
            || case when is_on then '有此户成员' else '为停发' end
        when 'list' then '户名册“是否享受低保”为“' || case when is_on then '是' else '否' end || '”'
        when 'roster' then '花名册“是否享受低保”为“' || case when is_on then '是' else '否' end || '”'
        when 'list_type' then '户名册户属性为“' || substr(stated, 1, 16) || '”'
        else '统计表户属性为“' || substr(stated, 1, 16) || '”'
    end as claim_zh,
    column_name,
    source_file,
    source_sheet,
    source_row
from ranked
where choice = 1
order by household_id, survey_year, evidence_year, benefit, weight, claim_origin, source_file, source_sheet, source_row
