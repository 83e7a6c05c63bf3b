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

bookings as (
    select distinct
        repeated.remark,
        cast(round(b.booked_yuan * 100) as bigint) as booked_fen,
        concat_ws(' ', b.money_class, b.line_code, cast(b.booked_yuan as string)) as booked
    from repeated
    inner join raw_remark_bookings as b on b.text = repeated.remark and b.is_said
),

told as (
    select
        remark,
        concat_ws('|', min(booked), max(booked), cast(count(*) as string), cast(cast(sum(booked_fen) as bigint) as string)) as contents
    from bookings
    group by remark
),

signed as (
    select
        s.household_id, s.survey_year, s.form, s.repeated_month as month, s.row_count,
        concat_ws('|',
            amounts.contents,
            coalesce(cast(s.registered_count as string), '?'),
            coalesce(cast(s.resident_count as string), '?'),
            coalesce(cast(s.work_months as string), '?'),
            coalesce(told.contents, '')
        ) as contents
    from repeated as s
    inner join amounts on amounts.statement_id = s.statement_id
    left join told on told.remark = s.remark
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
