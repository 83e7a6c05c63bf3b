-- One row per household that owes a record book and a file (帮扶记录簿、归档): every poor household on the newest list that
-- names it, not only the cohorts; struck off (注销) it owes nothing. survey_year is the last cohort year.
with newest as (
    select
        household_id,
        village_id,
        exit_state,
        row_number() over (partition by household_id order by survey_year desc) as newest_first
    from derive_lists
),

final as (
    select max(last_planned_exit_year) as final_year from raw_year_parameters where is_own_county
)

select
    cast(final.final_year as integer) as survey_year,
    newest.household_id,
    newest.village_id
from newest
cross join final
where newest.newest_first = 1 and coalesce(newest.exit_state, '') <> 'cancelled'
order by newest.household_id
