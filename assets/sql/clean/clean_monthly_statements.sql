-- One row per household, year and form delivered month by month: the year they make (clean_months); its amounts are
-- clean_monthly_lines. sum: months worked are added. cumulative: the last month holds the year. The row names the last month's cell.
select
    s.survey_year, s.household_id, s.village_id, s.county_name, s.town_name, s.village_name, s.household_code, s.head_name, s.head_key,
    s.head_id_masked, s.form, s.month, s.household_type, s.has_size_column, s.is_blank, s.is_sign_assumed, s.registered_count,
    s.resident_count,
    cast(case when months.monthly_form = 'sum' then months.worked_months else s.work_months end as decimal(6, 2)) as work_months,
    s.remark, s.statement_id, s.source_file, s.source_sheet, s.source_row
from clean_months as months
inner join clean_income_statements as s on s.statement_id = months.statement_id
where months.is_last
order by s.household_id, s.survey_year, s.form
