-- One row per household, year, form and month delivered, where months make a year (parameter monthly_form): its statement, what it says
-- beside amounts, and of all months how many they are, whether this is the last, months worked, and whether the size stays the same.
-- A month delivered twice counts once, the first delivered.
with monthly as (
    select
        s.survey_year, s.household_id, s.form, s.month, s.registered_count, s.work_months, s.remark, s.statement_id,
        p.monthly_form,
        row_number() over (
            partition by s.household_id, s.survey_year, s.form, s.month order by s.source_file, s.source_sheet, s.source_row
        ) as first_delivered
    from clean_income_statements as s
    inner join raw_year_parameters as p on p.survey_year = s.survey_year and p.county_name = split_part(s.household_id, '|', 1)
    where s.month is not null and p.monthly_form is not null
)

select
    survey_year,
    household_id,
    form,
    month,
    monthly_form,
    statement_id,
    remark,
    month = max(month) over (partition by household_id, survey_year, form) as is_last,
    cast(count(*) over (partition by household_id, survey_year, form) as integer) as month_count,
    cast(sum(work_months) over (partition by household_id, survey_year, form) as decimal(18, 2)) as worked_months,
    min(coalesce(registered_count, -1)) over (partition by household_id, survey_year, form)
    = max(coalesce(registered_count, -1)) over (partition by household_id, survey_year, form) as is_size_steady
from monthly
where first_delivered = 1
order by household_id, survey_year, form, month
