-- One row per household, year and form delivered month by month: the year they make (parameter monthly_form); its amounts are
-- clean_monthly_lines. sum: months worked are added. cumulative: the last month holds the year. A month delivered twice counts
-- once, the first delivered. The row names the last month's cell.
with monthly as (
    select
        s.*,
        p.monthly_form,
        row_number() over (
            partition by s.household_id, s.survey_year, s.form, s.month
            order by s.source_file, s.source_sheet, s.source_row
        ) as first_delivered
    from clean_income_statements as s
    inner join raw_year_parameters as p on p.survey_year = s.survey_year and p.is_own_county
    where s.month is not null and p.monthly_form is not null
),

latest as (
    select
        *,
        row_number() over (partition by household_id, survey_year, form order by month desc) as newest_first,
        cast(sum(work_months) over (partition by household_id, survey_year, form) as decimal(6, 2)) as worked_months
    from monthly
    where first_delivered = 1
)

select
    survey_year, household_id, village_id, county_name, town_name, village_name, household_code, head_name, head_key, head_id_masked,
    form, month, household_type, has_size_column, is_blank, is_sign_assumed, registered_count, resident_count,
    case when monthly_form = 'sum' then worked_months else work_months end as work_months,
    remark, statement_id, source_file, source_sheet, source_row
from latest
where newest_first = 1
order by household_id, survey_year, form
