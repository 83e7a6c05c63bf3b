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
        p.county_name,
        numbers.month,
        cast(max(numbers.month) over (partition by p.survey_year, p.county_name) as integer) as due_month
    from raw_year_parameters as p
    cross join numbers
    where numbers.month <= case
        when p.is_year_closed then p.months_of_year
        when year(p.as_of_date) = p.survey_year then month(p.as_of_date) - 1
        else 0
    end
),

checked as (
    select
        last.survey_year,
        last.household_id,
        last.month,
        last.month_count,
        due.due_month,
        case
            when last.monthly_form = 'sum' and delivered.month is null then cast(due.month as string) || '月'
            when last.monthly_form <> 'sum' and due.month = due.due_month and last.month < due.month then cast(due.month as string) || '月'
        end as missing_zh
    from derive_chosen_statements as chosen
    inner join clean_months as last on last.statement_id = chosen.statement_id
    inner join due on due.survey_year = last.survey_year and due.county_name = split_part(last.household_id, '|', 1)
    left join clean_months as delivered
        on delivered.household_id = last.household_id
        and delivered.survey_year = last.survey_year
        and delivered.form = last.form
        and delivered.month = due.month
    where chosen.origin = 'monthly'
)

select
    survey_year,
    household_id,
    month,
    month_count,
    due_month,
    nullif(concat_ws('、',
        max(case when missing_zh = '1月' then missing_zh end),  -- each month
        cast(null as string)
    ), '') as missing_months
from checked
group by survey_year, household_id, month, month_count, due_month
order by household_id, survey_year
