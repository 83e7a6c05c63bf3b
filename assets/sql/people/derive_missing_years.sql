-- One row per household in scope with a statement it owes and has not delivered: for which years.
with missing as (
    select
        household_id,
        cast(survey_year as string) as year,
        row_number() over (partition by household_id order by survey_year) as place,
        count(*) over (partition by household_id) as year_count
    from derive_owed_statements
    where not is_delivered
)

select
    household_id,
    concat_ws('、', max(case when place = 1 then year end), max(case when place = 2 then year end),
        max(case when place = 2 + 1 then year end),
        case when max(year_count) > 2 + 1 then '等' || cast(max(year_count) as string) || '年' end) as missing_years
from missing
group by household_id
order by household_id
