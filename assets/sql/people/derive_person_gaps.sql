-- One row per gap of a person and year, by the roster (docs/method.md#gaps; of schooling by the education register where the
-- roster says nothing): a child of school age who is not at school, a
-- student owed support without living subsidy or without tuition waiver, a person without medical or (from the age of the
-- scheme on, not in school) pension insurance. Employees' insurance counts, and so does a pension being drawn: by the
-- ledger, or, where none was delivered, by the pension that an aged member's household declares. Only a stated 否 is a gap;
-- a cell left blank is not known. The dead, who moved away, conscripts and closed households are in no gap.
with gone as (
    select distinct person_key, survey_year as gone_year
    from clean_registers
    where register_group in ('death', 'moved', 'conscript') and person_key is not null
),

-- A child starts school in the year by whose school start it is six (义务教育法 art. 11).
members as (
    select
        m.*,
        m.survey_year - year(m.birth_date) as age,
        year(m.birth_date) + p.compulsory_school_age_from < m.survey_year
        or (
            year(m.birth_date) + p.compulsory_school_age_from = m.survey_year
            and month(m.birth_date) <= p.school_start_latest_birth_month
        ) as is_old_enough,
        coalesce(
            m.student_stage,
            case
                when m.survey_year - year(m.birth_date) between p.compulsory_school_age_from and p.compulsory_school_age_to
                    then 'compulsory'
                else 'unspecified'
            end
        ) as stage,
        p.student_support_stages,
        p.compulsory_school_age_to,
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
    left join (
        select person_key, min(gone_year) as gone_year from gone group by person_key
    ) as departed
        on departed.person_key = m.person_key and departed.gone_year <= m.survey_year
    left join derive_person_states as schooling
        on schooling.person_key = m.person_key
        and schooling.survey_year = m.survey_year
        and schooling.person_state = 'schooling'
        and schooling.claim_origin = 'register'
        and not schooling.is_on
    where repeated.source_file is null
        and departed.person_key is null
        and m.member_state is null
        and h.closed_reason is null
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
        members.is_old_enough and members.age <= members.compulsory_school_age_to as is_of_school_age,
        ' ' || members.student_support_stages || ' ' like '% ' || members.stage || ' %' as is_owed_support,
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
