-- One row per household and year whose statement is made of months: how many there are, up to which month they are due,
-- and which of these are missing. Due is the whole year once it is over, before that every month that is over; where
-- months are cumulative (parameter monthly_form) only the last one due, or a later one, must be there.
with steps as (
    select 0 as n
    union all
    select 1
    union all
    select 2
    union all
    select 3
),

-- one to sixteen, of which a year has its twelve
numbers as (
    select 1 + ones.n + 4 * fours.n as month
    from steps as ones
    cross join steps as fours
),

due as (
    select
        p.survey_year,
        p.monthly_form,
        numbers.month,
        max(numbers.month) over (partition by p.survey_year) as due_month
    from raw_year_parameters as p
    cross join numbers
    where p.is_own_county and p.monthly_form is not null
        and numbers.month <= case
            when p.is_year_closed then p.months_of_year
            when year(p.as_of_date) = p.survey_year then month(p.as_of_date) - 1
            else 0
        end
),

statements as (
    select monthly.household_id, monthly.survey_year, monthly.form, monthly.month
    from clean_monthly_statements as monthly
    inner join derive_base_statements as base
        on base.household_id = monthly.household_id
        and base.survey_year = monthly.survey_year
        and base.source_file = monthly.source_file
        and base.source_sheet = monthly.source_sheet
        and base.source_row = monthly.source_row
),

delivered as (
    select distinct household_id, survey_year, form, month
    from clean_income_statements
    where month is not null
),

counted as (
    select household_id, survey_year, form, count(*) as month_count
    from delivered
    group by household_id, survey_year, form
),

checked as (
    select
        statements.household_id,
        statements.survey_year,
        statements.form,
        statements.month,
        due.due_month,
        case
            when due.monthly_form = 'sum' and delivered.month is null then cast(due.month as string) || '月'
            when due.monthly_form <> 'sum' and due.month = due.due_month and statements.month < due.month
                then cast(due.month as string) || '月'
        end as missing_zh
    from statements
    inner join due on due.survey_year = statements.survey_year
    left join delivered
        on delivered.household_id = statements.household_id
        and delivered.survey_year = statements.survey_year
        and delivered.form = statements.form
        and delivered.month = due.month
)

select
    checked.survey_year,
    checked.household_id,
    checked.month,
    cast(counted.month_count as integer) as month_count,
    cast(checked.due_month as integer) as due_month,
    nullif(concat_ws('、',
        max(case when missing_zh = '1月' then missing_zh end),
        max(case when missing_zh = '2月' then missing_zh end),
        max(case when missing_zh = '3月' then missing_zh end),
        max(case when missing_zh = '4月' then missing_zh end),
        max(case when missing_zh = '5月' then missing_zh end),
        max(case when missing_zh = '6月' then missing_zh end),
        max(case when missing_zh = '7月' then missing_zh end),
        max(case when missing_zh = '8月' then missing_zh end),
        max(case when missing_zh = '9月' then missing_zh end),
        max(case when missing_zh = '10月' then missing_zh end),
        max(case when missing_zh = '11月' then missing_zh end),
        max(case when missing_zh = '12月' then missing_zh end)
    ), '') as missing_months
from checked
inner join counted
    on counted.household_id = checked.household_id
    and counted.survey_year = checked.survey_year
    and counted.form = checked.form
group by checked.survey_year, checked.household_id, checked.month, counted.month_count, checked.due_month
order by checked.household_id, checked.survey_year
