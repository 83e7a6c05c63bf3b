-- One row per household, year and form delivered more than once: how many rows, and how many different contents.
-- By months, a month is compared with itself, and the month most often delivered counts. Contents are all that a verdict
-- rests on: sizes, months worked, items, and what the remark says of them; a stated total decides nothing, and a sheet
-- may well lack its column. A row without any amount repeats nothing. Only repeated rows are written out as one text: a province
-- has a million that are not.
with repeats as (
    select household_id, survey_year, form, coalesce(month, 0) as month, count(*) as row_count
    from clean_income_statements
    where not coalesce(is_blank, false)
    group by household_id, survey_year, form, coalesce(month, 0)
    having count(*) > 1
),

repeated as (
    select s.*, repeats.month as repeated_month, repeats.row_count
    from clean_income_statements as s
    inner join repeats
        on repeats.household_id = s.household_id and repeats.survey_year = s.survey_year
        and repeats.form = s.form and repeats.month = coalesce(s.month, 0)
    where not coalesce(s.is_blank, false)
),

amounts as (
    select
        repeated.statement_id,
        concat_ws('|',
            coalesce(max(case when l.item_code = 'monthly_wage' then cast(l.amount_fen as string) end), '?'),
            coalesce(max(case when l.item_code = 'wage_income' then coalesce(cast(l.amount_fen as string), '?') end), '0'),  -- each item
            cast(null as string)
        ) as contents
    from repeated
    left join clean_statement_lines as l on l.statement_id = repeated.statement_id
    group by repeated.statement_id
),

signed as (
    select
        s.household_id, s.survey_year, s.form, s.repeated_month as month, s.row_count,
        concat_ws('|',
            amounts.contents,
            coalesce(cast(s.registered_count as string), '?'),
            coalesce(cast(s.resident_count as string), '?'),
            coalesce(cast(s.work_months as string), '?'),
            coalesce(cast(s.has_one_off as string), '?'),
            coalesce(cast(s.remark_one_off_fen as string), '?'),
            coalesce(cast(s.has_loan as string), '?'),
            coalesce(cast(s.remark_loan_fen as string), '?'),
            coalesce(cast(s.has_forecast as string), '?'),
            coalesce(cast(s.remark_forecast_fen as string), '?'),
            coalesce(cast(s.has_fixed_forecast as string), '?'),
            coalesce(cast(s.remark_fixed_forecast_fen as string), '?')
        ) as contents
    from repeated as s
    inner join amounts on amounts.statement_id = s.statement_id
),

months as (
    select household_id, survey_year, form, max(row_count) as row_count, count(distinct contents) as distinct_count
    from signed
    group by household_id, survey_year, form, month
)

select
    survey_year,
    household_id,
    form,
    cast(max(row_count) as integer) as row_count,
    cast(max(distinct_count) as integer) as distinct_count
from months
group by survey_year, household_id, form
order by household_id, survey_year, form
