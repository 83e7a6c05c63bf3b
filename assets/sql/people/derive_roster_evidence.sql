-- One row per household and year on a roster: months worked, wages they make, insurance and age of its members.
-- Months count as delivered where the sheet fills them for anybody; there a blank means not worked.
with sheets as (
    select
        source_file,
        source_sheet,
        count(*) filter (where work_months > 0) > 0 as has_months,
        count(*) filter (where monthly_wage_fen > 0) > 0 as has_wages
    from clean_members
    group by source_file, source_sheet
),

members as (
    select
        m.survey_year,
        m.household_id,
        m.is_able,
        m.is_unable,
        m.is_student,
        m.work_months,
        m.monthly_wage_fen,
        m.has_medical_insurance,
        m.has_pension_insurance,
        m.has_employee_insurance,
        p.months_of_year,
        p.base_pension_fen,
        case when year(m.birth_date) = m.survey_year - p.pension_age then month(m.birth_date) else 0 end as months_too_young,
        sheets.has_months,
        sheets.has_wages,
        year(m.birth_date) < m.survey_year - p.pension_age
        or (
            year(m.birth_date) = m.survey_year - p.pension_age
            and month(m.birth_date) <= p.pension_latest_birth_month
        ) as is_of_pension_age
    from clean_members as m
    inner join raw_year_parameters as p on p.survey_year = m.survey_year and p.county_name = split_part(m.household_id, '|', 1)
    inner join sheets on sheets.source_file = m.source_file and sheets.source_sheet = m.source_sheet
    left join derive_repeated_members as repeated
        on repeated.source_file = m.source_file
        and repeated.source_sheet = m.source_sheet
        and repeated.source_row = m.source_row
    where repeated.source_file is null
)

select
    survey_year,
    household_id,
    bool_or(has_months) as has_months,
    cast(sum(case when work_months > 0 then work_months else 0 end) as decimal(18, 2)) as worked_months,
    cast(count(*) filter (where work_months > 0) as integer) as worker_count,
    cast(count(*) filter (where work_months < 0 or work_months > months_of_year) as integer) as impossible_months_count,
    count(*) filter (where work_months > 0 and monthly_wage_fen is null) = 0
    and bool_or(has_wages) as is_wage_known,
    cast(round(coalesce(sum(case when work_months > 0 then work_months * monthly_wage_fen end), 0)) as bigint) as roster_wage_fen,
    cast(coalesce(sum(case when work_months > 0 then monthly_wage_fen end), 0) as bigint) as roster_month_wage_fen,
    cast(count(*) filter (where is_able) as integer) as able_count,
    cast(count(*) filter (where is_able is not null or is_unable is not null) as integer) as labour_typed_count,
    cast(count(*) filter (where coalesce(has_medical_insurance, false)) as integer) as medically_insured_count,
    cast(count(*) filter (
        where (coalesce(has_pension_insurance, false) or coalesce(has_employee_insurance, false))
            and not coalesce(is_of_pension_age, false)
    ) as integer) as pension_payer_count,
    cast(count(*) filter (where is_of_pension_age and has_pension_insurance) as integer) as pension_entitled_count,
    cast(sum(case
        when is_of_pension_age and has_pension_insurance then base_pension_fen * (months_of_year - months_too_young)
    end) as bigint) as pension_due_fen
from members
group by survey_year, household_id
order by household_id, survey_year
