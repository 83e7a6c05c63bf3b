-- One row per person of a roster, year and state (残疾 or 学籍) that a source of the year tells: what holds, by which cell, and the
-- cell of the same year that says otherwise. 残疾: the register of the disabled, else the roster. 学籍: the roster, since a
-- child may stand on a school's register and be at home; else the education register (docs/method.md#precedence-of-evidence).
with homes as (
    select person_key, survey_year, min(household_id) as household_id
    from clean_members
    where person_key is not null
    group by person_key, survey_year
),

registered as (
    select
        person_key, name_masked, register_year as survey_year, register_group, stopped_group, register_type,
        source_file, source_sheet, source_row
    from clean_registers
    where person_key is not null and (register_group in ('disability', 'at_school', 'not_at_school') or stopped_group = 'disability')
),

claims as (
    select person_key, name_masked, survey_year, 'disability' as person_state, 'register' as claim_origin, 1 as weight,
        register_group = 'disability' as is_on, register_type as stated, 'register_type' as column_name,
        source_file, source_sheet, source_row
    from registered
    where register_group = 'disability' or stopped_group = 'disability'
    union all
    select person_key, name_masked, survey_year, 'disability', 'roster', 2,
        is_disabled, health_status, 'health_status', source_file, source_sheet, source_row
    from clean_members
    where person_key is not null and is_disabled is not null
    union all
    select person_key, name_masked, survey_year, 'schooling', 'roster', 1,
        is_stated_student, student_status, 'student_status', source_file, source_sheet, source_row
    from clean_members
    where person_key is not null and is_stated_student is not null
    union all
    select person_key, name_masked, survey_year, 'schooling', 'register', 2,
        register_group = 'at_school', register_type, 'register_type', source_file, source_sheet, source_row
    from registered
    where register_group in ('at_school', 'not_at_school')
),

worded as (
    select
        *,
        cast(survey_year as string) || '年' || case
            when claim_origin = 'roster' and person_state = 'disability' then '花名册健康状况为'
            when claim_origin = 'roster' then '花名册在校生状况为'
            when person_state = 'disability' then '残联登记为'
            else '教育部门登记为'
        end || '“' || substr(stated, 1, 16) || '”'
        || case when person_state = 'disability' and claim_origin = 'register' and not is_on then '且已注销' else '' end as claim_zh
    from claims
),

ranked as (
    select
        *,
        row_number() over (
            partition by person_key, survey_year, person_state
            order by weight, case when is_on then 0 else 1 end, source_file, source_sheet, source_row
        ) as choice
    from worded
),

others as (
    select
        o.*,
        row_number() over (
            partition by o.person_key, o.survey_year, o.person_state order by o.choice
        ) as other_choice
    from ranked as o
    inner join ranked as first
        on first.person_key = o.person_key
        and first.survey_year = o.survey_year
        and first.person_state = o.person_state
        and first.choice = 1
    where o.is_on <> first.is_on
)

select
    decided.survey_year,
    homes.household_id,
    decided.person_key,
    decided.name_masked,
    decided.person_state,
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
inner join homes on homes.person_key = decided.person_key and homes.survey_year = decided.survey_year
left join others
    on others.person_key = decided.person_key
    and others.survey_year = decided.survey_year
    and others.person_state = decided.person_state
    and others.other_choice = 1
where decided.choice = 1
order by decided.person_key, decided.survey_year, decided.person_state
