-- One row per household and year of the provincial system (form B): its first delivered row of the whole year.
with exports as (
    select
        *,
        row_number() over (
            partition by household_id, survey_year order by source_file, source_sheet, source_row
        ) as first_delivered
    from clean_income_statements
    where form = 'B' and month is null
)

select survey_year, household_id, village_id, registered_count, statement_id, source_file, source_sheet, source_row
from exports
where first_delivered = 1
order by household_id, survey_year
