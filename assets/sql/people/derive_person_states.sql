-- One row per person of a roster, year and state (残疾 or 学籍) that holds or of which a register speaks: what holds, by which cell,
-- and the cell of the same year that says otherwise. 残疾: the register of the disabled, else the roster. 学籍: the roster, since a
-- child may stand on a school's register and be at home; else the education register. A register of the year that has the
-- village and no longer the person, whom an earlier one names, says no (docs/method.md#precedence-of-evidence).
with entries as (
    select
        *,
        case when register_group in ('at_school', 'not_at_school') then 'schooling' else 'disability' end as person_state,
        case when register_group in ('at_school', 'not_at_school') then '教育部门登记' else '残联登记' end as office_zh,
        case when register_group in ('at_school', 'not_at_school') then 2 else 1 end as weight,
        register_group in ('disability', 'disability_allowance', 'at_school') as is_on
    from clean_registers
    where register_group in ('disability', 'disability_allowance', 'at_school', 'not_at_school') or stopped_group = 'disability'
),

registered as (
    select distinct person_key from entries where is_on and person_key is not null
),

people as (
    select m.person_key, m.survey_year, min(m.household_id) as household_id, min(m.village_id) as village_id, min(m.name) as name,
        min(m.name_masked) as name_masked, min(m.birth_date) as birth_date
    from clean_members as m
    inner join registered on registered.person_key = m.person_key
    group by m.person_key, m.survey_year
),

-- Whom the year's register leaves out, though it covers his village and an earlier one has him: of schooling only children of
-- school age, who may not have left it; nobody whose name stands there without a readable number.
left_out as (
    select distinct
        people.person_key,
        people.survey_year,
        people.name_masked,
        earlier.person_state,
        earlier.office_zh,
        earlier.weight,
        coverage.source_file,
        coverage.source_sheet
    from people
    inner join raw_year_parameters as p on p.survey_year = people.survey_year and p.county_name = split_part(people.household_id, '|', 1)
    inner join entries as earlier on earlier.person_key = people.person_key and earlier.register_year < people.survey_year
    inner join derive_register_coverage as coverage
        on coverage.village_id = people.village_id
        and coverage.survey_year = people.survey_year
        and coverage.register_group = case earlier.person_state when 'schooling' then 'at_school' else 'disability' end
    left join entries as present
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
),

claims as (
    select person_key, name_masked, register_year as survey_year, person_state, 'register' as claim_origin, weight, is_on,
        office_zh || '为“' || substr(register_type, 1, 16) || '”'
            || case when person_state = 'disability' and not is_on then '且已注销' else '' end as told_zh,
        'register_type' as column_name, source_file, source_sheet, source_row
    from entries
    where person_key is not null
    union all
    select person_key, name_masked, survey_year, person_state, 'register_omission', weight, person_key is null,
        office_zh || '没有此人（往年登记有）', 'register_type', source_file, source_sheet, cast(null as integer)
    from left_out
    union all
    select person_key, name_masked, survey_year, 'disability', 'roster', 2, is_disabled,
        '花名册健康状况为“' || substr(health_status, 1, 16) || '”', 'health_status', source_file, source_sheet, source_row
    from clean_members
    where person_key is not null and is_disabled is not null
    union all
    select person_key, name_masked, survey_year, 'schooling', 'roster', 1, is_stated_student,
        '花名册在校生状况为“' || substr(student_status, 1, 16) || '”', 'student_status', source_file, source_sheet, source_row
    from clean_members
    where person_key is not null and is_stated_student is not null
),

told as (
    select distinct person_key, survey_year, person_state from claims where is_on or claim_origin <> 'roster'
),

-- The weightiest word of each side, yes and no
sides as (
    select
        claims.*,
        cast(claims.survey_year as string) || '年' || told_zh as claim_zh,
        row_number() over (
            partition by claims.person_key, claims.survey_year, claims.person_state, is_on
            order by weight, source_file, source_sheet, source_row
        ) as choice
    from claims
    inner join told
        on told.person_key = claims.person_key and told.survey_year = claims.survey_year and told.person_state = claims.person_state
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
from sides as decided
inner join (
    select person_key, survey_year, min(household_id) as household_id from clean_members group by person_key, survey_year
) as homes on homes.person_key = decided.person_key and homes.survey_year = decided.survey_year
left join sides as others
    on others.person_key = decided.person_key
    and others.survey_year = decided.survey_year
    and others.person_state = decided.person_state
    and others.is_on <> decided.is_on
    and others.choice = 1
where decided.choice = 1
    and (others.weight is null or decided.weight < others.weight or (decided.weight = others.weight and decided.is_on))
order by decided.person_key, decided.survey_year, decided.person_state
