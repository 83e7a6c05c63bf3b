-- One row per gap of a person and year, by the roster: a pupil without living subsidy and tuition waiver, a person without
-- medical or (from the age of the scheme on, not in school) pension insurance. Employees' insurance counts, and so does
-- a pension being drawn: by the ledger, or, where none was delivered, by the pension that an aged member's household
-- declares. Only a stated 否 is a gap; a cell left blank is not known.
with members as (
    select
        m.*,
        m.survey_year - year(m.birth_date) as age,
        p.pension_insurance_age,
        p.pension_age
    from clean_members as m
    inner join raw_year_parameters as p on p.survey_year = m.survey_year and p.county_name = split_part(m.household_id, '|', 1)
    left join derive_repeated_members as repeated
        on repeated.source_file = m.source_file
        and repeated.source_sheet = m.source_sheet
        and repeated.source_row = m.source_row
    where repeated.source_file is null
),

drawn as (
    select distinct person_key, survey_year
    from derive_ledger_matches
    where item_code = 'pension' and amount_fen > 0 and person_key is not null and not has_forecast
),

pension_ledgers as (
    select distinct village_id, survey_year from derive_ledger_coverage where item_code = 'pension'
),

facts as (
    select
        members.*,
        drawn.person_key is not null
        or (
            pension_ledgers.village_id is null
            and coalesce(members.age >= members.pension_age and base.pension_fen > 0, false)
        ) as is_drawing
    from members
    left join drawn on drawn.person_key = members.person_key and drawn.survey_year = members.survey_year
    left join pension_ledgers
        on pension_ledgers.village_id = members.village_id and pension_ledgers.survey_year = members.survey_year
    left join derive_base_statements as base
        on base.household_id = members.household_id and base.survey_year = members.survey_year
),

gaps as (
    select 'student_support' as gap, '在校学生未领到生活补助及免学杂费' as reason, facts.* from facts
    where is_student and not has_student_support
    union all
    select 'medical_insurance', '未参加基本医疗保险', facts.* from facts
    where not has_medical_insurance and not coalesce(has_employee_insurance, false)
    union all
    select 'pension_insurance', '未参加基本养老保险', facts.* from facts
    where age >= pension_insurance_age and not is_student and not has_pension_insurance
        and not coalesce(has_employee_insurance, false) and not is_drawing
)

select
    survey_year,
    household_id,
    gap,
    reason,
    person_key,
    name_masked,
    cast(age as integer) as age,
    student_stage,
    source_file,
    source_sheet,
    source_row
from gaps
order by survey_year, household_id, gap, source_file, source_sheet, source_row
