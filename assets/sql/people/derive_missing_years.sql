-- One row per household in scope with a statement it owes and has not delivered: for which years.
with missing as (
    select
        household_id,
        cast(survey_year as string) as year,
        row_number() over (partition by household_id order by survey_year) as place
    from derive_owed_statements
    where not is_delivered
)

select
    household_id,
    concat_ws('、',
        max(case when place = 1 then year end),
        max(case when place = 2 then year end),
        max(case when place = 3 then year end))
        || coalesce('等' || cast(max(case when place > 3 then place end) as string) || '年', '') as missing_years
from missing
group by household_id
order by household_id
