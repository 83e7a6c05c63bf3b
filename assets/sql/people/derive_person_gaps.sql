-- One row per gap of a person and year, by the roster (docs/method.md#gaps; of schooling by the education register where the
-- roster says nothing): a child of school age who is not at school, a
-- student owed support without living subsidy or without tuition waiver, a person without medical or (from the age of the
-- scheme on, not in school) pension insurance. Employees' insurance counts, and so does a pension being drawn: by the
-- ledger, or, where none was delivered, by the pension that an aged member's household declares. Only a stated 否 is a gap;
-- a cell left blank is not known. The dead, who moved away, conscripts, prisoners, the missing and closed households are in no gap.
with gone as (
    select person_key, min(survey_year) as gone_year
    from clean_registers
    where register_group in ('death', 'moved', 'conscript')
    group by person_key
),

members as (
    select
        m.*,
        m.survey_year - year(m.birth_date) as age,
        p.student_support_stages,
        p.compulsory_school_age_from,
        p.compulsory_school_age_to,
        p.school_start_latest_birth_month,
        p.pension_insurance_age,
        p.pension_age,
        schooling.source_file as register_file,
        schooling.source_sheet as register_sheet,
        schooling.source_row as register_row
    from clean_members as m
    inner join raw_year_parameters as p on p.survey_year = m.survey_year and p.county_name = split_part(m.household_id, '|', 1)
    left join derive_household_years as h on h.household_id = m.household_id and h.survey_year = m.survey_year
    left join derive_repeated_members as repeated
        on repeated.source_file = m.source_file
        and repeated.source_sheet = m.source_sheet
        and repeated.source_row = m.source_row
    left join gone on gone.person_key = m.person_key and gone.gone_year <= m.survey_year
    left join derive_person_states as schooling
        on schooling.person_key = m.person_key
        and schooling.survey_year = m.survey_year
        and schooling.person_state = 'schooling'
        and schooling.claim_origin = 'register'
        and not schooling.is_on
    where repeated.source_file is null
        and gone.person_key is null
        and m.member_state is null
        and h.closed_reason is null
),

drawn as (
    select distinct person_key, survey_year
    from derive_ledger_matches
    where item_code = 'pension' and amount_fen > 0 and person_key is not null and not has_forecast
),

-- A child starts school in the year by whose school start it is six (义务教育法 art. 11).
facts as (
    select
        members.*,
        age <= compulsory_school_age_to and (
            age > compulsory_school_age_from
            or (age = compulsory_school_age_from and month(birth_date) <= school_start_latest_birth_month)
        ) as is_of_school_age,
        ' ' || student_support_stages || ' ' like '% ' || coalesce(
            student_stage,
            case when age between compulsory_school_age_from and compulsory_school_age_to then 'compulsory' else 'unspecified' end
        ) || ' %' as is_owed_support,
        drawn.person_key is not null
        or (ledgers.village_id is null and coalesce(age >= pension_age and base.pension_fen > 0, false)) as is_drawing
    from members
    left join drawn on drawn.person_key = members.person_key and drawn.survey_year = members.survey_year
    left join derive_ledger_coverage as ledgers
        on ledgers.village_id = members.village_id and ledgers.survey_year = members.survey_year and ledgers.item_code = 'pension'
    left join derive_base_statements as base
        on base.household_id = members.household_id and base.survey_year = members.survey_year
),

gaps as (
    select
        'dropout' as gap,
        case when absence = 'dropout' then '适龄儿童少年辍学' else '适龄儿童少年未在校接受义务教育' end as reason,
        case when absence is null then 'register_type' else 'student_status' end as column_name,
        facts.*
    from facts
    where is_of_school_age and (absence in ('dropout', 'not_student') or register_file is not null)
    union all
    select
        'student_support',
        concat_ws('、',
            case when not has_student_support then '在校学生未领到生活补助及免学杂费' end,
            case when not has_living_subsidy then '在校学生未领到生活补助' end,
            case when not has_fee_waiver then '在校学生未免学杂费' end
        ) || case when student_stage = 'tertiary' then '（大专或本科请核实，本科不在补助范围）' else '' end,
        case
            when not has_student_support then 'has_student_support'
            when not has_living_subsidy then 'has_living_subsidy'
            else 'has_fee_waiver'
        end,
        facts.*
    from facts
    where is_student and register_file is null and is_owed_support
        and (not has_student_support or not has_living_subsidy or not has_fee_waiver)
    union all
    select 'medical_insurance', '未参加基本医疗保险', 'has_medical_insurance', facts.* from facts
    where not has_medical_insurance and not coalesce(has_employee_insurance, false)
    union all
    select 'pension_insurance', '未参加基本养老保险', 'has_pension_insurance', facts.* from facts
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
    column_name,
    case when column_name = 'register_type' then register_file else source_file end as source_file,
    case when column_name = 'register_type' then register_sheet else source_sheet end as source_sheet,
    case when column_name = 'register_type' then register_row else source_row end as source_row
from gaps
order by survey_year, household_id, gap, source_file, source_sheet, source_row
