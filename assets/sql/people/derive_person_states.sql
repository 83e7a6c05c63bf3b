-- One row per person of a roster, year and state (残疾 or 学籍) that a source of the year tells: what holds, by which cell, and the
-- cell of the same year that says otherwise. 残疾: the register of the disabled, else the roster. 学籍: the roster, since a
-- child may stand on a school's register and be at home; else the education register. A register of the year that has the
-- village and no longer the person, whom an earlier one names, says no (docs/method.md#precedence-of-evidence).
with people as (
    select person_key, survey_year, min(household_id) as household_id, min(village_id) as village_id, min(name) as name,
        min(name_masked) as name_masked, min(birth_date) as birth_date
    from clean_members
    where person_key is not null
    group by person_key, survey_year
),

entries as (
    select
        *,
        case when register_group in ('at_school', 'not_at_school') then 'schooling' else 'disability' end as person_state,
        register_group in ('disability', 'disability_allowance', 'at_school') as is_on
    from clean_registers
    where register_group in ('disability', 'disability_allowance', 'at_school', 'not_at_school') or stopped_group = 'disability'
),

registered as (
    select * from entries where person_key is not null
),

-- Whom the year's register leaves out, though it covers his village and an earlier one has him: of schooling only children of
-- school age, who may not have left it; nobody whose name stands there without a readable number.
left_out as (
    select
        people.person_key,
        people.survey_year,
        min(people.name_masked) as name_masked,
        earlier.person_state,
        min(coverage.source_file) as source_file,
        min(coverage.source_sheet) as source_sheet
    from people
    inner join raw_year_parameters as p on p.survey_year = people.survey_year and p.county_name = split_part(people.household_id, '|', 1)
    inner join registered as earlier on earlier.person_key = people.person_key and earlier.register_year < people.survey_year
    inner join derive_register_coverage as coverage
        on coverage.village_id = people.village_id
        and coverage.survey_year = people.survey_year
        and coverage.register_group = case earlier.person_state when 'schooling' then 'at_school' else 'disability' end
    left join registered as present
        on present.person_key = people.person_key
        and present.register_year = people.survey_year
        and present.person_state = earlier.person_state
    left join entries as unnumbered
        on unnumbered.person_key is null
        and unnumbered.name = people.name
        and unnumbered.register_year = people.survey_year
        and unnumbered.person_state = earlier.person_state
        and coalesce(unnumbered.village_id, people.village_id) = people.village_id
    where earlier.is_on and present.source_file is null and unnumbered.source_file is null
        and (earlier.person_state = 'disability' or people.survey_year - year(people.birth_date) <= p.compulsory_school_age_to)
    group by people.person_key, people.survey_year, earlier.person_state
),

claims as (
    select person_key, name_masked, register_year as survey_year, person_state, 'register' as claim_origin,
        case person_state when 'disability' then 1 else 2 end as weight,
        is_on, register_type as stated, 'register_type' as column_name, source_file, source_sheet, source_row
    from registered
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
    select person_key, name_masked, survey_year, person_state, 'register_omission', case person_state when 'disability' then 1 else 2 end,
        person_key is null, cast(null as string), 'register_type', source_file, source_sheet, cast(null as integer)
    from left_out
),

worded as (
    select
        *,
        case
            when claim_origin = 'roster' and person_state = 'disability' then '花名册健康状况为'
            when claim_origin = 'roster' then '花名册在校生状况为'
            when person_state = 'disability' then '残联登记'
            else '教育部门登记'
        end as office_zh
    from claims
),

ranked as (
    select
        *,
        cast(survey_year as string) || '年' || office_zh || case
            when claim_origin = 'register_omission' then '没有此人（往年登记有）'
            when claim_origin = 'roster' then '“' || substr(stated, 1, 16) || '”'
            else '为“' || substr(stated, 1, 16) || '”'
                || case when person_state = 'disability' and not is_on then '且已注销' else '' end
        end as claim_zh,
        row_number() over (
            partition by person_key, survey_year, person_state
            order by weight, case when is_on then 0 else 1 end, source_file, source_sheet, source_row
        ) as choice,
        row_number() over (
            partition by person_key, survey_year, person_state, is_on
            order by weight, source_file, source_sheet, source_row
        ) as other_choice
    from worded
)

select
    decided.survey_year,
    people.household_id,
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
inner join people on people.person_key = decided.person_key and people.survey_year = decided.survey_year
left join ranked as others
    on others.person_key = decided.person_key
    and others.survey_year = decided.survey_year
    and others.person_state = decided.person_state
    and others.is_on <> decided.is_on
    and others.other_choice = 1
where decided.choice = 1
order by decided.person_key, decided.survey_year, decided.person_state
