-- One row per person and year on a roster, as the household form prints them; ID numbers masked. Whom several lines
-- list stands once, so that a form's people are as many as its household counts.
select
    m.survey_year,
    m.household_id,
    m.village_id,
    m.person_key,
    m.name,
    m.name_masked,
    m.id_number_masked,
    m.relation,
    m.gender,
    m.birth_date,
    cast(m.survey_year - year(m.birth_date) as integer) as age,
    m.is_student,
    m.student_stage,
    m.health_status,
    m.labour_type,
    m.work_months,
    m.work_place,
    cast(m.monthly_wage_fen * 0.01 as decimal(18, 2)) as monthly_wage_yuan,
    m.is_resident,
    m.has_medical_insurance,
    m.has_serious_illness_insurance,
    m.has_pension_insurance,
    m.has_employee_insurance,
    m.has_student_support,
    m.source_file,
    m.source_sheet,
    m.source_row
from clean_members as m
left join derive_repeated_members as repeated
    on repeated.source_file = m.source_file
    and repeated.source_sheet = m.source_sheet
    and repeated.source_row = m.source_row
where repeated.source_file is null
order by m.survey_year, m.household_id, m.source_file, m.source_sheet, m.source_row
